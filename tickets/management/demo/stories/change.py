"""Changes (变更): growth within and beyond the contract, for a while, network rules, an urgent repair."""

from collections.abc import Iterator
from typing import Any

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Cue, Story, Today, cue, filed, filing

MONITORING, SENSING, CITY = "energy-monitoring", "energy-sensing", "city-operation"


def stories(today: Today) -> Iterator[Story]:
    yield _growing(today)
    yield _grown_late(today)
    yield _temporary(today)
    yield _beyond(today)
    yield _costing(today)
    yield _rules_changed(today)
    yield _urgent(today)


def _asked(when: str, kind: str, reason: str, today: Today, **more: Any) -> Cue:
    """What every change says. The window is open while the work lasts and interrupts nothing."""
    fields = {
        "type": kind,
        "term": "long_term",
        "reason": reason,
        "window_start": today.time(when),
        "window_end": today.ahead(10 * 24 * 60),
        "interrupts": False,
    }
    return cue(when, "clerk", "open", **fields | more)


def _costed(back: int, number: int, estimate: str, today: Today) -> tuple[Cue, ...]:
    """A long-term growth goes by the finance office before the lead."""
    return (
        cue(f"{back}w 09:10", "clerk", "submit_for_costing"),
        cue(f"{back}w 09:40", "finance", "clear_cost", estimate=estimate, funding="年度政务云服务经费（演示）"),
        cue(f"{back}w {START}", "lead", "approve"),
        cue(f"{back}w 14:40", "officer", "record_filing", **filing(f"{back}w 14:40", number, today)),
    )


def _growing(today: Today) -> Story:
    """Seven natural days after the sealed request: the last day is here."""
    back = today.nearly("change.expand")
    lines = [{"line": "vcpu", "quantity": 16}, {"line": "memory_gb", "quantity": 64}]
    reason = "迎峰度冬期间能源数据接入量上升，应用服务器 CPU 使用率持续高于 85%，申请扩容。"
    return Story(
        "change",
        DEMO,
        MONITORING,
        "能源监测应用服务器扩容 16 核 64 GB",
        (
            _asked(f"{back}w 09:00", "expansion", reason, today, lines=lines),
            *_costed(back, 22, "0.00", today),
            cue(f"{back}w 15:30", "desk", "accept", assignee="engineer"),
            cue(f"{back}w 16:30", "engineer", "start_work"),
        ),
        "implementing",
    )


def _grown_late(today: Today) -> Story:
    lines = [{"line": "storage_fast_gb", "quantity": 800}]
    reason = "历史数据库表空间不足 10%，申请增加高性能存储。"
    return Story(
        "change",
        DEMO,
        MONITORING,
        "能源监测历史库高性能存储扩容 800 GB",
        (
            _asked("28w 09:00", "expansion", reason, today, lines=lines),
            *_costed(28, 3, "0.00", today),
            cue("28w 15:30", "desk", "accept", assignee="engineer"),
            cue("26w 09:30", "engineer", "start_work"),
            cue("18w 17:20", "engineer", "deliver"),
            cue("17w 09:50", "clerk", "confirm", "已核对容量，本次扩容超过合同约定时限，请在月报中说明原因。"),
        ),
        "closed",
    )


def _temporary(today: Today) -> Story:
    """The temporary growth ends in two days; the agency gives it back or the provider may take it back."""
    lines = [{"line": "vcpu", "quantity": 24}]
    reason = "重大活动保障期间并发访问量增加，申请临时扩容。"
    return Story(
        "change",
        DEMO,
        CITY,
        "重大活动保障临时扩容 24 核",
        (
            _asked("14w 09:10", "expansion", reason, today, lines=lines, term="temporary", end_date=today.day_ahead(2)),
            *filed(14, 12, today),
            cue("13w 09:30", "engineer", "start_work"),
            cue("12w 11:00", "engineer", "deliver"),
            cue("12w 15:20", "clerk", "confirm_temporary"),
        ),
        "in_effect",
    )


def _beyond(today: Today) -> Story:
    """Beyond the quantities of the contract: both sides sign a supplement first, and the clock rests."""
    lines = [{"line": "bandwidth_mb", "quantity": 600}]
    reason = "视频汇聚业务上线后出口带宽不足，申请增加互联网链路带宽。"
    return Story(
        "change",
        DEMO,
        CITY,
        "互联网链路带宽增加 600 Mb",
        (
            _asked("9w 09:00", "expansion", reason, today, lines=lines),
            *_costed(9, 18, "186000.00", today),
            cue(
                "8w 10:10",
                "desk",
                "require_supplement",
                "申请数量超出合同约定的 500 Mb，依第三条第五款、第十七条须先签订补充合同。",
            ),
            cue("5w 15:00", "manager", "sign_supplement", supplement_no="演示-补-01"),
        ),
        "supplementing",
    )


def _costing(today: Today) -> Story:
    reason = "按等保整改要求增加日志留存空间。"
    return Story(
        "change",
        DEMO,
        SENSING,
        "感知平台日志存储扩容 1200 GB",
        (
            _asked("1w 15:10", "expansion", reason, today, lines=[{"line": "storage_plain_gb", "quantity": 1200}]),
            cue("1w 15:40", "clerk", "submit_for_costing"),
        ),
        "costing",
    )


def _rules_changed(today: Today) -> Story:
    rules = [
        {
            "source": "10.0.8.0/24",
            "destination": "10.0.0.21",
            "protocol": "TCP",
            "port": "443",
            "direction": "in",
            "action": "allow",
            "purpose": "区级平台调用监测数据接口",
        }
    ]
    return Story(
        "change",
        DEMO,
        MONITORING,
        "开通区级平台访问能源监测接口策略",
        (
            _asked("22w 09:00", "policy", "区级平台需调用监测数据接口，申请开通网络策略。", today, policies=rules),
            *filed(22, 8, today),
            cue("21w 10:00", "engineer", "start_work"),
            cue("20w 16:10", "engineer", "deliver"),
            cue("19w 09:40", "clerk", "confirm"),
        ),
        "closed",
    )


def _urgent(today: Today) -> Story:
    """Repaired before it was filed: the filing is overdue, and without it the ticket cannot be closed."""
    back = today.overdue("change.file_late")
    return Story(
        "change",
        DEMO,
        SENSING,
        "感知平台消息中间件高危漏洞紧急修复",
        (
            _asked(f"{back}w 08:30", "software", "监测发现消息中间件高危漏洞，需立即升级版本。", today),
            cue(
                f"{back}w 08:50",
                "clerk",
                "submit_urgent",
                urgent_ground="security",
                urgent_reason="漏洞已有公开利用代码，存在被入侵风险，须当日修复。",
            ),
            cue(f"{back}w 09:10", "lead", "authorize_urgent"),
            cue(f"{back}w 09:30", "desk", "accept", assignee="engineer"),
            cue(f"{back}w 10:20", "engineer", "start_work"),
            cue(f"{back}w 19:40", "engineer", "deliver"),
        ),
        "confirming",
    )
