import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.models import Membership, Organization, User

TICKET_ROLES = sorted(roles.PARTY)
ADMINS = sorted(roles.ADMINS)


def test_every_role_has_a_label_and_either_a_party_or_an_office():
    assert set(roles.LABELS) == set(roles.PARTY) | roles.ADMINS
    assert not set(roles.PARTY) & roles.ADMINS


def refused_by_the_database(user: User, unit: Organization, role: str) -> bool:
    try:
        with transaction.atomic():
            Membership.objects.create(user=user, organization=unit, role=role)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("admin", ADMINS)
@pytest.mark.parametrize("other", [*TICKET_ROLES, *ADMINS])
def test_an_administrator_holds_no_other_role(li: User, office: Organization, admin: str, other: str):
    Membership.objects.all().delete()
    operator = Organization.objects.create(code="operator", name="平台运营单位", kind="operator")
    Membership.objects.create(user=li, organization=operator, role=admin)
    second = Organization.objects.create(code="second", name="第二单位", kind="operator")
    with pytest.raises(ValidationError):
        Membership(user=li, organization=second, role=other).full_clean()
    assert refused_by_the_database(li, second, other)


@pytest.mark.parametrize("admin", ADMINS)
def test_who_handles_tickets_becomes_no_administrator(li: User, office: Organization, admin: str):
    with pytest.raises(ValidationError):
        Membership(user=li, organization=office, role=admin).full_clean()
    assert refused_by_the_database(li, office, admin)


def test_a_role_cannot_be_turned_into_an_administrators_by_update(li: User, office: Organization):
    second = Membership.objects.create(user=li, organization=office, role=roles.AGENCY_LEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=second.pk).update(role=roles.AUDIT_ADMIN)


def test_one_person_may_hold_several_ticket_roles_but_each_once(li: User, office: Organization):
    assert not refused_by_the_database(li, office, roles.AGENCY_LEAD)
    assert refused_by_the_database(li, office, roles.AGENCY_LEAD)


def test_an_unknown_role_or_kind_of_unit_is_refused(li: User, office: Organization):
    assert refused_by_the_database(li, office, "mayor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(code="club", name="club", kind="club")
