"""The figures of one month under one contract: how available each system and the platform were, how much of the data
was kept, and what of annex 3 stands out (A3.5, A3.6). Findings are named and no sum is: that is for penalties.

Only what nobody contests counts. What is still on, contested or not checked yet is left out of the figure, and shown
beside it in its worst reading.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from django.db.models import F, Sum

from tickets import register
from tickets.availability import (
    Availability,
    Span,
    available,
    excluding,
    in_a_row,
    joined,
    length,
    lost_share,
    no_shorter,
    together,
    within,
)
from tickets.datelaw.periods import Period
from tickets.datelaw.types import day_end, midnight
from tickets.lifecycle import parameters as asked
from tickets.lifecycle.kinds.report import HELD, LOST, LOST_DATA, MONTHLY, ServiceReport
from tickets.models import Contract, Deadline, LedgerEntry, MonitoredOutage, Recurrence, System, Ticket
from tickets.outages import entries, excused, orders
from tickets.outages.known import NONE, Excuse, KnownOutage
from tickets.outages.said import newest_answers
from tickets.policy.known import Parameter, Switch

LONG, RUN, TOTAL = "long", "run", "total"
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OutageFinding:
    """sort: one long outage, several in a row, or long in all. members: what it consists of; net: without what is
    excluded. settled: it holds without what is still open."""

    sort: str
    members: tuple[Span, ...]
    net: timedelta
    settled: bool


@dataclass(frozen=True, slots=True)
class SystemMonth:
    """figure: of what nobody contests; worst: with all that is open, each in the reading by which most counts."""

    system: System
    figure: Availability
    worst: Availability
    members: tuple[KnownOutage, ...]
    findings: tuple[OutageFinding, ...]

    @property
    def open(self) -> int:
        return sum(1 for one in self.members if not one.settled)


@dataclass(frozen=True, slots=True)
class DataKept:
    """lost: by the monthly report that was received; None: it says nothing, or is not there. held: by the ledger at
    the month's end, in gigabytes; where the report tells of systems both are what these come to."""

    lost: Decimal | None
    held: Decimal
    report: Ticket | None

    @property
    def share(self) -> Fraction | None:
        return lost_share(None if self.lost is None else Fraction(self.lost), Fraction(self.held))


@dataclass
class ContractMonth:
    """One month of one contract. Loaded in a handful of queries, however many outages there are."""

    contract: Contract
    period: Period
    now: datetime

    @cached_property
    def readings(self) -> dict[str, int | str]:
        return register.readings(self.contract)

    def number(self, parameter: Parameter) -> int:
        return int(self.readings.get(parameter.key, parameter.otherwise))

    def reading(self, switch: Switch) -> str:
        return str(self.readings.get(switch.key, switch.otherwise))

    @cached_property
    def systems(self) -> list[System]:
        return list(self.contract.systems.order_by("code"))

    @cached_property
    def service(self) -> Span:
        """The month as far as it lies in the term, and has come. Nothing of it: it ends where it starts."""
        start = max(self.period.first, midnight(self.contract.starts))
        return Span(start, max(start, min(self.period.over, day_end(self.term_ends), self.now)))

    @cached_property
    def term_ends(self) -> date:
        return self.contract.term_ends

    @cached_property
    def outages(self) -> list[KnownOutage]:
        """All of the term up to the end of the month: what came before may belong to a run."""
        clocks = Deadline.objects.filter(ticket__contract=self.contract, started_at__lt=self.service.end)
        found = orders.outages(orders.told(clocks), self.now)
        rows = MonitoredOutage.objects.filter(contract=self.contract, began_at__lt=self.service.end)
        return [one for one in (*found, *entries.outages(entries.present(rows), self.now)) if one.state != NONE]

    @cached_property
    def excuses(self) -> list[Excuse]:
        return excused.excuses(self.contract, self.systems, self.now)

    @cached_property
    def by_system(self) -> list[SystemMonth]:
        return [self._of(one) for one in self.systems]

    @cached_property
    def platform(self) -> Availability:
        return together(one.figure for one in self.by_system)

    @cached_property
    def worst(self) -> Availability:
        return together(one.worst for one in self.by_system)

    @cached_property
    def data(self) -> DataKept:
        """The report is the one that recurs for the month, once it was received."""
        rule = Recurrence.objects.filter(contract=self.contract, rule=MONTHLY.name, period=self.period.code)
        report = rule.select_related("ticket").first()
        ticket = report.ticket if report and report.ticket.state == ServiceReport.closed.code else None
        handed_in = (ServiceReport.hand_in.name, ServiceReport.hand_in_differing.name)
        said = newest_answers([ticket.pk], handed_in).get(ticket.pk, {}) if ticket is not None else {}
        if rows := said.get(LOST_DATA.name):
            lost, held = (sum((Decimal(row[name]) for row in rows), Decimal(0)) for name in (LOST, HELD))
            return DataKept(lost, held, ticket)
        whole = said.get(ServiceReport.lost_gb.name)
        return DataKept(Decimal(whole) if whole is not None else None, Decimal(self._held()), ticket)

    def _held(self) -> int:
        """By the ledger at the month's end: of each line as many gigabytes as the contract says that its unit holds."""
        lines = {"line__contract": self.contract, "line__data_gb__isnull": False}
        entered = LedgerEntry.objects.filter(**lines, system__isnull=False, at__lt=self.period.over)
        return int(entered.aggregate(sum=Sum(F("quantity") * F("line__data_gb")))["sum"] or 0)

    @property
    def divided(self) -> bool:
        return self.reading(asked.OVER_MIDNIGHT) == "divided"

    def _of(self, system: System) -> SystemMonth:
        known = [one for one in self.outages if one.system in (system.pk, None)]
        agreed = [one.span for one in self.excuses if one.holds_for(system.pk)]
        settled = _Sides.of((one for one in known if one.settled), agreed)
        worst = _Sides.worst(known, agreed)
        service = self._service_of(system)
        figure = available(settled.down, settled.excluded, service, divided=self.divided)
        members = [one for one in known if service.start <= one.began_at < service.end]
        if self.divided:
            members = [one for one in known if within([one.span], service)]
        return SystemMonth(
            system,
            figure,
            available(worst.down, worst.excluded, service, divided=self.divided),
            tuple(sorted(members, key=lambda one: one.span)),
            tuple(self._findings(settled, worst, service)),
        )

    def _service_of(self, system: System) -> Span:
        """From the day on which it went live, and until it left, where the service knows of it."""
        start = max(self.service.start, system.live_since or self.service.start)
        return Span(start, max(start, min(self.service.end, system.gone_since or self.service.end)))

    def _findings(self, settled: "_Sides", worst: "_Sides", service: Span) -> Iterable[OutageFinding]:
        """Each once: where it holds without what is open, else where it would hold with it."""
        for sort in (LONG, RUN, TOTAL):
            sure = self._found(sort, settled, service)
            yield from (OutageFinding(sort, one, settled.net(one), settled=True) for one in sure)
            if not sure:
                more = self._found(sort, worst, service)
                yield from (OutageFinding(sort, one, worst.net(one), settled=False) for one in more)

    def _found(self, sort: str, sides: "_Sides", service: Span) -> list[tuple[Span, ...]]:
        began = [one for one in joined(sides.down) if service.start <= one.start < service.end]
        if sort == LONG:
            return [(one,) for one in no_shorter(began, sides.excluded, self.number(asked.LONG_OUTAGE) * MINUTE)]
        if sort == RUN:
            count, gap = self.number(asked.RUN_COUNT), timedelta(hours=self.number(asked.RUN_GAP))
            runs = in_a_row(sides.down, sides.excluded, gap, count)
            return [run for run in runs if service.start <= run[count - 1].start < service.end]
        of_term = self.reading(asked.TOTAL_OVER) == "term"
        summed = joined(sides.down) if of_term else tuple(began)
        enough = sides.net(summed) >= self.number(asked.ALL_OUTAGES) * MINUTE
        return [tuple(summed)] if summed and enough else []


@dataclass(frozen=True, slots=True)
class _Sides:
    """What was down and what does not count, of one system, by one way to read it."""

    down: tuple[Span, ...]
    excluded: tuple[Span, ...]

    @classmethod
    def of(cls, known: Iterable[KnownOutage], agreed: Sequence[Span]) -> "_Sides":
        found = list(known)
        own = (one.span for outage in found for one in outage.excuses)
        return cls(tuple(one.span for one in found), joined([*agreed, *own]))

    @classmethod
    def worst(cls, known: Iterable[KnownOutage], agreed: Sequence[Span]) -> "_Sides":
        words = [one.longest() for one in known]
        return cls(tuple(one.span for one in words), joined([*agreed, *(cut for one in words for cut in one.excuses)]))

    def net(self, spans: Iterable[Span]) -> timedelta:
        return length(excluding(spans, self.excluded))
