"""The system administrator's pages: people and units found, made, changed, disabled and restored."""

import re

import pytest
from django.test import Client

from accounts import mailboxes
from accounts.models import Organization, User
from tests.pages.conftest import Filled, Visitor, words
from tests.world import World
from tickets.models import AuditEntry

PROOF = {"password": "Zhengwu-2026-Demo"}


def test_a_person_is_made_and_the_first_password_is_shown_once(world: World, visitor: Visitor, settings) -> None:
    office = world.user("clerk").memberships.get().organization
    body = {"username": "zhao", "name": "演示·赵", "unit": office.code, "email": "zhao@example.cn", "phone": ""}
    page = visitor.post("sysadmin", "/manage/people/new/", body, expect=200)
    user = User.objects.get(username="zhao")
    password = re.findall(r"<code>([^<]+)</code>", page)[1]
    assert user.check_password(password)
    assert password not in visitor.get("sysadmin", f"/manage/people/{user.pk}/")
    assert "尚无角色" in words(visitor.get("sysadmin", f"/manage/people/{user.pk}/"))
    settings.DEMO = False
    mine = Client()
    assert mine.post("/accounts/login/", {"login": "zhao", "password": password}).status_code == 302
    assert mine.get("/").headers["Location"] == "/accounts/password/change/"


def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    body = {"username": "Clerk", "name": "演示·赵", "phone": "问前台", "email": "x"}
    page = visitor.post("sysadmin", "/manage/people/new/", body, expect=200)
    said = words(page)
    assert all(one in said for one in ("已有账号“Clerk”", "问前台", "邮箱"))
    assert 'value="演示·赵"' in page


def test_people_are_found_by_name_unit_and_state(world: World, visitor: Visitor) -> None:
    def shown(query: str) -> set[str]:
        page = visitor.get("sysadmin", f"/manage/people/?{query}")
        return set(re.findall(r'href="/manage/people/\d+/">([^<]+)</a>', page))

    User.objects.filter(username="vendor").update(is_active=False)
    User.objects.create(username="fresh", name="演示·新来")
    assert shown("q=工程师") == {"engineer"}
    assert shown("q=DESK") == {"desk"}
    assert shown(f"unit={world.contract.provider.code}") == {"desk", "engineer", "manager"}
    assert shown("state=disabled") == {"vendor"}
    assert shown("state=without_role") == {"fresh"}
    assert "fresh" in shown("state=no_mail")
    assert shown("q=nobody") == set()
    assert shown("state=x") == shown("unit=x") == set()


def test_a_person_is_changed_and_the_log_says_old_and_new(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    path = f"/manage/people/{clerk.pk}/edit/"
    changed = {"name": "演示·经办人", "email": "", "phone": "010-00000009"}
    page = visitor.post("sysadmin", path, opened(visitor, path) | changed)
    assert "修改已保存" in words(page)
    data = AuditEntry.objects.get(action="account_changed").data
    assert (data["old"]["name"], data["new"]["name"]) == ("演示·经办员", "演示·经办人")
    assert mailboxes.newest(clerk) == ""
    assert "未作修改" in words(visitor.post("sysadmin", path, opened(visitor, path) | changed))


def opened(visitor: Visitor, path: str) -> dict[str, str]:
    """What a browser would send of the form as the administrator has it open."""
    return Filled(visitor.get("sysadmin", path), "opened").body


def test_of_two_who_change_a_person_the_second_sees_both_versions_and_chooses(world: World, visitor: Visitor) -> None:
    clerk, other = world.user("clerk"), world.contract.provider
    path = f"/manage/people/{clerk.pk}/edit/"
    mine = opened(visitor, path) | {"name": "我改的姓名", "phone": "010-00000001"}
    first = opened(visitor, path) | {"name": "他改的姓名", "unit": other.code}
    visitor.post("sysadmin", path, first)
    page = visitor.post("sysadmin", path, mine, expect=409)
    assert f"您填写的 我改的姓名 采用现在的 {world.user('sysadmin')}" in words(page)
    assert all(one in words(page) for one in ("他改的姓名", f"{other} "))
    again = Filled(page, "take-name").body
    assert (again["take-name"], again["take-unit"], "take-phone" in again) == ("mine", "mine", False)
    visitor.post("sysadmin", path, again | {"take-unit": "theirs"})
    clerk.refresh_from_db()
    assert (clerk.name, clerk.unit, clerk.phone) == ("我改的姓名", other, "010-00000001")


def test_who_comes_third_is_not_overwritten_either(world: World, visitor: Visitor) -> None:
    path = f"/manage/units/{world.contract.agency.code}/"
    mine = opened(visitor, path) | {"name": "我改的名称"}
    visitor.post("sysadmin", path, opened(visitor, path) | {"name": "他改的名称"})
    again = Filled(visitor.post("sysadmin", path, mine, expect=409), "take-name").body
    visitor.post("sysadmin", path, opened(visitor, path) | {"short_name": "第三人改的"})
    page = visitor.post("sysadmin", path, again | {"take-name": "theirs"}, expect=409)
    assert Filled(page, "take-name").body["take-name"] == "theirs"
    assert "第三人改的" in page
    visitor.post("sysadmin", path, Filled(page, "take-name").body | {"take-short_name": "theirs"})
    unit = Organization.objects.get(pk=world.contract.agency_id)
    assert (unit.name, unit.short_name) == ("他改的名称", "第三人改的")


def test_an_account_is_disabled_and_restored_by_its_page_with_the_password(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    visitor.get("clerk", "/")
    path = f"/manage/people/{clerk.pk}/act/stop/"
    assert "密码不正确" in words(visitor.post("sysadmin", path, {"password": "no"}, expect=200))
    assert User.objects.get(pk=clerk.pk).is_active
    page = visitor.post("sysadmin", path, PROOF)
    assert "已停用" in words(page)
    assert visitor.client("clerk").get("/").status_code == 302
    page = visitor.get("sysadmin", f"/manage/people/{clerk.pk}/act/restore/")
    assert 'name="password"' not in page  # it was given a moment ago
    assert "已恢复" in words(visitor.post("sysadmin", f"/manage/people/{clerk.pk}/act/restore/", {}))
    assert "正在使用" in words(visitor.post("sysadmin", f"/manage/people/{clerk.pk}/act/restore/", {}, expect=200))


def test_units_are_made_and_renamed(visitor: Visitor) -> None:
    body = {"code": "operator", "kind": "operator", "name": "政务云工单运营中心", "short_name": "运营中心"}
    assert "政务云工单运营中心" in visitor.post("sysadmin", "/manage/units/new/", body)
    again = visitor.post("sysadmin", "/manage/units/new/", body | {"code": "Operator"}, expect=200)
    assert "已有代码为“operator”的单位（政务云工单运营中心）。代码不区分大小写" in words(again)
    path = "/manage/units/operator/"
    page = visitor.post("sysadmin", path, opened(visitor, path) | {"name": "运营中心（新）", "short_name": ""})
    assert "运营中心（新）" in page
    assert Organization.objects.get(code="operator").kind == "operator"


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
def test_a_person_that_there_is_not_is_not_there(visitor: Visitor, pk: int) -> None:
    for rest in ("", "edit/", "act/stop/"):
        visitor.get("sysadmin", f"/manage/people/{pk}/{rest}", expect=404)
