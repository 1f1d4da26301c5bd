"""Whoever cannot sign in is told until when, whom to call, and how a forgotten password is set anew."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import lock, tokens
from accounts.passwords import DemoPasswordValidator

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def page(client) -> str:
    return client.get("/accounts/login/").content.decode()


def test_a_locked_person_is_told_until_when_and_whom_to_call(client, li, sign_in, settings):
    settings.SUPPORT_CONTACT = "信息中心 8123-4567"
    with time_machine.travel(NOON, tick=False):
        for _time in range(lock.FAILURES_PER_NAME):
            sign_in(password="wrong")
        assert "请于12:15后重试，或联系信息中心 8123-4567解锁" in sign_in().content.decode()
    assert "登录求助：信息中心 8123-4567" in page(client)


def test_a_forgotten_password_has_its_way_where_mail_goes_out(client, db, settings):
    settings.DEFAULT_FROM_EMAIL = settings.NO_SENDER
    assert "/accounts/password/reset/" not in page(client)
    assert "安全管理员" in page(client)
    settings.DEFAULT_FROM_EMAIL = "orders@example.cn"
    assert "/accounts/password/reset/" in page(client)


def test_the_demo_s_password_opens_nothing_outside_the_demo(client, li, sign_in, settings):
    li.set_password(settings.DEMO_PASSWORD)
    li.save()
    settings.DEMO = False
    assert sign_in("li", settings.DEMO_PASSWORD).status_code == 200
    with pytest.raises(ValidationError, match="演示环境"):
        DemoPasswordValidator().validate(settings.DEMO_PASSWORD)


@pytest.mark.parametrize("owes", ["password", "factor", "nothing"])
def test_a_token_is_no_way_around_what_its_owner_owes(li, settings, owes):
    settings.DEMO, settings.MFA_REQUIRED = False, owes == "factor"
    li.must_change_password = owes == "password"
    li.save()
    _token, text = tokens.issue(li, "报表")
    answer = Client().get("/api/v1/kinds/", headers={"Authorization": f"Token {text}"})
    assert answer.status_code == (200 if owes == "nothing" else 401)
