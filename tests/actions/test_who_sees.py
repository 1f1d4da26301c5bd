"""Whoever does not see a ticket has no part in it: the list and the act go by one rule."""

from datetime import timedelta

import pytest

from tests.world import SEATS, World
from tickets import actions, permissions
from tickets.errors import Forbidden
from tickets.models import Ticket

PEOPLE = [*SEATS.values(), "outsider", "sysadmin", "secadmin", "auditadmin"]


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    """Unsent and sent ones, of the agency, the provider and the authority, with a system and without."""
    world.take(world.file("restart"), "submit", "approve_restart")
    world.file("migration", "clerk")
    for kind in ("restart", "incident", "provider_exit", "switchover", "migration"):
        world.file(kind)
    principal, now = world.user("lead"), world.now
    lent = {"starts": now - timedelta(days=1), "ends": now + timedelta(days=1), "kinds": ["restart"]}
    principal.substitutions.create(substitute=world.user("outsider"), **lent)
    return list(Ticket.objects.order_by("id"))


def test_one_has_a_part_in_just_what_one_sees(world: World, tickets: list[Ticket]) -> None:
    for who in PEOPLE:
        where = permissions.standing(world.user(who), world.now)
        seen = set(permissions.visible(where).values_list("number", flat=True))
        assert {one.number for one in tickets if where.held(one)} == seen, who
    assert any(one.sent_at is None for one in tickets)


def test_who_does_not_see_it_is_offered_nothing_and_says_nothing(world: World) -> None:
    draft = world.file("restart")
    for who in ("desk", "officer", "auditor", "outsider"):
        actor = world.user(who)
        assert actions.available(draft, actor=actor, now=world.now) == []
        with pytest.raises(Forbidden):
            actions.comment(draft, "你好", actor=actor, now=world.now)
        with pytest.raises(Forbidden):
            actions.perform(draft, "submit", actor=actor, now=world.now)
