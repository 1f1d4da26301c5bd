"""Findings of a breach (违约认定, 12): one objected to and settled, one that waits for the provider's answer."""

from collections.abc import Iterator
from typing import Any

from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.management.demo.script import Story, Today, cue

WORDS = dict.fromkeys(("grave_loss", "grave_accident", "grave_influence"), "no")


def stories(today: Today) -> Iterator[Story]:
    yield _settled(today)
    yield _served(today)


def _event(today: Today, when: str, told: str, *rules: str) -> dict[str, Any]:
    return {
        "against": "provider",
        "event_on": today.day(when),
        "known_on": today.day(when),
        "event_rows": [{"event_told": told}],
        "rules": [{"rule": one} for one in rules],
    }


def _settled(today: Today) -> Story:
    event = _event(today, "7w 09:00", "机房夜间现场无人值守1小时20分，查岗凭证在值守工单。", "A3.12")
    cues = (
        cue("6w 09:20", "clerk", "open", **event),
        cue("6w 15:00", "lead", "assess", finding_reason="查岗时无人，无替岗记录，未造成重大影响。", **WORDS),
        cue("6w 15:30", "lead", "serve"),
        cue("5w 10:10", "manager", "object_finding", defence="当班人员在机房内更换设备，未能应答查岗电话。"),
        cue("5w 16:20", "auditor", "give_opinion", finding_opinion="门禁记录显示当时段无人进出机房，申辩理由不成立。"),
        cue("4w 09:40", "lead", "uphold_finding", "采纳监管意见，维持认定。"),
        cue("4w 14:30", "lead2", "confirm_finding", weighed="证据相互印证，适用附件3第12项。"),
    )
    return Story("finding", DEMO, KEY_SYSTEM, "现场无人值守认定", cues, "closed")


def _served(today: Today) -> Story:
    """Of a month, so that its page has something to reckon from."""
    event = _event(today, "1w 09:00", "当月可用性低于合同约定，各次中断见中断台账。", "A3.1")
    cues = (
        cue("1w 10:00", "clerk", "open", event_month=today.day("1w 09:00"), **event),
        cue("1w 11:10", "lead", "assess", finding_reason="当月可用性低于99.99%，原因在云平台。", **WORDS),
        cue("1w 11:40", "lead", "serve"),
    )
    return Story("finding", DEMO, KEY_SYSTEM, "当月可用性认定", cues, "notified")
