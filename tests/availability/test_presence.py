"""The bands of annex 2 and 3 for hours with nobody on duty: open at both ends."""

from datetime import timedelta

import pytest

from tickets.availability import Unattended, unattended

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("lasted", "band"),
    [
        (timedelta(), Unattended.BELOW),
        (timedelta(hours=1) - SECOND, Unattended.BELOW),
        (timedelta(hours=1), Unattended.EDGE),
        (timedelta(hours=1) + SECOND, Unattended.FIRST),
        (timedelta(hours=2) - SECOND, Unattended.FIRST),
        (timedelta(hours=2), Unattended.EDGE),
        (timedelta(hours=2) + SECOND, Unattended.SECOND),
        (timedelta(hours=4) - SECOND, Unattended.SECOND),
        (timedelta(hours=4), Unattended.EDGE),
        (timedelta(hours=4) + SECOND, Unattended.ABOVE),
    ],
)
def test_a_stretch_lies_between_two_edges_or_in_no_band(lasted: timedelta, band: Unattended) -> None:
    assert unattended(lasted) is band
