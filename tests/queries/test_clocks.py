"""What lists ask of the database is what each row says of itself: lamp, late, overdue, for every way a clock stands.

Every combination of state, unit and instants around `now` that the database admits is one row; the rows lie on
tickets by ones, twos and threes, so that no clock speaks for another.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from tests.rows import NOW, make_clause, make_contract, make_user
from tickets import queries
from tickets.clocks.schedule import first_due
from tickets.models import Deadline, Ticket
from tickets.models.deadlines import BREACHED, CANCELLED, MET, PAUSED, RUNNING, STATES

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
#: Just before, at, and just after the instant at which the list is read.
AROUND = (NOW - TICK, NOW, NOW + TICK)
UNITS = ("minute", "day", "")
COLOURS = ("green", "amber", "red", "grey")


def stands() -> Iterator[dict[str, object]]:
    """Every way in which a clock can stand at NOW, as far as the constraints of the table admit it."""
    for state, unit, starts, amber, due, stopped, missed in product(
        STATES, UNITS, AROUND, AROUND, AROUND, (False, True), (False, True)
    ):
        if starts <= due and _admitted(state, stopped=stopped, missed=missed):
            yield {
                "state": state,
                "limit_unit": unit,
                "started_at": starts,
                "amber_at": amber,
                "due_at": due,
                "stopped_at": NOW if stopped else None,
                "resting": state == PAUSED and not stopped,
                "breached_at": AROUND[0] if missed else None,
            }


def _admitted(state: str, *, stopped: bool, missed: bool) -> bool:
    match state:
        case "running":
            return not stopped and not missed
        case "met":
            return stopped and not missed
        case "cancelled":
            return stopped
        case "breached":
            return missed
    return True


@pytest.fixture
def clocks(db: None) -> list[Deadline]:
    rows = list(stands())
    Random(5).shuffle(rows)
    filed, clause = file(len(rows)), make_clause()
    common = {"clause": clause, "party": "provider", "limit_n": 5, "nominal_due": NOW, "target_at": NOW}
    ids, sizes = iter(filed), Random(6)
    made: list[Deadline] = []
    while rows:
        ticket, size = next(ids), sizes.randint(1, 3)
        taken, rows = rows[:size], rows[size:]
        made += [
            Deadline(ticket=ticket, code=f"clause.{number}", calendar="2026.1", **common, **row)
            for number, row in enumerate(taken)
        ]
    made = Deadline.objects.bulk_create(made)
    for ticket in filed:
        ticket.next_due = first_due(clock for clock in made if clock.ticket_id == ticket.pk)
    Ticket.objects.bulk_update(filed, ["next_due"], batch_size=200)
    return made


def file(most: int) -> list[Ticket]:
    contract, clerk = make_contract(), make_user("clerk")
    common = {"contract": contract, "opened_by": clerk, "opened_unit": contract.agency, "kind": "restart"}
    times = dict.fromkeys(("opened_at", "state_since", "slots_since"), NOW)
    return Ticket.objects.bulk_create(
        Ticket(number=f"GD-2026-{number:06}", state="draft", title="重启申请", **common, **times)
        for number in range(most)
    )


def test_every_way_to_stand_is_there(clocks: list[Deadline]) -> None:
    assert {(clock.state, clock.open) for clock in clocks} == {
        (RUNNING, True),
        (PAUSED, True),
        (PAUSED, False),
        (MET, False),
        (CANCELLED, False),
        (BREACHED, True),
        (BREACHED, False),
    }
    for now in AROUND:
        assert {clock.lamp(now) for clock in clocks} == set(COLOURS)


@pytest.mark.parametrize("now", AROUND, ids=["before", "at", "after"])
class TestAt:
    def test_the_lamps_of_a_list_are_those_of_its_rows(self, clocks: list[Deadline], now) -> None:
        for colour in COLOURS:
            listed = Deadline.objects.filter(queries.lamp(colour, now))
            shown = {clock.pk for clock in clocks if clock.lamp(now) == colour}
            assert set(listed.values_list("pk", flat=True)) == shown, colour

    def test_the_late_ones_of_a_list_are_those_that_say_so(self, clocks: list[Deadline], now) -> None:
        listed = Deadline.objects.filter(queries.late(now))
        assert set(listed.values_list("pk", flat=True)) == {clock.pk for clock in clocks if clock.late(now)}

    def test_a_ticket_is_overdue_by_an_open_late_clock_of_its_own(self, clocks: list[Deadline], now) -> None:
        late = {clock.ticket_id for clock in clocks if clock.open and clock.late(now)}
        assert set(Ticket.objects.filter(queries.overdue(now)).values_list("pk", flat=True)) == late
        on_time = set(Ticket.objects.filter(~queries.overdue(now)).values_list("pk", flat=True))
        assert on_time == set(Ticket.objects.values_list("pk", flat=True)) - late

    def test_a_ticket_shows_the_lamps_of_its_open_clocks(self, clocks: list[Deadline], now) -> None:
        for colour in COLOURS:
            shown = {clock.ticket_id for clock in clocks if clock.open and clock.lamp(now) == colour}
            listed = Ticket.objects.filter(queries.showing(colour, now))
            assert set(listed.values_list("pk", flat=True)) == shown, colour
