"""The worked cases of vectors.csv that begin with facts: what row they hit, where a value lies, how it is reckoned."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from tests.datelaw.dates import CALENDAR
from tests.penalties.pricing import (
    GRAVE,
    MONITORING,
    OPERATION,
    at,
    day,
    fault,
    length,
    outage,
    pricing,
)
from tickets.availability import Span
from tickets.datelaw.reckoning import due
from tickets.datelaw.types import PauseSpan, day_end, midnight
from tickets.penalties import choice, counts, derived, means, proposing
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim
from tickets.penalties.facts import (
    ComplaintFact,
    DataFact,
    HarmFact,
    LateFact,
    OutageFact,
    PaymentFact,
    PenaltyFacts,
    ReviewFact,
    ScoredMonth,
    SecrecyFact,
    UnattendedFact,
)
from tickets.policy.penalty_terms import Trigger
from tickets.policy.types import Limit

Facts = dict[str, str]
NONE = "—"
OPEN = "待双方认定"


class Told(NamedTuple):
    rule: str
    band: str
    formula: str
    amount: str


def priced(facts: Facts, **readings: object) -> Pricing:
    return pricing(by_system="system" in facts, **readings)


def system(facts: Facts) -> str:
    return facts.get("system", MONITORING)


def grave(facts: Facts) -> frozenset:
    return GRAVE if "major" in facts else frozenset()


def hit(band: str, found: tuple[PenaltyClaim, ...], rule: str = "") -> Told:
    """What the one claim says, or of several the one of this row."""
    named = [one for one in found if not rule or one.rule == rule]
    if not named:
        return Told(NONE, band, "", NONE)
    (one,) = named
    return Told(one.rule, band, str(one.formula), str(one.amount))


def band_of(found: derived.PlacedValue) -> str:
    if found.band is None:
        return str(found.place)
    return f"({found.band.low // timedelta(minutes=1)},{(found.band.high or timedelta()) // timedelta(minutes=1)})"


def banded(place: derived.PlacedValue, n: int, found: tuple[PenaltyClaim, ...]) -> Told:
    formula = f"n={n} avg={derived.printed_minutes(place.seconds)}"
    if place.band is None:
        return Told(NONE, band_of(place), formula, OPEN if place.place.priced_by_none else NONE)
    return hit(band_of(place), found)


def average(facts: Facts) -> Told:
    metric, took = Trigger(facts["metric"]), [length(one) for one in facts["values"].split(",")]
    unsettled = int(facts.get("unsettled", 0))
    members = [
        fault(f"F{n}", metric, one, system(facts), impact=grave(facts), contested=n >= len(took) - unsettled)
        for n, one in enumerate(took)
    ]
    by = priced(facts)
    found = proposing.claims(PenaltyFacts(faults=tuple(members)), by)
    mean = means.mean(members, metric, by)
    if mean.waiting:
        assert [one.contested for one in found] == [True]
        return Told(NONE, "waits", f"{len(mean.waiting)} of {len(members)} unsettled", "暂不入账")
    return banded(mean.placed, mean.n, found)


def unattended(facts: Facts) -> Told:
    start = at("2026-02-16T22:00")
    fact = UnattendedFact(
        event="U1", systems=tuple(facts["system"].split("+")) if "system" in facts else (),
        span=Span(start, start + length(facts["values"])), impact=grave(facts),
    )  # fmt: skip
    found = proposing.claims(PenaltyFacts(unattended=(fact,)), priced(facts))
    assert isinstance(found[0].derived, derived.Length)
    assert found[0].derived.placed is not None
    return banded(found[0].derived.placed, 1, found)


def availability(facts: Facts) -> Told:
    month = f"{facts['month']}-12T00:00"
    down = outage("F1", month, length(facts["down"]), system(facts), impact=grave(facts))
    excluded = {}
    if "excluded" in facts:
        start = at(f"{facts['month']}-20T00:00")
        excluded = {system(facts): (Span(start, start + length(facts["excluded"])),)}
    return below(PenaltyFacts(outages=(down,), excluded=excluded), facts, "<99.99%", "99.99000%")


def below(all_facts: PenaltyFacts, facts: Facts, missed: str, kept: str) -> Told:
    found = [one for one in proposing.claims(all_facts, priced(facts)) if one.trigger is Trigger.AVAILABILITY]
    return hit(missed, tuple(found)) if found else Told(NONE, "within", kept, NONE)


def reliability(facts: Facts) -> Told:
    fact = DataFact(
        event="Z1", system=system(facts), month=day("2026-06-01"), lost=Decimal(facts["lost"]),
        held=Decimal(facts["total"]),
    )  # fmt: skip
    return below(PenaltyFacts(data=(fact,)), facts, "<99.9999%", "99.999900%")


def one_outage(facts: Facts) -> Told:
    down = outage("F1", "2026-04-07T06:00", length(facts["value"]), system(facts))
    found = proposing.claims(PenaltyFacts(outages=(down,)), priced(facts))
    long = any(one.rule == "A3.5" for one in found)
    return hit(">=2h" if long else "<2h", found, "A3.5")


def run(facts: Facts) -> Told:
    spans = [one.split("/") for one in facts["outages"].split(",")]
    down = [
        OutageFact(event=f"F{n}", system=system(facts), span=Span(at(start), at(end)))
        for n, (start, end) in enumerate(spans)
    ]
    found = proposing.claims(PenaltyFacts(outages=tuple(down)), priced(facts))
    in_a_row = any(one.rule == "A3.6" for one in found)
    return hit(">=3 in a row" if in_a_row else "run of 2", found, "A3.6")


def total(facts: Facts) -> Told:
    values = facts["values"].split(",")
    down = [outage(f"F{n}", f"2026-04-{7 + 10 * n:02}T06:00", length(one)) for n, one in enumerate(values)]
    found = proposing.claims(PenaltyFacts(outages=tuple(down)), priced(facts))
    return hit(">=8h" if any(one.rule == "A3.6" for one in found) else "<8h", found, "A3.6")


def complaints(facts: Facts) -> Told:
    """Each about an outage of its day."""
    days = facts["dates"].split(",")
    down = [outage(f"F{n}", f"{one}T06:00", length("1:00:00")) for n, one in enumerate(days)]
    noted = [ComplaintFact(event=f"K{n}", system=OPERATION, day=day(one), outage=f"F{n}") for n, one in enumerate(days)]
    found = proposing.claims(PenaltyFacts(outages=tuple(down), complaints=tuple(noted)), priced(facts))
    enough = any(one.rule == "A3.2" for one in found)
    return hit("3>=3" if enough else "2<3", found, "A3.2")


def assessment(facts: Facts) -> Told:
    results = [one.split(":") for one in facts["results"].split(",")]
    months = [ScoredMonth(event=month, month=day(f"{month}-01"), passed=one == "pass") for month, one in results]
    review = ReviewFact(
        event="A8", months=frozenset(one.event for one in months), reviewed=day("2026-05-27"),
        failed=facts["rectified"] == "no",
    )  # fmt: skip
    rows = counts.failed_rows(months, adjacent=True)
    found = proposing.claims(PenaltyFacts(months=tuple(months), reviews=(review,)), priced(facts))
    return hit("3 in a row" if max(map(len, rows)) == 3 else "no run", found)


def expansion(facts: Facts) -> Told:
    limit = Limit.parse("7 natural days")
    second = None
    if "second_at" in facts:
        days = Limit.parse(f"{facts['second_days']} natural days")
        second = due(at(facts["second_at"]), days, CALENDAR).legal
    fact = LateFact(
        event="X1", duty="change.expand", systems=(system(facts),), second_due_at=second,
        due_at=due(at(facts["requested"]), limit, CALENDAR).legal, done_at=at(facts["delivered"]),
    )  # fmt: skip
    reading = {"penalty__daily": "beside_bands"} if facts.get("reading") == "heaviest" else {}
    by = priced(facts, **reading)
    found = choice.chosen(proposing.claims(PenaltyFacts(late=(fact,)), by), by).taken
    days = counts_of_days(fact)
    if facts.get("reading"):
        return hit(f"{days} days", found)
    return hit(f"{days} days; " + ("second missed" if found else "no second limit missed"), found)


def counts_of_days(fact: LateFact) -> int:
    from_annexes = pricing(penalty__daily="beside_bands")
    late = [one for one in proposing.claims(PenaltyFacts(late=(fact,)), from_annexes) if one.rule == "12.5"]
    return next((one.formula.days or 0 for one in late if one.formula is not None), 0)


def row(facts: Facts) -> Told:
    rule = next(one for one in priced(facts).terms.rules if one.code == facts["rule"])
    if rule.trigger in (Trigger.AVAILABILITY, Trigger.RECOVERY):
        of_row = Hit(
            where="F1", systems=(system(facts),), month=day("2026-01-01"), events=frozenset({"F1"}),
            derived=derived.Judged(),
        )  # fmt: skip
        return hit("judged", (claim(of_row, rule, priced(facts)),))
    fact = HarmFact(event="F1", trigger=rule.trigger, system=system(facts), day=day("2026-01-05"), impact=GRAVE)
    return hit("judged", proposing.claims(PenaltyFacts(harms=(fact,)), priced(facts)))


def late(facts: Facts) -> Told:
    pauses = ()
    if "excused" in facts:
        first, last = map(day, facts["excused"].split("/"))
        pauses = (PauseSpan(midnight(first), day_end(last)),)
    fact = LateFact(
        event="H1", duty="staff.replace", due_at=day_end(day(facts["last"])), done_at=at(facts["done"]), pauses=pauses,
        systems=(facts["system"],) if "system" in facts else (),
    )  # fmt: skip
    reading = {"penalty__daily_base": "system"} if facts.get("reading") == "system" else {}
    return by_the_day(proposing.claims(PenaltyFacts(late=(fact,)), priced(facts, **reading)))


def by_the_day(found: tuple[PenaltyClaim, ...]) -> Told:
    if not found or found[0].formula is None:
        return hit("in time", ())
    days = found[0].formula.days
    return hit("once" if days is None else f"{days} day" + ("s" if days > 1 else ""), found)


def acceptance(facts: Facts) -> Told:
    failed = at(facts["failed"])
    fact = LateFact(
        event="T1", duty="acceptance.correct", due_at=due(failed, Limit.parse("15 days"), CALENDAR).legal,
        done_at=at(facts["done"]), failed_on=failed.date(),
    )  # fmt: skip
    reading = {"penalty__counted_from": "first_failure"} if facts.get("reading") == "failed" else {}
    return by_the_day(proposing.claims(PenaltyFacts(late=(fact,)), priced(facts, **reading)))


def agency_late(facts: Facts) -> Told:
    """Without an invoice the whole clock rests; a fiscal delay rests it from the telling, to the end of the first
    working day after it is lifted."""
    pauses = ()
    if "told" in facts:
        freed = day_end(CALENDAR.nth_working_day(day(facts["lifted"]), 1))
        pauses = (PauseSpan(at(f"{facts['told']}T10:00"), freed),)
    if "invoice" in facts:
        start = at(facts["trigger"])
        waits = (PauseSpan(start, at(facts["invoice"])),)
        due_at = due(start, Limit.parse("20 working days"), CALENDAR, waits).legal
    else:
        due_at = day_end(day(facts["last"]))
    fact = PaymentFact(event="Y1", due_at=due_at, paid_at=at(facts["paid"]), amount=Decimal("721806.23"), pauses=pauses)
    reading = {"penalty__late_payment": "daily"} if facts.get("reading") == "daily" else {}
    return by_the_day(proposing.claims(PenaltyFacts(payments=(fact,)), priced(facts, **reading)))


def secrecy(facts: Facts) -> Told:
    fact = SecrecyFact(event="S1", day=day("2026-12-08"))
    return hit("per breach", proposing.claims(PenaltyFacts(secrecy=(fact,)), priced(facts)))


KINDS: dict[str, Callable[[Facts], Told]] = {
    "outage": one_outage,
    **{
        play.__name__: play
        for play in (
            average, unattended, availability, reliability, run, total, complaints, assessment, expansion, row, late,
            acceptance, agency_late, secrecy,
        )
    },
}  # fmt: skip
