"""Services that the provider suspended (暂停服务, 9.15): one as agreed, one whose ground is contested."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

MONITORING, CITY = "energy-monitoring", "city-operation"


def stories(today: Today) -> Iterator[Story]:
    yield _as_agreed(today)
    yield _contested(today)


def _as_agreed(today: Today) -> Story:
    said = {"host": "app-11", "danger": "主机对外发起大流量扫描，疑似被植入木马。", "harm": "出口带宽占满。"}
    cues = (
        cue("20w 14:10", "engineer", "open", interrupted_at=today.time("20w 14:05"), **said),
        cue("20w 14:20", "desk", "notify"),
        cue("20w 17:40", "clerk", "report_handled", measure="已清除木马、修改口令，复测正常。"),
        cue("20w 17:55", "engineer", "report_restored", restored_at=today.time("20w 17:50")),
        cue("19w 09:30", "lead", "accept_ground"),
    )
    return Story("suspension", DEMO, MONITORING, "主机对外扫描，暂停服务", cues, "closed")


def _contested(today: Today) -> Story:
    said = {"host": "app-23", "danger": "数据库连接数异常，影响同宿主机其他租户。", "harm": "宿主机负载过高。"}
    cues = (
        cue("3w 10:20", "desk", "open", interrupted_at=today.time("3w 10:15"), **said),
        cue("3w 10:35", "desk", "notify"),
        cue("3w 11:30", "lead", "demand_restoration", "系统正在保障值守，请立即恢复。"),
        cue("3w 11:50", "engineer", "report_restored", restored_at=today.time("3w 11:45")),
        cue("2w 16:00", "lead", "contest_ground", "负载过高系宿主机超分所致，与我方系统无关。"),
    )
    return Story("suspension", DEMO, CITY, "连接数异常，暂停服务", cues, "deciding")
