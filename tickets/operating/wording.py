"""What went wrong, in the reader's words. What stands in a row names no person, no address and no secret."""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import outbox
from tickets.outbox import mending

STATES: Final[dict[str, Promise]] = {
    mending.FAILING: gettext_lazy("Fails, is tried again"),
    mending.GIVEN_UP: gettext_lazy("Given up"),
    mending.UNCERTAIN: gettext_lazy("May have arrived"),
    mending.WAITING: gettext_lazy("Waits"),
    mending.NEEDLESS: gettext_lazy("Not needed any more"),
    mending.CANCELLED: gettext_lazy("Cancelled"),
}
#: The error as the row holds it -> what it means.
ERRORS: Final[dict[str, Promise]] = {
    outbox.NO_ADDRESS: gettext_lazy("The recipient is reached there no more"),
    outbox.DONE_BEFORE: gettext_lazy("What it asked for was done before it went out"),
    outbox.NEVER_BACK: gettext_lazy("The sending process ended without an answer"),
    "the channel is not in use": gettext_lazy("The channel is not set up"),
    "the host is not allowed": gettext_lazy("No setting allows this host"),
    "the answer has no code": gettext_lazy("The receiver answered without a code"),
    "the gateway refuses it": gettext_lazy("The gateway refuses it"),
    "sealed under another SECRET_KEY: enter the address anew": gettext_lazy(
        "Sealed under another SECRET_KEY: enter the address anew"
    ),
    "TimeoutError": gettext_lazy("No answer in time"),
    "ConnectionRefusedError": gettext_lazy("The connection was refused"),
    "ConnectionResetError": gettext_lazy("The connection was cut"),
    "gaierror": gettext_lazy("The name of the server is not known"),
    "SSLCertVerificationError": gettext_lazy("The certificate of the server does not hold"),
    "SMTPAuthenticationError": gettext_lazy("The mail server refuses the user or the password"),
    "SMTPServerDisconnected": gettext_lazy("The mail server ended the connection"),
}
CODED: Final[tuple[tuple[re.Pattern[str], Promise], ...]] = (
    (re.compile(r"SMTP (\d+)"), gettext_lazy("The mail server refuses it (code %(code)s)")),
    (re.compile(r"HTTP (\d+).*"), gettext_lazy("The receiver answers %(code)s")),
    (re.compile(r"\w+ (-?\d+)"), gettext_lazy("The robot refuses it (code %(code)s)")),
)


def error(text: str) -> str:
    """What nobody foresaw stands as it was written."""
    text, perhaps, _rest = text.partition(f": {outbox.PERHAPS_SENT}")
    if perhaps:
        return _("%(error)s; it may have arrived") % {"error": error(text)}
    if text in ERRORS:
        return str(ERRORS[text])
    for pattern, words in CODED:
        if found := pattern.fullmatch(text):
            return str(words) % {"code": found[1]}
    return text


#: What each periodic task does, in words.
TASKS: Final[dict[str, Promise]] = {
    "seal": gettext_lazy("Seal the audit of the day before"),
    "tidy": gettext_lazy("Clear away what is out of date"),
    "mornings": gettext_lazy("Tell the morning’s digests"),
    "calendar": gettext_lazy("See that the calendar is there"),
    "verify": gettext_lazy("Check rows against the audit"),
    "send_seals": gettext_lazy("Send seals outside"),
    "statistics": gettext_lazy("Count the statistics anew"),
    "move_dates": gettext_lazy("Move dates with the calendar"),
}
#: Errors of databases and networks, by name; what nobody foresaw stands as it is called.
FAILURES: Final[dict[str, Promise]] = {
    "OperationalError": gettext_lazy("The database could not do it (OperationalError)"),
    "IntegrityError": gettext_lazy("The database refuses what would be written (IntegrityError)"),
    "KeyError": gettext_lazy("Something that must be there is missing (KeyError)"),
    "TimeoutError": gettext_lazy("No answer in time"),
}


def failure(text: str) -> str:
    """Of a task or a clock: the name of the error alone, for its text may tell of what is in an order."""
    name = text.partition(":")[0].strip()
    return str(FAILURES.get(name, name))
