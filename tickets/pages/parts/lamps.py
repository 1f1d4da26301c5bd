"""The lamp of a clock: icon, words and colour, always all three, so that it reads without colour too.

Only a clock of the contract is ever green, amber or red. An internal target is a suggestion: grey, and said so.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets import register
from tickets.datelaw.types import local
from tickets.models import Deadline
from tickets.models.deadlines import BREACHED, MET, PAUSED
from tickets.pages.parts.icons import icon
from tickets.pages.parts.moments import due_short, roughly
from tickets.policy.types import Unit

ICONS = {
    "red": "octagon-alert",
    "amber": "triangle-alert",
    "green": "circle-check",
    "grey": "circle-pause",
    "met": "check",
    "late": "octagon-x",
    "none": "minus",
    "advice": "clock-3",
}
#: A clock with less time left is counted down by the second.
COUNTED_DOWN: Final = timedelta(hours=1)


@lru_cache(maxsize=2048, typed=True)  # what reads alike may be markup, or not
def lamp(colour: str, words: str) -> SafeString:
    """Kept: of the many lamps of a list few differ."""
    return format_html('<span class="lamp lamp-{}">{}{}</span>', colour, icon(ICONS[colour]), words)


def colour(deadline: Deadline, now: datetime) -> str:
    """`Deadline.lamp`, with settled clocks told apart: met, late, none (cancelled); advice: an internal target."""
    if deadline.internal:
        return "advice" if deadline.open else "none"
    if not deadline.open:
        return {MET: "met", BREACHED: "late"}.get(deadline.state, "none")
    return deadline.lamp(now)


def words(deadline: Deadline, now: datetime) -> str:
    if deadline.merged_into is not None:
        return _("Part of round %(n)d") % {"n": deadline.merged_into}
    return _running(deadline, now) if deadline.open else _settled(deadline)


def _settled(deadline: Deadline) -> str:
    late = _("Done after the suggested time") if deadline.internal else _("Done late")
    return {MET: _("Done in time"), BREACHED: late}.get(deadline.state, _("Clock cancelled"))


def _running(deadline: Deadline, now: datetime) -> str:
    late = deadline.late(now)
    if not late and (deadline.state == PAUSED or deadline.started_at > now):
        return _("Clock paused") if deadline.state == PAUSED else _("Not begun")
    if deadline.internal:
        said = _("Suggested time %(due)s has passed") if late else _("Suggested by %(due)s")
        return said % {"due": due_short(deadline, now)}
    return _("overdue %(span)s") % {"span": roughly(now - deadline.due_at)} if late else left(deadline, now)


def left(deadline: Deadline, now: datetime) -> str:
    """How much time is left in the unit of the limit: a limit of working days is counted in working days."""
    if deadline.unit.elapsed:
        return _("%(span)s left") % {"span": roughly(deadline.due_at - now)}
    today, last = local(now).date(), local(deadline.due_at - timedelta(microseconds=1)).date()
    if today >= last:
        return _("today by 24:00")
    if deadline.unit is Unit.WORKING_DAY:
        days = register.calendar_as(deadline.calendar).working_days_between(today, last)
        return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}
    days = (last - today).days
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def of(deadline: Deadline, now: datetime) -> SafeString:
    return lamp(colour(deadline, now), counted(deadline, now))


def counted(deadline: Deadline, now: datetime) -> str | SafeString:
    """The words; of a clock in its last hour with the minutes and seconds, which the page counts down by itself."""
    if not (deadline.unit.elapsed and pressing(deadline, now)):
        return words(deadline, now)
    minutes, seconds = divmod(int((deadline.due_at - now).total_seconds()), 60)
    clock = format_html(
        '<span class="countdown" data-left="{}">{}:{}</span>', minutes * 60 + seconds, minutes, f"{seconds:02}"
    )
    return format_html(_("{clock} left"), clock=clock)


def keepable(deadline: Deadline, now: datetime) -> bool:
    """Whether it is a clock of the contract that runs and is not missed yet."""
    runs = deadline.open and deadline.state != PAUSED and deadline.started_at <= now
    return runs and not deadline.internal and not deadline.late(now)


def pressing(deadline: Deadline, now: datetime) -> bool:
    """Whether such a clock is in its last hour."""
    return keepable(deadline, now) and timedelta(0) <= deadline.due_at - now < COUNTED_DOWN


def urgency(deadline: Deadline, now: datetime) -> tuple[int, datetime]:
    """Sort key: the contract's before internal targets; longest overdue, then least left, then paused or not begun."""
    if deadline.internal:
        return 3, deadline.due_at
    if deadline.late(now):
        return 0, deadline.due_at
    waiting = deadline.state == PAUSED or deadline.started_at > now
    return (2 if waiting else 1), deadline.due_at


def worst(deadlines: Iterable[Deadline], now: datetime) -> Deadline | None:
    """The open clock that matters most."""
    return min((one for one in deadlines if one.open), key=lambda one: urgency(one, now), default=None)
