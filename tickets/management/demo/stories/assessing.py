"""A month that was scored by the made-up sheet of the demo (月度考核, 8.1); the service opens this month's itself."""

from collections.abc import Iterator
from datetime import timedelta

from tickets.datelaw.types import local
from tickets.lifecycle.recurring import month_end
from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import FARTHEST, Story, Today, cue

WHOLE_CONTRACT = ""
#: So long ago that the month has been over for a week of working days, whatever the holidays.
AGO = timedelta(days=50)


def stories(today: Today) -> Iterator[Story]:
    here = local(today.now).date()
    month = (here - AGO).replace(day=1)
    ends = month_end(month)
    last = next(back for back in range(1, FARTHEST) if today.calendar.nth_working_day(here, -back) <= ends)
    lines = [
        {"score_item": "availability", "points": 38, "points_reason": "一次计划外中断"},
        {"score_item": "faults", "points": 27, "points_reason": "一次响应超时"},
        {"score_item": "service", "points": 28},
    ]
    cues = (
        cue(f"{last}w 09:20", "clerk", "open", month=month.isoformat(), month_ends=ends.isoformat()),
        cue(f"{last}w 10:00", "lead", "record_check", check_found="抽查月报与监控记录，数据一致。"),
        cue(f"{last - 3}w 15:00", "clerk", "submit_score", score_lines=lines),
        cue(f"{last - 4}w 10:30", "lead", "issue_result"),
        cue(f"{last - 5}w 16:00", "manager", "accept_result"),
    )
    yield Story("assessment", DEMO, WHOLE_CONTRACT, f"{month:%Y年%m月}月度考核", cues, "closed")
