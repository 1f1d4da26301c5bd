"""What an order about staff on duty asks: of its period, of a check on the spot, of the sheet."""

from typing import Final

from tickets.lifecycle.bounds import (
    LATELY,
    NOW,
    SERVICE_ENDS,
    SWITCHED_BY,
    TODAY,
    Moment,
    Point,
    after,
    answer_to,
    before,
    not_after,
    not_before,
    recorded,
)
from tickets.lifecycle.fields import Choice, Day, Instant, LongText, Number, Offered, Text, YesNo, right_now, today
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import Table

GUARD, MONTH = "guard", "month"
#: An order that was filed before this was asked is about a guarded period.
DUTY_SORT: Final = Choice(
    "Sort of duty", {GUARD: "Guarded period", MONTH: "Month of service"}, example=GUARD, required=False, since=2,
    name="duty_sort",
)  # fmt: skip
OCCASION: Final = Text("What is guarded", example="国庆假期", name="occasion_named")
MAJOR: Final = YesNo("It is a major event", example=False, required=False, name="major_event")
DUTY_FROM: Final = Instant(
    "On duty from", within=(not_before(LATELY), not_after(SERVICE_ENDS)), example=right_now(hours=-3), name="duty_from"
)
DUTY_TO: Final = Instant(
    "On duty until",
    within=(after(answer_to(DUTY_FROM)), not_after(SWITCHED_BY)),
    example=right_now(hours=-1),
    name="duty_to",
)
BEGINS: Final = "the beginning of the duty"


def _begins_ahead(scene: Scene) -> Moment | None:
    """A duty that is entered while it runs has its plan later than its beginning."""
    start = scene.value(DUTY_FROM)
    return start if start is not None and start > scene.now else None


PLAN_BY: Final = Day(
    "Plan of duty by",
    within=(
        not_before(TODAY),
        not_after(Point("duty_begins", BEGINS, _begins_ahead)),
        not_after(SWITCHED_BY),
    ),
    example=today(),
    name="plan_by",
)
#: As the contract promises it for the month; nobody types it.
PROMISED: Final = Number("People promised", least=1, example=None, required=False, since=2, name="people_promised")

POSTS: Final = Table(
    "Posts",
    (
        Text("Post", example="驻场运维岗 A-01", name="duty_post"),
        Text("Site", example="云机房", name="site"),
        Number("People", least=1, example=1, name="people"),
        YesNo("Key post", example=False, required=False, name="key_post"),
    ),
    example=[{"duty_post": "驻场运维岗 A-01", "site": "云机房", "people": 1, "key_post": False}],
    name="posts",
)
SITE: Final = Text("Site of the duty", example="云机房", name="checked_site")
EMPTY_POST: Final = Text("Post that nobody held", example="驻场运维岗 A-01", required=False, name="empty_post")
SIGNED_POST: Final = Text("Post that was taken or left", example="驻场运维岗 A-01", name="signed_post")
BADGE: Final = Text(
    "Badge number", example="OPS-02", hint="The number of the badge or post, never a person’s name.", name="badge"
)
CAME_OR_WENT: Final = Choice("Came or went", {"on": "Came on duty", "off": "Went off duty"}, example="on",
                             name="came_or_went")  # fmt: skip
_SINCE = (
    not_before(recorded(DUTY_FROM, BEGINS)),
    before(recorded(DUTY_TO, "the end of the duty")),
    not_after(NOW),
)
SEEN_FROM: Final = Instant("Looked from", within=_SINCE, example=right_now(hours=-2), name="seen_from")
SEEN_TO: Final = Instant(
    "Looked until",
    within=(not_before(answer_to(SEEN_FROM)), not_after(NOW)),
    example=right_now(hours=-2),
    name="seen_to",
)
EMPTY_FROM: Final = Instant("Nobody there from", within=_SINCE, example=right_now(hours=-2), name="empty_from")
EMPTY_TO: Final = Instant(
    "Nobody there until",
    within=(after(answer_to(EMPTY_FROM)), not_after(NOW)),
    example=right_now(hours=-1),
    name="empty_to",
)

LAPSES: Final = LongText(
    "Where the roster was not kept, and who stood in", example="3月5日 A-01 岗由 OPS-03 顶岗。", name="lapses_of_duty"
)
PRESENT_LEAST: Final = Number("Fewest people present at one time", least=0, example=1, name="present_least")
PEOPLE_KEPT: Final = Number(
    "Head-count of the month", least=0, example=None, required=False, needed="(needed for a month)", name="people_kept"
)
ABSENCE_NO: Final = Offered("Number of the absence", example="1", name="absence_no")
ACCEPT, CONTEST = "accept", "contest"
ANSWERS: Final = Table(
    "Answers to what checks found",
    (
        Offered("Absence", example="1", name=ABSENCE_NO.name),
        Choice("Answer", {ACCEPT: "Accepted", CONTEST: "Contested"}, words="absence", example=ACCEPT, name="answer"),
        Text("Reason of the answer", example=None, required=False, name="answer_reason"),
    ),
    example=None,
    required=False,
    needed="(needed where a check found nobody)",
    name="absence_answers",
)
