"""All clocks of one ticket side by side, each with its clause and the arithmetic behind its date."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets import register
from tickets.clocks import lives, readings
from tickets.datelaw import explain
from tickets.models import Deadline, Ticket
from tickets.models.deadlines import PAUSED
from tickets.pages.claims import words
from tickets.pages.claims.cards import ReadClock
from tickets.pages.parts import findings, lamps, wording
from tickets.pages.parts.moments import exact, full, ran_out, roughly, span
from tickets.pages.parts.visit import Visit

#: People read whole seconds; the command `due` shows the rest.
FRACTION = re.compile(r"(?<=:\d\d)\.\d+")


def deadlines(ticket: Ticket) -> list[Deadline]:
    """Every clock of the ticket with clause, breaches and pauses."""
    set_aside = ("breaches__set_aside_by", "breaches__set_aside_for", "breaches__set_aside_claim")
    return readings.of_ticket(ticket, "rests__by", "breaches", *set_aside)


def cards(
    clocks: Iterable[Deadline], here: Visit, read: Mapping[int, ReadClock], ticket: Ticket
) -> list[dict[str, Any]]:
    """Running first, by urgency; settled ones after them in the order in which they began. `read`: clock id -> what it
    comes to by each word, where a claim on it is not settled.

    `facts` and `missed` (of its breach) are (label, words), `steps` the arithmetic line by line, `fallen` what is said
    of breaches that were set aside or stand again, `findings` the breaches of the contract that a sheet is made of,
    `found` the orders that find on them, and `raise_at` where one is raised.
    """
    rows = list(clocks)
    on = findings.on(here.tickets(), {ticket.number} if any(one.has_breaches for one in rows) else ())
    listed = sorted(
        rows, key=lambda one: (not one.open, *(lamps.urgency(one, here.now) if one.open else (3, one.started_at)))
    )
    return [
        {
            "clock": one,
            "title": wording.round_title(one),
            "share": _share(one, here),
            "facts": [*_facts(one, here.now), *_spent(one, here)],
            "missed": list(_missed(one)),
            "fallen": list(_fallen(one)),
            "findings": [breach.pk for breach in one.missed if not breach.internal],
            "found": on.get((ticket.number, one.code), []),
            "raise_at": _raise_at(one, ticket, here),
            "read": read.get(one.pk),
            "steps": steps(one),
        }
        for one in listed
    ]


def _raise_at(clock: Deadline, ticket: Ticket, here: Visit) -> str:
    breach = clock.breach
    if breach is None or breach.internal or not findings.may_raise(here, clock.party):
        return ""
    return findings.raise_on(ticket.number, breach.pk)


def _share(clock: Deadline, here: Visit) -> int:
    """How much of the time is gone, in per cent."""
    until = clock.stopped_at or here.now
    whole = (clock.due_at - clock.started_at).total_seconds()
    gone = (until - clock.started_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round(gone * 100 / whole)))


def _facts(clock: Deadline, now: datetime) -> Iterator[tuple[str, str]]:
    written = exact if clock.unit.elapsed else full
    if clock.merged_into is not None:  # its due is that of the round of which it is part
        yield _("Begun"), written(clock.started_at)
        return
    if clock.limit is not None:
        yield _("Target"), explain.limit(clock.limit)
    yield _("Begun"), written(clock.started_at)
    yield _("Due"), _due(clock)
    if clock.stopped_at is not None:
        yield _("Stopped"), written(clock.stopped_at)
        if clock.breached_at is not None:
            late = clock.stopped_at - clock.due_at
            said = _("After the suggested time by") if clock.internal else _("Overdue by")
            yield said, span(late) if clock.unit.elapsed else roughly(late)
    if not clock.clause.judged:
        yield from _charged(clock, now)


def _due(clock: Deadline) -> str:
    """A clock that rests has no due yet that stands: it is told as provisional."""
    due = FRACTION.sub("", explain.deadline(clock.unit, clock.due_at))
    moves = clock.state == PAUSED and not clock.unit.backward
    return _("%(due)s, provisional: it moves when the clock runs on") % {"due": due} if moves else due


def _charged(clock: Deadline, now: datetime) -> Iterator[tuple[str, str]]:
    """What the contract charges for lateness, and for how many days so far; an internal target charges nothing."""
    if days := readings.overdue_days(clock, now):
        yield _("Overdue days"), _("%(n)d, a day begun counts as one") % {"n": days}
    if clock.clause.consequence:
        yield _("Consequence"), clock.clause.consequence


def _missed(clock: Deadline) -> Iterator[tuple[str, str]]:
    """When it was missed, noticed and told: three instants."""
    breach = clock.breach
    if breach is not None:
        said = _("Suggested time passed at") if clock.internal else _("Missed at")
        yield said, ran_out(clock, breach.occurred_at, to_the_second=True)
        yield _("Noticed at"), exact(breach.detected_at)
        if breach.told_at is not None:
            yield _("Told at"), exact(breach.told_at)


def _spent(clock: Deadline, here: Visit) -> Iterator[tuple[str, str]]:
    """Gross and net time, where pauses make the two differ."""
    outcome = lives.outcome(clock, lives.of(clock), register.calendar_as(clock.calendar), here.now)
    if outcome.gross != outcome.net and not clock.cancelled:
        lasted = span if clock.unit.elapsed else roughly
        yield _("Gross time"), lasted(outcome.gross)
        yield _("Net time"), lasted(outcome.net)


def _fallen(clock: Deadline) -> Iterator[str]:
    """What became of its breaches: set aside, by whom, when and why; or reinstated."""
    for breach in clock.missed:
        if breach.set_aside_at is not None:
            yield words.set_aside(breach)
        elif breach.reinstated_at is not None:
            yield words.reinstated(breach, breach.reinstated_at)


def steps(clock: Deadline) -> list[str]:
    """The arithmetic, line by line; people read whole seconds."""
    due = readings.derive(clock, register.calendar_as(clock.calendar), explain=True)
    return [FRACTION.sub("", line) for line in explain.lines(due)]
