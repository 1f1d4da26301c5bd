"""What the registers of the demo contract say. Every badge, number, address and certificate is made up."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from accounts.models import User
from tickets import actions
from tickets.models import Contract, RegisterEntry
from tickets.registers import REGISTERS

DAY: Final = timedelta(days=1)
SCAN: Final = "扫描件（演示）"
#: Who enters and who confirms, by the side that keeps the register.
OF_PROVIDER, AMONG_PROVIDER, AMONG_AGENCY = ("desk", "clerk"), ("desk", "manager"), ("clerk", "lead")
OF_SUPERVISION: Final = ("auditor", "officer")


@dataclass(frozen=True, slots=True)
class RegisterCue:
    """One entry. ago: how many days before today it was made; confirmed: a second person has looked at it."""

    register: str
    who: tuple[str, str]
    said: Mapping[str, Any]
    ago: int = 20
    confirmed: bool = True


def cues(now: datetime) -> Iterator[RegisterCue]:
    def day(days: int) -> str:
        return (now + days * DAY).date().isoformat()

    level3 = {"certificate": "level3", "certified": "政务云平台", "certificate_no": "演示测评〔2026〕1号"}
    yield RegisterCue(
        "certificates", OF_PROVIDER,
        {**level3, "issuer": "演示测评机构", "certificate_from": day(-320), "certificate_until": day(45)},
    )  # fmt: skip
    ssl = {"certificate": "ssl", "certified": "演示门户网站", "certificate_no": "DEMO-SSL-01"}
    yield RegisterCue(
        "certificates", OF_PROVIDER,
        {**ssl, "issuer": "演示认证机构", "certificate_from": day(-100), "certificate_until": day(260)},
    )  # fmt: skip
    signed = {"signed_on": day(-50), "training_on": day(-48)}
    yield RegisterCue(
        "secrecy", OF_PROVIDER, {"badge": "OPS-01", "duty": "驻场运维", **signed, "access_from": day(-47)}
    )
    yield RegisterCue(
        "secrecy", OF_PROVIDER, {"badge": "OPS-02", "duty": "安全值守", **signed, "access_from": day(-52)}
    )
    yield RegisterCue("secrecy", OF_PROVIDER, {"badge": "OPS-03", "access_from": day(-2)}, ago=1, confirmed=False)
    yield RegisterCue(
        "addresses", OF_PROVIDER,
        {"address": "203.0.113.7", "network": "internet", "used_for": "门户网站", "used_from": day(-40)},
    )  # fmt: skip
    yield RegisterCue(
        "addresses", OF_PROVIDER,
        {"address": "198.51.100.0/28", "network": "government", "used_for": "数据交换", "used_from": day(-35)},
    )  # fmt: skip
    yield RegisterCue(
        "deliverables", OF_PROVIDER,
        {"work": "系统迁移实施方案", "sort": "document", "edition": "V1.0", "handed_on": day(-25)},
    )  # fmt: skip
    yield RegisterCue(
        "heads", AMONG_AGENCY, {"post": "项目负责人", "holder": "信息中心主任（演示）", "head_from": day(-55)}, ago=54
    )
    yield RegisterCue(
        "heads", AMONG_PROVIDER, {"post": "项目负责人", "holder": "项目经理（演示）", "head_from": day(-55)}, ago=54
    )
    yield RegisterCue(
        "backups", OF_PROVIDER,
        {"extent": "both", "partner": "演示云服务商乙", "checked_on": day(-30), "outcome": "taken_over"},
    )  # fmt: skip
    yield RegisterCue(
        "integrity", AMONG_AGENCY, {"channel": "telephone", "place": "010-00000000", "open_from": day(-55)}, ago=54
    )
    yield RegisterCue(
        "dangers", OF_PROVIDER,
        {"danger": "门户网站证书链即将失效", "effect": "例行巡检发现。", "found_on": day(-12), "removed": "no"},
        ago=12,
    )  # fmt: skip
    yield RegisterCue(
        "impacts", OF_SUPERVISION,
        {"outage": "演示-中断-01", "outage_on": day(-30), "share": 12, "source": "云平台监管月度通报（演示）"},
        ago=25,
    )  # fmt: skip


def enter_all(contract: Contract, people: Mapping[str, User], now: datetime) -> int:
    """Nothing where the registers say something already. How many entries."""
    if RegisterEntry.objects.filter(contract=contract).exists():
        return 0
    found = sorted(cues(now), key=lambda one: -one.ago)
    for one in found:
        _enter(contract, people, one, now - one.ago * DAY)
    return len(found)


def _enter(contract: Contract, people: Mapping[str, User], one: RegisterCue, at: datetime) -> None:
    first, second = one.who
    scan = (f"{SCAN}.txt", io.BytesIO(SCAN.encode())) if REGISTERS[one.register].scan_needed else None
    entry = actions.enter(contract, one.register, one.said, actor=people[first], now=at, scan=scan)
    if one.confirmed:
        actions.confirm_entry(entry, actor=people[second], now=at + timedelta(hours=2))
