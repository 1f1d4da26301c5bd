"""Demo accounts exist in demo mode only, even in a database that was a demo once."""

import pytest
from django.test import RequestFactory
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from accounts.gate import TokenGate


@pytest.fixture
def demo_li(li):
    li.demo = True
    li.save()
    return li


def test_outside_a_demo_a_demo_account_cannot_sign_in(client, demo_li, sign_in, settings):
    settings.DEMO = False
    sign_in()
    assert "_auth_user_id" not in client.session


def test_its_open_session_ends_with_the_demo(client, demo_li, sign_in, settings):
    sign_in()
    assert client.get("/profile/").status_code == 200
    settings.DEMO = False
    assert client.get("/profile/").status_code == 302


def test_its_token_ends_with_the_demo(demo_li, settings):
    _row, token = AuthToken.objects.create(user=demo_li)
    request = RequestFactory().get("/", headers={"Authorization": f"Token {token}"})
    assert TokenGate().authenticate(request)[0] == demo_li
    settings.DEMO = False
    with pytest.raises(AuthenticationFailed):
        TokenGate().authenticate(request)
