"""接口令牌: one's own with when they were made and used; revoked with a fresh proof, by their owner alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from accounts import tokens
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry

ADDRESS = "/profile/tokens/"


@pytest.fixture
def issued(world: World) -> tuple:
    return tokens.issue(world.user("clerk"), "月报程序")


def use(text: str) -> int:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {text}")
    return client.get("/api/v1/notices/").status_code


def test_they_are_listed_with_when_they_were_used(world: World, visitor: Visitor, issued: tuple) -> None:
    assert "月报程序" in words(visitor.get("clerk", ADDRESS))
    assert issued[0].named.used_at is None
    assert use(issued[1]) == 200
    issued[0].named.refresh_from_db()
    first = issued[0].named.used_at
    assert first is not None
    use(issued[1])
    issued[0].named.refresh_from_db()
    assert issued[0].named.used_at == first  # once in an hour
    assert "月报程序" not in words(visitor.get("lead", ADDRESS))


def test_a_token_is_revoked_after_the_password_and_on_record(world: World, visitor: Visitor, issued: tuple) -> None:
    path = f"{ADDRESS}{issued[0].token_key}/revoke/"
    assert "使用令牌“月报程序”的程序" in words(visitor.get("clerk", path))
    visitor.post("clerk", path, {"password": "not-the-password"}, expect=200)
    assert use(issued[1]) == 200
    assert "令牌已撤销" in words(visitor.post("clerk", path, {"password": settings.DEMO_PASSWORD}))
    assert use(issued[1]) == 401
    entry = AuditEntry.objects.get(action="token_revoked")
    assert (entry.actor.username, entry.data["token"]) == ("clerk", "月报程序")


@pytest.mark.parametrize("who", ["lead", "sysadmin", "secadmin"])
def test_nobody_else_finds_it_here(visitor: Visitor, issued: tuple, who: str) -> None:
    path = f"{ADDRESS}{issued[0].token_key}/revoke/"
    visitor.get(who, path, expect=404)
    visitor.post(who, path, {"password": settings.DEMO_PASSWORD}, expect=404)
    assert use(issued[1]) == 200


def test_a_token_of_before_names_has_no_time_of_use(world: World, visitor: Visitor, issued: tuple) -> None:
    issued[0].named.delete()
    assert use(issued[1]) == 200
    assert issued[0].token_key[:8] in visitor.get("clerk", ADDRESS)


def test_all_of_them_end_with_the_account(world: World, issued: tuple) -> None:
    from accounts.doors import people
    from accounts.doors.hands import Hand

    people.stop(Hand(world.user("sysadmin"), world.now + timedelta(minutes=1)), world.user("clerk"))
    assert use(issued[1]) == 401
