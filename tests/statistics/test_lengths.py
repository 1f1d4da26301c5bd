"""Lengths of time in classes: what is told of many is at most 2.5 % off, and put together as if they were sorted."""

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tickets.statistics.lengths import length_of, share, size_of

SECONDS = st.integers(min_value=0, max_value=4 * 366 * 86_400)


@given(SECONDS)
def test_a_length_is_told_to_two_and_a_half_percent(seconds: int) -> None:
    told = length_of(size_of(seconds)).total_seconds()
    assert seconds <= 1 or abs(told - seconds) <= 0.025 * seconds + 1e-6


@given(SECONDS, SECONDS)
def test_a_longer_length_is_never_in_an_earlier_class(one: int, other: int) -> None:
    assert (size_of(one) <= size_of(other)) or one > other


@given(st.lists(SECONDS, min_size=1), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_share_is_that_of_the_sorted_lengths(all_of_them: list[int], part: float) -> None:
    nearest = sorted(all_of_them)[math.ceil(len(all_of_them) * part) - 1]
    assert share(Counter(map(size_of, all_of_them)), part) == length_of(size_of(nearest))


@given(st.lists(SECONDS), st.lists(SECONDS))
def test_two_countings_are_put_together_by_adding(one: list[int], other: list[int]) -> None:
    both = Counter(map(size_of, one)) + Counter(map(size_of, other))
    assert share(both, 0.5) == share(Counter(map(size_of, one + other)), 0.5)


def test_of_nothing_there_is_no_share() -> None:
    assert share({}, 0.5) is None
