"""The security administrator's pages: roles, passwords, locks, second factors, tokens, substitutes, the review."""

import re
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.test import Client

from accounts import lock, sessions, tokens
from accounts.models import Membership, Substitution, User
from tests.pages.addresses import secured
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry, Notice

PROOF = {"password": "Zhengwu-2026-Demo"}


def person(world: World, name: str) -> str:
    return f"/manage/people/{world.user(name).pk}/"


def test_a_role_is_granted_and_taken_and_the_person_may_at_once(world: World, visitor: Visitor) -> None:
    unit = world.user("clerk").memberships.get().organization
    User.objects.create(username="zhao", name="演示·赵", unit=unit)
    assert visitor.get("zhao", "/tickets/new/")
    page = visitor.post("secadmin", person(world, "zhao"), {"unit": unit.pk, "role": "agency_lead", **PROOF})
    assert "已授予：使用单位负责人" in words(page)
    place = Membership.objects.get(user__username="zhao")
    path = f"{person(world, 'zhao')}roles/{place.pk}/take/"
    assert "使用单位负责人" in visitor.get("secadmin", path)
    assert "角色已收回" in words(visitor.post("secadmin", path, {}))
    assert not Membership.objects.filter(user__username="zhao").exists()


def test_what_does_not_fit_is_said_and_nothing_is_granted(world: World, visitor: Visitor) -> None:
    unit = world.user("clerk").memberships.get().organization
    for role, said in (("provider_lead", "不设角色"), ("agency_clerk", "已担任")):
        page = visitor.post("secadmin", person(world, "clerk"), {"unit": unit.pk, "role": role, **PROOF}, expect=200)
        assert said in words(page)
    assert "密码" in words(visitor.post("secadmin", person(world, "lead"), {"unit": unit.pk, "role": "x"}, expect=200))


def test_a_password_is_reset_and_shown_once(world: World, visitor: Visitor) -> None:
    page = visitor.post("secadmin", f"{person(world, 'clerk')}act/reset-password/", PROOF, expect=200)
    password = re.findall(r"<code>([^<]+)</code>", page)[1]
    clerk = User.objects.get(username="clerk")
    assert clerk.check_password(password)
    assert clerk.must_change_password
    assert Notice.objects.filter(event="sign_in_reset", recipient=clerk).exists()


def test_a_locked_person_is_found_and_let_in(world: World, visitor: Visitor) -> None:
    for _number in range(lock.FAILURES_PER_NAME):
        lock.count_failure("clerk", "10.0.0.1", world.now)
    assert "演示·经办员" in words(visitor.get("secadmin", "/manage/locks/"))
    assert "锁定至" in words(visitor.get("secadmin", person(world, "clerk")))
    visitor.post("secadmin", f"{person(world, 'clerk')}act/unlock/", {})
    assert "没有锁定" in words(visitor.get("secadmin", "/manage/locks/"))


def test_a_locked_address_is_let_in(world: World, visitor: Visitor) -> None:
    for number in range(lock.FAILURES_PER_ADDRESS):
        lock.count_failure(f"guess{number}", "10.0.0.1", world.now)
    page = visitor.post("secadmin", "/manage/locks/", {"address": "10.0.0.1"})
    assert "已解除地址 10.0.0.1" in words(page)
    assert not lock.standing(world.now)


def test_a_lost_second_factor_is_reset(world: World, visitor: Visitor) -> None:
    secured(world.user("finance"))
    visitor.post("secadmin", f"{person(world, 'finance')}act/reset-factor/", PROOF)
    assert not is_mfa_enabled(User.objects.get(username="finance"))


def test_tokens_are_seen_by_name_and_revoked(world: World, visitor: Visitor) -> None:
    token, text = tokens.issue(world.user("clerk"), "月报程序")
    page = visitor.get("secadmin", person(world, "clerk"))
    assert "月报程序" in page
    assert text not in page
    visitor.post("secadmin", f"{person(world, 'clerk')}tokens/{token.token_key}/revoke/", {})
    assert not tokens.of(world.user("clerk")).exists()


def test_a_substitute_is_set_for_kinds_and_days_and_ended_and_both_are_told(world: World, visitor: Visitor) -> None:
    body = {
        "principal": "LEAD",
        "substitute": "clerk",
        "starts": "2026-03-02T10:00",
        "ends": "2026-03-06T18:00",
        "kinds": ["restart", "change"],
        "note": "出差",
        **PROOF,
    }
    page = visitor.post("secadmin", "/manage/substitutions/", body)
    assert "已通知双方" in words(page)
    row = Substitution.objects.get()
    assert (row.principal, row.substitute, row.kinds) == (
        world.user("lead"),
        world.user("clerk"),
        ["change", "restart"],
    )
    world.later(hours=1)
    User.objects.filter(username="clerk").update(is_active=False)
    marked = "演示·经办员的账号已停用，代办不起作用"
    for who, where in (
        ("secadmin", "/manage/substitutions/"),
        ("secadmin", person(world, "lead")),
        ("lead", "/profile/substitutes/"),
    ):
        assert marked in words(visitor.get(who, where))
    visitor.post("secadmin", f"/manage/substitutions/{row.pk}/end/", {})
    assert Substitution.objects.get().ends == world.now
    told = Notice.objects.filter(event__startswith="substitute").values_list("event", "recipient__username")
    assert set(told) == {(event, who) for event in ("substitute_set", "substitute_ended") for who in ("lead", "clerk")}


def test_a_substitute_who_cannot_be_is_refused_at_the_field_and_nothing_typed_is_lost(
    world: World, visitor: Visitor
) -> None:
    body = {"principal": "lead", "starts": "2026-03-02T10:00", "ends": "2026-03-06T18:00", "note": "出差", **PROOF}
    for substitute, said in (
        ("engineer", "不在同一单位"),
        ("nobody", "没有账号“nobody”"),
        ("sysadmin", "管理员不办理"),
    ):
        page = visitor.post("secadmin", "/manage/substitutions/", body | {"substitute": substitute}, expect=200)
        assert said in words(page)
        assert 'value="出差"' in page
    assert not Substitution.objects.exists()


def test_whoever_holds_roles_of_two_sides_from_before_is_marked(world: World, visitor: Visitor) -> None:
    clerk, other = world.user("clerk"), world.user("desk").memberships.get()
    assert "双方任职" not in visitor.get("secadmin", "/manage/review/")
    Membership.objects.bulk_create([Membership(user=clerk, organization=other.organization, role=other.role)])
    for who in ("sysadmin", "secadmin"):
        assert "分属相互监督的两方" in words(visitor.get(who, person(world, "clerk")))
    assert "分属相互监督的两方" not in visitor.get("secadmin", person(world, "lead"))
    review = words(visitor.get("secadmin", "/manage/review/"))
    assert "1人的角色分属相互监督的两方" in review
    assert review.count(f"{clerk} 双方任职") == 2


def test_a_substitute_of_the_other_side_is_refused_in_words(world: World, visitor: Visitor) -> None:
    world.user("desk").memberships.all().delete()
    desk, clerk = world.user("desk"), world.user("clerk")
    desk.unit = clerk.unit
    desk.save(update_fields=["unit"])
    provider = world.user("manager").memberships.get()
    Membership.objects.create(user=desk, organization=provider.organization, role="provider_desk")
    body = {"principal": "clerk", "substitute": "desk", "starts": "2026-03-03T09:00", "ends": "2026-03-04T09:00"}
    page = words(visitor.post("secadmin", "/manage/substitutions/", {**body, **PROOF}, expect=200))
    assert "相互监督的两方，不得由同一人代表" in page
    assert not Substitution.objects.exists()


def test_the_review_is_signed_over_the_list_that_was_read(world: World, visitor: Visitor) -> None:
    page = visitor.get("secadmin", "/manage/review/")
    assert "演示·经办员" in page
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    world.user("vendor").memberships.all().delete()
    page = visitor.post("secadmin", "/manage/review/", {"digest": digest, **PROOF}, expect=200)
    assert "请核对当前清单" in words(page)
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    page = visitor.post("secadmin", "/manage/review/", {"digest": digest})
    assert "此后无变更" in words(page)
    data = AuditEntry.objects.get(action="rights_reviewed").data
    assert (data["people"], data["roles"], data["digest"]) == (12, 12, digest)


def test_dormant_accounts_are_listed(world: World, visitor: Visitor, settings) -> None:
    settings.DORMANT_DAYS = 90
    User.objects.update(last_login=world.now, date_joined=world.now)
    User.objects.filter(username="officer").update(last_login=world.now - timedelta(days=91))
    User.objects.filter(username="vendor").update(last_login=None, date_joined=world.now - timedelta(days=91))
    page = visitor.get("secadmin", "/manage/people/?state=dormant")
    assert set(re.findall(r'href="/manage/people/\d+/">([^<]+)</a>', page)) == {"officer", "vendor"}


def test_no_role_is_given_to_a_disabled_account_and_none_is_offered(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    path, held = f"/manage/people/{clerk.pk}/", clerk.memberships.count()
    assert 'name="role"' not in visitor.get("secadmin", path)
    body = {"unit": clerk.memberships.get().organization_id, "role": "agency_lead", "password": "Zhengwu-2026-Demo"}
    assert "已停用" in words(visitor.post("secadmin", path, body, expect=200))
    assert clerk.memberships.count() == held


def test_the_sessions_counted_are_those_that_still_let_somebody_in(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "clerk", "password": "Zhengwu-2026-Demo"})
    elsewhere.get("/profile/")
    assert len(sessions.standing(clerk, world.now)) == 1
    shown = words(visitor.get("secadmin", f"/manage/people/{clerk.pk}/"))
    clerk.set_password("Plum-Orchard-41")
    clerk.save()
    assert words(visitor.get("secadmin", f"/manage/people/{clerk.pk}/")) != shown
    assert sessions.standing(clerk, world.now) == []
