"""A to-do is what its person can do: each turn in it leads on, and whoever can lead an order on has it there.

Orders of every kind are walked at random; after each act everybody's to-do is held against what the door would let
them do: now, and at each hour at which time alone changes something.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.claims.office import Office
from tests.world import World
from tickets import actions, permissions, queries
from tickets.actions.facts import of_ticket
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.turns import is_duty, turns_down
from tickets.models import Notice, Ticket, Turn
from tickets.permissions import Standing, standing

ACTS = 40
INSTANT = timedelta(microseconds=1)
#: Where each of the cast stands: nobody's roles change on the way.
Standings = dict[str, Standing]
CAST = (
    "clerk", "lead", "lead2", "finance", "desk", "engineer", "engineer2", "manager", "manager2", "officer", "auditor",
    "vendor",
)  # fmt: skip


def second_engineer(world: World) -> None:
    user = User.objects.create(username="engineer2", name="演示·工程师二")
    user.memberships.create(organization=world.contract.provider, role="provider_engineer")
    world.people["engineer2"] = user


def offers(ticket: Ticket, world: World, at: datetime, standings: Standings) -> dict[str, tuple[Scene, list[Step]]]:
    """Who -> the scene of that person at that instant, and what the door lets them do in it. Of several engineers only
    the one who has the order in hand."""
    row = world.fresh(ticket)
    rows, rules = readings.latest(row), Rules(row.contract)
    found = {}
    for who in CAST:
        user = world.user(who)
        scene = of_ticket(row, rows, rules, standing=standings[who], now=at)
        bystander = who.startswith("engineer") and row.assignee_id not in (None, user.pk)
        found[who] = scene, [] if bystander else permissions.offered(row, user)
    return found


def leads_on(step: Step, scene: Scene) -> bool:
    """Neither beside the way nor a verdict against the order, and nothing that only an hour decides is against it."""
    clock = scene.clock(step.ripens) if step.ripens else None
    ripe = clock is None or not clock.open or (clock.nearly_at is not None and clock.nearly_at <= scene.now)
    timely = all(guard.holds(scene) for guard in step.guarded(Ask.TYPED) if guard.has_flips)
    return is_duty(step, scene) and timely and ripe


def able(ticket: Ticket, world: World, at: datetime, standings: Standings) -> dict[str, set[str]]:
    """Who -> the steps by which they can lead the order on; of those that turn it back only where nobody else can, and
    no hour will change that."""
    found = offers(ticket, world, at, standings)
    possible = {who: [one for one in steps if leads_on(one, scene)] for who, (scene, steps) in found.items()}
    on = {who: {one.name for one in steps if not turns_down(one)} for who, steps in possible.items()}
    if any(on.values()) or ticket.turns.filter(opens_at__gt=at).exists():
        return on
    return {who: {one.name for one in steps} for who, steps in possible.items()}


def listed(who: str, ticket: Ticket, at: datetime, standings: Standings) -> set[str]:
    """The steps that the person's own list proposes on this order."""
    where = standings[who]
    roles = [queries.RoleHeld(one.role, one.unit, where.user.pk, one.kinds) for one in where.capacities]
    return set(queries.turns(roles, at).filter(ticket=ticket).values_list("step", flat=True))


def hours(ticket: Ticket, now: datetime) -> Iterator[datetime]:
    """Now, and both sides of every hour at which a turn opens or ends."""
    turns = list(Turn.objects.filter(ticket=ticket))
    edges = {at for turn in turns for at in (turn.opens_at, turn.until) if at is not None and at > now}
    yield now
    for edge in sorted(edges):
        yield from (edge - INSTANT, edge)


def amiss(ticket: Ticket, world: World, standings: Standings) -> Iterator[str]:
    for at in hours(ticket, world.now):
        for who, can in able(ticket, world, at, standings).items():
            shown = listed(who, ticket, at, standings)
            if bool(shown) != bool(can) or not shown <= can:
                yield f"{who} {at:%m-%d %H:%M:%S.%f} {ticket.kind}:{ticket.state}: {shown or '-'} of {can or '-'}"


def asked_for_nothing(ticket: Ticket, standings: Standings) -> set[str]:
    """Who is still told that it is their turn, though none of theirs was drawn when the order last moved."""
    drawn = list(ticket.turns.all())
    told = Notice.objects.filter(ticket=ticket, event="your_move", ended_at=None)
    asked = set(told.values_list("recipient__username", flat=True)) & set(CAST)
    return {who for who in asked if drawn and not any(_is_of(one, standings[who]) for one in drawn)}


def _is_of(turn: Turn, where: Standing) -> bool:
    return any(one.role == turn.role and turn.is_of(where.user.pk, where.user.pk) for one in where.capacities)


@pytest.mark.parametrize("seed", range(3))
def test_whoever_can_lead_an_order_on_has_it_to_do_and_nobody_else_is_asked(world: World, seed: int) -> None:
    second_engineer(world)
    world.stock(vcpu=100, memory_gb=400)
    standings = {who: standing(world.user(who), world.now) for who in CAST}
    office, chance = Office(world), Random(seed)
    while not office.orders:
        office.open(chance.choice)
    for _ in range(ACTS):
        getattr(office, chance.choice(("open", "step", "step", "step", "step", "stamp", "wait")))(chance.choice)
        for ticket in office.touched or office.orders[-1:]:
            found = list(amiss(world.fresh(ticket), world, standings))
            assert found == [], office.said
            assert asked_for_nothing(ticket, standings) == set(), office.said


def test_an_order_of_an_earlier_release_is_drawn_by_the_sweep(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    drawn = set(Turn.objects.values_list("role", "step"))
    Turn.objects.all().delete()
    Ticket.objects.update(turns_edition="")
    assert [one.pk for one in actions.stale_turns()] == [ticket.pk]
    assert actions.draw_stale(ticket.pk, world.now)
    assert set(Turn.objects.values_list("role", "step")) == drawn
    assert not actions.draw_stale(ticket.pk, world.now)


def test_a_contract_that_is_read_otherwise_has_its_turns_drawn_anew(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    assert not actions.stale_turns().exists()
    with transaction.atomic():
        actions.redraw(world.contract)
    assert list(actions.stale_turns()) == [world.fresh(ticket)]


def test_the_database_refuses_a_turn_that_ends_before_it_opens(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    turn = Turn.objects.filter(ticket=ticket).first()
    assert turn is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk=turn.pk).update(until=turn.opens_at)
