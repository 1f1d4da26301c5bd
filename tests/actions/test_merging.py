"""并入: a filed exit goes into the open ticket that takes the same system off the cloud."""

import pytest

from tests.actions.test_scope import whole
from tests.world import World
from tickets.errors import Invalid, WrongState
from tickets.models import System, Ticket


@pytest.fixture
def filed(world: World) -> Ticket:
    return world.take(world.file("exit"), "submit", "approve", "record_filing")


def leaving(world: World, system: System | None = None) -> Ticket:
    ticket = world.file("switchover", system=system)
    return world.take(ticket, "submit", "issue_notice")


def test_it_is_merged_into_the_ticket_that_is_named(world: World, filed: Ticket) -> None:
    ticket = world.take(filed, "merge", sister_order=leaving(world).number)
    assert ticket.state == "merged"
    assert world.clock(ticket, "common.accept").state == "met"


def test_another_number_is_refused_at_the_field(world: World, filed: Ticket) -> None:
    leaving(world)
    with pytest.raises(Invalid) as refused:
        world.take(filed, "merge", sister_order=filed.number)
    assert set(refused.value.errors) == {"sister_order"}


def test_a_ticket_for_another_system_is_none_to_merge_into(world: World, filed: Ticket) -> None:
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    sister = leaving(world, other)
    with pytest.raises(WrongState):
        world.take(filed, "merge", sister_order=sister.number)


def test_an_order_for_the_whole_contract_covers_what_it_names_alone(world: World, filed: Ticket) -> None:
    others = list(world.contract.systems.exclude(pk=world.system.pk).values_list("code", flat=True))
    sister = world.take(whole(world, "switchover", scope=others), "submit", "issue_notice")
    with pytest.raises(WrongState):
        world.take(filed, "merge", sister_order=sister.number)


def test_a_draft_that_nobody_else_has_seen_is_none_either(world: World, filed: Ticket) -> None:
    draft = world.file("provider_exit")
    with pytest.raises(WrongState):
        world.take(filed, "merge", sister_order=draft.number)


def test_a_ticket_that_is_over_is_none_either(world: World, filed: Ticket) -> None:
    sister = world.take(leaving(world), "cancel")
    with pytest.raises(WrongState):
        world.take(filed, "merge", sister_order=sister.number)
