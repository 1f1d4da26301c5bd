"""What each operation on a clock leaves behind, word for word: the note for the audit, the rest, the old answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.clocks.shelf import CALENDAR, MINUTE, Shelf, make_shelf
from tests.rows import NOW, make_user
from tickets.clocks.schedule import GRACE, Settlement
from tickets.clocks.timers import Clockwork
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import local
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.steps import Mark, Op
from tickets.models import Alert, Breach, Deadline, Fact
from tickets.models.tickets import IDLE

WORK, SECOND, CHECK, DAYS = "work", "second", "check", "days"
WAIT, WINDOW = "waiting_agency", "window_not_open"
Act = Callable[[Clockwork, Deadline], Any]


@pytest.fixture
def shelf(db: None) -> Shelf:
    return make_shelf()


def minute(n: float) -> datetime:
    return NOW + n * MINUTE


def says(n: float) -> str:
    return minute(n).isoformat()


def in_shanghai(noted: dict[str, Any]) -> dict[str, Any]:
    """A note with its instants as `says` writes them, whether they were reckoned or read from the row."""
    instants = [name for name in ("at", "due_at", "occurred_at", "until") if noted.get(name)]
    return noted | {name: local(datetime.fromisoformat(noted[name])).isoformat() for name in instants}


def paused(reason: str = WAIT, until: int | None = None) -> Act:
    return lambda clocks, row: clocks.pause(row, reason, until=None if until is None else minute(until))


def again(clocks: Clockwork, row: Deadline) -> None:
    clocks.start(row.code)


def nothing(clocks: Clockwork, row: Deadline) -> None: ...


def acted(shelf: Shelf, *acts: tuple[float, Act]) -> Clockwork:
    """The clock of the work started at minute 0 and moved by each act at its minute; how the last one left it."""
    shelf.start((WORK,))
    for at, act in acts:
        clocks = shelf.at(minute(at), "act")
        act(clocks, clocks.rows[WORK])
        clocks.conclude()
        clocks.announce()
        clocks.save()
    return clocks


BREACHED = {"op": "breach", "occurred_at": says(60)}
NOTED: list[tuple[list[tuple[float, Act]], list[dict[str, Any]]]] = [
    ([(20, Clockwork.stop)], [{"op": "stop", "at": says(20), "late": False}]),
    ([(60, Clockwork.stop)], [{"op": "stop", "at": says(60), "late": False}]),
    ([(61, Clockwork.stop)], [{"op": "stop", "at": says(61), "late": True}, BREACHED]),
    ([(20, Clockwork.cancel)], [{"op": "cancel", "late": False}]),
    ([(61, Clockwork.cancel)], [{"op": "cancel", "late": True}, BREACHED]),
    ([(20, paused())], [{"op": "pause", "reason": WAIT, "until": None}]),
    ([(20, paused(WINDOW, 30))], [{"op": "pause", "reason": WINDOW, "until": says(30)}]),
    ([(61, paused())], [{"op": "pause", "reason": WAIT, "until": None}, BREACHED]),
    ([(20, paused()), (25, Clockwork.resume)], [{"op": "resume", "due_at": says(65)}]),
    ([(20, paused(WINDOW, 30)), (29, nothing)], []),
    ([(20, paused(WINDOW, 30)), (30, nothing)], [{"op": "resume", "due_at": says(70)}]),
    ([(20, paused()), (25, again)], [{"op": "resume", "due_at": says(65)}]),
    (
        [(20, paused(CLAIMED)), (25, Clockwork.void_pause)],
        [{"op": "void_pause", "due_at": says(60), "excused": False}],
    ),
    (
        [(20, paused(CLAIMED)), (25, lambda clocks, row: clocks.void_pause(row, [minute(23)]))],
        [{"op": "void_pause", "due_at": says(62), "excused": True}],
    ),
    ([(20, Clockwork.stop), (25, Clockwork.reopen)], [{"op": "reopen", "due_at": says(65)}]),
    ([(29, Clockwork.fire)], []),
    ([(30, Clockwork.fire)], [{"op": "alert", "level": "half"}]),
    ([(61, Clockwork.fire)], [BREACHED, {"op": "alert", "level": "breach"}]),
    # what is not in its condition is left as it stands, and nothing is said of it
    *(([(20, act)], []) for act in (Clockwork.resume, Clockwork.void_pause, Clockwork.reopen)),
    *(([(20, Clockwork.cancel), (25, act)], []) for act in (Clockwork.stop, Clockwork.cancel, paused())),
    # asked for after all, and all of its time counts
    ([(20, Clockwork.cancel), (25, Clockwork.reopen)], [{"op": "reopen", "due_at": says(60)}]),
    *(([(20, Clockwork.stop), (25, act)], []) for act in (Clockwork.resume, Clockwork.void_pause, Clockwork.fire)),
]


@pytest.mark.parametrize(("acts", "noted"), NOTED)
def test_each_operation_notes_what_it_did(shelf: Shelf, acts: list[tuple[float, Act]], noted: list[dict]) -> None:
    clocks = acted(shelf, *acts)
    assert [in_shanghai(one) for one in clocks.changes] == [{"clock": WORK, "round": 1, **one} for one in noted]
    assert clocks.missed == ([clocks.rows[WORK]] if BREACHED in noted else [])


def test_a_start_notes_its_round_and_due_and_a_clock_that_nobody_promised(shelf: Shelf) -> None:
    clocks = shelf.at(NOW, "open")
    clocks.apply([Mark(Op.START, WORK), Mark(Op.STOP, WORK), Mark(Op.START, WORK), Mark(Op.START, "unheard_of")])
    started = {"clock": WORK, "op": "start", "due_at": says(60), "provisional": False}
    assert clocks.changes == [
        {**started, "round": 1},
        {"clock": WORK, "round": 1, "op": "stop", "at": says(0), "late": False},
        {**started, "round": 2},
        {"clock": "unheard_of", "op": "none"},
    ]


def test_a_clock_moved_by_a_new_calendar_notes_both_answers(shelf: Shelf) -> None:
    shelf.start((DAYS, WORK))
    shelf.rules.calendar = Calendar([])  # no year is announced: the same days, but provisional
    clocks = shelf.at(minute(5), "calendar")
    moved = clocks.rows[DAYS]
    due = moved.due_at.isoformat()
    old = {"due_at": due, "calendar": CALENDAR.version, "provisional": False}
    assert [clocks.reproject(row) for row in clocks.rows.values()] == [True, False]
    (noted,) = clocks.changes
    new = moved.due_at.isoformat()
    assert noted == {"clock": DAYS, "round": 1, "op": "calendar", **old, "new_due_at": new}
    assert moved.certificates == [{"at": says(5), "why": "calendar", **old}]
    assert (moved.provisional, moved.calendar) == (True, "")


# --- what stays in the rows ---


@pytest.mark.parametrize(
    ("acts", "why", "state"),
    [
        ([(20, paused(CLAIMED)), (25, Clockwork.void_pause)], "voided", "paused"),
        ([(20, Clockwork.stop), (25, Clockwork.reopen)], "reopened", "met"),
        ([(70, Clockwork.stop), (75, Clockwork.reopen)], "reopened", "breached"),
    ],
)
def test_the_answer_given_so_far_is_kept(shelf: Shelf, acts: list[tuple[float, Act]], why: str, state: str) -> None:
    at = acts[-1][0]
    (kept,) = acted(shelf, *acts).rows[WORK].certificates
    assert shelf.row(WORK).certificates == [kept]
    assert datetime.fromisoformat(kept.pop("due_at")) == minute(60)
    assert kept == {"at": says(at), "why": why, "state": state}

    clocks = shelf.at(minute(at + 5), "act")
    clocks.stop(clocks.rows[WORK])
    clocks.reopen(clocks.rows[WORK])
    assert [one["why"] for one in clocks.rows[WORK].certificates] == [why, "reopened"]


def test_a_rest_says_who_made_it_by_which_act_why_and_for_how_long(shelf: Shelf) -> None:
    shelf.start((WORK,))
    clocks = shelf.at(minute(20), "deliver")
    clocks.actor, clocks.note = make_user("engineer").pk, "字" * 600
    clocks.pause(clocks.rows[WORK], WINDOW, until=minute(30))
    clocks.save()
    (rest,) = shelf.row(WORK).rests
    assert (rest.started_at, rest.ended_at, rest.reason) == (minute(20), minute(30), WINDOW)
    assert (rest.by_id, rest.action, rest.note) == (clocks.actor, "deliver", "字" * 500)


def test_a_reopened_clock_owes_the_pauses_of_before_and_the_time_it_stood_still(shelf: Shelf) -> None:
    """From 5 to 10 it waited, at 20 it was stopped by a result handed in, at 50 it runs on."""
    waited = (5, paused()), (10, Clockwork.resume)
    rests = acted(shelf, *waited, (20, paused(CLAIMED)), (40, Clockwork.stop), (50, Clockwork.reopen))
    stands = [(one.started_at, one.ended_at, one.reason) for one in shelf.row(WORK).rests if not one.voided]
    assert stands == [
        (minute(5), minute(10), WAIT),
        (minute(20), minute(40), CLAIMED),
        (minute(20), minute(50), CLAIMED),
    ]
    assert rests.rows[WORK].due_at == minute(95)


def test_a_voided_pause_says_when_and_stays_on_record(shelf: Shelf) -> None:
    acted(shelf, (20, paused(CLAIMED)), (25, lambda clocks, row: clocks.void_pause(row, [minute(23)])))
    voided, excused = shelf.row(WORK).rests
    assert (voided.started_at, voided.ended_at, voided.voided, voided.voided_at) == (
        *(minute(20), minute(25)),
        *(True, minute(25)),
    )
    assert (excused.started_at, excused.ended_at, excused.voided) == (minute(23), minute(25), False)
    assert (excused.reason, excused.action) == (CLAIMED, "act")


@pytest.mark.parametrize("act", [Clockwork.stop, Clockwork.cancel, paused()])
def test_an_act_that_finds_the_clock_late_writes_the_breach_down_as_told(shelf: Shelf, act: Act) -> None:
    acted(shelf, (61, act))
    breach = Breach.objects.get()
    assert (breach.deadline, breach.occurred_at) == (shelf.row(WORK), minute(60))
    assert breach.detected_at == breach.told_at == minute(61)
    (alert,) = Alert.objects.all()
    assert (alert.level, alert.due_at, alert.fired_at, alert.collapsed) == ("breach", minute(60), minute(61), False)


def test_an_alert_keeps_the_instant_it_was_due_and_the_one_it_fired(shelf: Shelf) -> None:
    acted(shelf, (65, Clockwork.fire))
    alerts = {one.level: (one.due_at, one.fired_at, one.collapsed) for one in Alert.objects.all()}
    assert alerts == {
        "half": (minute(30), minute(65), True),
        "eighty": (minute(48), minute(65), True),
        "breach": (minute(60), minute(65), False),
    }
    assert shelf.at(minute(65) + GRACE).fire(shelf.row(WORK)) == []


@pytest.mark.parametrize("moved", [(WORK,), (WORK, CHECK), (WORK, SECOND, CHECK)])
def test_what_the_act_holds_in_memory_is_what_it_writes(shelf: Shelf, moved: tuple[str, ...]) -> None:
    shelf.start((WORK, SECOND, CHECK))
    for at, act in (
        (10, paused()),
        (20, Clockwork.resume),
        (30, Clockwork.fire),
        (35, paused(WINDOW, 40)),
        (45, Clockwork.stop),
        (50, Clockwork.reopen),
        (200, Clockwork.fire),
        (210, Clockwork.cancel),
    ):
        clocks = shelf.at(minute(at), "act")
        for code in moved:
            act(clocks, clocks.rows[code])
        clocks.save()
        for code, row in clocks.rows.items():
            columns = [column.attname for column in Deadline._meta.concrete_fields]
            stored = shelf.row(code)
            assert [getattr(row, name) for name in columns] == [getattr(stored, name) for name in columns]


def test_the_ticket_is_next_due_with_the_first_clock_that_counts(shelf: Shelf) -> None:
    shelf.start((WORK, SECOND, CHECK))
    assert shelf.ticket.next_due == minute(30)
    for code, due in ((CHECK, 60), (WORK, 90), (SECOND, None)):
        clocks = shelf.at(minute(10), "act")
        clocks.pause(clocks.rows[code], WAIT)
        clocks.save()
        assert shelf.ticket.next_due == (IDLE if due is None else minute(due))


@pytest.mark.parametrize(
    ("ground", "told", "until"),
    [
        (WINDOW, {"window_start": minute(30)}, minute(30)),
        (WINDOW, {"window_start": minute(30), "window_end": minute(40)}, minute(30)),
        (WINDOW, {}, None),
        (WAIT, {"window_start": minute(30)}, None),
        (CLAIMED, {"window_start": minute(30)}, None),
    ],
)
def test_only_a_wait_for_the_window_ends_by_itself_when_the_window_opens(
    shelf: Shelf, ground: str, told: dict[str, datetime], until: datetime | None
) -> None:
    shelf.start((WORK,))
    clocks = shelf.at(minute(10), "schedule", **told)
    clocks.apply([Mark(Op.PAUSE, WORK, ground=ground)])
    clocks.save()
    row = shelf.row(WORK)
    assert (row.state, row.resumes_at, row.next_at, row.rests[0].ended_at) == ("paused", until, until, until)


def test_a_breach_that_falls_as_it_is_found_hides_no_later_one(shelf: Shelf) -> None:
    """Told at the instant at which a settlement moved its start by half an hour: the next due has its own breach."""
    acted(shelf, (61, Clockwork.fire))
    clocks = shelf.at(minute(61), "act")
    row = clocks.rows[WORK]
    row.started_at = minute(30)
    said = {"entered_at": minute(61), "stated_at": minute(30), "standing_at": minute(30), "not_before": NOW}
    sides = {"side": "provider", "answered_by": "agency"}
    fact = Fact.objects.create(ticket=row.ticket, name="begin", entered_by=make_user("desk"), **said, **sides)
    clocks.rejudge([row], Settlement(None, None, "核定", fact=fact))
    clocks.save()
    assert (row.breached_at, row.due_at) == (None, minute(90))

    late = shelf.at(minute(91), "clock")
    assert [one.level for one in late.fire(late.rows[WORK])] == ["breach"]
    late.save()
    standing = Breach.objects.get(deadline=row, set_aside_at=None)
    assert standing.occurred_at == minute(90)
