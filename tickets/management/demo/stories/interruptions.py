"""Force majeure (不可抗力, 14): one that was confirmed and is over, one whose proof is still owed."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

MONITORING, CITY = "energy-monitoring", "city-operation"


def stories(today: Today) -> Iterator[Story]:
    yield _over(today)
    yield _told(today)


def _over(today: Today) -> Story:
    said = {"event": "flood", "event_told": "机房所在园区积水，供电中断。", "countered": "启用应急电源，转移设备。"}
    issued = {"proof_issuer": "区应急管理局", "proof_issued_on": today.day("16w 09:00")}
    cues = (
        cue("17w 09:40", "desk", "open", occurred_at=today.time("17w 09:30"), late_reason="先抢险后补录", **said),
        cue("15w 14:00", "manager", "submit_proof", **issued),
        cue("14w 10:30", "lead", "confirm_event"),
        cue("14w 16:00", "manager", "report_over", ended_at=today.time("14w 15:30")),
        cue("10w 11:00", "lead", "conclude", outcome_agreed="continue"),
    )
    return Story("force_majeure", DEMO, MONITORING, "园区积水致供电中断", cues, "closed")


def _told(today: Today) -> Story:
    said = {"event": "carrier", "own_network": True, "countered": "切换备用链路。"}
    told = "骨干网核心设备故障，互联网访问中断。"
    cues = (cue("2w 15:00", "manager", "open", occurred_at=today.time("2w 15:00"), event_told=told, **said),)
    return Story("force_majeure", DEMO, CITY, "骨干网核心设备故障", cues, "claimed")
