"""Stretches with nobody on duty as events of findings (annex 2 and 3): each that is settled, in the month in which it
began. What is contested or not answered is none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tickets import attendance
from tickets.actions.rules import Rules
from tickets.availability import Unattended, unattended
from tickets.lifecycle.kinds.staffing import UNATTENDED
from tickets.models import Ticket
from tickets.settlement.absences import AbsenceInterval, stretches

#: Which rules a band comes under; what lies on an edge or above comes under none, and is told so.
RULES: Final = {
    Unattended.FIRST: ("A2.11", "A3.12"),
    Unattended.SECOND: ("A2.12", "A3.13"),
    Unattended.EDGE: ("no_band",),
    Unattended.ABOVE: ("no_band",),
}


class Found(NamedTuple):
    """As `proposing.Proposal` has it, behind its name."""

    order: Ticket
    clock: str
    happened: datetime
    known: datetime
    rules: tuple[str, ...]
    part: str
    told: str


def found(rules: Rules, since: datetime) -> Iterator[Found]:
    """Those that were settled since. Two queries."""
    by_order = attendance.of_contract(rules.contract)
    for order in Ticket.objects.filter(pk__in=by_order).select_related("system").order_by("id"):
        for one in stretches(by_order[order.pk], rules.reading(UNATTENDED)):
            under = RULES.get(unattended(one.lasted))
            if under is not None and one.settled_at is not None and one.settled_at >= since:
                yield Found(order, "", one.since, one.settled_at, under, one.part, _told(one))


def _told(one: AbsenceInterval) -> str:
    """In the service's language: it stands in the order."""
    with override(settings.LANGUAGE_CODE):
        said = _("Nobody on duty: %(what)s. In all %(minutes)s minutes: %(band)s")
        what = "；".join(absence.words for absence in one.members)
        minutes = f"{one.lasted / timedelta(minutes=1):.2f}".rstrip("0").rstrip(".")
        return (said % {"what": what, "minutes": minutes, "band": _band(unattended(one.lasted))})[:200]


def _band(band: Unattended) -> str:
    return {
        Unattended.FIRST: _("over one hour and under two"),
        Unattended.SECOND: _("over two hours and under four"),
        Unattended.EDGE: _("exactly on the edge of a band: the annexes have none, both sides agree"),
        Unattended.ABOVE: _("over four hours: the annexes have no band, both sides agree"),
    }.get(band, "")
