"""What is done only with the other side's consent in writing (书面同意, 9.6, 9.19, 11.2, annex 4)."""

from collections.abc import Iterator
from typing import Any

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Cue, Story, Today, cue

MONITORING, WHOLE_CONTRACT = "energy-monitoring", ""


def stories(today: Today) -> Iterator[Story]:
    yield _used(today)
    yield _lasting(today)
    yield _of_the_agency(today)
    yield _to_be_answered(today)


def _asked(back: int, who: str, matter: str, **said: Any) -> tuple[Cue, ...]:
    return (
        cue(f"{back}w 09:00", who, "open", matter=matter, **said),
        cue(f"{back}w {START}", who, "request_consent"),
    )


def _used(today: Today) -> Story:
    said = {"consent_content": "更正一座换热站的名称。", "systems": [MONITORING]}
    cues = (
        *_asked(9, "engineer", "data_change", **said, valid_from=today.day("9w 09:00"), valid_to=today.day("3w 09:00")),
        cue("8w 09:30", "clerk", "recommend", request_opinion="名称有误属实，同意更正。"),
        cue("8w 15:00", "lead", "grant"),
        cue("7w 10:00", "engineer", "begin"),
        cue("7w 10:40", "engineer", "report_use"),
        cue("6w 09:30", "clerk", "confirm", complete=True),
    )
    return Story("consent", DEMO, MONITORING, "更正换热站名称", cues, "closed")


def _lasting(today: Today) -> Story:
    said = {"consent_content": "夜间值守由受托方承担。", "partner": "演示·运维公司"}
    cues = (
        *_asked(14, "manager", "subcontract", **said, valid_from=today.day("14w 09:00"), valid_to=today.day_ahead(120)),
        cue("13w 09:30", "clerk", "recommend", request_opinion="受托方资质齐全。"),
        cue("12w 10:00", "lead", "grant"),
    )
    return Story("consent", DEMO, WHOLE_CONTRACT, "夜间值守转委托", cues, "granted")


def _of_the_agency(today: Today) -> Story:
    said = {"consent_content": "在单位网站刊登上云案例，提及乙方名称。"}
    cues = _asked(1, "clerk", "publicity", **said, valid_from=today.day("1w 09:00"), valid_to=today.day_ahead(14))
    return Story("consent", DEMO, WHOLE_CONTRACT, "上云案例宣传", cues, "answering")


def _to_be_answered(today: Today) -> Story:
    back = today.nearly("consent.answer")
    said = {
        "consent_content": "送检故障移动硬盘。",
        "media_taken": [{"medium": "移动硬盘", "label": "ZW-03"}],
        "encrypted": True,
    }
    cues = _asked(
        back, "desk", "media_leaving", **said, valid_from=today.day(f"{back}w 09:00"), valid_to=today.day_ahead(7)
    )
    return Story("consent", DEMO, WHOLE_CONTRACT, "带离故障移动硬盘送检", cues, "answering")
