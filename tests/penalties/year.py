"""A scripted year (year.csv) by its timetable: what is known on a day, what is settled then, when each month closes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.datelaw.dates import CALENDAR
from tests.penalties.pricing import at, day, pricing
from tickets.availability import Span, excluding, length
from tickets.datelaw.reckoning import due, months_on
from tickets.datelaw.types import PauseSpan, day_end, local
from tickets.penalties.claims import PenaltyClaim, Pricing, month_of
from tickets.penalties.facts import (
    ComplaintFact,
    FaultFact,
    LateFact,
    NoticeFact,
    OutageFact,
    PaymentFact,
    PenaltyFacts,
    ReviewFact,
    ScoredMonth,
    Timed,
    UnattendedFact,
)
from tickets.policy.penalty_terms import Impact, Trigger
from tickets.policy.types import Limit
from tickets.rehearsal import script
from tickets.rehearsal.script import ScriptEvent as Event

HERE = Path(__file__).parent
#: Working days of the next month on which a claim is settled, and after which the month closes.
SETTLED, CLOSED = 9, 10
STAMPS = {Trigger.RESPONSE: "responded", Trigger.RECOVERY: "recovered"}

YEAR = script.read(HERE / "year.csv")


def of(kind: str, until: datetime) -> list[Event]:
    return [one for one in YEAR if one.kind == kind and one.at < until]


def span(text: str) -> Span:
    start, end = text.split("/")
    return Span(at(start), at(end))


class Known:
    """What is known at the end of a day."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.rejudged = {one.data["target"] for one in of("rejudge", until)}
        self.decided = {one.data["target"]: one.data for one in of("decision", until)}
        self.excuses = [
            (one.system, Span(at(one.data["from"]), at(one.data["to"])))
            for one in of("force_majeure", until)
            if one.data["outcome"] == "confirmed"
        ]

    def facts(self) -> PenaltyFacts:
        faults = [one for one in of("fault", self.until) if one.data.get("withdrawn") != "yes"]
        return PenaltyFacts(
            faults=tuple(map(self._fault, faults)),
            outages=tuple(self._outage(one) for one in faults if "outage" in one.data),
            excluded={
                system: tuple(gap for of_, gap in self.excuses if of_ == system) for system, _gap in self.excuses
            },
            unattended=tuple(map(_unattended, of("unattended", self.until))),
            complaints=tuple(map(_complaint, of("complaint", self.until))),
            months=tuple(map(_scored, of("assessment", self.until))),
            reviews=tuple(map(_review, of("assessment_rectification", self.until))),
            notices=tuple(map(_notice, of("problem", self.until))),
            late=tuple(self._late()),
            payments=tuple(map(_payment, of("payment", self.until))),
        )

    def _late(self) -> Iterator[LateFact]:
        made: dict[str, Callable[[Event], LateFact]] = {
            "staff": lambda one: _by(one, "staff.replace", "5 days", one.data["demanded"]),
            "expansion": _expansion,
            "acceptance": lambda one: replace(
                _by(one, "acceptance.correct", "15 days", one.data["failed"]), failed_on=day(one.data["failed"])
            ),
            "switchover": lambda one: _by(one, "switchover.move", "1 month", "2026-10-09"),
            "secrecy": lambda one: replace(
                _by(one, "secrecy_return.hand_back", "5 days", one.data["demanded"]), secret=True
            ),
        }
        for kind, make in made.items():
            found = (make(one) for one in of(kind, self.until))
            yield from (one for one in found if one.done_at < self.until)

    def _fault(self, event: Event) -> FaultFact:
        began = self._began(event)
        return FaultFact(
            event=event.id, system=event.system, began=began, impact=self._impact(event),
            times={trigger: self._timed(event, stamp, began) for trigger, stamp in STAMPS.items()},
        )  # fmt: skip

    def _began(self, event: Event) -> datetime:
        """G7: the earlier of report and alarm."""
        return min(at(one) for one in (event.data["reported"], event.data["alarm"]) if one)

    def _timed(self, event: Event, stamp: str, began: datetime) -> Timed:
        contested = event.data.get("contested") == stamp and event.id not in self.decided
        settled = self.decided.get(event.id, {})
        reached = at(settled["value"] if settled.get("field") == stamp else event.data[stamp])
        rested = [gap for system, gap in self.excuses if system == event.system and "fm" in event.data]
        if event.data.get("pause_outcome") == "accepted":
            rested.append(span(event.data["pause"]))
        return Timed(length(excluding([Span(began, reached)], rested)), reached - began, contested)

    def _outage(self, event: Event) -> OutageFact:
        return OutageFact(
            event=event.id, system=event.system, span=span(event.data["outage"]), impact=self._impact(event)
        )

    def _impact(self, event: Event) -> frozenset[Impact]:
        if event.data.get("impact") != "major" or event.id in self.rejudged:
            return frozenset()
        return frozenset(Impact) - ({Impact.LOSS} if event.data["loss"] == "no" else set())


def _unattended(event: Event) -> UnattendedFact:
    return UnattendedFact(event=event.id, systems=(), span=Span(at(event.data["from"]), at(event.data["to"])))


def _complaint(event: Event) -> ComplaintFact:
    return ComplaintFact(event=event.id, system=event.system, day=event.at.date(), outage=event.data["about"])


def _scored(event: Event) -> ScoredMonth:
    return ScoredMonth(event=event.id, month=day(f"{event.data['month']}-01"), passed=int(event.data["score"]) >= 80)


def _review(event: Event) -> ReviewFact:
    months = event.data["months"].split("+")
    named = frozenset(one.id for one in YEAR if one.kind == "assessment" and one.data["month"] in months)
    return ReviewFact(
        event=event.id, months=named, reviewed=day(event.data["reviewed"]), failed=event.data["outcome"] == "failed"
    )


def _notice(event: Event) -> NoticeFact:
    notices = tuple(event.data["notices"].split("+"))
    return NoticeFact(event=event.id, system=event.system, day=event.at.date(), notices=notices)


def _by(event: Event, duty: str, limit: str, start: str) -> LateFact:
    due_at = due(at(start), Limit.parse(limit), CALENDAR).legal
    return LateFact(event=event.id, duty=duty, due_at=due_at, done_at=at(event.data["done"]))


def _expansion(event: Event) -> LateFact:
    first, second = (
        due(at(event.data[start]), Limit.parse(f"{days} natural days"), CALENDAR).legal
        for start, days in (("requested", "7"), ("second_at", event.data["second_days"]))
    )
    return LateFact(
        event=event.id, duty="change.expand", systems=(event.system,), due_at=first, second_due_at=second,
        done_at=at(event.data["delivered"]),
    )  # fmt: skip


def _payment(event: Event) -> PaymentFact:
    freed = day_end(CALENDAR.nth_working_day(day(event.data["lifted"]), 1))
    rests = (PauseSpan(at(f"{event.data['told']}T10:00"), freed),)
    return PaymentFact(
        event=event.id, due_at=day_end(day(event.data["last"])), paid_at=at(event.data["paid"]), pauses=rests,
        amount=Decimal(event.data.get("amount", "481204.15")),
    )  # fmt: skip


def priced(until: datetime, **readings: object) -> Pricing:
    """The fees are signed on a day of the year."""
    return pricing(by_system=bool(of("allocation", until)), **readings)


def working_day(month: date, n: int) -> date:
    """The n-th of the month after."""
    return CALENDAR.nth_working_day(months_on(month, 1) - timedelta(days=1), n)


def called(claim: PenaltyClaim) -> str:
    """As the script names it: what nobody prices by its month, what was late by the order alone."""
    if claim.rule == "12.5":
        return claim.key.replace("/total/", "/")
    head, scope, _where = claim.key.split("/")
    return claim.key if claim.rule else f"{head}/{scope}/{claim.month:%Y-%m}"


def settled_on(claim: PenaltyClaim) -> date:
    """On its day of the timetable, unless an objection or a row of its own says later."""
    name = called(claim)
    later = [day(one.data["decided"]) for one in YEAR if one.kind == "objection" and one.data["target"] == name]
    own = [one.at.date() for one in YEAR if one.kind == "set_settle" and one.data["target"] == name]
    return own[0] if own else max([*later, working_day(claim.month, SETTLED)])


def closings() -> dict[date, date]:
    months = [months_on(date(2025, 10, 1), n) for n in range(15)]
    found = {month: working_day(month, CLOSED) for month in months}
    return found | {day(f"{one.data['month']}-01"): one.at.date() for one in YEAR if one.kind == "close"}


def acts() -> list[date]:
    """The days on which something is settled, or a decision moves it."""
    of_months = {working_day(month, SETTLED) for month in closings()}
    kinds = ("allocation", "setaside", "decision", "agreement", "rejudge", "set_settle")
    own = {one.at.date() for one in YEAR if one.kind in kinds}
    return sorted(of_months | own | {day(one.data["decided"]) for one in YEAR if one.kind == "objection"})


def targets(kind: str, until: datetime) -> dict[str, dict[str, str]]:
    return {one.data["target"]: one.data for one in of(kind, until)}


def reckoned(formula: str) -> Decimal:
    """What somebody with a pocket calculator comes to: 298604.95 ÷ 12 × 50%, half up to the cent."""
    first, *rest = formula.split(" ")
    found = Fraction(first)
    for sign, written in zip(rest[::2], rest[1::2], strict=True):
        value = Fraction(written.rstrip("%")) / (100 if written.endswith("%") else 1)
        found = found / value if sign == "÷" else found * value
    cents = int(found * 100 + Fraction(1, 2))
    return Decimal(cents).scaleb(-2)


__all__ = [
    "YEAR", "Known", "acts", "closings", "local", "month_of", "of", "priced", "reckoned", "settled_on", "targets",
]  # fmt: skip
