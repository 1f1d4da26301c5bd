"""All clocks of one ticket side by side, each with its clause and the arithmetic behind its date."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import register
from tickets.clocks import readings
from tickets.datelaw import explain
from tickets.models import Deadline, Pause, Ticket
from tickets.pages import lamps, wording
from tickets.pages.moments import exact, full, span
from tickets.pages.visit import Visit

#: People read whole seconds; the command `due` shows the rest.
FRACTION = re.compile(r"(?<=:\d\d)\.\d+")


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A stretch that did not count. `voided`: turned down; the time counts after all."""

    reason: str
    begun: str
    ended: str
    by: str
    note: str
    voided: bool


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One clock. `facts` and `missed` (of its breach) are (label, words); `steps` the arithmetic, line by line."""

    id: int
    title: str
    lamp: SafeString
    colour: str
    party: str
    article: str
    basis: str
    judged: bool
    text: str
    open: bool
    provisional: bool
    share: int
    facts: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    pauses: tuple[PauseLine, ...]


def deadlines(ticket: Ticket) -> list[Deadline]:
    """Every clock of the ticket with clause, breach and pauses."""
    return readings.load(Deadline.objects.filter(ticket=ticket).select_related("breach"))


def cards(clocks: Iterable[Deadline], here: Visit) -> list[ClockCard]:
    """Running first, by urgency; settled ones after them in the order in which they began."""
    listed = sorted(
        clocks, key=lambda one: (not one.open, *(lamps.urgency(one, here.now) if one.open else (3, one.started_at)))
    )
    people = _people(listed)
    return [_card(one, people, here) for one in listed]


def _people(clocks: Iterable[Deadline]) -> Mapping[int, User]:
    ids = {rest.by_id for clock in clocks for rest in clock.rests if rest.by_id}
    return User.objects.in_bulk(ids) if ids else {}


def _card(clock: Deadline, people: Mapping[int, User], here: Visit) -> ClockCard:
    due = readings.derive(clock, register.calendar_as(clock.calendar), explain=True)
    clause = clock.clause
    return ClockCard(
        id=clock.pk,
        title=_round_title(clock, wording.clause_title(clause, chinese=here.chinese)),
        lamp=lamps.of(clock, here.now),
        colour=lamps.colour(clock, here.now),
        party=wording.party(clock.party),
        article=wording.article(clause.article),
        basis=wording.basis(clause.basis),
        judged=clause.judged,
        text=clause.text,
        open=clock.open,
        provisional=clock.provisional,
        share=_share(clock, here),
        facts=tuple(_facts(clock)),
        missed=tuple(_missed(clock)),
        steps=tuple(FRACTION.sub("", line) for line in explain.lines(due)),
        pauses=tuple(_pause(rest, people) for rest in clock.rests),
    )


def _round_title(clock: Deadline, title: str) -> str:
    return title if clock.round == 1 else _("%(title)s, round %(n)d") % {"title": title, "n": clock.round}


def _share(clock: Deadline, here: Visit) -> int:
    """How much of the time is gone, in per cent."""
    until = clock.stopped_at or here.now
    whole = (clock.due_at - clock.started_at).total_seconds()
    gone = (until - clock.started_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round(gone * 100 / whole)))


def _facts(clock: Deadline) -> Iterable[tuple[str, str]]:
    if clock.limit is not None:
        yield _("Target"), explain.limit(clock.limit)
    yield _("Begun"), exact(clock.started_at) if clock.unit.elapsed else full(clock.started_at)
    yield _("Due"), FRACTION.sub("", explain.deadline(clock.unit, clock.due_at))
    if clock.stopped_at is not None:
        yield _("Stopped"), exact(clock.stopped_at) if clock.unit.elapsed else full(clock.stopped_at)
        if clock.breached_at is not None:
            yield _("Overdue by"), span(clock.stopped_at - clock.due_at)


def _missed(clock: Deadline) -> Iterable[tuple[str, str]]:
    """When it was missed, noticed and told: three instants."""
    breach = getattr(clock, "breach", None)
    if breach is not None:
        yield _("Missed at"), exact(breach.occurred_at)
        yield _("Noticed at"), exact(breach.detected_at)
        if breach.told_at is not None:
            yield _("Told at"), exact(breach.told_at)


def _pause(rest: Pause, people: Mapping[int, User]) -> PauseLine:
    return PauseLine(
        reason=wording.pause_reason(rest.reason),
        begun=full(rest.started_at),
        ended=full(rest.ended_at) if rest.ended_at else _("still open"),
        by=wording.person(people.get(rest.by_id) if rest.by_id else None),
        note=rest.note,
        voided=rest.voided,
    )
