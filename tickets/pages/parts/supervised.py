"""What supervision writes, in words: 督办单 with grade, state and deeds, the sorts of its reports, and what a
sample found."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tickets.datelaw.periods import MONTH, WEEK
from tickets.lifecycle.supervision import BLUE, GRADE, ORANGE, RED
from tickets.models.sampling import IN_ORDER, OBJECTED
from tickets.models.supervision import ACCEPTED, AWAITED, REPLIED, WITHDRAWN
from tickets.pages.parts import wording

STATES = {
    AWAITED: pgettext_lazy("supervision", "Reply awaited"),
    REPLIED: pgettext_lazy("supervision", "Reply to judge"),
    ACCEPTED: pgettext_lazy("supervision", "Closed"),
    WITHDRAWN: pgettext_lazy("supervision", "Withdrawn"),
}
#: Of the button.
DEEDS = {
    "replied": pgettext_lazy("supervision deed", "Reply"),
    "returned": pgettext_lazy("supervision deed", "Return the reply"),
    "raised": pgettext_lazy("supervision deed", "Raise the grade"),
    "accepted": pgettext_lazy("supervision deed", "Accept and close"),
    "withdrawn": pgettext_lazy("supervision deed", "Withdraw"),
}
REPORTS = {WEEK: pgettext_lazy("report", "Weekly reports"), MONTH: pgettext_lazy("report", "Monthly reports")}
SAMPLED = {
    "": pgettext_lazy("sample", "Not looked at"),
    IN_ORDER: pgettext_lazy("sample", "In order"),
    OBJECTED: pgettext_lazy("sample", "Not in order"),
}
#: Never colour alone: the tag names it.
TAGS = {BLUE: "tag-brand", ORANGE: "tag-check", RED: "tag-red"}


def grade(code: str) -> str:
    return GRADE.in_words(code, {})


def mark(code: str) -> str:
    """`红色督办`: as it stands on lists."""
    return _("%(grade)s supervision") % {"grade": grade(code)}


def state(code: str) -> str:
    return str(STATES[code])


def deed(code: str) -> str:
    """What was done, as the order's course says it."""
    return wording.act(f"supervision.{code}")


def tag(code: str) -> str:
    """The classes of a tag of this grade."""
    return f"tag {TAGS[code]}"
