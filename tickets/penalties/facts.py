"""What penalties rest on: what happened, as far as it stands. Pure.

`event` is the number of the order, or of the row of a register, from which a fact comes: claims that share one are of
one event (12.3). `impact` holds the words that a person judged to hold, each by itself; none before the judgement.
`contested`: somebody contests it still, so that nothing is proposed that rests on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tickets.availability import Span
from tickets.datelaw.types import PauseSpan
from tickets.policy.penalty_terms import Impact, Trigger

NOTHING: frozenset[Impact] = frozenset()


@dataclass(frozen=True, slots=True)
class Timed:
    """How long something took. net: without accepted pauses and force majeure. contested: or not reached yet."""

    net: timedelta
    gross: timedelta
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultFact:
    """began: the instant from which its clocks run (G7). times: what was reached, by metric. request: no fault, but
    another order that operation asks for (运维需求)."""

    event: str
    system: str
    began: datetime
    times: Mapping[Trigger, Timed]
    impact: frozenset[Impact] = NOTHING
    request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFact:
    """One system was down. A further system that the same event brought down is a further fact."""

    event: str
    system: str
    span: Span
    impact: frozenset[Impact] = NOTHING
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFact:
    """What of a system's data was lost in a month, of all that it held; system "": of the whole platform. problem:
    something came of it."""

    event: str
    system: str
    month: date
    lost: Decimal
    held: Decimal
    problem: bool = True
    impact: frozenset[Impact] = NOTHING
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnattendedFact:
    """Nobody was signed in at a post that the roster fills, without a break. systems: those that the roster names; none
    of them: all (W10)."""

    event: str
    systems: tuple[str, ...]
    span: Span
    problem: bool = True
    impact: frozenset[Impact] = NOTHING
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFact:
    """A user complained that a system was not available. outage: the event that it is about; "": it names none."""

    event: str
    system: str
    day: date
    outage: str
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredMonth:
    """A month that was assessed. contested: the objection to it is not decided yet."""

    event: str
    month: date
    passed: bool
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFact:
    """What a notice to rectify came to that failed months led to. months: the events of these."""

    event: str
    months: frozenset[str]
    reviewed: date
    failed: bool
    systems: tuple[str, ...] = ()
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFact:
    """A problem of which notices of the supervisor warned that were not handled, as a person has linked them."""

    event: str
    system: str
    day: date
    notices: tuple[str, ...]
    impact: frozenset[Impact] = NOTHING
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmFact:
    """What a person judged to come under one row: a security service that failed, a backup that was not there."""

    event: str
    trigger: Trigger
    system: str
    day: date
    impact: frozenset[Impact] = NOTHING
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFact:
    """A duty of the contract that is limited by days. due_at: the 00:00 that follows its last day; done_at: when what
    the other side accepted was done. failed_on: the day of the acceptance that failed (G5). second_due_at: of a growth,
    the limit that the authority set in writing. annexed: what was due stood in a notice that the annexes price (W8).
    secret: what was returned late is secret material (W11)."""

    event: str
    duty: str
    due_at: datetime
    done_at: datetime
    systems: tuple[str, ...] = ()
    pauses: tuple[PauseSpan, ...] = ()
    failed_on: date | None = None
    second_due_at: datetime | None = None
    annexed: bool = False
    secret: bool = False
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFact:
    """An instalment that the agency owed. pauses: what excuses it (7.2, 7.3), from when on it does."""

    event: str
    due_at: datetime
    paid_at: datetime
    amount: Decimal
    pauses: tuple[PauseSpan, ...] = ()
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyFact:
    """A breach of secrecy that a person has found (15.11)."""

    event: str
    day: date
    contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyFacts:
    """All that is known of one contract. excluded: what leaves both terms of a system's figures, by its code."""

    faults: tuple[FaultFact, ...] = ()
    outages: tuple[OutageFact, ...] = ()
    excluded: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    data: tuple[DataFact, ...] = ()
    unattended: tuple[UnattendedFact, ...] = ()
    complaints: tuple[ComplaintFact, ...] = ()
    months: tuple[ScoredMonth, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    notices: tuple[NoticeFact, ...] = ()
    harms: tuple[HarmFact, ...] = ()
    late: tuple[LateFact, ...] = ()
    payments: tuple[PaymentFact, ...] = ()
    secrecy: tuple[SecrecyFact, ...] = ()

    @property
    def days(self) -> Mapping[str, date]:
        """Event -> its first day, of what happened on one."""
        begun = [(one.event, one.began.date()) for one in self.faults]
        begun += [(one.event, one.span.start.date()) for one in self.outages]
        begun += [(one.event, one.span.start.date()) for one in self.unattended]
        begun += [(one.event, one.due_at.date()) for one in self.late]
        begun += [(one.event, one.day) for one in self.complaints]
        return dict(sorted(begun, key=lambda one: one[1], reverse=True))
