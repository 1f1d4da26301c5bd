"""代理: a substitute acts under both names; both count as the author, and the substitute is told as well."""

from datetime import timedelta

import pytest

from accounts.models import Membership, Substitution, User
from tests.world import World
from tickets import actions, permissions
from tickets.errors import Forbidden, Invalid
from tickets.models import Ticket


def stand_in(world: World, substitute: str, principal: str, *kinds: str, days: int = 7) -> User:
    Substitution.objects.create(
        principal=world.user(principal),
        substitute=world.user(substitute),
        starts=world.now,
        ends=world.now + timedelta(days=days),
        kinds=list(kinds),
    )
    return world.user(substitute)


@pytest.fixture
def approving(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_substitute_decides_and_both_names_stand_in_the_record(world: World, approving: Ticket) -> None:
    stand_in(world, "finance", "lead")
    ticket = world.take(approving, "approve_restart", who="finance")

    entry = world.audit(ticket)[-1]
    assert (entry.actor.username, entry.on_behalf_of.username) == ("finance", "lead")
    approval = ticket.endorsements.get(name="approval")
    assert (approval.by.username, approval.on_behalf_of.username) == ("finance", "lead")


def test_an_author_does_not_approve_by_standing_in_for_the_lead(world: World, approving: Ticket) -> None:
    stand_in(world, "clerk", "lead")
    with pytest.raises(Forbidden):
        world.take(approving, "approve_restart", who="clerk")
    entry = world.audit(approving)[-1]
    assert (entry.allowed, entry.data["guard"]) == (False, "not_author")
    assert (entry.actor.username, entry.on_behalf_of.username) == ("clerk", "lead")


def test_a_lead_whose_substitute_is_the_author_may_still_decide_himself(world: World, approving: Ticket) -> None:
    stand_in(world, "clerk", "lead")
    assert world.take(approving, "approve_restart", who="lead").state == "verifying"


def test_who_stood_in_for_the_author_does_not_approve_for_himself(world: World) -> None:
    """The lead drafts in the clerk's place: both are its authors, and neither decides."""
    stand_in(world, "lead", "clerk")
    ticket = world.take(world.file("restart", "lead"), "submit", who="lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "approve_restart", who="lead")


def test_the_one_in_whose_place_it_was_written_is_its_author_too(world: World) -> None:
    stand_in(world, "finance", "clerk")
    ticket = world.take(world.file("restart", "finance"), "submit", who="finance")
    stand_in(world, "clerk", "lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "approve_restart", who="clerk")


def test_the_verifier_and_his_substitute_carry_it_out_only_when_alone_on_shift(world: World, approving: Ticket) -> None:
    stand_in(world, "engineer", "desk")
    ticket = world.take(approving, "approve_restart")
    ticket = world.take(ticket, "verify", who="engineer")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "begin", who="engineer")
    assert list(refused.value.errors) == ["alone_reason"]


@pytest.mark.parametrize("kinds", [(), ("restart",), ("change", "restart")])
def test_a_substitution_covers_every_kind_or_the_named_ones(
    world: World, approving: Ticket, kinds: tuple[str, ...]
) -> None:
    stand_in(world, "finance", "lead", *kinds)
    assert world.take(approving, "approve_restart", who="finance").state == "verifying"


def test_a_substitute_for_one_kind_is_nobody_on_another(world: World, approving: Ticket) -> None:
    stand_in(world, "finance", "lead", "exit")
    with pytest.raises(Forbidden):
        world.take(approving, "approve_restart", who="finance")


def test_a_substitution_ends_at_its_instant(world: World, approving: Ticket) -> None:
    stand_in(world, "finance", "lead", days=1)
    world.later(days=1)
    assert actions.available(approving, actor=world.user("finance"), now=world.now) == []


def test_a_substitute_is_told_that_it_is_his_move(world: World) -> None:
    stand_in(world, "finance", "lead")
    ticket = world.take(world.file("restart"), "submit")
    assert world.told(ticket, "your_move") == {"lead", "finance"}


def test_a_substitute_for_one_kind_sees_and_hears_nothing_of_others(world: World, approving: Ticket) -> None:
    """Also nothing of drafts: only what was lent."""
    Membership.objects.filter(user=world.user("finance")).delete()
    stand_in(world, "finance", "lead", "incident")
    ticket = world.take(world.file("restart"), "submit")
    assert world.told(ticket, "your_move") == {"lead"}
    seen = permissions.visible(permissions.standing(world.user("finance"), world.now))
    assert set(seen.values_list("kind", flat=True)) <= {"incident"}
    incident = world.file("incident")
    assert list(seen) == [incident]


def test_a_closed_account_is_told_nothing_in_another_s_place(world: World) -> None:
    User.objects.filter(pk=stand_in(world, "finance", "lead").pk).update(is_active=False)
    ticket = world.take(world.file("restart"), "submit")
    assert world.told(ticket, "your_move") == {"lead"}


@pytest.mark.parametrize("admin", ["sysadmin", "secadmin", "auditadmin"])
def test_an_administrator_has_no_part_in_tickets_in_nobody_s_place(world: World, approving: Ticket, admin: str) -> None:
    stand_in(world, admin, "lead")
    here = permissions.standing(world.user(admin), world.now)
    assert not permissions.visible(here).exists()
    with pytest.raises(Forbidden):
        world.take(approving, "approve_restart", who=admin)
    assert world.told(world.take(world.file("restart"), "submit"), "your_move") == {"lead"}


def test_whoever_works_for_one_side_confirms_nothing_for_the_other(world: World) -> None:
    """Nobody leaves their own side: the provider's engineer, made substitute of the agency's lead, is no lead."""
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    stand_in(world, "manager", "lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "withdraw_demand", who="manager")
    assert world.take(ticket, "withdraw_demand", who="lead").state == "cancelled"


def test_an_account_closed_within_a_request_does_nothing_more(world: World) -> None:
    ticket, clerk = world.file("restart"), world.user("clerk")
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    with pytest.raises(Forbidden):
        actions.perform(ticket, "submit", actor=clerk, now=world.now)
