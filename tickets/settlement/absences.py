"""Stretches with nobody on duty, as attendance has them (3.6, annexes 2 and 3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets import attendance, register
from tickets.availability import Span
from tickets.datelaw.types import local
from tickets.lifecycle.attendance import Absence, Claimed
from tickets.lifecycle.kinds.staffing import UNATTENDED
from tickets.models import Ticket
from tickets.penalties.facts import UnattendedFact
from tickets.settlement.sources import Sources


@dataclass(frozen=True, slots=True)
class AbsenceInterval:
    """One interval with nobody there, or what a day has of them (N22). settled_at: None while one of them is not."""

    members: tuple[Absence, ...]
    since: datetime
    settled_at: datetime | None
    lasted: timedelta

    @property
    def part(self) -> str:
        """By which it is told from the others of its order."""
        return self.members[0].number


def stretches(absences: Iterable[Absence], reading: str) -> list[AbsenceInterval]:
    """Each interval by itself; by the other reading all that began on one day at one site together."""
    together: dict[tuple[str, ...], list[Absence]] = defaultdict(list)
    for one in absences:
        if one.counts and one.since is not None and one.until is not None:
            day = (one.site, f"{local(one.since):%Y-%m-%d}")
            together[day if reading == "day" else (one.number,)].append(one)
    return [_stretch(some) for some in together.values()]


def _stretch(members: list[Absence]) -> AbsenceInterval:
    settled = all(one.standing is Claimed.SETTLED for one in members)
    return AbsenceInterval(
        tuple(members),
        min(one.since for one in members if one.since is not None),
        max((one.settled_at for one in members if one.settled_at is not None), default=None) if settled else None,
        sum((one.lasted for one in members if one.lasted is not None), timedelta()),
    )


def unattended(sources: Sources) -> Iterator[UnattendedFact]:
    """Of what a day has as one stretch of that length, from its first instant. Three queries, one where nobody was
    ever missing."""
    by_order = attendance.of_contract(sources.contract)
    if not by_order:
        return
    reading = str(register.readings(sources.contract).get(UNATTENDED.key, UNATTENDED.otherwise))
    for order in Ticket.objects.filter(pk__in=by_order).select_related("system").order_by("id"):
        for one in stretches(by_order[order.pk], reading):
            since, event = local(one.since), f"{order.number}/{one.part}"
            system = order.system.code if order.system else ""
            yield UnattendedFact(
                event=event,
                systems=(system,) if system else (),
                span=Span(since, since + one.lasted),
                impact=sources.impact(event, system, since.date()),
                contested=one.settled_at is None,
            )
