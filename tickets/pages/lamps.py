"""The lamp of a clock: icon, words and colour, always all three, so that it reads without colour too."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets.models import Deadline
from tickets.models.deadlines import BREACHED, MET, PAUSED
from tickets.pages.icons import icon
from tickets.pages.moments import span

ICONS = {
    "red": "octagon-alert",
    "amber": "triangle-alert",
    "green": "circle-check",
    "grey": "circle-pause",
    "met": "check",
    "late": "octagon-x",
    "none": "minus",
}


def lamp(colour: str, words: str) -> SafeString:
    return format_html('<span class="lamp lamp-{}">{}{}</span>', colour, icon(ICONS[colour]), words)


def colour(deadline: Deadline, now: datetime) -> str:
    """`Deadline.lamp`, with settled clocks told apart: met, late, none (cancelled)."""
    if not deadline.open:
        return {MET: "met", BREACHED: "late"}.get(deadline.state, "none")
    return deadline.lamp(now)


def words(deadline: Deadline, now: datetime) -> str:
    if deadline.merged_into is not None:
        return _("Part of round %(n)d") % {"n": deadline.merged_into}
    if not deadline.open:
        return {MET: _("Done in time"), BREACHED: _("Done late")}.get(deadline.state, _("Clock cancelled"))
    if deadline.late(now):
        return _("overdue %(span)s") % {"span": span(now - deadline.due_at)}
    if deadline.state == PAUSED:
        return _("Clock paused")
    if deadline.started_at > now:
        return _("Not begun")
    return _("%(span)s left") % {"span": span(deadline.due_at - now)}


def of(deadline: Deadline, now: datetime) -> SafeString:
    return lamp(colour(deadline, now), words(deadline, now))


def urgency(deadline: Deadline, now: datetime) -> tuple[int, datetime]:
    """Sort key: longest overdue, then least left, then paused or not begun."""
    if deadline.late(now):
        return 0, deadline.due_at
    waiting = deadline.state == PAUSED or deadline.started_at > now
    return (2 if waiting else 1), deadline.due_at


def worst(deadlines: Iterable[Deadline], now: datetime) -> Deadline | None:
    """The open clock that matters most."""
    return min((one for one in deadlines if one.open), key=lambda one: urgency(one, now), default=None)
