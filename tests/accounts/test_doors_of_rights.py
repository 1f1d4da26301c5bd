"""Roles and substitutions by the security administrator: where a role fits, who may stand in for whom, who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.doors import people, rights, substitutions
from accounts.doors.hands import Hand
from accounts.models import Membership, Organization, OrganizationKind, Substitution, User
from tests.accounts.administrators import NOON, hand, operator
from tickets.models import AuditEntry, Notice

DAY = timedelta(days=1)
#: Role -> the sorts of units in which it is held.
HELD_IN = {
    "agency_clerk": {"agency"},
    "agency_lead": {"agency"},
    "agency_finance": {"agency"},
    "provider_desk": {"provider"},
    "provider_engineer": {"provider"},
    "provider_lead": {"provider"},
    "authority_officer": {"authority"},
    "supervisor_auditor": {"supervisor"},
    "vendor": {"vendor"},
    "system_admin": {"operator", "authority"},
    "security_admin": {"operator", "authority"},
    "audit_admin": {"operator", "authority"},
}


@pytest.fixture
def zhao(office: Organization) -> User:
    return User.objects.create_user("zhao", name="演示·赵", unit=office)


def told(event: str) -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))


@pytest.mark.parametrize("role", sorted(roles.LABELS))
def test_a_role_is_granted_only_where_it_fits(zhao: User, role: str) -> None:
    by = hand("security")
    for kind in sorted(OrganizationKind.values):
        unit = Organization.objects.create(code=f"some-{kind}", name="某单位", kind=kind)
        if kind in HELD_IN[role]:
            rights.grant(by, zhao, unit, role).delete()
            continue
        with pytest.raises(ValidationError, match="不设角色"):
            rights.grant(by, zhao, unit, role)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=zhao, organization=unit, role=role)


def test_a_unit_keeps_its_sort_while_roles_are_held_there(li: User, office: Organization) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=office.pk).update(kind="provider")
    li.memberships.all().delete()
    Organization.objects.filter(pk=office.pk).update(kind="provider")


def test_a_role_is_granted_and_taken_on_record_and_the_person_is_told(zhao: User, office: Organization) -> None:
    by = hand("security")
    place = rights.grant(by, zhao, office, roles.AGENCY_LEAD)
    entry = AuditEntry.objects.filter(action="role_granted").get()
    assert (entry.actor, entry.data["username"]) == (by.user, "zhao")
    assert entry.data["new"] == {"role": "agency_lead", "unit": "office"}
    rights.take(by, place)
    entry = AuditEntry.objects.filter(action="role_taken").get()
    assert entry.data["old"] == {"role": "agency_lead", "unit": "office"}
    assert list(entry.data["rows"]["membership"].values()) == [None]
    assert told("roles_changed") == {"zhao"}


def test_nobody_serves_two_of_the_three_and_no_administrator_handles_orders(zhao: User, office: Organization) -> None:
    by = hand("security")
    rights.grant(by, zhao, operator(), roles.SYSTEM_ADMIN)
    for unit, role in ((operator(), roles.AUDIT_ADMIN), (office, roles.AGENCY_LEAD)):
        with pytest.raises(ValidationError):
            rights.grant(by, zhao, unit, role)


#: Sides -> whether one person may act for both. Any other role beside an administrator's: the test above.
TOGETHER = {
    ("agency", "provider"): False,
    ("agency", "supervisor"): False,
    ("provider", "supervisor"): False,
    ("authority", "supervisor"): False,
    ("vendor", "supervisor"): False,
    ("agency", "authority"): True,
    ("agency", "vendor"): True,
    ("provider", "vendor"): True,
    ("provider", "authority"): True,
    ("authority", "vendor"): True,
}
SOME_ROLE = {party: role for role, party in roles.PARTY.items()}


@pytest.mark.parametrize(("sides", "allowed"), TOGETHER.items())
def test_nobody_acts_for_two_sides_that_check_one_another(zhao: User, sides: tuple[str, str], allowed: bool) -> None:
    by = hand("security")
    for first, second in (sides, sides[::-1]):
        units = [Organization.objects.get_or_create(code=one, name=one, kind=one)[0] for one in (first, second)]
        rights.grant(by, zhao, units[0], SOME_ROLE[first])
        if allowed:
            rights.grant(by, zhao, units[1], SOME_ROLE[second])
        else:
            with pytest.raises(ValidationError, match="相互监督"):
                rights.grant(by, zhao, units[1], SOME_ROLE[second])
        zhao.memberships.all().delete()


def test_a_role_is_held_in_several_units_and_in_each_once(li: User, office: Organization) -> None:
    by = hand("security")
    second = Organization.objects.create(code="second", name="第二单位", kind="agency")
    rights.grant(by, li, second, roles.AGENCY_CLERK)
    with pytest.raises(ValidationError):
        rights.grant(by, li, second, roles.AGENCY_CLERK)


@pytest.mark.parametrize("who", ["system", "audit", "clerk"])
def test_nobody_else_grants_takes_or_signs(li: User, office: Organization, who: str) -> None:
    by, place = hand(who), li.memberships.get()
    for act in (
        lambda: rights.grant(by, li, office, roles.AGENCY_LEAD),
        lambda: rights.take(by, place),
        lambda: rights.review(by, people=1, roles=1, digest="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_security_administrator_lends_an_absent_person_s_roles(li: User, zhao: User) -> None:
    row = substitutions.set_up(hand("security"), li, zhao, NOON + DAY, NOON + 2 * DAY, kinds=["restart"], note="出差")
    assert told("substitute_set") == {"li", "zhao"}
    data = AuditEntry.objects.get(action="substitute_set").data
    assert (data["username"], data["new"]["substitute"], data["new"]["kinds"]) == ("li", "zhao", ["restart"])
    substitutions.end(hand("security"), row)
    assert not Substitution.objects.exists()
    assert told("substitute_ended") == {"li", "zhao"}


def test_one_lends_one_s_own_roles_and_takes_them_back_at_once(li: User, zhao: User) -> None:
    row = substitutions.set_up(Hand(li, NOON), li, zhao, NOON - DAY, NOON + DAY)
    assert row.starts == NOON
    substitutions.end(Hand(li, NOON + DAY / 2), row)
    assert Substitution.objects.get().ends == NOON + DAY / 2
    with pytest.raises(ValidationError, match="结束"):
        substitutions.end(Hand(li, NOON + DAY), Substitution.objects.get())


@pytest.mark.parametrize(
    ("starts", "ends", "field"), [(2, 1, "ends"), (-3, -1, "ends"), (0, 400, "ends"), (367, 370, "starts")]
)
def test_a_span_is_one_that_can_be_lived_through(li: User, zhao: User, starts: int, ends: int, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        substitutions.set_up(hand("security"), li, zhao, NOON + starts * DAY, NOON + ends * DAY)
    assert list(refused.value.message_dict) == [field]


def test_two_do_not_stand_in_for_one_another_within_one_time(li: User, zhao: User) -> None:
    Membership.objects.create(user=zhao, organization=li.memberships.get().organization, role=roles.AGENCY_LEAD)
    substitutions.set_up(hand("security"), li, zhao, NOON + DAY, NOON + 3 * DAY, kinds=["restart"])
    with pytest.raises(ValidationError, match="其间由演示·赵代办，不能同时代他人办理") as refused:
        substitutions.set_up(hand("security"), zhao, li, NOON + 2 * DAY, NOON + 4 * DAY)
    assert list(refused.value.message_dict) == ["substitute"]
    substitutions.set_up(hand("security"), zhao, li, NOON + 3 * DAY, NOON + 4 * DAY)


@pytest.mark.parametrize("who", ["li", "zhao"])
def test_a_substitution_is_marked_where_either_was_disabled_since(li: User, zhao: User, who: str) -> None:
    row = substitutions.set_up(hand("security"), li, zhao, NOON, NOON + DAY)
    assert row.idle_because == ""
    people.stop(hand("security"), {"li": li, "zhao": zhao}[who])
    found = Substitution.objects.select_related("principal", "substitute").get()
    assert "账号已停用，代办不起作用" in found.idle_because


def test_the_same_person_is_not_set_twice_for_one_time(li: User, zhao: User) -> None:
    substitutions.set_up(hand("security"), li, zhao, NOON, NOON + 3 * DAY)
    with pytest.raises(ValidationError, match="演示·赵"):
        substitutions.set_up(hand("security"), li, zhao, NOON + 2 * DAY, NOON + 4 * DAY)


def test_who_may_not_stand_in(li: User, zhao: User) -> None:
    gone = User.objects.create_user("gone", name="演示·离职", unit=zhao.unit, is_active=False)
    stranger = User.objects.create_user("stranger", name="演示·外单位", unit=operator())
    admin = hand("audit").user
    for principal, substitute, place in (
        (li, li, "substitute"),
        (li, gone, "substitute"),
        (li, stranger, "substitute"),
        (li, admin, "substitute"),
        (admin, li, "principal"),
        (zhao, li, "principal"),
    ):
        with pytest.raises(ValidationError) as refused:
            substitutions.set_up(hand("shell"), principal, substitute, NOON, NOON + DAY)
        assert list(refused.value.message_dict) == [place]


@pytest.mark.parametrize(("sides", "allowed"), TOGETHER.items())
def test_nobody_stands_in_for_a_side_that_checks_their_own(
    zhao: User, office: Organization, sides: tuple[str, str], allowed: bool
) -> None:
    colleague = User.objects.create_user("colleague", name="演示·同事", unit=zhao.unit)
    for person, side in ((zhao, sides[0]), (colleague, sides[1])):
        unit = Organization.objects.get_or_create(code=side, name=side, kind=side)[0]
        Membership.objects.create(user=person, organization=unit, role=SOME_ROLE[side])
    for principal, substitute, begins in ((zhao, colleague, NOON), (colleague, zhao, NOON + DAY)):
        if allowed:
            substitutions.set_up(hand("security"), principal, substitute, begins, begins + DAY)
            continue
        with pytest.raises(ValidationError, match="相互监督") as refused:
            substitutions.set_up(hand("security"), principal, substitute, begins, begins + DAY)
        assert list(refused.value.message_dict) == ["substitute"]


def test_whoever_holds_roles_of_two_sides_from_before_is_found(li: User, zhao: User, office: Organization) -> None:
    provider = Organization.objects.create(code="cloud", name="云", kind="provider")
    Membership.objects.bulk_create([Membership(user=li, organization=provider, role=roles.PROVIDER_DESK)])
    assert rights.of_two_sides(Membership.objects.all()) == {li.pk}


@pytest.mark.parametrize("who", ["system", "audit"])
def test_nobody_else_lends_what_is_not_theirs(li: User, zhao: User, who: str) -> None:
    with pytest.raises(PermissionDenied):
        substitutions.set_up(hand(who), li, zhao, NOON, NOON + DAY)
    row = substitutions.set_up(hand("security"), li, zhao, NOON, NOON + DAY)
    for by in (hand(who), Hand(zhao, NOON)):
        with pytest.raises(PermissionDenied):
            substitutions.end(by, row)
