"""The lock after failures: every (name, address) is judged by its own count of the last quarter of an hour."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from accounts import lock
from accounts.models import SignInFailure

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TICK = timedelta(microseconds=1)
OFFICE, HOME, UNKNOWN = "10.0.0.1", "10.0.0.2", ""


def guess(times: int, address: str, names: Sequence[str], at: datetime = NOON) -> None:
    """`times` failures from `address`, over `names` in turn."""
    for number in range(times):
        lock.count_failure(names[number % len(names)], address, at)


def strangers(count: int) -> list[str]:
    return [f"stranger{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("failures", "of_li_here", "of_li_elsewhere", "of_wang_here", "of_wang_elsewhere"),
    [
        ([(4, OFFICE, ["li"])], False, False, False, False),
        ([(5, OFFICE, ["li"])], True, True, False, False),
        ([(5, UNKNOWN, ["li"])], True, True, False, False),
        ([(3, OFFICE, ["li"]), (2, HOME, ["li"])], True, True, False, False),
        ([(4, OFFICE, ["li"]), (4, OFFICE, ["wang"])], False, False, False, False),
        ([(5, OFFICE, ["LI ", " li", "Li"])], True, True, False, False),
        ([(49, OFFICE, strangers(49))], False, False, False, False),
        ([(50, OFFICE, strangers(50))], True, False, True, False),
        ([(30, OFFICE, strangers(30)), (20, HOME, strangers(20))], False, False, False, False),
        ([(60, UNKNOWN, strangers(60))], False, False, False, False),
    ],
)
def test_who_is_locked_where(failures, of_li_here, of_li_elsewhere, of_wang_here, of_wang_elsewhere) -> None:
    for times, address, names in failures:
        guess(times, address, names)
    answers = [lock.locked(name, address, NOON + TICK) for name in ("li", "wang") for address in (OFFICE, HOME)]
    assert answers == [of_li_here, of_li_elsewhere, of_wang_here, of_wang_elsewhere]
    assert lock.locked("li", UNKNOWN, NOON + TICK) is of_li_elsewhere


@pytest.mark.parametrize(
    ("after", "locked"),
    [(timedelta(0), True), (lock.WINDOW - TICK, True), (lock.WINDOW, False), (lock.WINDOW + TICK, False)],
)
@pytest.mark.parametrize("names", [["li"] * lock.FAILURES_PER_NAME, strangers(lock.FAILURES_PER_ADDRESS)])
def test_a_failure_counts_for_a_quarter_of_an_hour(names, after, locked) -> None:
    guess(len(names), OFFICE, names)
    assert lock.locked("li", OFFICE, NOON + after) is locked


def test_failures_over_more_than_a_quarter_of_an_hour_do_not_add_up() -> None:
    for number in range(2 * lock.FAILURES_PER_NAME):
        at = NOON + number * timedelta(minutes=4)
        lock.count_failure("li", OFFICE, at)
        assert not lock.locked("li", OFFICE, at)


def test_a_success_forgives_the_name_wherever_it_failed_and_no_other_name() -> None:
    guess(3, OFFICE, ["li"])
    guess(3, HOME, ["li"])
    guess(5, OFFICE, ["wang"])

    lock.forgive(" LI")

    assert not lock.locked("li", OFFICE, NOON)
    assert lock.locked("wang", OFFICE, NOON)


def test_a_success_does_not_forgive_the_address() -> None:
    """Or one account of one's own would be enough to go on guessing the passwords of others."""
    for name in strangers(lock.FAILURES_PER_ADDRESS - lock.FAILURES_PER_NAME + 1):
        lock.count_failure(name, OFFICE, NOON)
    guess(lock.FAILURES_PER_NAME - 1, OFFICE, ["li"])
    assert lock.locked("wang", OFFICE, NOON)

    lock.forgive("wang")
    assert lock.locked("wang", OFFICE, NOON)


def test_counting_deletes_what_no_longer_counts_and_nothing_else() -> None:
    for age in (lock.WINDOW + TICK, lock.WINDOW, lock.WINDOW - TICK, timedelta(0)):
        SignInFailure.objects.create(name_digest=lock.digest("li"), address=OFFICE, at=NOON - age)

    lock.count_failure("wang", HOME, NOON)

    kept = SignInFailure.objects.order_by("at", "id").values_list("address", "at")
    assert list(kept) == [(OFFICE, NOON - lock.WINDOW + TICK), (OFFICE, NOON), (HOME, NOON)]


def test_a_name_is_kept_only_as_its_digest() -> None:
    lock.count_failure("My-Secret", OFFICE, NOON)
    (row,) = SignInFailure.objects.all()
    assert row.name_digest == lock.digest("my-secret ")
    assert len(row.name_digest) == 64
    assert lock.digest("li") != lock.digest("wang")


def test_a_name_is_kept_as_the_same_digest_by_every_release() -> None:
    """Rows of before the upgrade go on counting."""
    lock.count_failure(" Li ", OFFICE, NOON)
    assert SignInFailure.objects.get().name_digest == sha256(b"li").hexdigest()


def test_the_lock_opens_when_the_failure_that_closed_it_is_forgotten() -> None:
    """The fifth newest counts: those before it are forgotten sooner, those after it later."""
    for minute in range(7):
        lock.count_failure("li", OFFICE, NOON + timedelta(minutes=minute))
    now = NOON + timedelta(minutes=7)
    assert lock.ends("li", OFFICE, now) == NOON + timedelta(minutes=2) + lock.WINDOW
    assert lock.ends("wang", OFFICE, now) is None
    guess(lock.FAILURES_PER_ADDRESS, OFFICE, strangers(lock.FAILURES_PER_ADDRESS), now)
    assert lock.ends("li", OFFICE, now) == now + lock.WINDOW
