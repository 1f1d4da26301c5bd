from datetime import UTC, datetime, timedelta

import pytest

from accounts.doors import credentials
from accounts.middleware import owed
from tests.accounts.administrators import hand

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def in_earnest(settings):
    settings.DEMO = False
    settings.PASSWORD_DAYS = 90
    return settings


def test_a_password_given_by_someone_else_is_changed_before_anything_else(client, li, sign_in, in_earnest):
    li.must_change_password = True
    li.save()
    sign_in()
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"
    assert client.post("/language/", {"language": "en"}).status_code == 302
    client.post(
        "/accounts/password/change/",
        {"oldpassword": "Plum-Orchard-41", "password1": "Plum-Orchard-42", "password2": "Plum-Orchard-42"},
    )
    assert client.get("/profile/").status_code == 200


def test_a_password_is_good_for_ninety_days_or_for_ever(li, in_earnest):
    li.password_set_at = NOON
    assert owed(li, NOON + timedelta(days=90) - timedelta(seconds=1)) == ""
    assert owed(li, NOON + timedelta(days=90)) == "account_change_password"
    in_earnest.PASSWORD_DAYS = 0
    assert owed(li, NOON + timedelta(days=900)) == ""


def test_a_second_factor_is_asked_where_the_service_requires_it(client, li, sign_in, in_earnest):
    in_earnest.MFA_REQUIRED = True
    sign_in()
    assert client.get("/profile/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_a_demo_asks_for_a_password_of_one_s_own_as_it_says_and_for_nothing_else(client, li, sign_in, settings):
    settings.DEMO = settings.MFA_REQUIRED = True
    li.password_set_at = NOON - timedelta(days=900)
    assert owed(li, NOON) == ""
    password = credentials.reset_password(hand("security"), li)
    sign_in(password=password)
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"
