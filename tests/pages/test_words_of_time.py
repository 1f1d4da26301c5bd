"""Stretches and instants as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from tickets.pages.parts.moments import full, short, span


@pytest.mark.parametrize(
    ("length", "chinese", "english"),
    [
        (timedelta(seconds=0), "0秒", "0s"),
        (timedelta(seconds=59), "59秒", "59s"),
        (timedelta(minutes=45), "45分", "45min"),
        (timedelta(hours=2, minutes=10), "2小时10分", "2h 10min"),
        (timedelta(days=1), "1天", "1 day"),
        (timedelta(days=2, minutes=5), "2天", "2 days"),
        (timedelta(days=3, hours=4, minutes=59), "3天4小时", "3d 4h"),
        (timedelta(seconds=-5), "0秒", "0s"),
    ],
)
def test_a_stretch_reads_in_at_most_two_units(length: timedelta, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert span(length) == chinese
    with override("en"):
        assert span(length) == english


def test_instants_are_told_in_beijing_time() -> None:
    instant = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert full(instant) == "2027-01-01 00:30"
    assert short(instant, instant) == "01-01 00:30"
    assert short(instant, instant - timedelta(hours=1)) == full(instant)
