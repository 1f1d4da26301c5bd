"""The worked cases of vectors.csv that begin with claims and sums: what counts of one event, what is left of the last
instalment, who pays for which system, and what gives a right."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.penalties.cases import NONE, Facts, Told
from tests.penalties.pricing import FEES, MONITORING, SYSTEMS, day, pricing
from tickets.datelaw.types import day_end
from tickets.errors import PolicyError
from tickets.penalties import choice, derived, fees, money, rights, settling
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim
from tickets.penalties.settling import FinalDeduction


def given(text: str, by: Pricing) -> PenaltyClaim:
    """`A3.1@city-operation:F1`, or with its sum `12.5~7218.06@total:X1`."""
    code, _, rest = text.partition("@")
    code, _, sum_ = code.partition("~")
    where, _, events = rest.partition(":")
    of_row = Hit(
        where=events, systems=() if where == "total" else tuple(where.split("+")), month=day("2026-04-01"),
        events=frozenset(events.split("+")), derived=derived.Judged(),
    )  # fmt: skip
    made = claim(of_row, by.terms.rule(code), by)
    return replace(made, agreed=Decimal(sum_)) if sum_ else made


def group(facts: Facts) -> Told:
    by = pricing(penalty__heaviest="greatest_sum" if facts.get("reading") == "combination" else "heaviest_first")
    claims = [given(one, by) for one in facts["claims"].split(",")]
    found = choice.chosen(claims, by)
    assert not found.unsettled
    assert {one.key for one in found.taken} | set(found.absorbed) == {one.key for one in claims}
    sums = [str(one.amount) for one in found.taken]
    rules = "+".join(one.rule for one in found.taken)
    return Told(rules, f"{len(sums)} of {len(claims)}", " + ".join(sums), str(found.sum))


def settle(facts: Facts) -> Told:
    claimed, held = sum(map(Decimal, facts["penalties"].split(","))), Decimal(facts.get("held", "0.00"))
    found = FinalDeduction(instalment=Decimal("481204.15"), claimed=claimed + held, held=held)
    beside = f"; held {found.held}" if held else ""
    return Told("12.3", f"receivable {found.receivable}{beside}", str(found), str(found.paid))


def correction(facts: Facts) -> Told:
    """Of one event another row counts than the closed sheet says."""
    old, new = facts["rule"].split("→")
    month, by = day(f"{facts['sheet']}-01"), pricing()
    claims = [given(f"{rule}@{MONITORING}:F14", by) for rule in (old, new)]
    first, then = (choice.chosen([one], by) for one in claims)
    before = settling.entered([], first, month=day("2026-05-01"), settled_on=day("2026-06-11"))
    rows = settling.entered(before, then, month=month, settled_on=day("2026-07-08"))
    reversed_, corrected = (str(row.amount) for row in rows)
    return Told(facts["rule"], f"sheet {facts['sheet']}", f"{reversed_} + {corrected}".replace("-", "−"),
                str(settling.total(rows)))  # fmt: skip


def share(facts: Facts) -> Told:
    weights = dict(enumerate(map(int, facts["weights"].split(","))))
    parts = fees.proposed(Decimal("1203010.38"), {str(place): weight for place, weight in weights.items()})
    return Told("G3", " + ".join(map(str, parts.values())), "largest remainder", str(sum(parts.values())))


def allocation(facts: Facts) -> Told:
    amounts = list(map(Decimal, facts["amounts"].split(",")))
    try:
        fees.signed(sum(FEES.values(), Decimal(0)), dict(zip(SYSTEMS, amounts, strict=True)))
        said = "signed"
    except PolicyError as error:
        said = f"refused, differs by {error.params['difference']}"
    return Told("G3", said, " + ".join(map(str, amounts)), str(sum(amounts)))


def rolling(facts: Facts) -> Told:
    events = [rights.LevelEvent(one, day(one), day(one)) for one in facts["dates"].split(",")]
    right = rights.of_level_b(events, pricing().readings, day("2025-10-10"))
    rule = "third ≤ first + 1 year, same day"
    return Told("12.2", "3 within a year", rule, NONE) if right else Told(NONE, "not 3 within a year", rule, NONE)


def staffing(facts: Facts) -> Told:
    present = [one.split(":") for one in facts["counts"].split(",")]
    counted = [(day(f"{month}-01"), int(people)) for month, people in present]
    rows = rights.short_of_staff(counted, int(facts["promised"]), pricing().readings)
    cured = facts["rectified"] == "yes"
    right = rights.of_cure("12.4(3)", ["C1"], day("2026-09-09"), cured=cured) if rows else None
    said = "two months running, rectification missed"
    return Told(right.ground, said, "", NONE) if right else Told(NONE, "no right", "", NONE)


def expiry(facts: Facts) -> Told:
    right = rights.TerminationRight(facts["rule"], ("F1",), day(facts["known"]))
    assert right.expires_at == day_end(right.last_day)
    return Told(right.ground, f"{right.last_day} 24:00", "known + 1 year, not rolled", NONE)


def capitals(facts: Facts) -> Told:
    return Told(NONE, money.capitals(Decimal(facts["amount"])), "", facts["amount"])


KINDS: dict[str, Callable[[Facts], Told]] = {
    play.__name__: play for play in (group, settle, correction, share, allocation, rolling, staffing, expiry, capitals)
}
