"""How far a person reaches: their roles, lent ones with the kinds lent, contracts, tickets and those who are told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, Organization, User
from accounts.roles import AGENCY_CLERK, AGENCY_LEAD, PARTY, PROVIDER_ENGINEER, SYSTEM_ADMIN, VENDOR
from tests.world import SEATS, World
from tickets import actions, permissions
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask
from tickets.models import Contract, System, Ticket
from tickets.permissions import Capacity, standing

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def lend(world: World, principal: str, substitute: str, *kinds: str) -> None:
    world.user(principal).substitutions.create(
        substitute=world.user(substitute), starts=world.now, ends=world.now + DAY, kinds=list(kinds)
    )


def give(world: World, who: str, role: str, unit: Organization) -> None:
    Membership.objects.create(user=world.user(who), role=role, organization=unit)


def outside(world: World) -> Contract:
    """The contract of the outsider's agency."""
    return Contract.objects.get(agency=world.user("outsider").memberships.get().organization)


@pytest.fixture
def filed(world: World) -> list[Ticket]:
    """A draft and a sent one of three kinds, one without a system, and one of another agency's contract."""
    world.take(world.file("restart"), "submit")
    for kind in ("restart", "incident", "exit", "migration"):
        world.file(kind)
    elsewhere = world.file("incident")
    Ticket.objects.filter(pk=elsewhere.pk).update(contract=outside(world), system=None)
    Ticket.objects.filter(kind="migration").update(system=None)
    return list(Ticket.objects.select_related("contract", "system").order_by("id"))


# --- in which roles ---


def test_ones_own_roles_come_before_those_that_are_lent(world: World) -> None:
    agency, others = world.contract.agency.pk, outside(world).agency.pk
    lead, clerk = world.user("lead"), world.user("clerk")
    lend(world, "outsider", "clerk")
    lend(world, "lead", "clerk", "restart", "change")
    give(world, "clerk", "agency_finance", world.contract.agency)
    assert standing(clerk, world.now).capacities == (
        Capacity(AGENCY_CLERK, agency),
        Capacity("agency_finance", agency),
        Capacity(AGENCY_LEAD, agency, lead.pk, ("restart", "change")),
        Capacity(AGENCY_CLERK, others, world.user("outsider").pk, ()),
    )
    assert standing(clerk, world.now).roles == {AGENCY_CLERK, AGENCY_LEAD, "agency_finance"}
    assert standing(lead, world.now).capacities == (Capacity(AGENCY_LEAD, agency),)


@pytest.mark.parametrize(("after", "lent"), [(-TICK, False), (0 * TICK, True), (DAY - TICK, True), (DAY, False)])
def test_a_role_is_lent_from_its_first_instant_until_its_last(world: World, after: timedelta, lent: bool) -> None:
    lend(world, "lead", "clerk")
    now = world.now + after
    assert (AGENCY_LEAD in standing(world.user("clerk"), now).roles) is lent
    told = permissions.people(world.file("restart"), [AGENCY_LEAD], now)
    assert told == {world.user("lead").pk, *([world.user("clerk").pk] if lent else [])}


def test_an_administrator_is_lent_nothing_and_lends_nothing(world: World) -> None:
    lend(world, "lead", "sysadmin")
    lend(world, "sysadmin", "clerk")
    assert standing(world.user("sysadmin"), world.now).roles == {SYSTEM_ADMIN}
    assert standing(world.user("clerk"), world.now).roles == {AGENCY_CLERK}


def test_whoever_left_holds_and_lends_nothing(world: World) -> None:
    lend(world, "lead", "clerk")
    User.objects.filter(username="lead").update(is_active=False)
    assert standing(world.user("lead"), world.now).capacities == ()
    assert standing(world.user("clerk"), world.now).roles == {AGENCY_CLERK}


def test_nobody_acts_for_two_parties_on_one_ticket(world: World) -> None:
    """The first role that fits decides; a side of one's own before one that is lent."""
    lend(world, "manager", "clerk")
    lend(world, "lead", "clerk")
    ticket = world.take(world.file("restart"), "submit")
    here = standing(world.user("clerk"), world.now)
    assert {PARTY[one.role] for one in here.capacities} == {"agency", "provider"}
    assert [one.role for one in here.held(ticket)] == [AGENCY_CLERK, AGENCY_LEAD]
    lead = here.acting(ticket, [AGENCY_LEAD])
    assert lead is not None
    assert lead.principal == world.user("lead").pk
    assert here.acting(ticket, [PROVIDER_ENGINEER, "provider_lead"]) is None


def test_units_are_named_by_the_party_one_acts_for(world: World) -> None:
    give(world, "vendor", AGENCY_CLERK, outside(world).agency)
    here = standing(world.user("vendor"), world.now)
    assert here.units("vendor") == [world.system.vendor_id]
    assert here.units("agency") == [outside(world).agency_id]
    assert here.units("provider") == []


# --- what one sees ---

#: Roles held and lent beside one's own: (role, the unit's place) and (principal, kinds).
BESIDE: list[tuple[str, list[tuple[str, str]], list[tuple[str, list[str]]]]] = [
    *((who, [], []) for who in (*SEATS.values(), "outsider", "sysadmin")),
    ("outsider", [("provider_desk", "provider")], []),
    ("vendor", [("agency_clerk", "elsewhere")], []),
    ("auditor", [("authority_officer", "authority")], []),
    ("outsider", [], [("lead", ["restart"]), ("clerk", ["exit"])]),
    ("outsider", [], [("desk", ["restart", "exit"]), ("clerk", [])]),
    ("outsider", [], [("vendor", ["incident"]), ("clerk", ["exit"]), ("officer", ["migration"])]),
    ("vendor", [], [("lead", ["migration"])]),
    ("sysadmin", [], [("lead", [])]),
]


@pytest.mark.parametrize(("who", "roles", "lent"), BESIDE)
def test_each_role_opens_its_own_tickets_and_no_others(
    world: World, filed: list[Ticket], who: str, roles: list[tuple[str, str]], lent: list[tuple[str, list[str]]]
) -> None:
    for role, place in roles:
        give(world, who, role, outside(world).agency if place == "elsewhere" else getattr(world.contract, place))
    for principal, kinds in lent:
        lend(world, principal, who, *kinds)
    here = standing(world.user(who), world.now)
    seen = {ticket.pk for ticket in filed if any(reaches(here.capacities, one, ticket) for one in here.capacities)}
    assert set(permissions.visible(here).values_list("pk", flat=True)) == seen
    assert {ticket.pk for ticket in filed if here.held(ticket)} == seen


def reaches(all_of_them: Iterable[Capacity], one: Capacity, ticket: Ticket) -> bool:
    """Told anew: the unit is a party (or develops the system), the kind was lent, and it was sent or is the unit's."""
    if one.role not in PARTY or (one.kinds and ticket.kind not in one.kinds):
        return False
    units = {of.unit for of in all_of_them if not of.kinds or ticket.kind in of.kinds}
    if ticket.sent_at is None and ticket.opened_unit_id not in units:
        return False
    if one.role == VENDOR:
        return ticket.system is not None and ticket.system.vendor_id == one.unit
    return getattr(ticket.contract, f"{PARTY[one.role]}_id") == one.unit


def test_contracts_are_those_of_ones_units_and_of_the_systems_one_develops(world: World) -> None:
    every = list(Contract.objects.order_by("number"))
    demo, other = world.contract, outside(world)

    def reached(who: str) -> list[Contract]:
        return list(permissions.contracts(standing(world.user(who), world.now)))

    for role, who in SEATS.items():
        if role != VENDOR:
            party = PARTY[role]
            assert reached(who) == [one for one in every if getattr(one, party) == getattr(demo, party)], who
    assert reached("vendor") == [demo]
    assert reached("outsider") == [other]
    assert reached("sysadmin") == []

    give(world, "vendor", AGENCY_CLERK, other.agency)
    lend(world, "clerk", "outsider", "restart")
    both = [one for one in every if one in (demo, other)]
    assert reached("vendor") == both
    assert reached("outsider") == [one for one in every if one.agency in (demo.agency, other.agency)]
    System.objects.create(contract=other, code="theirs", name="他处系统", vendor=world.system.vendor)
    Membership.objects.filter(user=world.user("vendor"), role=AGENCY_CLERK).delete()
    assert reached("vendor") == both


# --- what one may do ---


@pytest.mark.parametrize("who", [*SEATS.values(), "outsider", "sysadmin"])
def test_what_role_and_person_allow_is_offered_unless_a_fact_holds_it_up(world: World, who: str) -> None:
    """What django-fsm finds is what the declaration says, in its order."""
    ticket, user = world.take(world.file("restart"), "submit", "approve_restart"), world.user(who)
    offered = actions.available(ticket, actor=user, now=world.now)
    steps = ticket.machine.steps
    allowed = [step for step in steps if step in ticket.machine.leaving("verifying") and step.permits(ticket.scene)]
    assert [step for step in steps if permissions.may(ticket, step, user)] == allowed
    free = [step for step in allowed if step.refusal(ticket.scene, Ask.STANDING) is None]
    assert offered == permissions.offered(ticket, user) == free
    assert bool(allowed) is (who in ("lead", "desk", "engineer", "manager", "vendor", "clerk") and bool(free))


def test_a_step_that_a_fact_holds_up_is_allowed_and_not_offered(world: World) -> None:
    """The window has passed: who would restart may, but cannot now."""
    ticket, engineer = world.take(world.file("restart"), "submit", "approve_restart", "verify"), world.user("engineer")
    begin = KINDS["restart"].by_step["begin"]
    lapsed = ticket.fields["window_end"]
    world.at(datetime.fromisoformat(lapsed) + DAY)
    assert begin not in actions.available(ticket, actor=engineer, now=world.now)
    assert permissions.may(ticket, begin, engineer)


def test_a_step_of_another_state_is_not_allowed_to_whoever_may_take_it_there(world: World) -> None:
    ticket, lead = world.file("restart"), world.user("lead")
    assert actions.available(ticket, actor=lead, now=world.now) == []
    assert not permissions.may(ticket, KINDS["restart"].by_step["approve_restart"], lead)


# --- who is told ---


def test_each_holder_is_known_by_what_they_hold_and_stand_in_for(world: World) -> None:
    ticket = world.file("restart")
    give(world, "lead", AGENCY_CLERK, world.contract.agency)
    give(world, "outsider", PROVIDER_ENGINEER, world.contract.provider)
    lend(world, "engineer", "desk", "restart")
    lend(world, "engineer", "manager", "change")
    lend(world, "lead", "finance")
    lend(world, "lead", "sysadmin")
    asked = [AGENCY_LEAD, AGENCY_CLERK, PROVIDER_ENGINEER, VENDOR, SYSTEM_ADMIN]
    expected = {
        "lead": {AGENCY_LEAD, AGENCY_CLERK},
        "clerk": {AGENCY_CLERK},
        "finance": {AGENCY_LEAD, AGENCY_CLERK},
        "engineer": {PROVIDER_ENGINEER},
        "outsider": {PROVIDER_ENGINEER},
        "desk": {PROVIDER_ENGINEER},
        "vendor": {VENDOR},
    }
    held = permissions.holders(ticket, asked, world.now)
    assert held == {world.user(name).pk: roles for name, roles in expected.items()}
    assert permissions.people(ticket, asked, world.now) == set(held)
    assert permissions.holders(ticket, [], world.now) == {}

    ticket.system = None
    assert permissions.holders(ticket, [VENDOR], world.now) == {}
    User.objects.filter(username__in=["clerk", "desk"]).update(is_active=False)
    left = {world.user(name).pk for name in expected} - {world.user(name).pk for name in ("clerk", "desk", "vendor")}
    assert permissions.people(ticket, asked, world.now) == left
