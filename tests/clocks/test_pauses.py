"""What a pause is worth on each of several clocks: voided, ended by itself, taken over, and cut off by a stop."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.clocks.shelf import MINUTE, Shelf, make_shelf
from tests.rows import NOW
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.steps import Mark, Op
from tickets.models import Pause

CLAIM, REFUSED = 10, 50
WORK, SECOND, CHECK = "work", "second", "check"
TICK = timedelta(microseconds=1)


@pytest.fixture
def shelf(db: None) -> Shelf:
    return make_shelf()


def minute(n: float) -> datetime:
    return NOW + n * MINUTE


def claimed(shelf: Shelf, *codes: str) -> None:
    shelf.start((WORK, SECOND))
    clocks = shelf.at(minute(CLAIM), "deliver")
    for code in codes:
        clocks.pause(clocks.rows[code], CLAIMED)
    clocks.save()


def excuses(shelf: Shelf, code: str) -> list[tuple[datetime, datetime | None]]:
    """The stretches that still count after a claim was turned down."""
    rests = Pause.objects.filter(deadline=shelf.row(code), voided=False)
    return list(rests.values_list("started_at", "ended_at"))


@pytest.mark.parametrize(
    ("checkers", "excused_from"),
    [
        ([], None),
        ([60], None),
        ([REFUSED], None),
        ([REFUSED - 1], REFUSED - 1),
        ([30], 30),
        ([CLAIM], CLAIM),
        ([5], CLAIM),
        ([-100], CLAIM),
        ([30, 20], 20),
        ([60, 20], 20),
        ([5, 20], CLAIM),
        ([60, 70], None),
    ],
)
def test_a_voided_claim_counts_from_the_checkers_due_and_never_from_before_the_claim(
    shelf: Shelf, checkers: list[int], excused_from: int | None
) -> None:
    claimed(shelf, WORK, SECOND)
    clocks = shelf.at(minute(REFUSED), "refuse")
    clocks.void_pause(clocks.rows[WORK], [minute(due) for due in checkers])
    clocks.save()

    excused = [] if excused_from is None else [(minute(excused_from), minute(REFUSED))]
    assert excuses(shelf, WORK) == excused
    worth = 0 if excused_from is None else REFUSED - excused_from
    assert shelf.row(WORK).due_at == minute(60 + worth)
    assert clocks.changes[-1]["excused"] is bool(excused)
    assert excuses(shelf, SECOND) == [(minute(CLAIM), None)]


@pytest.mark.parametrize(("check_from", "worth"), [(CLAIM, 10), (0, 20), (-20, 40), (-25, 40), (40, 0)])
def test_the_act_that_stops_the_checkers_clock_excuses_what_that_clock_overran(
    shelf: Shelf, check_from: int, worth: int
) -> None:
    shelf.start((CHECK,), minute(check_from))
    claimed(shelf, WORK)
    clocks = shelf.at(minute(REFUSED), "refuse")
    clocks.apply([Mark(Op.STOP, CHECK), Mark(Op.VOID_PAUSE, WORK)])
    clocks.save()
    assert shelf.row(WORK).due_at == minute(60 + worth)
    assert shelf.row(SECOND).due_at == minute(90)


@pytest.mark.parametrize("stopped_before", [False, True])
def test_a_clock_that_the_act_does_not_stop_excuses_nothing(db: None, *, stopped_before: bool) -> None:
    """Nor does one that was stopped by an act before, though this one would stop it, too."""
    agencys = {"party": "agency", "limit_unit": "minute", "warn": "minutes"}
    shelf = make_shelf(work=agencys | {"party": "provider", "limit_n": 60}, check=agencys | {"limit_n": 5})
    shelf.start((WORK, CHECK))
    clocks = shelf.at(minute(CLAIM), "deliver")
    clocks.pause(clocks.rows[WORK], CLAIMED)
    if stopped_before:
        clocks.stop(clocks.rows[CHECK])
    clocks.save()
    clocks = shelf.at(minute(REFUSED), "refuse")
    clocks.apply([*([Mark(Op.STOP, CHECK)] if stopped_before else []), Mark(Op.VOID_PAUSE, WORK)])
    clocks.save()
    assert shelf.row(WORK).due_at == minute(60)
    assert excuses(shelf, WORK) == []


def test_a_clock_of_ones_own_side_is_no_checker(shelf: Shelf) -> None:
    claimed(shelf, WORK)
    clocks = shelf.at(minute(200), "refuse")
    clocks.apply([Mark(Op.STOP, SECOND), Mark(Op.VOID_PAUSE, WORK)])
    clocks.save()
    assert excuses(shelf, WORK) == []
    assert shelf.row(WORK).due_at == minute(60)


@pytest.mark.parametrize("wait", [-TICK, timedelta(0), TICK, 10 * MINUTE])
def test_a_pause_with_a_known_end_is_over_then_before_anything_else_is_done(shelf: Shelf, wait: timedelta) -> None:
    shelf.start((WORK, SECOND))
    clocks = shelf.at(NOW, "schedule")
    clocks.pause(clocks.rows[WORK], "window_not_open", until=minute(20))
    clocks.pause(clocks.rows[SECOND], "window_not_open", until=minute(40))
    clocks.save()

    now = minute(20) + wait
    clocks = shelf.at(now, "deliver")
    clocks.pause(clocks.rows[WORK], CLAIMED)
    clocks.save()

    over = wait >= timedelta(0)
    reasons = ["window_not_open", CLAIMED] if over else ["window_not_open"]
    assert list(shelf.row(WORK).pauses.values_list("reason", flat=True)) == reasons
    assert shelf.row(WORK).resumes_at == (None if over else minute(20))
    assert shelf.row(SECOND).resumes_at == minute(40)
    assert [one["op"] for one in clocks.changes] == (["resume", "pause"] if over else [])

    late = minute(500)
    clocks = shelf.at(late, "confirm")
    clocks.stop(clocks.rows[WORK])
    clocks.save()
    row = shelf.row(WORK)
    assert (row.state, row.stopped_at) == (("met", now) if over else ("breached", late))


def test_a_clock_that_rests_already_goes_on_resting(shelf: Shelf) -> None:
    shelf.start((WORK, SECOND))
    for at, action in ((10, "deliver"), (20, "refuse")):
        clocks = shelf.at(minute(at), action)
        clocks.pause(clocks.rows[WORK], f"by {action} at {at}")
        clocks.save()
    assert [(one.reason, one.ended_at) for one in shelf.row(WORK).rests] == [("by deliver at 10", None)]
    assert shelf.row(SECOND).rests == []


@pytest.mark.parametrize(
    ("until", "paused"), [(-1, False), (0, False), (1, True), (None, True)], ids=["past", "now", "ahead", "open"]
)
def test_a_wait_that_is_over_is_no_pause(shelf: Shelf, until: int | None, paused: bool) -> None:
    shelf.start((WORK,))
    clocks = shelf.at(minute(10), "schedule")
    clocks.pause(clocks.rows[WORK], "window_not_open", until=None if until is None else minute(10 + until))
    clocks.save()
    assert (shelf.row(WORK).state == "paused") is paused


@pytest.mark.parametrize(
    ("reason", "stopped", "state"), [(CLAIMED, CLAIM, "met"), ("waiting_agency", 500, "met"), (None, 500, "breached")]
)
def test_a_clock_that_waits_on_a_claim_stops_at_the_claim_any_other_now(
    shelf: Shelf, reason: str | None, stopped: int, state: str
) -> None:
    shelf.start((WORK, SECOND))
    clocks = shelf.at(minute(CLAIM), "deliver")
    if reason:
        clocks.pause(clocks.rows[WORK], reason)
    clocks.save()
    clocks = shelf.at(minute(500), "confirm")
    clocks.stop(clocks.rows[WORK])
    clocks.save()
    row = shelf.row(WORK)
    assert (row.stopped_at, row.state) == (minute(stopped), state)
    assert shelf.row(SECOND).stopped_at is None


@pytest.mark.parametrize(("early", "op"), list(product((30, 1, 0, -5), ("stop", "cancel"))))
def test_a_clock_that_is_met_was_never_stopped_before_it_began(db: None, early: int, op: str) -> None:
    ahead = {"party": "provider", "limit_n": 60, "limit_unit": "minute", "warn": "minutes"}
    shelf = make_shelf(work=ahead | {"anchor_later": "window_start"}, second=ahead)
    clocks = shelf.at(NOW, "open", window_start=minute(early))
    clocks.start(WORK)
    clocks.start(SECOND)
    clocks.save()
    assert shelf.row(WORK).started_at == max(NOW, minute(early))

    clocks = shelf.at(NOW, "close")
    for code in (WORK, SECOND):
        getattr(clocks, op)(clocks.rows[code])
    clocks.save()

    assert shelf.row(WORK).stopped_at == (max(NOW, minute(early)) if op == "stop" else NOW)
    assert shelf.row(SECOND).stopped_at == NOW
    assert {shelf.row(code).state for code in (WORK, SECOND)} == {"met" if op == "stop" else "cancelled"}
