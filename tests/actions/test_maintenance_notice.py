"""维护操作告知 (8.7): told before, moved until it begins, and reported within a working day of its end."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

FINISH = "notice.finish"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


def window(start: datetime, end: datetime) -> dict[str, str]:
    return {"work_from": start.isoformat(), "work_to": end.isoformat()}


@pytest.fixture
def announced(world: World) -> Ticket:
    return world.take(world.file("notice", **window(at(5, 20), at(5, 22))), "announce")


def test_the_time_to_report_runs_from_the_end_of_the_work(world: World, announced: Ticket) -> None:
    clock = world.clock(announced, FINISH)
    assert (clock.party, clock.started_at, clock.due_at) == ("agency", at(5, 22), at(7, 0))
    assert {"desk", "manager"} <= world.told(announced, "step")


def test_another_window_takes_the_place_of_the_first_and_starts_the_clock_anew(world: World, announced: Ticket) -> None:
    moved = world.take(announced, "change_window", **window(at(9, 20), at(9, 22)))
    assert datetime.fromisoformat(moved.fields["work_to"]) == at(9, 22)
    assert world.clock(moved, FINISH).due_at == at(11, 0)
    assert [clock.state for clock in moved.deadlines.order_by("round")] == ["cancelled", "running"]


def test_once_it_has_begun_it_is_neither_moved_nor_called_off(world: World, announced: Ticket) -> None:
    world.at(at(5, 20))
    for step, said in (("change_window", window(at(9, 20), at(9, 22))), ("call_off", {})):
        with pytest.raises(WrongState):
            world.take(announced, step, **said)
    world.at(at(5, 23)).take(announced, "finish")
    assert world.clock(announced, FINISH).state == "met"


def test_it_is_not_reported_before_it_begins_nor_by_the_provider(world: World, announced: Ticket) -> None:
    with pytest.raises(WrongState):
        world.take(announced, "finish")
    with pytest.raises(Forbidden):
        world.at(at(5, 23)).take(announced, "finish", who="manager")


def test_one_notice_covers_no_longer_than_the_contract_is_read(world: World) -> None:
    world.file("notice", **window(at(5, 20), at(5, 20) + timedelta(days=14)))
    with pytest.raises(Invalid) as refused:
        world.file("notice", **window(at(5, 20), at(5, 20) + timedelta(days=14, minutes=1)))
    assert set(refused.value.errors) == {"work_to"}


@pytest.mark.parametrize(
    ("said", "field"),
    [({"also": ["no-such-system"]}, "also"), ({"maintenance": "penetration_test", "source": ""}, "source")],
)
def test_it_names_systems_that_run_here_and_where_a_test_comes_from(
    world: World, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("notice", **said)
    assert set(refused.value.errors) == {field}
