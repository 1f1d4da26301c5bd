"""One request to a receiver outside: to a host that a setting names, bounded in time and size, no redirect followed.

Texts of errors say what happened and never where: an address may hold a key.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import BusyError, ChannelSetting, RefusedError, UnreachableError
from tickets.outbox.faults import HTTP, DeliveryFault
from tickets.outbox.watch import Watch

#: For the whole request, whatever the receiver does.
SECONDS: Final = 10
#: What a channel promises by it.
TIMEOUT: Final = timedelta(seconds=SECONDS)
MOST_BYTES: Final = 64 * 1024
#: Busy, or not itself just now (RFC 9110 §15): what was sent may be sent again.
PASSING: Final = frozenset({408, 425})
WEB_PORTS: Final = {"http": 80, "https": 443}


class UnansweredError(UnreachableError):
    """It went out, and nothing came back: it may have been taken."""


@dataclass(frozen=True, slots=True)
class WebAnswer:
    status: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def refusal(self) -> UnreachableError | RefusedError:
        """What a status that is not good means."""
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return BusyError(HTTP.of(self.status))
        passing = self.status in PASSING or self.status >= 500
        return (UnreachableError if passing else RefusedError)(HTTP.of(self.status))


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where a channel may connect to, by its settings: hosts, each with its port if it is not the usual one."""

    hosts: ChannelSetting
    plain: ChannelSetting

    @classmethod
    def by(cls, channel: str) -> "Allowed":
        """The settings of a channel. Without hosts it is not in use; http is allowed where `…_PLAIN` is 1."""
        prefix = f"CHANNEL_{channel.upper()}"
        return cls(ChannelSetting(f"{prefix}_HOSTS"), ChannelSetting(f"{prefix}_PLAIN", "0"))

    @property
    def settings(self) -> tuple[ChannelSetting, ChannelSetting]:
        return self.hosts, self.plain

    def admits(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        schemes = ("https", "http") if self.plain.value == "1" else ("https",)
        place = host if port in (None, WEB_PORTS.get(parts.scheme)) else f"{host}:{port}"
        hosts = {one.strip().lower() for one in self.hosts.value.split(",")}
        return parts.scheme in schemes and bool(host) and "@" not in parts.netloc and place in hosts


class ReceiverField(forms.CharField):
    """An address that `allowed` admits and, behind a blank, the secret that belongs to it."""

    def __init__(self, allowed: Allowed, *, secret_needed: bool, **options: Any) -> None:
        super().__init__(max_length=300, **options)
        self.allowed, self.secret_needed = allowed, secret_needed

    def clean(self, value: Any) -> str:
        words = str(super().clean(value)).split()
        if not words:
            return ""
        if not words[0].isascii() or not self.allowed.admits(words[0]):
            raise ValidationError(_("Notices are not sent to this host. The administrator says which are allowed."))
        if len(words) > 2 or (self.secret_needed and len(words) < 2):  # the address and its secret
            raise ValidationError(_("Write the address, a blank, and the secret."))
        return " ".join(words)


def host_of(to: str) -> str:
    """The receiver of an address: its host, with its port."""
    return urlsplit(parted(to)[0]).netloc


def parted(to: str) -> tuple[str, str]:
    """The address and its secret, "" where it has none."""
    address, _blank, secret = to.partition(" ")
    return address, secret


def ask(
    allowed: Allowed, address: str, body: bytes | None, headers: dict[str, str], *, method: str = "POST"
) -> WebAnswer:
    """What the receiver says, whatever its status. Raises UnreachableError, UnansweredError once the request is out,
    and RefusedError for a host that no setting names and for a redirect, which might lead to one."""
    if not allowed.admits(address):
        raise RefusedError(DeliveryFault.HOST)
    request = Request(address, body, headers, method=method)  # noqa: S310  # http(s) alone, as `admits` says
    with Exchange(SECONDS) as exchange:
        try:
            opener = build_opener(NoRedirect, Http(exchange), Https(exchange))
            return _read(opener.open(request), exchange)
        except HTTPError as error:
            if 300 <= error.code < 400:
                raise RefusedError(HTTP.of(error.code, ": a redirect is not followed")) from None
            return _read(error, exchange)
        except (OSError, HTTPException, ValueError) as error:
            told = TimeoutError() if exchange.cut else error
            raise (UnansweredError if exchange.sent else UnreachableError)(_name(told)) from None


def _read(response: Any, exchange: "Exchange") -> WebAnswer:
    with response:
        text = response.read(MOST_BYTES).decode(errors="replace")
    if exchange.cut:  # what stands there is an answer without its end
        raise UnansweredError(TimeoutError.__name__)
    return WebAnswer(response.status, text)


def _name(error: Exception) -> str:
    """Of an error within an error (URLError) the inner one: its name alone, for its text may name the receiver."""
    reason = getattr(error, "reason", None)
    return type(reason if isinstance(reason, Exception) else error).__name__


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        """An answer of 3xx is raised as HTTPError."""


@dataclass(eq=False)
class Exchange(Watch):
    """One request and its answer."""

    #: Whether the connection stood, so that the request may have arrived.
    sent: bool = False


class _PlainWeb(HTTPConnection):
    """One connection, which tells when its request goes out."""

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exchange = exchange
        self._create_connection = exchange.connect

    def getresponse(self) -> HTTPResponse:
        self.exchange.sent = True
        return super().getresponse()


class _WebByTls(_PlainWeb, HTTPSConnection):
    pass


class Http(HTTPHandler):
    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange

    def http_open(self, request: Request) -> Any:
        return self.do_open(partial(_PlainWeb, exchange=self.exchange), request)


class Https(HTTPSHandler):
    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange

    def https_open(self, request: Request) -> Any:
        return self.do_open(partial(_WebByTls, exchange=self.exchange), request)
