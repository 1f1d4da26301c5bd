"""What went wrong, in the reader's words: of a delivery, of a periodic task, of a clock.

What stands in a row names no person, no address and no secret. Of an error that nobody foresaw it has the name, which
says something to whoever reads the log, and to nobody else: a person is never shown it.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from http.client import RemoteDisconnected
from typing import Final

from django.db import IntegrityError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DeliveryFault(StrEnum):
    """What this service itself says of a delivery that did not go out; the value stands in rows, and never changes."""

    #: Nothing is at fault, and nobody was told.
    NO_ADDRESS = "the recipient has no address there"
    DONE_BEFORE = "the duty was done before"
    #: Of a sender that died.
    NEVER_BACK = "the sender never came back"
    NOT_IN_USE = "the channel is not in use"
    HOST = "the host is not allowed"
    NO_CODE = "the answer has no code"
    GATEWAY = "the gateway refuses it"
    RESTORED = "restored from a backup"
    SEALED = "sealed under another SECRET_KEY: enter the address anew"


@dataclass(frozen=True, slots=True)
class Coded:
    """A refusal with a number: of whom, and what it means. It is written and read here alone."""

    name: str
    words: Promise

    def of(self, code: int, aside: str = "") -> str:
        return f"{self.name} {code}{aside}"

    def read(self, text: str) -> str:
        """ "" for what is none of these."""
        found = re.fullmatch(rf"{self.name} (-?\d+)(: .*)?", text)
        return str(self.words) % {"code": found[1]} if found else ""


NO_ADDRESS, DONE_BEFORE, NEVER_BACK = DeliveryFault.NO_ADDRESS, DeliveryFault.DONE_BEFORE, DeliveryFault.NEVER_BACK
#: What is added where it may have arrived all the same.
PERHAPS_SENT: Final = "perhaps sent"
SMTP: Final = Coded("SMTP", gettext_lazy("The mail server refuses it (code %(code)s)"))
HTTP: Final = Coded("HTTP", gettext_lazy("The receiver answers %(code)s"))
#: A robot names its code as it likes.
ROBOT: Final = Coded(r"\w+", gettext_lazy("The robot refuses it (code %(code)s)"))
FAULTS: Final[dict[DeliveryFault, Promise]] = {
    DeliveryFault.NO_ADDRESS: gettext_lazy("The recipient is reached there no more"),
    DeliveryFault.DONE_BEFORE: gettext_lazy("What it asked for was done before it went out"),
    DeliveryFault.NEVER_BACK: gettext_lazy("The sending process ended without an answer"),
    DeliveryFault.NOT_IN_USE: gettext_lazy("The channel is not set up"),
    DeliveryFault.HOST: gettext_lazy("No setting allows this host"),
    DeliveryFault.NO_CODE: gettext_lazy("The receiver answered without a code"),
    DeliveryFault.GATEWAY: gettext_lazy("The gateway refuses it"),
    DeliveryFault.RESTORED: gettext_lazy("The service was restored from an earlier backup"),
    DeliveryFault.SEALED: gettext_lazy("Sealed under another SECRET_KEY: enter the address anew"),
}
_CUT: Final = gettext_lazy("The connection was cut")
#: Errors that others raise; a row holds the name of the class.
ERRORS: Final[dict[type[Exception], Promise]] = {
    TimeoutError: gettext_lazy("No answer in time"),
    ConnectionRefusedError: gettext_lazy("The connection was refused"),
    ConnectionResetError: _CUT,
    ConnectionAbortedError: _CUT,
    BrokenPipeError: _CUT,
    RemoteDisconnected: _CUT,
    OSError: gettext_lazy("The receiver cannot be reached"),
    socket.gaierror: gettext_lazy("The name of the server is not known"),
    ssl.SSLCertVerificationError: gettext_lazy("The certificate of the server does not hold"),
    smtplib.SMTPAuthenticationError: gettext_lazy("The mail server refuses the user or the password"),
    smtplib.SMTPServerDisconnected: gettext_lazy("The mail server ended the connection"),
    OperationalError: gettext_lazy("The database could not do it"),
    IntegrityError: gettext_lazy("The database refuses what would be written"),
    KeyError: gettext_lazy("Something that must be there is missing"),
}
_BY_NAME: Final[dict[str, Promise]] = {
    **{fault.value: words for fault, words in FAULTS.items()},
    **{error.__name__: words for error, words in ERRORS.items()},
}


def perhaps(error: object) -> str:
    """The same, where it may have arrived."""
    return f"{error}: {PERHAPS_SENT}"


#: Of an error that no table names.
UNFORESEEN: Final = gettext_lazy(
    "Something unexpected went wrong: ask whoever runs the service (its log has the details)"
)


def error(text: str) -> str:
    """Of an error, its name alone counts: its text may tell of what is in an order, or name a receiver."""
    text, perhaps, _rest = text.partition(f": {PERHAPS_SENT}")
    if perhaps:
        return _("%(error)s; it may have arrived") % {"error": error(text)}
    if not text:
        return ""
    if known := _BY_NAME.get(text) or _BY_NAME.get(text.partition(":")[0].strip()):
        return str(known)
    return next(filter(None, _coded(text)), str(UNFORESEEN))


def _coded(text: str) -> Iterable[str]:
    return (one.read(text) for one in (SMTP, HTTP, ROBOT))
