"""People and units by the system administrator: what is taken, what is refused, what stands in the log."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import mailboxes, roles, tokens
from accounts.doors import people, rights, units
from accounts.models import Membership, Organization, User
from tests.accounts.administrators import NOON, appoint, hand, operator
from tickets.models import AuditEntry


def logged(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("id")


def test_a_person_comes_without_a_role_and_changes_the_password(office: Organization) -> None:
    by = hand("system")
    user, password = people.add(by, " ｚhao ", "演示·赵", unit=office, email="Zhao@Example.cn", phone="010-00000009")
    assert (user.username, user.unit, user.phone) == ("zhao", office, "010-00000009")
    assert user.must_change_password
    assert user.check_password(password)
    assert not user.memberships.exists()
    assert mailboxes.pending(user) == "zhao@example.cn"
    entry = logged("account_created")
    assert (entry.actor, entry.at, entry.data["username"]) == (by.user, NOON, "zhao")
    assert password not in str(entry.data)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"username": "LI"}, "username", "已有账号"),
        ({"username": "fınance"}, "username", "64"),
        ({"username": "z z"}, "username", "64"),
        ({"username": ""}, "username", "64"),
        ({"name": " "}, "name", "姓名"),
        ({"name": "赵" * 61}, "name", "60"),
        ({"phone": "问前台"}, "phone", "问前台"),
        ({"email": "zhao"}, "email", "邮"),
        ({"email": "li@example.invalid"}, "email", "li@example.invalid"),
    ],
)
def test_each_mistake_is_named_at_its_field(li: User, typed: dict, field: str, said: str) -> None:
    mailboxes.vouch(li, "li@example.invalid")
    by = hand("system")
    with pytest.raises(ValidationError) as refused:
        people.add(by, **{"username": "zhao", "name": "演示·赵"} | typed)
    assert list(refused.value.message_dict) == [field]
    assert said in refused.value.message_dict[field][0]
    assert not User.objects.filter(name__startswith="演示·赵").exists()


def test_the_database_takes_no_two_names_that_differ_by_case_alone(li: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Li")


def test_what_changed_of_a_person_stands_in_the_log_old_and_new(li: User, office: Organization) -> None:
    second = Organization.objects.create(code="second", name="第二单位", kind="agency")
    assert people.edit(hand("system"), li, name="演示·李新", unit=second, phone="010-00000001", email="new@example.cn")
    assert mailboxes.pending(User.objects.get(pk=li.pk)) == "new@example.cn"
    data = logged("account_changed").data
    assert data["old"] == {"name": "演示·李", "unit": "", "phone": "", "email": ""}
    assert data["new"] == {"name": "演示·李新", "unit": "second", "phone": "010-00000001", "email": "n***@example.cn"}


def test_nothing_changed_is_nothing_done(li: User) -> None:
    mailboxes.vouch(li, "li@example.cn")
    assert not people.edit(hand("system"), li, name="演示·李", unit=None, phone="", email="li@example.cn")
    assert not AuditEntry.objects.filter(action="account_changed").exists()


def test_an_address_is_taken_away(li: User) -> None:
    mailboxes.vouch(li, "li@example.cn")
    assert people.edit(hand("system"), li, name="演示·李", unit=None, phone="", email="")
    assert mailboxes.newest(li) == ""


def test_a_person_of_before_keeps_a_name_that_would_not_be_given_today(db: None) -> None:
    old = User.objects.create_user("老账号", name="演示·老")
    assert people.edit(hand("system"), old, name="演示·旧", unit=None, phone="", email="")


def test_an_account_takes_another_name_and_keeps_what_it_did(li: User, sign_in, client) -> None:
    people.rename_account(hand("system"), li, "li.qiang")
    assert sign_in("li.qiang").status_code == 302
    data = logged("account_renamed").data
    assert (data["old"], data["new"]) == ({"username": "li"}, {"username": "li.qiang"})
    assert data["rows"]["user"]["li"] is None


def test_an_account_may_change_the_case_of_its_own_name(li: User) -> None:
    people.rename_account(hand("system"), li, "Li")
    assert User.objects.get(pk=li.pk).username == "Li"


def test_a_stopped_account_comes_back_with_its_roles_and_without_its_tokens(li: User, client, sign_in) -> None:
    tokens.issue(li, "报表")
    people.stop(hand("system"), li)
    assert sign_in().status_code == 200
    assert not tokens.of(li).exists()
    with pytest.raises(ValidationError, match="已停用"):
        people.stop(hand("system"), li)
    people.restore(hand("system"), li)
    assert sign_in().status_code == 302
    assert li.memberships.get().role == roles.AGENCY_CLERK
    with pytest.raises(ValidationError, match="li"):
        people.restore(hand("system"), li)


def test_the_security_administrator_stops_an_account_and_does_not_bring_it_back(li: User) -> None:
    people.stop(hand("security"), li)
    with pytest.raises(PermissionDenied):
        people.restore(hand("security"), li)


@pytest.mark.parametrize("sort", ["system", "security", "audit"])
def test_the_last_administrator_of_a_sort_stays(db: None, sort: str) -> None:
    last = hand(sort).user
    assert last is not None
    for undo in (people.stop, lambda by, one: rights.take(by, one.memberships.get())):
        with pytest.raises(ValidationError, match="最后"):
            undo(hand("shell"), last)
    appoint("second", last.memberships.get().role)
    rights.take(hand("shell"), last.memberships.get())
    assert not Membership.objects.filter(user=last).exists()


def test_a_unit_that_no_contract_brings(db: None) -> None:
    by = hand("system")
    unit = units.add(by, "second-office", "第二运营单位", short_name="二处")
    assert (unit.kind, str(unit)) == ("operator", "二处")
    assert units.edit(by, unit, name="第二运营中心", short_name="二处")
    data = logged("unit_changed").data
    assert data["unit"] == "second-office"
    assert (data["old"], data["new"]) == ({"name": "第二运营单位"}, {"name": "第二运营中心"})
    assert not units.edit(by, unit, name="第二运营中心", short_name="二处")


@pytest.mark.parametrize(("code", "name"), [("operator", "x"), ("a b", "x"), ("", "x"), ("new", "")])
def test_a_unit_has_a_code_of_its_own_and_a_name(db: None, code: str, name: str) -> None:
    operator()
    with pytest.raises(ValidationError):
        units.add(hand("system"), code, name)


@pytest.mark.parametrize("who", ["security", "audit", "clerk"])
def test_nobody_else_has_these_doors(li: User, office: Organization, who: str) -> None:
    by, before = hand(who), AuditEntry.objects.count()
    same = {"name": "x", "unit": None, "phone": "", "email": ""}
    for act in (
        lambda: people.add(by, "zhao", "演示·赵"),
        lambda: people.edit(by, li, **same),
        lambda: people.rename_account(by, li, "zhao"),
        lambda: people.restore(by, li),
        lambda: people.register_phone(by, li, "010-00000009"),
        lambda: units.add(by, "second", "第二单位"),
        lambda: units.edit(by, office, name="x", short_name=""),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == before
