from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts import lock
from accounts.models import SignInFailure, User
from tests.accounts.conftest import PASSWORD

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in_under_a_new_session_and_is_recorded(client, li, sign_in, events):
    client.get("/accounts/login/")
    before = client.session.session_key
    answer = sign_in()
    assert answer.status_code == 302
    assert signed_in(client)
    assert client.session.session_key != before
    assert [(event.name, event.actor, event.address) for event in events] == [("signed_in", li, "127.0.0.1")]


def test_the_answer_to_a_failure_is_the_same_whatever_was_wrong(client, li, sign_in):
    User.objects.create_user("gone", "", PASSWORD, is_active=False)
    pages = [sign_in("li", "Wrong-Password-1"), sign_in("nobody", PASSWORD), sign_in("gone", PASSWORD)]
    errors = [page.context["form"].non_field_errors() for page in pages]
    assert errors[0] == errors[1] == errors[2]
    assert errors[0]
    assert not signed_in(client)


def test_a_failure_is_recorded_with_the_name_only_if_it_is_an_accounts(client, li, sign_in, events):
    sign_in("li", "Wrong-Password-1")
    sign_in("My-Secret-Typed-Here", "x")
    assert [(event.name, event.data) for event in events] == [
        ("sign_in_failed", {"username": "li"}),
        ("sign_in_failed", {"username": ""}),
    ]
    assert not SignInFailure.objects.filter(name_digest__contains="My-Secret").exists()


@pytest.mark.parametrize("name", ["li", "nobody"])
def test_five_failures_lock_the_name_for_a_quarter_of_an_hour(client, li, sign_in, events, name):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(lock.FAILURES_PER_NAME):
            sign_in(name, "Wrong-Password-1")
        assert "登录失败次数过多，请于12:15后重试，或联系安全管理员解锁。" in str(sign_in(name).context["form"].errors)
        assert not signed_in(client)
        assert events[-1].name == "sign_in_locked"
        clock.move_to(NOON + lock.WINDOW)
        sign_in()
        assert signed_in(client)


def test_a_success_clears_the_count_of_the_name(client, li, sign_in):
    for _ in range(lock.FAILURES_PER_NAME - 1):
        sign_in("li", "Wrong-Password-1")
    sign_in()
    assert signed_in(client)
    client.post("/accounts/logout/")
    sign_in("li", "Wrong-Password-1")
    sign_in()
    assert signed_in(client)


def test_an_address_that_guesses_at_many_names_is_locked(client, li, sign_in):
    now = datetime.now(UTC)
    for n in range(lock.FAILURES_PER_ADDRESS):
        lock.count_failure(f"name{n}", "127.0.0.1", now)
    sign_in()
    assert not signed_in(client)


def test_old_failures_are_not_kept(db):
    lock.count_failure("li", "", NOON)
    lock.count_failure("li", "", NOON + lock.WINDOW + timedelta(seconds=1))
    assert SignInFailure.objects.count() == 1


def test_nobody_can_register(client, db):
    assert "账号由管理员开通" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="x").exists()


def test_signing_out_takes_a_post_and_is_recorded(client, li, sign_in, events):
    sign_in()
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert events[-1].name == "signed_out"


def test_the_sign_in_page_shows_the_demo_accounts_in_demo_mode_only(client, li, settings):
    li.demo = True
    li.save()
    settings.DEMO = True
    page = client.get("/accounts/login/").content.decode()
    assert settings.DEMO_PASSWORD in page
    assert "演示单位办公室" in page
    settings.DEMO = False
    page = client.get("/accounts/login/").content.decode()
    assert settings.DEMO_PASSWORD not in page
    assert "演示单位办公室" not in page


def test_a_failed_sign_in_keeps_the_name_that_was_typed(client, li, sign_in):
    page = sign_in("li", "Wrong-Password-1").content.decode()
    assert 'value="li"' in page
    assert "错误：" in page


def test_faults_are_counted_and_lead_to_their_controls_in_the_page_s_own_words(client, db):
    empty = client.post("/accounts/login/", {}).content.decode()
    assert "有 2 处需要更正" in empty
    for place, said in (("login", "账号：请填写账号。"), ("password", "密码：请填写密码。")):
        link = empty.partition(f'href="#id_{place}"')[2].partition("</a>")[0]
        assert said in link, place
    wrong = client.post("/accounts/login/", {"login": "li", "password": "Wrong-Password-1"}).content.decode()
    assert "账号或密码不正确，请核对后重新输入。" in wrong
    assert "用户名" not in empty + wrong
