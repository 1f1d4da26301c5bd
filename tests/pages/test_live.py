"""The order page that is left open: lamps, what has come since, who else is at it, and nothing that is being typed."""

import re
from datetime import timedelta

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Ticket

MINUTES = {"minutes": 3}


def pulse(visitor: Visitor, who: str, ticket: Ticket, **query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return visitor.get(who, f"/tickets/{ticket.number}/live/?{asked}")


def seen(page: str) -> int:
    """What the open page says that it has shown."""
    found = re.search(r"/live/\?seen=(\d+)", page)
    assert found is not None
    return int(found[1])


def test_its_lamps_are_counted_again(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    clock = world.clock(fault, "incident.respond")
    world.later(minutes=6)
    told = pulse(visitor, "engineer", fault)
    lamp = re.search(rf'id="lamp-{clock.pk}" hx-swap-oob="true"><span class="lamp lamp-red">', told)
    assert lamp is not None
    assert "截至 2026-03-02 10:06:00" in words(told)


def test_it_says_how_many_entries_are_new_and_loads_none(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    shown = seen(visitor.get("clerk", f"/tickets/{fault.number}/"))
    assert "新记录" not in pulse(visitor, "clerk", fault, seen=shown)
    world.later(**MINUTES).take(fault, "respond")
    world.take(fault, "start_handling", who="engineer")
    told = pulse(visitor, "clerk", fault, seen=shown)
    assert "有 2 条新记录，点此载入" in words(told)
    assert seen(told) == shown
    assert "<form" not in told


def test_a_clock_that_began_since_waits_for_the_page_to_be_loaded(world: World, visitor: Visitor) -> None:
    """The open page has no place for its lamp."""
    fault = world.file("incident", "clerk")
    (query,) = re.findall(r"/live/\?(seen=\d+&amp;newest=\d+)", visitor.get("clerk", f"/tickets/{fault.number}/"))
    shown = {f"lamp-{clock.pk}" for clock in fault.deadlines.all()}
    world.later(**MINUTES).take(fault, "respond")
    told = visitor.get("clerk", f"/tickets/{fault.number}/live/?{query.replace('amp;', '')}")
    assert set(re.findall(r"lamp-\d+", told)) == shown
    assert fault.deadlines.count() > len(shown)
    assert query in told


def test_it_asks_often_while_a_clock_has_less_than_an_hour(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    assert 'quarter from:body"' in visitor.get("engineer", f"/tickets/{fault.number}/")
    demand = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    assert 'slow from:body"' in visitor.get("manager", f"/tickets/{demand.number}/")


def test_it_asks_often_for_an_hour_after_a_clock_of_ones_own_side_was_missed(world: World, visitor: Visitor) -> None:
    """Of the report of a repaired fault nothing else runs out soon."""
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    due = world.clock(ticket, "staff.replace").due_at
    asked = {}
    for minutes in (-61, -59, 59, 61):
        world.at(due + timedelta(minutes=minutes))
        for who in ("manager", "lead"):
            asked[who, minutes] = 'hx-trigger="quarter from' in pulse(visitor, who, ticket)
    assert [asked["manager", minutes] for minutes in (-61, -59, 59, 61)] == [False, True, True, False]
    assert [asked["lead", minutes] for minutes in (-59, 59)] == [True, False]


def test_who_else_is_at_it_is_said(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    pulse(visitor, "manager", fault, acting=1)
    pulse(visitor, "desk", fault)
    told = words(pulse(visitor, "engineer", fault))
    assert "演示·项目负责人正在办理" in told
    assert "演示·服务台正在查看" in told
    assert "演示·工程师" not in told
    world.later(minutes=2)
    assert "正在" not in words(pulse(visitor, "engineer", fault))


@pytest.mark.parametrize(("passed", "left", "shown"), [(108, 192, "3:12"), (111, 189, "3:09"), (120, 180, "3:00")])
def test_a_clock_in_its_last_hour_is_counted_down_by_the_second(
    world: World, visitor: Visitor, passed: int, left: int, shown: str
) -> None:
    fault = world.file("incident", "clerk")
    world.later(seconds=passed)
    said = f'<span class="countdown" data-left="{left}">{shown}</span>'
    assert said in visitor.get("engineer", f"/tickets/{fault.number}/")


def test_strangers_are_told_nothing(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    visitor.get("outsider", f"/tickets/{fault.number}/live/", expect=404)
    assert visitor.client("clerk").post(f"/tickets/{fault.number}/live/").status_code == 405


def test_a_number_that_no_page_says_counts_as_none(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    for typed in ("", "x", "-1", "９", "99999"):
        assert "新记录" not in pulse(visitor, "clerk", fault, seen=typed)
