"""Staff on duty in a month, in holidays and in guarded periods (值守与人员, 3.6, 3.9, 9.11)."""

from collections.abc import Iterator

from tickets.datelaw.types import local
from tickets.lifecycle.kinds.staffing import MONTHLY
from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""
POSTS = [
    {"duty_post": "驻场运维岗 A-01", "site": "云机房", "people": 2, "key_post": True},
    {"duty_post": "安全监测岗 S-01", "site": "监控中心", "people": 1, "key_post": False},
]


def stories(today: Today) -> Iterator[Story]:
    yield _kept(today)
    yield _planned(today)
    yield _month(today)


def _kept(today: Today) -> Story:
    cues = (
        cue(
            "14w 09:30",
            "clerk",
            "open",
            occasion_named="迎峰度冬值守",
            major_event=True,
            duty_from=today.time("11w 08:00"),
            duty_to=today.time("9w 20:00"),
            plan_by=today.day("12w 18:00"),
        ),
        cue("13w 15:00", "manager", "submit_duty_plan", posts=POSTS),
        cue("12w 10:00", "lead", "agree_duty_plan"),
        cue(
            "10w 14:20",
            "clerk",
            "find_present",
            checked_site="云机房",
            seen_from=today.time("10w 14:00"),
            seen_to=today.time("10w 14:15"),
        ),
        cue("8w 10:00", "manager", "hand_in_sheet", roster_kept=True, present_least=3),
    )
    return Story("staffing", DEMO, WHOLE_CONTRACT, "迎峰度冬值守", cues, "closed")


def _planned(today: Today) -> Story:
    cues = (
        cue(
            "1w 11:00",
            "clerk",
            "open",
            occasion_named="元旦假期",
            major_event=False,
            duty_from=today.ahead(20 * 24 * 60),
            duty_to=today.ahead(23 * 24 * 60),
            plan_by=today.day_ahead(7),
        ),
    )
    return Story("staffing", DEMO, WHOLE_CONTRACT, "元旦假期值守", cues, "planning")


def _month(today: Today) -> Story:
    """This month as the service opens it: somebody has come on duty, and the agency has looked."""
    now = today.time("0m")
    cues = (
        cue("0m", "", "open", MONTHLY.name),
        cue("0m", "engineer", "sign_duty", checked_site="云机房", signed_post="驻场运维岗 A-01", badge="OPS-01",
            came_or_went="on"),
        cue("0m", "clerk", "find_present", checked_site="云机房", seen_from=now, seen_to=now),
    )  # fmt: skip
    return Story("staffing", DEMO, WHOLE_CONTRACT, f"{local(today.now):%Y年%m月}值守出勤", cues, "on_duty")
