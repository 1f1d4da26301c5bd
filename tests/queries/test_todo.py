"""Whose turn it is, asked of the database, is what the declarations say of each ticket: every kind in every state,
given to one engineer, to another or to nobody, under two contracts, with and without a clock of one's own side.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from accounts.models import Membership, User
from accounts.roles import ADMINS, PARTY, PROVIDER_ENGINEER, VENDOR
from tests.world import Made, World, copied, made
from tickets import queries
from tickets.lifecycle import KINDS
from tickets.models import Clause, Contract, Deadline, Ticket
from tickets.models.deadlines import BREACHED, PAUSED, RUNNING
from tickets.pages.visit import Visit
from tickets.permissions import Capacity, standing

DAY = timedelta(days=1)
#: What a role answers beside the plain way, by stopping or claiming its clock: it waits for them in any state.
ANSWERED = {
    "agency_lead": {"change.file_late", "filing.register", "go_live.check", "restart.confirm_call"},
    "authority_officer": {"change.file_late", "filing.register"},
}


def another_engineer(world: World) -> User:
    user = User.objects.create(username="engineer2", name="演示·工程师二")
    provider = world.contract.provider
    Membership.objects.create(user=user, organization=provider, role=PROVIDER_ENGINEER)
    return user


@pytest.fixture(scope="module")
def made_office(made_once: Made, django_db_blocker: DjangoDbBlocker) -> Made:
    with django_db_blocker.unblock():
        return made(lambda: furnished(copied(made_once)))


@pytest.fixture
def world(db: None, made_office: Made) -> World:
    return copied(made_office)


@pytest.fixture
def second(world: World) -> User:
    """Another engineer of the same provider."""
    return world.user("engineer2")


@pytest.fixture
def filed(world: World) -> list[Ticket]:
    """One for every combination, with its clocks at hand."""
    return list(Ticket.objects.select_related("contract", "system").prefetch_related("deadlines"))


def furnished(world: World) -> World:
    second = another_engineer(world)
    contracts = [world.contract, Contract.objects.exclude(agency=world.contract.agency).first()]
    hands = [None, world.user("engineer"), second]
    others = {contract: contract.systems.exclude(pk=world.system.pk)[:1] for contract in contracts}
    systems = {contract: [None, *found] for contract, found in others.items()}
    systems[world.contract].append(world.system)
    ways = [
        (contract, system, hand, kind, state)
        for contract, hand, kind in product(contracts, hands, KINDS.values())
        for system, state in product(systems[contract], kind.states)
    ]
    common = {"title": "某工单", "opened_by": world.user("clerk"), "sent_at": world.now}
    common |= dict.fromkeys(("opened_at", "state_since", "slots_since"), world.now)
    rows = [
        Ticket(
            number=f"GD-2026-{number:06}",
            kind=kind.kind,
            state=state.code,
            contract=contract,
            system=system,
            assignee=hand,
            opened_unit=contract.agency,
            closed_at=world.now if state.final else None,
            **common,
        )
        for number, (contract, system, hand, kind, state) in enumerate(ways)
    ]
    Deadline.objects.bulk_create(wound(Ticket.objects.bulk_create(rows), world))
    return world


def wound(rows: list[Ticket], world: World) -> Iterator[Deadline]:
    """Clocks on three of four: of clauses that somebody answers beside the plain way, and of another."""
    codes = sorted({code for answered in ANSWERED.values() for code in answered} | {"incident.respond"})
    clauses = {clause.code: clause for clause in Clause.objects.filter(contract=world.contract, current=True)}
    times = dict.fromkeys(("started_at", "nominal_due", "target_at", "amber_at", "due_at"), world.now)
    dice = Random(11)
    for ticket in rows:
        state, stopped = dice.choice([(RUNNING, None), (PAUSED, None), (BREACHED, world.now), ("", None)])
        code, party = dice.choice(codes), dice.choice(["agency", "provider", "authority"])
        if state:
            clock = Deadline(ticket=ticket, clause=clauses[code], code=code, party=party, limit_n=5, **times)
            clock.limit_unit, clock.state, clock.stopped_at = "day", state, stopped
            clock.breached_at, clock.resting = stopped, state == PAUSED
            yield clock


def waits(ticket: Ticket, capacity: Capacity, holder: int) -> bool:
    """Whether the ticket waits for the holder of that capacity, as the declaration of its kind says."""
    if ticket.closed_at or not capacity.fits(ticket.contract, ticket.system, ticket.kind):
        return False
    if capacity.role == PROVIDER_ENGINEER and ticket.assignee_id not in (None, holder):
        return False
    return capacity.role in ticket.machine.waits_for(ticket.state) or any(
        clock.open
        and not clock.resting
        and clock.party == PARTY[capacity.role]
        and clock.code in ANSWERED.get(capacity.role, ())
        for clock in ticket.deadlines.all()
    )


def expected(user: User, world: World, filed: list[Ticket]) -> set[str]:
    held = [one for one in standing(user, world.now).capacities if one.role not in ADMINS]
    return {ticket.number for ticket in filed if any(waits(ticket, one, one.principal or user.pk) for one in held)}


def listed(user: User, world: World) -> set[str]:
    here = Visit(user, world.now, standing(user, world.now))
    return set(queries.todo(Ticket.objects.all(), here.roles_held()).values_list("number", flat=True))


def lend(principal: User, substitute: User, world: World, *kinds: str) -> None:
    principal.substitutions.create(
        substitute=substitute, starts=world.now - DAY, ends=world.now + DAY, kinds=list(kinds)
    )


def test_what_is_answered_beside_the_plain_way_is_just_this() -> None:
    assert {role: set(codes) for role, codes in queries.answered().items()} == ANSWERED


def test_everybody_finds_exactly_what_waits_for_them(world: World, filed: list[Ticket]) -> None:
    found = {user.username: listed(user, world) for user in User.objects.all()}
    for user in User.objects.all():
        assert found[user.username] == expected(user, world, filed), user.username
    assert all(found[name] for name in ("clerk", "lead", "desk", "engineer", "engineer2", "manager", "officer"))
    assert not any(found[name] for name in ("sysadmin", "secadmin", "auditadmin"))


def test_an_engineer_finds_what_is_theirs_or_nobodys(world: World, second: User, filed: list[Ticket]) -> None:
    first = world.user("engineer")
    mine, theirs = listed(first, world), listed(second, world)
    hands = {ticket.number: ticket.assignee_id for ticket in filed}
    assert {hands[number] for number in mine} == {None, first.pk}
    assert {hands[number] for number in theirs} == {None, second.pk}
    assert {number for number in mine if hands[number] is None} == mine & theirs


def test_a_stand_in_finds_what_was_lent_and_what_is_the_principals(
    world: World, second: User, filed: list[Ticket]
) -> None:
    lend(world.user("engineer"), world.user("finance"), world)
    lend(world.user("lead"), second, world, "restart", "incident")
    lend(world.user("officer"), world.user("clerk"), world, "change")
    for who in (world.user("finance"), second, world.user("clerk")):
        assert listed(who, world) == expected(who, world, filed), who.username
    lent = listed(second, world)
    assert {ticket.kind for ticket in filed if ticket.number in lent} > {"restart"}


def test_a_developer_finds_their_own_systems_tickets_alone(world: World, filed: list[Ticket]) -> None:
    vendor = world.user("vendor")
    mine = listed(vendor, world)
    assert {ticket.system for ticket in filed if ticket.number in mine} == {world.system}
    assert VENDOR in {one.role for one in standing(vendor, world.now).capacities}
