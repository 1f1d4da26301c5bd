"""Two people change one order: what both wrote is shown side by side, and nothing of either is lost."""

from tests.pages.conftest import Filled, Visitor, words
from tests.world import World
from tickets import actions
from tickets.models import Ticket


def returned(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit", "return_to_clerk")


def opened(visitor: Visitor, ticket: Ticket) -> dict[str, str]:
    """What a browser would send of the form as the clerk has it open."""
    return Filled(visitor.get("clerk", f"/tickets/{ticket.number}/edit/"), "version").body


def changed_by_another(world: World, ticket: Ticket, **fields: object) -> None:
    desk = world.user("finance")
    desk.memberships.create(organization=world.contract.agency, role="agency_clerk")
    ticket = world.fresh(ticket)
    actions.edit(ticket, actor=desk, now=world.now, version=ticket.version, fields=fields)


def test_both_versions_of_a_field_stand_side_by_side(world: World, visitor: Visitor) -> None:
    ticket = returned(world)
    mine = opened(visitor, ticket) | {"f-host": "mine-01"}
    changed_by_another(world, ticket, host="theirs-01")
    page = words(visitor.post("clerk", f"/tickets/{ticket.number}/edit/", mine, expect=409))
    assert "您填写的 mine-01" in page
    assert f"采用现在的 {world.user('finance')}" in page
    assert "theirs-01" in page


def test_sent_again_mine_stays_unless_theirs_is_chosen(world: World, visitor: Visitor) -> None:
    ticket = returned(world)
    path = f"/tickets/{ticket.number}/edit/"
    mine = opened(visitor, ticket) | {"f-host": "mine-01", "title": "我改的标题"}
    changed_by_another(world, ticket, host="theirs-01", reason="他改的事由")
    again = Filled(visitor.post("clerk", path, mine, expect=409), "take-host").body
    assert again["take-host"] == "mine"
    assert again["f-host"] == "mine-01"
    visitor.post("clerk", path, again | {"take-reason": "theirs"})
    after = world.fresh(ticket)
    assert (after.title, after.fields["host"], after.fields["reason"]) == ("我改的标题", "mine-01", "他改的事由")


def test_a_choice_is_kept_where_something_else_is_amiss(world: World, visitor: Visitor) -> None:
    ticket = returned(world)
    path = f"/tickets/{ticket.number}/edit/"
    mine = opened(visitor, ticket) | {"f-host": "mine-01"}
    changed_by_another(world, ticket, host="theirs-01")
    again = Filled(visitor.post("clerk", path, mine, expect=409), "take-host").body
    page = visitor.post("clerk", path, again | {"take-host": "theirs", "title": ""}, expect=400)
    assert Filled(page, "take-host").body["take-host"] == "theirs"


def test_what_only_one_changed_is_no_question(world: World, visitor: Visitor) -> None:
    ticket = returned(world)
    mine = opened(visitor, ticket) | {"f-host": "same-01", "title": "我改的标题"}
    changed_by_another(world, ticket, host="same-01")
    page = visitor.post("clerk", f"/tickets/{ticket.number}/edit/", mine, expect=409)
    assert "take-" not in page


def test_what_is_typed_into_an_order_that_was_sent_meanwhile_is_not_lost(world: World, visitor: Visitor) -> None:
    ticket = returned(world)
    mine = opened(visitor, ticket) | {"title": "只有我知道的标题"}
    world.take(ticket, "resubmit")
    page = visitor.post("clerk", f"/tickets/{ticket.number}/edit/", mine, expect=409)
    assert "只有我知道的标题" in page


def test_a_step_that_comes_second_is_told_what_the_first_did(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    path = f"/tickets/{ticket.number}/"
    form = Filled(visitor.get("lead", path), "seen").body
    actions.perform(ticket, "withdraw", actor=world.user("clerk"), now=world.now, comment="窗口写错了")
    page = words(visitor.post("lead", f"{path}act/approve_restart/", form, expect=409))
    assert "其间他人的办理： 撤回 · 演示·经办员 · 市城运中心" in page
    assert "窗口写错了" in page
