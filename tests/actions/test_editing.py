"""Changing a ticket: only while it is a draft or returned, only by its own unit, never unseen."""

import pytest

from tests.world import World
from tickets import actions
from tickets.errors import Forbidden, Invalid, Stale, WrongState
from tickets.models import Ticket
from tickets.permissions import standing, visible


def edit(world: World, ticket: Ticket, who: str = "clerk", version: int | None = None, **changes) -> Ticket:
    version = ticket.version if version is None else version
    return actions.edit(ticket, actor=world.user(who), now=world.now, version=version, **changes)


@pytest.fixture
def draft(world: World) -> Ticket:
    return world.file("restart")


def test_what_is_not_named_stays_and_the_change_is_in_the_audit(world: World, draft: Ticket) -> None:
    after = edit(world, draft, fields={"host": "app-02"})

    assert after.fields == {**draft.fields, "host": "app-02"}
    assert (after.version, after.title) == (draft.version + 1, draft.title)
    assert after.digest != draft.digest
    assert world.audit(draft)[-1].data["changes"] == {"fields.host": ["app-01", "app-02"]}


def test_an_edit_that_changes_nothing_leaves_no_trace(world: World, draft: Ticket) -> None:
    edit(world, draft, title=draft.title, fields={"host": "app-01"})
    after = world.fresh(draft)
    assert (after.version, after.chain_length) == (draft.version, draft.chain_length)


def test_a_value_can_be_taken_out_again(world: World) -> None:
    ticket = world.file("staff_replacement")
    assert "requirements" not in edit(world, ticket, fields={"requirements": None}).fields


def test_who_edits_an_older_version_is_told_so_and_changes_nothing(world: World, draft: Ticket) -> None:
    edit(world, draft, fields={"host": "app-02"})
    with pytest.raises(Stale):
        edit(world, draft, fields={"host": "app-03"})
    assert world.fresh(draft).fields["host"] == "app-02"


def test_a_step_on_an_older_version_is_refused_too(world: World, draft: Ticket) -> None:
    edit(world, draft, fields={"host": "app-02"})
    with pytest.raises(Stale):
        actions.perform(draft, "submit", actor=world.user("clerk"), now=world.now, version=draft.version)


def test_a_ticket_on_its_way_cannot_be_edited(world: World, draft: Ticket) -> None:
    ticket = world.take(draft, "submit")
    with pytest.raises(WrongState):
        edit(world, ticket, fields={"host": "app-02"})


@pytest.mark.parametrize("who", ["lead", "desk", "officer", "outsider", "sysadmin"])
def test_only_those_who_may_open_the_kind_edit_it(world: World, draft: Ticket, who: str) -> None:
    with pytest.raises(Forbidden):
        edit(world, draft, who, fields={"host": "app-02"})


def test_another_unit_that_may_open_the_kind_does_not_edit_this_one(world: World) -> None:
    draft = world.file("migration", "officer")
    with pytest.raises(Forbidden):
        edit(world, draft, "clerk", title="另一件事")


def test_all_that_is_amiss_is_named_at_once(world: World, draft: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        edit(world, draft, title=" ", fields={"operation": "explode", "window_end": "soon", "colour": "red"})
    assert set(refused.value.errors) == {"title", "operation", "window_end", "colour"}


def test_an_edit_after_the_return_voids_the_approval(world: World, draft: Ticket) -> None:
    ticket = world.take(draft, "submit", "approve_restart", "return_identity")
    ticket = edit(world, ticket.__class__.objects.get(pk=ticket.pk), fields={"host": "app-02"})

    with pytest.raises(WrongState, match="内容"):
        world.take(ticket, "resupply")
    assert "resupply" not in {one.name for one in actions.available(ticket, actor=world.user("clerk"), now=world.now)}
    ticket = world.take(ticket, "rework")
    assert (ticket.state, ticket.endorsements.filter(voided_at=None).count()) == ("draft", 0)


def test_a_supplement_alone_keeps_the_approval(world: World, draft: Ticket) -> None:
    ticket = world.take(draft, "submit", "approve_restart", "return_identity", "resupply", "verify")
    assert ticket.state == "permitted"


def test_papers_handed_in_for_older_content_do_not_fill_the_slot(world: World) -> None:
    ticket = world.file("exit")
    step = ticket.machine.by_step["submit"]
    world.hand_in(ticket, step, world.user("clerk"))
    edit(world, ticket := world.fresh(ticket), title="整体退出云平台")
    world.later(seconds=1)
    ticket = edit(world, world.fresh(ticket), fields={"destination": "自建机房"})

    with pytest.raises(Invalid) as refused:
        actions.perform(ticket, "submit", actor=world.user("clerk"), now=world.now)
    assert set(refused.value.errors) == {"exit_plan"}


@pytest.mark.parametrize("who", ["desk", "manager", "officer", "auditor", "vendor", "outsider"])
def test_a_draft_is_its_own_units_until_it_is_sent(world: World, draft: Ticket, who: str) -> None:
    def sees() -> bool:
        return visible(standing(world.user(who), world.now)).filter(pk=draft.pk).exists()

    assert not sees()
    world.take(draft, "submit")
    assert not sees()
    world.take(world.fresh(draft), "approve_restart")
    assert sees() is (who != "outsider")


def test_once_sent_a_ticket_stays_in_sight_though_it_was_withdrawn(world: World, draft: Ticket) -> None:
    ticket = world.take(draft, "submit", "approve_restart", "withdraw")
    assert ticket.state == "draft"
    assert visible(standing(world.user("desk"), world.now)).filter(pk=ticket.pk).exists()
