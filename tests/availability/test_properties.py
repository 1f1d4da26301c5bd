"""What holds of stretches and figures whatever they are."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tickets.availability import Span, available, excluding, joined, length, within
from tickets.datelaw.types import ZONE

START = datetime(2026, 1, 1, tzinfo=ZONE)
MONTH = Span(START, START + timedelta(days=31))
INSTANTS = st.integers(-3_000, 60_000).map(lambda minutes: START + timedelta(minutes=minutes))
SPANS = st.lists(st.tuples(INSTANTS, INSTANTS).map(lambda two: Span(min(two), max(two))), max_size=8)


def held(spans: object, at: datetime) -> bool:
    return any(one.start <= at < one.end for one in spans)


@given(SPANS, INSTANTS)
def test_joined_they_hold_what_each_of_them_holds(spans: list[Span], at: datetime) -> None:
    assert held(joined(spans), at) is held(spans, at)


@given(SPANS)
def test_joined_they_stand_in_order_and_apart(spans: list[Span]) -> None:
    found = joined(spans)
    assert all(one.end < after.start for one, after in pairwise(found))
    assert joined(found) == found


@given(SPANS, SPANS, INSTANTS)
def test_what_is_cut_out_is_not_held_and_all_else_is(spans: list[Span], cut: list[Span], at: datetime) -> None:
    assert held(excluding(spans, cut), at) is (held(spans, at) and not held(cut, at))


@given(SPANS, SPANS)
def test_what_is_cut_out_and_what_is_left_make_up_the_whole(spans: list[Span], cut: list[Span]) -> None:
    common = sum((length(within(spans, one)) for one in joined(cut)), timedelta())
    assert length(excluding(spans, cut)) + common == length(spans)


@given(SPANS, SPANS)
def test_no_outage_and_no_exclusion_more_makes_a_figure_better_or_worse_the_wrong_way(
    down: list[Span], cut: list[Span]
) -> None:
    """Without outages all was available; every exclusion leaves both terms, so that neither grows by it."""
    bare, cleared = available(down, [], MONTH), available(down, cut, MONTH)
    assert available([], cut, MONTH).share in (None, 1)
    assert cleared.down <= bare.down
    assert cleared.service - cleared.excluded <= bare.service
    assert cleared.share is None or 0 <= cleared.share <= 1


@given(SPANS)
def test_divided_at_midnight_the_months_add_up_to_all_that_was_down(down: list[Span]) -> None:
    """Every minute lies in one month, and undivided every outage does."""
    months = [Span(START + timedelta(days=n * 20 - 20), START + timedelta(days=n * 20)) for n in range(5)]
    for divided in (True, False):
        whole = sum((available(down, [], one, divided=divided).down for one in months), timedelta())
        assert whole == length(down)
