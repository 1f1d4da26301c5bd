"""登录会话: where one is signed in, in words; one session or all others ended; how signing in went of late."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry

ADDRESS = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36"


def sign_in(agent: str, who: str = "clerk", password: str = settings.DEMO_PASSWORD) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/accounts/login/", {"login": who, "password": password})
    return client


def read(client: Client) -> str:
    return words(client.get(ADDRESS).content.decode())


@pytest.fixture
def here(world: World, clock_at) -> Client:
    with time_machine.travel(world.now, tick=False):
        clock_at(world.now)
        yield sign_in(FIREFOX)


def test_each_session_is_told_in_words(here: Client, world: World) -> None:
    sign_in(WINDOWS)
    page = read(here)
    assert "Linux，Firefox 当前会话" in page
    assert "Windows 10/11，Chrome" in page
    assert "2026-03-02 10:00" in page


def test_one_session_is_ended_and_it_is_on_record(here: Client) -> None:
    elsewhere, third = sign_in(WINDOWS), sign_in(WINDOWS)
    row = UserSession.objects.get(session_key=elsewhere.session.session_key)
    assert "该会话已退出" in words(here.post(ADDRESS, {"session": row.pk}, follow=True).content.decode())
    assert elsewhere.get("/profile/").status_code == 302
    assert third.get("/profile/").status_code == here.get("/profile/").status_code == 200
    entry = AuditEntry.objects.get(action="sessions_ended")
    assert (entry.actor.username, entry.data["username"], entry.data["sessions"]) == ("clerk", "clerk", 1)


def test_all_others_are_ended(here: Client) -> None:
    others = [sign_in(WINDOWS), sign_in(WINDOWS)]
    assert "已退出其他2个会话" in words(here.post(ADDRESS, follow=True).content.decode())
    assert [one.get("/profile/").status_code for one in others] == [302, 302]
    assert "退出其他会话" not in read(here)


@pytest.mark.parametrize("typed", ["0", "-1", "x", "９", "9" * 30])
def test_a_session_that_is_not_there_ends_nothing(here: Client, typed: str) -> None:
    assert "该会话此前已退出" in words(here.post(ADDRESS, {"session": typed}, follow=True).content.decode())


def test_nobody_ends_the_session_of_somebody_else(here: Client) -> None:
    other = sign_in(WINDOWS, "lead")
    row = UserSession.objects.get(session_key=other.session.session_key)
    here.post(ADDRESS, {"session": row.pk})
    here.post(ADDRESS)
    assert other.get("/profile/").status_code == 200


def test_a_session_that_ran_out_is_not_listed(world: World, clock_at) -> None:
    with time_machine.travel(world.now, tick=False) as clock:
        clock_at(world.now)
        sign_in(WINDOWS)
        clock.shift(timedelta(minutes=31))
        clock_at(world.later(minutes=31).now)
        assert "Windows" not in read(sign_in(FIREFOX)).split("最近登录记录")[0]


def test_sign_ins_and_failures_of_late_are_told_with_their_address(here: Client) -> None:
    sign_in(WINDOWS, password="not-the-password")
    sign_in(WINDOWS, who="lead", password="not-the-password")
    history = read(here).split("最近登录记录")[1]
    assert history.count("登录失败") == 1
    assert "2026-03-02 10:00 登录失败 127.0.0.1 2026-03-02 10:00 登录 127.0.0.1" in history


def test_what_is_older_than_half_a_year_is_not(world: World, visitor: Visitor) -> None:
    with time_machine.travel(world.now, tick=False):
        sign_in(WINDOWS, password="not-the-password")
    assert "登录失败" in words(visitor.get("clerk", ADDRESS))
    world.later(days=181)
    assert "登录失败" not in words(visitor.get("clerk", ADDRESS))


def test_many_sign_ins_cost_no_more(here: Client) -> None:
    here.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        here.get(ADDRESS)
    for _one in range(4):
        sign_in(WINDOWS)
    with CaptureQueriesContext(connection) as many:
        here.get(ADDRESS)
    assert len(many.captured_queries) == len(few.captured_queries) <= 13


def test_a_wrong_password_at_a_confirmation_is_no_failed_sign_in(world: World, visitor: Visitor) -> None:
    client = visitor.client("clerk")
    client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert AuditEntry.objects.filter(action="confirmation_failed", data__username="clerk").exists()
    said = words(visitor.get("clerk", "/accounts/sessions/"))
    assert "重新验证失败" in said
    assert "登录失败" not in said
