"""What was down: what overlaps counts once, what one event hits together is one base, and how readings count it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.penalties.pricing import MONITORING, OPERATION, SENSING, SYSTEMS, at, day, length, outage, pricing
from tickets.availability import Span
from tickets.penalties import proposing
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import ComplaintFact, DataFact, OutageFact, PenaltyFacts
from tickets.policy.penalty_terms import Impact

HOUR = timedelta(hours=1)


def claims(*outages: OutageFact, by: Pricing | None = None, **more: object) -> dict[str, PenaltyClaim]:
    found = proposing.claims(PenaltyFacts(outages=outages, **more), by or pricing())
    return {one.key: one for one in found}


def test_two_facts_that_overlap_are_one_outage_of_both_events() -> None:
    """An hour and a half, twice, of which half an hour is the same: two and a half hours."""
    found = claims(
        outage("F1", "2026-04-07T06:00", 1.5 * HOUR), outage("F2", "2026-04-07T07:00", 1.5 * HOUR), by=pricing()
    )
    long = found["A3.5/city-operation/F1"]
    assert long.events == {"F1", "F2"}
    assert long.derived.net == 2.5 * HOUR
    assert found["A3.1/city-operation/2026-04"].events == {"F1", "F2"}


def test_what_overlaps_over_midnight_of_the_month_belongs_whole_to_the_month_in_which_it_began() -> None:
    found = claims(outage("F1", "2026-03-31T23:00", 3 * HOUR), outage("F2", "2026-04-01T01:00", 2 * HOUR))
    assert "A3.1/city-operation/2026-04" not in found
    assert found["A3.1/city-operation/2026-03"].derived.figure.down == 4 * HOUR


def test_divided_at_midnight_each_month_has_what_lies_in_it() -> None:
    by = pricing(availability__over_midnight="divided")
    found = claims(outage("F1", "2026-03-31T23:00", 3 * HOUR), by=by)
    downs = [found[f"A3.1/city-operation/{month}"].derived.figure.down for month in ("2026-03", "2026-04")]
    assert downs == [HOUR, 2 * HOUR]


def test_one_event_that_hits_two_systems_is_one_claim_on_both() -> None:
    found = claims(
        outage("F1", "2026-04-07T06:00", 2 * HOUR, OPERATION), outage("F1", "2026-04-07T06:00", 3 * HOUR, MONITORING)
    )
    both = found["A3.5/energy-monitoring+city-operation/F1"]
    assert (str(both.formula), str(both.amount)) == ("851731.35 ÷ 12 × 30%", "21293.28")
    assert {"A3.1/energy-monitoring/2026-04", "A3.1/city-operation/2026-04"} <= set(found)


def test_of_two_systems_that_one_event_hit_only_the_longer_outage_may_be_long() -> None:
    found = claims(
        outage("F1", "2026-04-07T06:00", 2 * HOUR, OPERATION),
        outage("F1", "2026-04-07T06:00", 2 * HOUR - timedelta(microseconds=1), MONITORING),
    )
    assert [key for key in found if key.startswith("A3.5")] == ["A3.5/city-operation/F1"]


def test_of_the_whole_platform_the_minutes_of_all_systems_are_one_figure() -> None:
    """12 minutes of one system are 99.972 % of it in April, and 99.991 % of three."""
    short = outage("F1", "2026-04-07T06:00", timedelta(minutes=12))
    assert "A3.1/city-operation/2026-04" in claims(short)
    by = pricing(availability__measured="platform")
    assert claims(short, by=by) == {}
    (one,) = (one for key, one in claims(outage("F1", "2026-04-07T06:00", HOUR), by=by).items() if "A3.1" in key)
    assert (one.systems, str(one.formula)) == ((), "1203010.38 ÷ 12 × 50%")


def test_what_is_excluded_whole_is_no_outage() -> None:
    fact = outage("F1", "2026-04-07T06:00", 3 * HOUR)
    assert claims(fact, excluded={OPERATION: (Span(at("2026-04-07T05:00"), at("2026-04-07T09:00")),)}) == {}


def test_a_member_that_is_contested_is_marked_on_every_claim_that_rests_on_it() -> None:
    found = claims(
        outage("F1", "2026-04-07T06:00", 3 * HOUR, contested=True), outage("F2", "2026-04-27T06:00", 3 * HOUR)
    )
    assert {key for key, one in found.items() if one.contested} == {
        "A3.1/city-operation/2026-04", "A3.5/city-operation/F1",
    }  # fmt: skip


def rows(*starts: str, by: Pricing | None = None) -> list[str]:
    facts = (outage(f"F{n}", start, timedelta(minutes=1)) for n, start in enumerate(starts))
    return sorted(key for key in claims(*facts, by=by) if key.startswith("A3.6r"))


TWO_ROWS = [f"2026-03-{day_:02}T06:00" for day_ in (1, 2, 3, 20, 21, 22)]


def test_a_second_row_in_a_month_is_a_claim_of_its_own() -> None:
    assert rows(*TWO_ROWS) == ["A3.6r/city-operation/2026-03", "A3.6r/city-operation/2026-03-2"]


def test_a_row_stands_in_the_month_of_its_third_and_those_that_follow_join_it() -> None:
    assert rows("2026-02-27T06:00", "2026-02-28T06:00", "2026-03-02T06:00", "2026-04-01T06:00") == [
        "A3.6r/city-operation/2026-03"
    ]


def test_read_otherwise_three_of_a_month_are_a_row_whatever_lies_between() -> None:
    by = pricing(penalty__run_within="month")
    apart = ("2026-03-01T06:00", "2026-03-15T06:00", "2026-03-31T06:00")
    assert rows(*apart) == []
    assert rows(*apart, by=by) == ["A3.6r/city-operation/2026-03"]
    assert rows("2026-02-27T06:00", "2026-02-28T06:00", "2026-03-02T06:00", by=by) == []


def test_read_otherwise_eight_hours_are_summed_over_the_term() -> None:
    facts = [outage(f"F{month}", f"2026-0{month}-07T06:00", 1.9 * HOUR) for month in range(1, 7)]
    assert not [key for key in claims(*facts) if key.startswith("A3.6")]
    found = claims(*facts, by=pricing(outage__total_over="term"))
    assert found["A3.6t/city-operation/2026-05"].events == {one.event for one in facts}


def test_a_complaint_counts_for_the_system_whose_outage_it_names() -> None:
    down = [outage(f"F{n}", f"2026-0{n}-07T06:00", HOUR) for n in range(1, 5)]
    other = outage("F9", "2026-04-17T06:00", HOUR, SENSING)
    named = [("F1", OPERATION), ("F2", OPERATION), ("F9", OPERATION), ("", OPERATION), ("F3", SENSING)]

    def told(*more: tuple[str, str]) -> list[str]:
        noted = tuple(
            ComplaintFact(event=f"K{n}", system=system, day=day(f"2026-05-{n + 1:02}"), outage=event)
            for n, (event, system) in enumerate((*named, *more))
        )
        return [key for key in claims(*down, other, complaints=noted) if key.startswith("A3.2")]

    assert told() == []
    assert told(("F4", OPERATION)) == ["A3.2/city-operation/2026-05"]
    assert told(("F4", OPERATION), ("F3", OPERATION)) == ["A3.2/city-operation/2026-05"]


def data(**more: object) -> dict[str, PenaltyClaim]:
    month = {"month": day("2026-06-01"), "lost": Decimal(2), "held": Decimal(1_000_000)} | more
    return claims(data=(DataFact(event="Z1", system=OPERATION, **month),))


def test_lost_data_is_priced_in_the_rows_of_availability_by_the_loss_that_was_judged() -> None:
    (one,) = data().values()
    (grave,) = data(impact=frozenset({Impact.LOSS})).values()
    assert (one.rule, grave.rule) == ("A3.1", "A2.1")


@pytest.mark.parametrize("more", [{"lost": Decimal(1)}, {"held": Decimal(0)}, {"problem": False}])
def test_data_that_was_kept_that_nobody_knows_of_or_of_which_nothing_came_makes_none(more: dict[str, object]) -> None:
    assert data(**more) == {}


INSTANTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: at("2025-09-25T00:00") + timedelta(minutes=minutes))
OUTAGES = st.lists(
    st.builds(
        lambda n, system, start, minutes: OutageFact(
            event=f"F{n}", system=system, span=Span(start, start + timedelta(minutes=minutes))
        ),
        st.integers(1, 9), st.sampled_from(SYSTEMS), INSTANTS, st.integers(1, 6_000),
    ),
    max_size=14,
)  # fmt: skip


@given(OUTAGES)
def test_whatever_was_down_each_claim_has_a_name_of_its_own_and_events_that_happened(outages: list[OutageFact]) -> None:
    for by in (pricing(), pricing(penalty__run_within="month", outage__total_over="term")):
        found = proposing.claims(PenaltyFacts(outages=tuple(outages)), by)
        assert len({one.key for one in found}) == len(found)
        assert all(one.events and one.events <= {fact.event for fact in outages} for one in found)
        assert all(by.starts.replace(day=1) <= one.month <= by.ends for one in found)


def test_lengths_of_the_tables_read_as_written() -> None:
    assert (length("1:59:59.999"), length("4:01.92")) == (
        timedelta(hours=1, minutes=59, seconds=59, milliseconds=999), timedelta(minutes=4, seconds=1, milliseconds=920),
    )  # fmt: skip
