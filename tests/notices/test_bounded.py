"""One send is bounded as a whole, whatever its other end does: by real sockets, with a limit of a third of a second."""

import socket
import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver
from tickets.outbox import watch, web
from tickets.outbox.channel import Envelope, UnreachableError
from tickets.outbox.channels import mail
from tickets.outbox.watch import Watch
from tickets.outbox.web import Allowed, ask

#: The limit of these tests, and by when even a busy machine has kept it.
LIMIT, SOON = 0.3, 5.0
LETTER = Envelope(key="k", to="a@example.test", subject="GD-1", body="请补充材料")


def failure(send: Callable[[], object]) -> str:
    """How it fails, within its time."""
    began = time.monotonic()
    with pytest.raises(UnreachableError) as error:
        send()
    assert time.monotonic() - began < SOON
    return str(error.value)


@pytest.mark.parametrize("manner", ["drips", "silent"])
def test_a_mail_server_that_drips_or_is_silent_is_left_when_the_time_is_up(
    mail_server: MailServer, settings: Any, manner: str
) -> None:
    """Dripping, each byte would begin the socket's own timeout anew."""
    mail_server.manner = manner
    mail_server.be_used(settings, LIMIT)
    assert failure(lambda: mail.send(LETTER)) == "TimeoutError"


@pytest.mark.parametrize(("manner", "said"), [("busy", "SMTPConnectError"), ("half_closes", "SMTPServerDisconnected")])
def test_a_mail_server_that_ends_the_talk_is_tried_again(
    mail_server: MailServer, settings: Any, manner: str, said: str
) -> None:
    mail_server.manner = manner
    mail_server.be_used(settings)
    assert failure(lambda: mail.send(LETTER)) == said


def test_a_mail_server_that_is_not_there_is_told_at_once(mail_server: MailServer, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mail_server.port = free.getsockname()[1]
        mail_server.be_used(settings)
    assert failure(lambda: mail.send(LETTER)) == "ConnectionRefusedError"


def test_a_mail_that_is_taken_in_time_has_arrived_once(mail_server: MailServer, settings: Any) -> None:
    mail_server.be_used(settings)
    mail.send(LETTER)
    assert mail_server.message_ids() == [mail.message_id("k")]


@pytest.mark.parametrize("manner", ["drips", "silent"])
def test_so_is_a_receiver_by_http(receiver: Receiver, mail_server: MailServer, settings: Any, manner: str) -> None:
    """One that drips its head, and one that takes the connection and says nothing."""
    settings.CHANNEL_SETTINGS = {}
    receiver.drips, mail_server.manner = True, "silent"
    port = receiver.port if manner == "drips" else mail_server.port
    receiver.port = port
    receiver.allow(settings, "webhook")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(web, "SECONDS", LIMIT)
        assert failure(lambda: ask(Allowed.by("webhook"), receiver.url, b"{}", {})) == "TimeoutError"


def test_a_name_server_that_is_silent_holds_nobody_either(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, over = Event(), Event()

    def silent(*_where: Any, **_more: Any) -> Any:
        asked.set()
        over.wait()

    monkeypatch.setattr(watch.socket, "getaddrinfo", silent)
    with Watch(LIMIT) as limited, pytest.raises(TimeoutError):
        limited.connect(("mail.example", 25))
    assert asked.is_set()
    over.set()


def test_a_name_that_no_host_can_have_is_out_of_reach() -> None:
    with Watch(SOON) as limited, pytest.raises(OSError, match="no host has such a name"):
        limited.connect(("a" * 64 + ".example", 25))


def test_what_ends_in_time_is_not_cut(mail_server: MailServer) -> None:
    with Watch(SOON) as limited, limited.connect(("127.0.0.1", mail_server.port)) as connection:
        assert connection.recv(64).startswith(b"220 ")
    assert not limited.cut
