"""未在许可时间内执行: what was carried out outside its permit bears one mark, on its page and in every list."""

from datetime import timedelta

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Ticket

MARK = "未在许可时间内执行"


def executed(world: World, **typed: object) -> Ticket:
    window = {"window_start": world.now.isoformat(), "window_end": (world.now + timedelta(hours=4)).isoformat()}
    ticket = world.take(world.file("restart", **window), "submit", "approve_restart", "verify", "begin")
    world.later(minutes=30)
    return world.take(ticket, "complete", **typed)


def outside(world: World) -> Ticket:
    began = world.now - timedelta(hours=1)
    ran = {"started_at": began.isoformat(), "finished_at": (began + timedelta(minutes=10)).isoformat()}
    return executed(world, **ran, unauthorised=True, comment="主机失去响应，先行处置")


def test_it_stands_on_the_order_s_page(world: World, visitor: Visitor) -> None:
    page = visitor.get("lead", f"/tickets/{outside(world).number}/")
    assert MARK in words(page[page.index('class="ticket-line"') : page.index("page-tools")])


def test_it_stands_in_the_lists(world: World, visitor: Visitor) -> None:
    outside(world)
    assert MARK in words(visitor.get("lead", "/tickets/"))
    assert MARK in words(visitor.get("clerk", "/"))
    assert MARK in words(visitor.get("auditor", "/board/?basis=internal"))


def test_what_was_carried_out_as_permitted_bears_none(world: World, visitor: Visitor) -> None:
    now = world.now
    ran = {"started_at": now.isoformat(), "finished_at": (now + timedelta(minutes=28)).isoformat()}
    ticket = executed(world, **ran)
    for who, path in (
        ("lead", f"/tickets/{ticket.number}/"),
        ("lead", "/tickets/"),
        ("clerk", "/"),
        ("auditor", "/board/"),
    ):
        page = visitor.get(who, path)
        assert "tag-red" not in page, path
        assert MARK not in words(page), path
