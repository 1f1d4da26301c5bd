"""先抢修，后补录: after the repair one form takes all times, with one reason; they are one question."""

import re

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Fact, Ticket


def repaired(world: World) -> Ticket:
    """Reported at ten; entered at 10:40, when everything is done."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=40)
    return ticket


def body(ticket: Ticket, **other: str) -> dict[str, str]:
    return {
        "version": str(ticket.version),
        "respond.happened_at": "2026-03-02T10:03",
        "respond.note": "已电话答复",
        "start_handling.happened_at": "2026-03-02T10:05",
        "locate.happened_at": "2026-03-02T10:08",
        "locate.cause": "platform",
        "locate.measure": "重启服务",
        "recover.happened_at": "2026-03-02T10:25",
        "recover.outcome": "业务恢复",
        "late_reason": "先抢修，后补录",
        **other,
    }


def path(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/stamps/"


def test_all_times_are_entered_in_one_go(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    assert "各节点时间已补录" in words(visitor.post("engineer", path(ticket), body(ticket)))
    assert world.fresh(ticket).state == "recovered"
    named = Fact.objects.filter(ticket=ticket, late=True).values_list("name", flat=True)
    assert {"respond", "start_handling", "locate", "recover"} <= set(named)


def test_a_step_without_a_time_is_not_taken(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    visitor.post("engineer", path(ticket), body(ticket, **{"recover.happened_at": ""}))
    assert world.fresh(ticket).state == "handling"


def test_the_form_asks_only_for_what_is_still_to_be_done(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    assert all(name in visitor.get("engineer", path(ticket)) for name in ("respond.note", "recover.outcome"))
    world.take(ticket, "respond", who="engineer", late_reason="先抢修，后补录")
    page = visitor.get("engineer", path(ticket))
    assert "respond.note" not in page
    assert "recover.outcome" in page


def test_what_is_amiss_is_said_at_the_field_of_its_step(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = visitor.post("engineer", path(ticket), body(ticket, **{"locate.measure": ""}), 400)
    assert 'href="#stamps-locate.measure"' in page
    assert "已电话答复" in page
    assert world.fresh(ticket).state == "reported"


def test_a_form_without_any_time_is_told_so_in_words(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = words(visitor.post("engineer", path(ticket), {"version": str(ticket.version)}, 400))
    assert "请至少填写一项的发生时间。" in page
    assert not re.search(r"respond|start_handling|recover", page)


def test_a_time_that_must_come_first_is_asked_for_at_its_field(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    only = {name: said for name, said in body(ticket).items() if name.startswith(("version", "recover", "late"))}
    page = visitor.post("engineer", path(ticket), only, 409)
    assert 'href="#stamps-respond.happened_at"' in page
    assert "请先填写“响应”的发生时间。" in words(page)
    assert "业务恢复" in page
    assert world.fresh(ticket).state == "reported"


def test_it_is_offered_to_those_who_work_on_the_fault(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    address = f'href="{path(ticket)}"'
    assert address in visitor.get("engineer", f"/tickets/{ticket.number}/")
    for who in ("clerk", "auditor"):
        assert address not in visitor.get(who, f"/tickets/{ticket.number}/"), who
