"""Stretches with nobody on duty as events of findings (annex 2 and 3): each that is settled, in the month in which it
began. What is contested or not answered is none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tickets import attendance, priced
from tickets.actions.rules import Rules
from tickets.lifecycle.kinds.staffing import UNATTENDED
from tickets.models import Ticket
from tickets.penalties.bands import Place, PlacedValue, exact, placed
from tickets.policy.penalty_terms import PenaltyTerms, Trigger
from tickets.settlement.absences import AbsenceInterval, stretches

#: What lies on the edge of a band, between two or above all comes under none; shorter than all is no event.
UNDER_NONE: Final = frozenset({Place.EDGE, Place.BETWEEN, Place.ABOVE})
NO_BAND: Final = ("no_band",)


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
    """Those that were settled since and lie in a band of the contract, or on the edge of one. Three queries."""
    by_order = attendance.of_contract(rules.contract)
    editions = priced.editions(rules.contract) if by_order else ()
    for order in Ticket.objects.filter(pk__in=by_order).select_related("system").order_by("id"):
        for one in stretches(by_order[order.pk], rules.reading(UNATTENDED)):
            edition = priced.in_force(editions, one.since)
            value = _placed(one, edition.terms) if edition is not None else None
            under = _under(value, edition.terms) if value is not None and edition is not None else ()
            if under and one.settled_at is not None and one.settled_at >= since:
                yield Found(order, "", one.since, one.settled_at, under, one.part, _told(one, value))


def _placed(one: AbsenceInterval, terms: PenaltyTerms) -> PlacedValue | None:
    """None: the contract prices nothing of the kind."""
    return placed(exact(one.lasted), Trigger.UNATTENDED, terms) if terms.of(Trigger.UNATTENDED) else None


def _under(value: PlacedValue, terms: PenaltyTerms) -> tuple[str, ...]:
    if value.place in UNDER_NONE:
        return NO_BAND
    return tuple(
        rule.code for rule in terms.of(Trigger.UNATTENDED) if value.band is not None and rule.band == value.band
    )


def _told(one: AbsenceInterval, value: PlacedValue | None) -> str:
    """In the service's language: it stands in the order."""
    with override(settings.LANGUAGE_CODE):
        said = _("Nobody on duty: %(what)s. In all %(minutes)s minutes: %(band)s")
        what = "；".join(absence.words for absence in one.members)
        return (said % {"what": what, "minutes": _minutes(one.lasted), "band": _band(value)})[:200]


def _band(value: PlacedValue | None) -> str:
    band = value.band if value is not None else None
    if band is None:
        return _("in no band of the contract, both sides agree")
    if band.high is None:
        return _("over %(low)s minutes") % {"low": _minutes(band.low)}
    return _("over %(low)s minutes and under %(high)s") % {"low": _minutes(band.low), "high": _minutes(band.high)}


def _minutes(length: timedelta) -> str:
    return f"{length / timedelta(minutes=1):.2f}".rstrip("0").rstrip(".")
