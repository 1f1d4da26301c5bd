"""What leaves by HTTP goes to the hosts that a setting names, is bounded, follows nobody elsewhere and tells no key."""

import socket
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.notices.receiver import Receiver
from tickets.outbox import web
from tickets.outbox.channel import BusyError, RefusedError, UnreachableError
from tickets.outbox.web import Allowed, ReceiverField, UnansweredError, WebAnswer, ask

ALLOWED = Allowed.by("webhook")
KEY = "key=c0ffee"


@pytest.fixture(autouse=True)
def in_use(receiver: Receiver, settings: Any) -> None:
    receiver.allow(settings, "webhook")


def sent(url: str) -> WebAnswer:
    return ask(ALLOWED, url, b"{}", {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{port}/",
        "http://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://127.0.0.1:{port}@elsewhere.test/",
        "http://u:p@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
        "http://127.0.0.1:port/",
        "//127.0.0.1:{port}/",
        "",
    ],
)
def test_no_host_is_reached_but_those_that_are_named(receiver: Receiver, address: str) -> None:
    with pytest.raises(RefusedError, match="the host is not allowed"):
        sent(address.format(port=receiver.port))
    assert receiver.arrived == []


def test_http_is_for_those_who_say_so(receiver: Receiver, settings: Any) -> None:
    settings.CHANNEL_SETTINGS = {"CHANNEL_WEBHOOK_HOSTS": f"{receiver.host}, Hooks.example"}
    assert not ALLOWED.admits(receiver.url)
    assert ALLOWED.admits(f"https://{receiver.host}/x")
    assert ALLOWED.admits("https://hooks.example/x")
    assert ALLOWED.admits("https://HOOKS.example:443/x")
    assert not ALLOWED.admits("https://hooks.example:8443/x")
    assert not ALLOWED.admits("https://evil.hooks.example/x")


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = (302, "", {"Location": f"{receiver.url}/elsewhere"})
    with pytest.raises(RefusedError, match="HTTP 302: a redirect is not followed"):
        sent(receiver.url)
    assert len(receiver.arrived) == 1


def test_an_answer_that_drips_in_for_ever_is_cut_off(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte would begin a timeout of the socket anew."""
    monkeypatch.setattr(web, "SECONDS", 0.3)
    receiver.drips = True
    began = time.monotonic()
    with pytest.raises(UnansweredError):
        sent(receiver.url)
    assert time.monotonic() - began < 5
    assert len(receiver.arrived) == 1


def test_who_does_not_listen_is_out_of_reach_and_was_sent_nothing(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    settings.CHANNEL_SETTINGS = {"CHANNEL_WEBHOOK_HOSTS": place, "CHANNEL_WEBHOOK_PLAIN": "1"}
    with pytest.raises(UnreachableError) as error:
        sent(f"http://{place}/?{KEY}")
    assert str(error.value) == "ConnectionRefusedError"
    assert not isinstance(error.value, UnansweredError)


def test_a_long_answer_is_read_in_part(receiver: Receiver) -> None:
    receiver.answer = (200, "x" * (web.MOST_BYTES + 1), {})
    assert len(sent(receiver.url).text) == web.MOST_BYTES


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RefusedError),
        (404, RefusedError),
        (408, UnreachableError),
        (429, BusyError),
        (503, UnreachableError),
    ],
)
def test_a_status_says_whether_it_is_tried_again(receiver: Receiver, status: int, error: type[Exception]) -> None:
    receiver.answer = (status, KEY, {})
    assert type(sent(f"{receiver.url}/?{KEY}").refusal()) is error
    assert str(sent(receiver.url).refusal()) == f"HTTP {status}"


@pytest.mark.parametrize("typed", ["https://elsewhere.test/ secret", "{url}", "{url} a b", "{url}/é secret"])
def test_an_address_that_is_not_allowed_or_has_no_secret_is_not_entered(receiver: Receiver, typed: str) -> None:
    field = ReceiverField(ALLOWED, secret_needed=True)
    with pytest.raises(ValidationError):
        field.clean(typed.format(url=receiver.url))
    assert field.clean(f"  {receiver.url}/x   secret ") == f"{receiver.url}/x secret"
