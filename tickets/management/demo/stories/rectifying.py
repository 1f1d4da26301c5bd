"""Notices to rectify (整改, 12.4): one that was put right in time, one of the supervisor that is objected to."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Story, Today, cue

MONITORING, WHOLE_CONTRACT = "energy-monitoring", ""


def stories(today: Today) -> Iterator[Story]:
    yield _put_right(today)
    yield _objected_to(today)


def _put_right(today: Today) -> Story:
    said = {"rectify_ground": "inspection", "due_on": today.day("7w 09:00")}
    cues = (
        cue("14w 09:10", "clerk", "open", demand="补齐三月备份巡检记录，并逐日核对备份结果。", **said),
        cue("14w 09:20", "clerk", "submit"),
        cue(f"14w {START}", "lead", "issue"),
        cue("14w 11:00", "desk", "acknowledge"),
        cue("9w 15:00", "engineer", "report_cured"),
        cue("8w 10:00", "lead", "confirm_cured", complete=True),
    )
    return Story("rectification", DEMO, MONITORING, "备份巡检记录不全", cues, "closed")


def _objected_to(today: Today) -> Story:
    said = {"rectify_ground": "supervisor_notice", "due_on": today.day_ahead(9)}
    cues = (
        cue("4w 09:30", "auditor", "open", demand="堡垒机共用账号清理，恢复一人一号。", **said),
        cue("4w 09:40", "auditor", "issue_supervision"),
        cue("4w 10:30", "desk", "acknowledge"),
        cue("2w 16:00", "manager", "object", "账号为甲方开发单位使用，不由我方管理。"),
    )
    return Story("rectification", DEMO, WHOLE_CONTRACT, "堡垒机账号管理不规范", cues, "rectifying")
