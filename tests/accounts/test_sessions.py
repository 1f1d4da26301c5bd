from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from knox.models import AuthToken

from accounts.doors import people
from accounts.management.answering import shell
from accounts.models import User

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def signed_in(client) -> bool:
    return client.get("/profile/").status_code == 200


def test_half_an_hour_without_an_act_signs_out(client, li, sign_in, events):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in()
        for minutes in (29, 58):
            clock.move_to(NOON + timedelta(minutes=minutes))
            assert signed_in(client)
        clock.move_to(NOON + timedelta(minutes=88))
        assert not signed_in(client)
    assert events[-1].name == "session_expired"


def test_what_a_page_fetches_by_itself_keeps_nobody_signed_in(client, li, sign_in):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in()
        for minutes in (0, 10, 20, 29):
            clock.move_to(NOON + timedelta(minutes=minutes))
            client.get("/profile/", headers={"X-Background": "1"})
        clock.move_to(NOON + timedelta(minutes=30))
        assert not signed_in(client)


def test_twelve_hours_end_even_a_busy_session(client, li, sign_in):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in()
        for quarters in range(1, 48):
            clock.move_to(NOON + timedelta(minutes=15 * quarters))
            assert signed_in(client)
        clock.move_to(NOON + timedelta(hours=12))
        assert not signed_in(client)


def test_a_disabled_account_loses_every_session_and_token_at_once(client, li, sign_in, events):
    sign_in()
    AuthToken.objects.create(user=li)
    people.stop(shell(), li)
    assert not signed_in(client)
    assert not Session.objects.exists()
    assert not AuthToken.objects.exists()
    assert events[-1].data == {"username": "li"}


def test_even_an_account_switched_off_by_hand_acts_no_more(client, li, sign_in):
    sign_in()
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert not signed_in(client)


def test_a_person_sees_their_sessions_and_ends_the_others(client, li, sign_in):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "li", "password": "Plum-Orchard-41"})
    sign_in()
    assert "当前会话" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/", {"session": ""})
    assert signed_in(client)
    assert not signed_in(elsewhere)


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/"])
def test_the_pages_of_the_account_open(client, li, sign_in, page):
    sign_in()
    answer = client.get(page, follow=True)
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_a_page_is_told_how_long_the_session_lasts_and_may_prolong_it(client, li, sign_in):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in()
        clock.move_to(NOON + timedelta(minutes=28, seconds=30))
        told = client.get("/session/", headers={"X-Background": "1"}).json()
        assert told == {"left": 90, "said": "您已有一段时间未操作，将于 12:30:00 自动退出登录。"}
        assert client.post("/session/").json()["left"] == 1800
        clock.move_to(NOON + timedelta(minutes=45))
        assert signed_in(client)


def test_whoever_is_signed_out_is_told_so_and_that_nothing_is_lost(client, li, sign_in):
    assert client.get("/session/").json() == {
        "left": 0,
        "said": "您已退出登录。点击提交后所填内容会为您保留，请用本人账号重新登录。",
    }
