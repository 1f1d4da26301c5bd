from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken

from accounts.models import User

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def robot(db) -> User:
    return User.objects.create_user("robot", name="演示·接口账号")


def create(username: str, *options: str) -> str:
    out = StringIO()
    call_command("create_token", username, *options, stdout=out)
    return out.getvalue().strip()


def status(token: str) -> int:
    return Client().get("/api/v1/contracts/", headers={"Authorization": f"Token {token}"}).status_code


def test_the_token_opens_the_api_and_is_kept_only_as_a_digest(robot):
    token = create("robot")
    assert status(token) == 200
    assert status(token[:-1] + "0" if token[-1] != "0" else token[:-1] + "1") == 401
    assert token not in str(list(AuthToken.objects.values()))


@pytest.mark.parametrize(("options", "days"), [((), 90), (("--days", "7"), 7)])
def test_it_ends_after_its_days(robot, options, days):
    with time_machine.travel(NOON, tick=False) as clock:
        token = create("robot", *options)
        clock.move_to(NOON + timedelta(days=days) - timedelta(seconds=1))
        assert status(token) == 200
        clock.move_to(NOON + timedelta(days=days, seconds=1))
        assert status(token) == 401


@pytest.mark.parametrize(
    ("username", "options", "said"),
    [
        ("nobody", (), "nobody"),
        ("gone", (), "gone"),
        ("robot", ("--days", "0"), "--days"),
        ("robot", ("--days", "4000"), "--days"),
    ],
)
def test_a_mistake_is_told_in_one_line(robot, username, options, said):
    User.objects.create_user("gone", is_active=False)
    with pytest.raises(CommandError, match=said):
        create(username, *options)
    assert not AuthToken.objects.exists()
