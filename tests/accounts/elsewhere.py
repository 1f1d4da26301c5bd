"""What tests ask of the shared cache in this process, in another thread, or in a process of its own."""

from types import SimpleNamespace
from uuid import uuid4

import time_machine
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from tickets.api.limits import PerAddress

AT = 1_772_409_600  # 2026-03-02 08:00 in Beijing
CHANGES_A_MINUTE = 20
REQUESTS_A_MINUTE = 60


def set_up_app() -> str:
    """Somebody sets up an authenticator app. Returns the code that it shows at `AT`."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(User.objects.create_user(uuid4().hex), secret)
    return auth.format_hotp_value(auth.hotp_value(secret, AT // 30))


def takes(code: str) -> bool:
    with time_machine.travel(AT, tick=False):
        return bool(Authenticator.objects.get().wrap().validate_code(code))


def password_changes(person: str, number: int) -> int:
    """How many of `number` changes of password by one person allauth lets through."""
    request, who = RequestFactory().post("/"), SimpleNamespace(pk=person)
    asked = [ratelimit.consume(request, action="change_password", user=who) for _ in range(number)]
    return sum(map(bool, asked))


def requests(address: str, number: int) -> int:
    """How many of `number` requests to REST from one address are let through."""
    request = RequestFactory(REMOTE_ADDR=address).get("/")
    request.user = AnonymousUser()
    return sum(PerAddress().allow_request(request, None) for _ in range(number))
