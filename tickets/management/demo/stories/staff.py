"""Replacement of staff (人员更换, 8.9): posts and badge numbers, never a person's name."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Cue, Story, Today, cue

WHOLE_CONTRACT = ""


def stories(today: Today) -> Iterator[Story]:
    yield _unanswered(today)
    yield _last_day(today)
    yield _under_review(today)
    yield _replaced_late(today)


def _demanded(back: int, post: str, nonconformity: str) -> tuple[Cue, ...]:
    return (
        cue(f"{back}w 09:00", "clerk", "open", post=post, nonconformity=nonconformity),
        cue(f"{back}w 09:20", "clerk", "submit"),
        cue(f"{back}w {START}", "lead", "issue_demand"),
        cue(f"{back}w 11:00", "desk", "acknowledge"),
    )


def _nominated(back: int, post: str, today: Today) -> Cue:
    when = f"{back}w 15:00"
    return cue(when, "manager", "nominate", nominee_post=post, available_from=today.day(when))


def _unanswered(today: Today) -> Story:
    cues = _demanded(today.overdue("staff.replace"), "驻场运维岗 A-07", "连续两周未按约定时间到岗，影响日常巡检。")
    return Story("staff_replacement", DEMO, WHOLE_CONTRACT, "更换驻场运维岗 A-07", cues, "nominating")


def _last_day(today: Today) -> Story:
    cues = _demanded(today.nearly("staff.replace"), "数据库运维岗 B-02", "不具备合同约定的数据库运维资质。")
    return Story("staff_replacement", DEMO, WHOLE_CONTRACT, "更换数据库运维岗 B-02", cues, "nominating")


def _under_review(today: Today) -> Story:
    cues = (
        *_demanded(4, "安全运维岗 C-01", "安全事件处置流程不熟悉，两次未按时报送。"),
        _nominated(2, "安全运维岗 C-05", today),
    )
    return Story("staff_replacement", DEMO, WHOLE_CONTRACT, "更换安全运维岗 C-01", cues, "reviewing_nominee")


def _replaced_late(today: Today) -> Story:
    cues = (
        *_demanded(24, "网络运维岗 D-03", "未经申请调整网络策略，不符合服务要求。"),
        _nominated(16, "网络运维岗 D-08", today),
        cue("15w 10:00", "lead", "accept_nominee"),
        cue("14w 16:00", "engineer", "report_handover"),
        cue("13w 09:30", "lead", "confirm_handover"),
    )
    return Story("staff_replacement", DEMO, WHOLE_CONTRACT, "更换网络运维岗 D-03", cues, "closed")
