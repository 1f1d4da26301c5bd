import re
import time

import pytest
import time_machine
from allauth.mfa.totp.internal import auth

from accounts import lock
from accounts.models import SignInFailure
from tests.accounts.conftest import PASSWORD

STEP_SECONDS = 30


def code_now(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // STEP_SECONDS))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def set_up(client, sign_in) -> str:
    """The person sets up an authenticator app and signs out again. Returns what the app was told."""
    sign_in()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert 'src="data:image' in page.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    client.post("/accounts/logout/")
    return secret


@pytest.fixture
def secret(client, li, sign_in) -> str:
    return set_up(client, sign_in)


def test_the_password_alone_opens_nothing_and_the_code_does_once(client, secret, sign_in):
    with time_machine.travel(time.time() + 10 * STEP_SECONDS, tick=False):
        assert sign_in().headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert not signed_in(client)
        assert client.get("/accounts/2fa/authenticate/").status_code == 200
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert signed_in(client)
        client.post("/accounts/logout/")
        sign_in()
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert not signed_in(client)


def test_the_code_that_set_the_app_up_does_not_sign_in(client, li, sign_in):
    with time_machine.travel(time.time(), tick=False):
        secret = set_up(client, sign_in)
        assert sign_in().headers["Location"].startswith("/accounts/2fa/authenticate/")
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert not signed_in(client)


def test_what_is_asked_for_is_called_as_its_reader_calls_it(client, secret, sign_in):
    page = client.get(sign_in(headers={"accept-language": "zh-hans"}).url).content.decode()
    assert re.search(r"<label[^>]*>\s*验证码", page)
    assert "代码" not in page


def test_a_wrong_code_is_refused(client, secret, sign_in):
    sign_in()
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert page.context["form"].errors
    assert not signed_in(client)


def test_guessing_codes_locks_the_name_and_the_password_does_not_unlock_it(client, secret, sign_in, events):
    for _ in range(lock.FAILURES_PER_NAME):
        sign_in()
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    with time_machine.travel(time.time() + 10 * STEP_SECONDS, tick=False):
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert not signed_in(client)
        sign_in()
        assert events[-1].name == "sign_in_locked"
        assert [event.name for event in events].count("sign_in_failed") == lock.FAILURES_PER_NAME


def test_a_sign_in_with_both_clears_the_count(client, secret, sign_in):
    sign_in()
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    with time_machine.travel(time.time() + 10 * STEP_SECONDS, tick=False):
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert signed_in(client)
        assert not SignInFailure.objects.exists()
