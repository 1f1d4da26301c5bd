"""What a script says and the door works out by itself: where it came out otherwise that is told, row by row and key by
key. Reads, and writes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import Q

from tickets import register
from tickets.availability import Span, excluding, length
from tickets.clocks import readings
from tickets.datelaw.reckoning import due
from tickets.datelaw.types import ONE_DAY, day_end, local
from tickets.lifecycle.endorsements import LEVEL_NAMED
from tickets.lifecycle.kinds.finding.guards import TERMINATE
from tickets.lifecycle.kinds.force_majeure import ForceMajeure
from tickets.lifecycle.kinds.payment import PAYABLE
from tickets.lifecycle.kinds.staffing.questions import PROMISED
from tickets.models import Deadline, Endorsement, Ticket
from tickets.penalties.facts import FaultFact, PenaltyFacts
from tickets.policy.penalty_terms import Trigger
from tickets.policy.types import Limit, PauseReason, Unit
from tickets.rehearsal import naming
from tickets.rehearsal.script import ScriptEvent, instant
from tickets.rehearsal.stage import RehearsalStage
from tickets.settlement import facts_of
from tickets.settlement.late import PAID

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
#: As a script says that somebody did it by name, whoever that was.
NAMED: Final = "named"
NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class RowDifference:
    """said: what the row says under the key; came: what came out."""

    event: ScriptEvent
    key: str
    said: str
    came: str


@dataclass(frozen=True)
class RowOutcome:
    """One row that became an order, and what is known at the end."""

    stage: RehearsalStage
    event: ScriptEvent
    facts: PenaltyFacts

    @cached_property
    def order(self) -> Ticket:
        return self.stage.ticket(self.event.id)

    def last_day(self, *codes: str) -> date | None:
        clock = Deadline.objects.filter(ticket=self.order, code__in=codes, due_at__isnull=False).order_by("-id").first()
        return _last(clock) if clock is not None else None

    @cached_property
    def timed(self) -> FaultFact | None:
        return next((one for one in self.facts.faults if one.event == self.order.number), None)


def differences(stage: RehearsalStage) -> Iterator[RowDifference]:
    """Of all rows that were played, in their order."""
    facts = facts_of(stage.contract, stage.now)
    for event in stage.script:
        if event.id in stage.tickets:
            row = RowOutcome(stage, event, facts)
            for key, came in CHECKS.get(event.kind, {}).items():
                if event.get(key) and (found := came(row)) is not None and found != event.data[key]:
                    yield RowDifference(event, key, event.data[key], found)


def _last(clock: Deadline) -> date:
    return (local(clock.due_at) - ONE_DAY).date()


def _important(row: RowOutcome) -> str | None:
    return ("yes" if row.order.system.important else "no") if row.order.system is not None else None


def _outage(row: RowOutcome) -> str | None:
    """As the register of outages has it; a recovery that was contested is another one by its decision."""
    if row.event.get("withdrawn") == "yes" or row.event.get("contested") == "recovered" or not row.facts.faults:
        return None
    found = [one.span for one in row.facts.outages if one.event == row.order.number]
    said = row.event.span("outage")
    if said is not None and found == [Span(*said)]:
        return None
    return "+".join(f"{_written(one.start)}/{_written(one.end)}" for one in found) or NOTHING


def _written(at: object) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}".removesuffix(":00")


def _rested(row: RowOutcome, expected: list[Span]) -> str | None:
    """None: as many minutes rested as the script says; else how many."""
    fact = row.timed
    if fact is None or Trigger.RECOVERY not in fact.times:
        return None
    time = fact.times[Trigger.RECOVERY]
    whole = Span(fact.began, fact.began + time.gross)
    if abs(length(excluding([whole], expected)) - time.net) < SECOND:
        return None
    return f"{(time.gross - time.net) / MINUTE:.2f}"


def _expected(row: RowOutcome) -> list[Span]:
    """The pause that was accepted, the force majeure that is named and was confirmed."""
    paused = row.event.span("pause") if row.event.get("pause_outcome") != "refused" else None
    named = [row.stage.row(one) for one in row.event.several("fm")]
    confirmed = [_stretch(one) for one in named if one.get("outcome") == "confirmed"]
    return [*([Span(*paused)] if paused is not None else []), *confirmed]


def _stretch(event: ScriptEvent) -> Span:
    return Span(instant(event.data["from"]), instant(event.data["to"]))


def _paused(row: RowOutcome) -> str | None:
    return _rested(row, _expected(row))


def _force_majeure(row: RowOutcome) -> str:
    refused = row.order.state in (ForceMajeure.rejected.code, ForceMajeure.withdrawn.code)
    return "refused" if refused else "confirmed"


def _promised(row: RowOutcome) -> str:
    said = row.order.fields.get(PROMISED.name)
    return str(said) if said is not None else NOTHING


def _report_due(row: RowOutcome) -> str:
    found = row.last_day("report.submit")
    return found.isoformat() if found is not None else NOTHING


def _payment_due(row: RowOutcome) -> str:
    """The last day of the limit itself: what public funds hold up moves the clock, which rests meanwhile, and excuses
    days; a script says both apart."""
    clocks = readings.load(Deadline.objects.filter(ticket=row.order, code__in=PAID))
    if not clocks:
        return NOTHING
    clock = clocks[-1]
    clock.rests = [one for one in clock.rests if one.reason != PauseReason.FISCAL_DELAY]
    due_at = readings.derive(clock, register.calendar_of(row.stage.contract)).legal
    return (local(due_at) - ONE_DAY).date().isoformat()


def _payable(row: RowOutcome) -> str | None:
    came = Decimal(row.order.fields[PAYABLE.name])
    return None if came == Decimal(row.event.data["amount"]) else str(came)


def _days(row: RowOutcome) -> str | None:
    """The days that the row names end on the last day that it names, a day of rest moved on."""
    last = row.event.day("last")
    if last is None:
        return None
    calendar = register.calendar_of(row.stage.contract)
    found = due(day_end(row.event.at.date()) - SECOND, Limit(int(row.event.data["days"]), Unit.DAY), calendar).legal
    return None if (found - SECOND).date() == last else str((last - row.event.at.date()).days)


def _known(row: RowOutcome) -> str:
    """The day on which the right began to run that rests on this order."""
    clocks = Deadline.objects.filter(ticket__contract=row.stage.contract, code=TERMINATE.code).select_related("ticket")
    mine = (one for one in clocks if row.order.number in {one.ticket.number, *naming.orders(one.ticket)})
    found = next(mine, None)
    return local(found.started_at).date().isoformat() if found is not None else NOTHING


def _reviewer(row: RowOutcome) -> str | None:
    if row.event.data["reviewer"] == NAMED:
        return None
    named = Endorsement.objects.filter(Q(name=LEVEL_NAMED.name), ticket=row.order).select_related("by").last()
    return named.by.name if named is not None and named.by is not None else NOTHING


Came = Callable[[RowOutcome], str | None]
CHECKS: Final[Mapping[str, Mapping[str, Came]]] = {
    "fault": {"important": _important, "outage": _outage, "fm": _paused, "pause": _paused},
    "force_majeure": {"outcome": _force_majeure},
    "headcount": {"promised": _promised},
    "report": {"due": _report_due},
    "payment": {"last": _payment_due, "amount": _payable},
    "supervisor_notice": {"days": _days},
    "rectify": {"days": _days, "known": _known},
    "level": {"reviewer": _reviewer},
}  # fmt: skip
