"""Each restore begins an epoch: ids of messages made in it are none that went out before."""

from datetime import timedelta

import pytest

from tests.rows import NOW
from tickets import installation

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_a_database_has_one_mark_until_it_is_restored() -> None:
    assert installation.mark(NOW) == installation.mark(NOW + 1000 * HOUR) == installation.mark(NOW - HOUR)
    assert installation.newest(NOW).epoch == 1


def test_what_was_put_down_before_a_restore_keeps_its_mark_and_what_comes_after_has_another() -> None:
    before = installation.mark(NOW - HOUR)
    begun = installation.begin(NOW)
    assert installation.mark(NOW - HOUR) == before
    assert installation.mark(NOW) == installation.mark(NOW + HOUR) == begun.mark.hex != before


def test_a_second_restore_of_one_backup_has_a_mark_of_its_own() -> None:
    """The backup knows of none of the two, so a number alone would be the same both times."""
    first = installation.begin(NOW)
    installation.Installation.objects.filter(epoch=first.epoch).delete()
    assert installation.begin(NOW).mark != first.mark


def test_an_epoch_is_above_that_of_the_database_which_it_replaces() -> None:
    assert installation.begin(NOW, beyond=6).epoch == 7
