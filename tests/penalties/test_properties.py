"""What holds of bands, sums, claims and sheets whatever they are."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.penalties.pricing import FEES, SYSTEMS, day, pricing
from tickets.penalties import choice, settling
from tickets.penalties.bands import Place, exact, holds, placed
from tickets.penalties.claims import PenaltyClaim
from tickets.penalties.derived import Judged
from tickets.penalties.fees import FeeBasis
from tickets.penalties.formulas import Formula
from tickets.penalties.money import capitals, of_cents, rounded, shared
from tickets.penalties.settling import RowSort, SheetRow
from tickets.policy.penalty_terms import BANDED, Band, Percent, Trigger

PRICING = pricing()
#: Ticks of a millisecond, up to five hours.
SECONDS = st.integers(0, 18_000_000).map(lambda ticks: Fraction(ticks, 1_000))
METRICS = st.sampled_from(sorted(BANDED))
CENTS = st.integers(1, 300_000_000)
ROWS = st.sampled_from([rule.code for rule in PRICING.terms.rules if rule.trigger is not Trigger.LATE_PAYMENT])
EVENTS = st.frozensets(st.sampled_from("ABCDEF"), min_size=1, max_size=3)
MONTH = day("2026-04-01")
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)


@given(METRICS, SECONDS)
def test_a_value_lies_in_one_place_and_in_at_most_one_band(trigger: Trigger, seconds: Fraction) -> None:
    found = placed(seconds, trigger, PRICING.terms)
    inside = [band for band in PRICING.terms.bands(trigger) if holds(band, seconds)]
    assert inside == ([] if found.band is None else [found.band])
    assert (found.place is Place.IN_BAND) is bool(inside)


@given(METRICS, SECONDS)
def test_a_value_outside_every_band_is_near_none_of_them(trigger: Trigger, seconds: Fraction) -> None:
    """Where it lies follows from the ends alone, and a thousandth of a second more or less may change it."""
    found, bands = placed(seconds, trigger, PRICING.terms), PRICING.terms.bands(trigger)
    ends = sorted({exact(end) for band in bands for end in (band.low, band.high or timedelta())})
    told = {
        Place.BELOW: seconds < ends[0],
        Place.EDGE: seconds in ends,
        Place.ABOVE: seconds > ends[-1],
        Place.IN_BAND: ends[0] < seconds < ends[-1] and seconds not in ends,
        Place.IN_TIME: seconds <= exact(PRICING.terms.in_time.get(trigger, timedelta())),
    }
    assert told[found.place]


@pytest.mark.parametrize(
    ("band", "inside"),
    [
        (Band(over=FIVE, under=TEN), [False, True, False]),
        (Band(at_least=FIVE, under=TEN), [True, True, False]),
        (Band(over=FIVE, at_most=TEN), [False, True, True]),
        (Band(at_least=FIVE, at_most=TEN), [True, True, True]),
        (Band(over=FIVE), [False, True, True]),
    ],
)
def test_a_band_holds_its_ends_where_the_contract_says_so(band: Band, inside: list[bool]) -> None:
    """At five minutes, at seven, at ten; a millisecond outside holds in none that is closed there."""
    assert [holds(band, Fraction(60 * minutes)) for minutes in (5, 7, 10)] == inside
    assert not holds(band, Fraction(299_999, 1_000))
    assert holds(band, Fraction(600_001, 1_000)) is (band.high is None)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_sum_is_rounded_once_half_up_and_away_from_zero(numerator: int, denominator: int) -> None:
    value = Fraction(numerator, denominator)
    found = rounded(value)
    assert abs(Fraction(found) - value) <= Fraction(1, 200)
    assert rounded(-value) == -found
    assert found.as_tuple().exponent == -2


@given(CENTS, st.lists(st.integers(1, 1_000), min_size=1, max_size=9))
def test_what_is_shared_out_loses_no_cent_and_favours_nobody_by_more_than_one(cents: int, weights: list[int]) -> None:
    total = of_cents(cents)
    parts = shared(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(total) * weight / sum(weights)) < Fraction(1, 100)


@given(st.sets(st.sampled_from(SYSTEMS), min_size=1), st.integers(1, 600))
def test_several_systems_are_one_base_and_their_lines_come_to_its_sum(systems: set[str], share: int) -> None:
    fees = FeeBasis(sum(FEES.values(), Decimal(0)), FEES)
    amount = Formula(fees.base(systems), Percent(Decimal(share)), months=12).amount
    assert sum(fees.parts(amount, sorted(systems)).values()) == amount


@given(CENTS, CENTS)
def test_no_two_sums_read_alike_in_capitals(one: int, other: int) -> None:
    assert (capitals(of_cents(one)) == capitals(of_cents(other))) is (one == other)
    assert capitals(of_cents(-one)) == f"负{capitals(of_cents(one))}"


@st.composite
def some_claims(draw: st.DrawFn, most: int = 8) -> list[PenaltyClaim]:
    """Of few events and systems, so that they clash."""
    rows = st.tuples(ROWS, st.sampled_from(SYSTEMS), EVENTS, st.integers(1, 50))
    return [
        PenaltyClaim(
            key=f"{n}/{rule}", rule=rule, trigger=PRICING.terms.rule(rule).trigger, systems=(system,), month=MONTH,
            events=events, derived=Judged(), agreed=of_cents(cents),
        )
        for n, (rule, system, events, cents) in enumerate(draw(st.lists(rows, max_size=most)))
    ]  # fmt: skip


def apart(claims: object) -> bool:
    return not any(choice.clash(one, other) for one, other in combinations(claims, 2))


@given(some_claims())
def test_of_what_is_taken_nothing_clashes_and_whatever_is_left_out_clashes_with_it(claims: list[PenaltyClaim]) -> None:
    found = choice.chosen(claims, PRICING)
    assert apart(found.taken)
    assert {one.key for one in found.taken} | set(found.absorbed) == {one.key for one in claims}
    for one in claims:
        if one.key in found.absorbed:
            taker = found.absorbed[one.key]
            assert choice.clash(one, taker)
            assert taker.amount >= one.amount


@given(some_claims())
def test_the_greatest_sum_is_the_greatest_of_all_sets_without_a_clash(claims: list[PenaltyClaim]) -> None:
    ordered = choice.in_order(claims, PRICING)
    found = choice.greatest_sum(ordered)
    sets = chain.from_iterable(combinations(ordered, n) for n in range(len(ordered) + 1))
    assert apart(found)
    assert choice.summed(found) == max(choice.summed(one) for one in sets if apart(one))
    assert choice.summed(found) >= choice.summed(choice.heaviest_first(ordered))


@given(some_claims())
def test_of_sets_with_equal_sums_the_one_counts_that_takes_the_earlier_claims(claims: list[PenaltyClaim]) -> None:
    equal = choice.in_order([replace(one, agreed=Decimal("1.00")) for one in claims], PRICING)
    found = sorted(equal.index(one) for one in choice.greatest_sum(equal))
    places = chain.from_iterable(combinations(range(len(equal)), n) for n in range(len(equal) + 1))
    rivals = (list(one) for one in places if len(one) == len(found) and apart([equal[place] for place in one]))
    assert found == min(rivals)


@given(some_claims())
def test_groups_share_no_event_and_hold_each_claim_once(claims: list[PenaltyClaim]) -> None:
    found = choice.groups(claims)
    assert sorted(one.key for group in found for one in group) == sorted(one.key for one in claims)
    events = [frozenset(event for one in group for event in one.events) for group in found]
    assert all(one.isdisjoint(other) for one, other in combinations(events, 2))


@given(st.lists(some_claims(), min_size=1, max_size=4))
def test_whatever_is_decided_later_the_sheets_come_to_what_counts_now(decisions: list[list[PenaltyClaim]]) -> None:
    """Each decision says anew which claims there are; corrections stand as rows, and nothing else is ever changed."""
    rows: list[SheetRow] = []
    for n, claims in enumerate(decisions):
        found = choice.chosen(claims, PRICING, standing=settling.net(rows))
        rows += settling.entered(rows, found, month=MONTH, settled_on=date(2026, 5, 1) + timedelta(days=n))
        assert settling.total(rows) == found.sum
        assert {key: row.amount for key, row in settling.net(rows).items()} == {
            one.key: one.amount for one in found.taken
        }
    assert all((row.amount < 0) is (row.sort is RowSort.REVERSED) for row in rows)


@given(some_claims(), st.frozensets(st.sampled_from("ABCDEF")), CENTS)
def test_the_last_instalment_pays_never_less_than_nothing_and_nothing_is_lost(
    claims: list[PenaltyClaim], disagreed: frozenset[str], instalment: int
) -> None:
    found = choice.chosen(claims, PRICING)
    held = frozenset(one.key for one in found.taken if one.events & disagreed)
    rows = settling.entered([], found, month=MONTH, settled_on=MONTH, held=held)
    told = settling.deduction(rows, of_cents(instalment))
    assert told.paid >= 0
    assert told.receivable >= 0
    assert told.paid - told.receivable == told.instalment - told.deductible
    assert told.claimed == told.deductible + told.held == settling.total(rows)
    assert not (told.paid and told.receivable)


@given(some_claims(), some_claims())
def test_while_a_group_waits_what_stands_of_it_stays(before: list[PenaltyClaim], after: list[PenaltyClaim]) -> None:
    rows = settling.entered([], choice.chosen(before, PRICING), month=MONTH, settled_on=MONTH)
    waits = choice.chosen([*before, *after], PRICING, waiting={one.key for one in (*before, *after)})
    assert settling.entered(rows, waits, month=MONTH, settled_on=MONTH) == ()
