"""Maintenance that the agency announces (维护操作告知, 8.7), and the return of secret material (保密资料交还, 15.5)."""

from collections.abc import Iterator
from typing import Any

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Cue, Story, Today, cue

MONITORING, CITY, WHOLE_CONTRACT = "energy-monitoring", "city-operation", ""


def stories(today: Today) -> Iterator[Story]:
    yield _hardened(today)
    yield _to_be_tested(today)
    yield _given_back()
    yield _asked_back(today)


def _hardened(today: Today) -> Story:
    window = {"work_from": today.time("9w 20:00"), "work_to": today.time("9w 22:00")}
    cues = (
        cue("13w 09:10", "clerk", "open", maintenance="hardening", possible_impact="页面可能短时不可用。", **window),
        cue("13w 09:15", "clerk", "announce"),
        cue("13w 10:00", "desk", "acknowledge"),
        cue("8w 09:30", "clerk", "finish", work_result="已关闭不用的端口，复测通过。"),
    )
    return Story("notice", DEMO, MONITORING, "关闭不用端口的安全加固", cues, "closed")


def _to_be_tested(today: Today) -> Story:
    cues = (
        cue(
            "1w 09:40",
            "lead",
            "open",
            maintenance="penetration_test",
            source="192.0.2.10",
            possible_impact="可能触发入侵检测告警。",
            work_from=today.ahead(3 * 24 * 60),
            work_to=today.ahead(3 * 24 * 60 + 240),
        ),
        cue("1w 09:45", "lead", "announce"),
        cue("1w 11:00", "desk", "acknowledge"),
    )
    return Story("notice", DEMO, CITY, "年度渗透测试", cues, "announced")


def _demanded(back: int, mode: str, *items: dict[str, Any]) -> tuple[Cue, ...]:
    return (
        cue(f"{back}w 09:00", "clerk", "open", mode=mode, items=list(items)),
        cue(f"{back}w 09:20", "clerk", "submit"),
        cue(f"{back}w {START}", "lead", "issue_return"),
        cue(f"{back}w 11:00", "desk", "acknowledge"),
    )


def _given_back() -> Story:
    cues = (
        *_demanded(12, "return", {"material": "网络拓扑图", "medium": "U盘", "copies": 1}),
        cue("11w 15:00", "engineer", "report_returned", no_copies=True),
        cue("10w 10:00", "clerk", "confirm_returned", complete=True),
    )
    return Story("secrecy_return", DEMO, WHOLE_CONTRACT, "交还网络拓扑图", cues, "closed")


def _asked_back(today: Today) -> Story:
    back = today.nearly("secrecy_return.hand_back")
    cues = _demanded(back, "destroy", {"material": "割接测试数据", "medium": "移动硬盘", "copies": 2})
    return Story("secrecy_return", DEMO, WHOLE_CONTRACT, "销毁割接测试数据", cues, "returning")
