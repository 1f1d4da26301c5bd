"""Emergency drills (应急演练, 9.12, 10): of its systems by the agency, of the platform by the provider."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Story, Today, cue

MONITORING, CITY, WHOLE_CONTRACT = "energy-monitoring", "city-operation", ""


def stories(today: Today) -> Iterator[Story]:
    yield _held(today)
    yield _to_be_prepared(today)
    yield _permitted(today)


def _held(today: Today) -> Story:
    window = {"window_start": today.time("10w 20:00"), "window_end": today.time("10w 22:00")}
    cues = (
        cue("16w 09:00", "clerk", "open", drill_scenario="数据库主机故障切换。", **window),
        cue("16w 09:30", "clerk", "submit"),
        cue(f"16w {START}", "lead", "approve_plan"),
        cue("13w 15:00", "desk", "confirm_ready", drill_contact="演示·服务台"),
        cue("10w 20:05", "clerk", "begin_drill"),
        cue("10w 21:10", "clerk", "end_drill", drill_ended_at=today.time("10w 21:10")),
        cue("8w 10:00", "clerk", "submit_report", drill_problems="切换后一项定时任务未恢复，已补充进预案。"),
        cue("7w 10:00", "manager", "confirm", complete=True),
    )
    return Story("drill", DEMO, MONITORING, "数据库主机切换演练", cues, "closed")


def _to_be_prepared(today: Today) -> Story:
    back = today.nearly("drill.prepare")
    window = {"window_start": today.ahead(5 * 24 * 60), "window_end": today.ahead(5 * 24 * 60 + 120)}
    cues = (
        cue(f"{back}w 09:00", "clerk", "open", drill_scenario="网络中断时改用备用线路。", **window),
        cue(f"{back}w 09:30", "clerk", "submit"),
        cue(f"{back}w {START}", "lead", "approve_plan"),
    )
    return Story("drill", DEMO, CITY, "备用线路切换演练", cues, "preparing")


def _permitted(today: Today) -> Story:
    """The consent that a drill of the platform will name."""
    said = {
        "matter": "platform_drill",
        "consent_content": "云平台存储故障切换演练，计划两小时。",
        "valid_from": today.day("4w 09:00"),
        "valid_to": today.day_ahead(14),
    }
    cues = (
        cue("4w 09:00", "manager", "open", **said),
        cue(f"4w {START}", "manager", "request_consent"),
        cue("3w 09:30", "clerk", "recommend", request_opinion="避开业务高峰，同意。"),
        cue("2w 10:00", "lead", "grant"),
    )
    return Story("consent", DEMO, WHOLE_CONTRACT, "云平台存储切换演练", cues, "granted")
