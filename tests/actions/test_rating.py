"""办结评价: the agency says once how a finished order went, in five steps and a line; the audit keeps it."""

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket


@pytest.fixture
def visitor(world: World, clock_at) -> Visitor:
    return Visitor(world, clock_at)


@pytest.fixture
def closed(world: World) -> Ticket:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    return world.later(hours=2).take(ticket, "begin", "complete", "confirm")


def say(world: World, ticket: Ticket, who: str = "clerk", degree: int = 4, line: str = "处理及时") -> Ticket:
    return actions.rate(ticket, degree, line, actor=world.user(who), now=world.now)


def test_it_is_said_once_and_stands_on_the_order_and_in_its_audit(
    world: World, visitor: Visitor, closed: Ticket
) -> None:
    path = f"/tickets/{closed.number}/"
    assert "办结评价（可选）" in words(visitor.get("clerk", path))
    page = words(visitor.post("clerk", f"{path}rate/", {"degree": "4", "comment": "处理及时"}))
    assert "办结评价： 满意 · 处理及时" in page
    assert world.audit(closed)[-1].data["degree"] == 4
    with pytest.raises(WrongState):
        say(world, closed, "lead")
    assert "办结评价（可选）" not in words(visitor.get("lead", path))


def test_all_parties_read_it(world: World, visitor: Visitor, closed: Ticket) -> None:
    say(world, closed, degree=1, line="")
    for who in ("engineer", "auditor", "officer"):
        assert "办结评价： 非常不满意" in words(visitor.get(who, f"/tickets/{closed.number}/")), who


@pytest.mark.parametrize("who", ["engineer", "manager", "auditor", "officer", "finance", "outsider", "sysadmin"])
def test_only_the_agency_says_it(world: World, closed: Ticket, who: str) -> None:
    with pytest.raises(Forbidden):
        say(world, closed, who)


def test_not_before_the_order_is_done(world: World) -> None:
    with pytest.raises(WrongState):
        say(world, world.take(world.file("restart"), "submit"))


@pytest.mark.parametrize(
    ("degree", "line", "field"), [(0, "", "degree"), (6, "", "degree"), (3, "长" * 201, "comment")]
)
def test_what_is_none_is_refused_at_its_field(world: World, closed: Ticket, degree: int, line: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(world, closed, degree=degree, line=line)
    assert list(refused.value.errors) == [field]


def test_a_step_left_out_is_refused_and_the_line_is_kept(world: World, visitor: Visitor, closed: Ticket) -> None:
    page = visitor.post("clerk", f"/tickets/{closed.number}/rate/", {"comment": "处理及时"}, 400)
    assert "请选择一项评价" in words(page)
