"""What an order of supervision (督办单) asks for: its grade, the side it is put to, what is demanded, reply by when."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tickets.lifecycle.bounds import TODAY, Point, not_after, not_before
from tickets.lifecycle.fields import Choice, Day, LongText, today

if TYPE_CHECKING:
    from tickets.lifecycle.scene import Scene

#: In the order in which they rise.
BLUE, ORANGE, RED = GRADES = ("blue", "orange", "red")
#: The sides that may be called on.
CALLED: Final = ("agency", "provider")
#: What is to be answered later than so is a plan, no demand.
MOST_DAYS: Final = 90


def _latest(scene: "Scene") -> date:
    return scene.today + timedelta(days=MOST_DAYS)


LATEST_REPLY: Final = Point("latest_reply", "the ninetieth day from today", _latest)

GRADE: Final = Choice(
    "Grade",
    {BLUE: "Blue", ORANGE: "Orange", RED: "Red"},
    example=BLUE,
    words="supervision grade",
    hint="Orange is told to the agency’s lead as well, red to both leads and the authority.",
    name="grade",
)
PARTY: Final = Choice(
    "Side called on",
    {"agency": "Agency", "provider": "Provider"},
    example="provider",
    words="supervision side",
    name="party",
)
DEMAND: Final = LongText("What is demanded", example="请说明超期原因，并于期限内完成整改。", name="demand")
REPLY_BY: Final = Day(
    "Reply by",
    within=(not_before(TODAY), not_after(LATEST_REPLY)),
    example=today(5),
    name="reply_by",
)
#: What stands on a new one; and what is said when it is raised, or a reply is turned back.
ISSUING: Final = (GRADE, PARTY, DEMAND, REPLY_BY)
RAISING: Final = (
    GRADE,
    LongText("Why it is raised", example="限期未回复。", name="reason"),
    REPLY_BY,
)
RETURNING: Final = (LongText("What is amiss with the reply", example="未说明整改措施。", name="reason"), REPLY_BY)
REPLYING: Final = (LongText("Reply", example="已完成整改，情况说明见附件。", name="text"),)
ACCEPTING: Final = (LongText("Remark", required=False, example="同意办结。", name="remark"),)
WITHDRAWING: Final = (LongText("Why it is withdrawn", example="经核实不属该方责任。", name="reason"),)
#: Deed -> what is asked with it.
ASKED: Final = {
    "replied": REPLYING,
    "returned": RETURNING,
    "raised": RAISING,
    "accepted": ACCEPTING,
    "withdrawn": WITHDRAWING,
}
