"""The mail address leads to the password: to change it takes the password."""

import time

import time_machine
from allauth.account.models import EmailAddress

from tests.accounts.conftest import PASSWORD

QUARTER = 15 * 60  # seconds; the session itself lasts longer
ELSEWHERE = {"email": "elsewhere@example.invalid", "action_add": ""}


def test_a_session_left_open_adds_no_address(client, li, sign_in):
    sign_in()
    with time_machine.travel(time.time() + QUARTER, tick=False):
        answer = client.post("/accounts/email/", ELSEWHERE)
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
        assert not EmailAddress.objects.filter(email=ELSEWHERE["email"]).exists()
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/email/", ELSEWHERE)
        assert EmailAddress.objects.filter(email=ELSEWHERE["email"]).exists()
