"""Which SQLite has the fault of the log of writes that is begun anew."""

import pytest

from tickets.sqlite import resets_its_log


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_a_sqlite_that_may_lose_what_was_committed_is_known_by_its_version(
    version: tuple[int, ...], faulty: bool
) -> None:
    assert resets_its_log(version) is faulty
