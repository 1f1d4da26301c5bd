"""What went wrong, in the reader's words: of a delivery, of a periodic task, of a clock.

What stands in a row names no person, no address and no secret. Of an error that nobody foresaw it has the name, which
says something to whoever reads the log, and to nobody else: a person is never shown it.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What stands in `error` where nothing is at fault, and nobody was told.
NO_ADDRESS, DONE_BEFORE = "the recipient has no address there", "the duty was done before"
#: Of a sender that died; and what is added where it may have arrived all the same.
NEVER_BACK, PERHAPS_SENT = "the sender never came back", "perhaps sent"
#: The error as the row holds it -> what it means.
ERRORS: Final[dict[str, Promise]] = {
    NO_ADDRESS: gettext_lazy("The recipient is reached there no more"),
    DONE_BEFORE: gettext_lazy("What it asked for was done before it went out"),
    NEVER_BACK: gettext_lazy("The sending process ended without an answer"),
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
    "ConnectionAbortedError": gettext_lazy("The connection was cut"),
    "BrokenPipeError": gettext_lazy("The connection was cut"),
    "RemoteDisconnected": gettext_lazy("The connection was cut"),
    "OSError": gettext_lazy("The receiver cannot be reached"),
    "gaierror": gettext_lazy("The name of the server is not known"),
    "SSLCertVerificationError": gettext_lazy("The certificate of the server does not hold"),
    "SMTPAuthenticationError": gettext_lazy("The mail server refuses the user or the password"),
    "SMTPServerDisconnected": gettext_lazy("The mail server ended the connection"),
    "OperationalError": gettext_lazy("The database could not do it"),
    "IntegrityError": gettext_lazy("The database refuses what would be written"),
    "KeyError": gettext_lazy("Something that must be there is missing"),
}
CODED: Final[tuple[tuple[re.Pattern[str], Promise], ...]] = (
    (re.compile(r"SMTP (\d+)"), gettext_lazy("The mail server refuses it (code %(code)s)")),
    (re.compile(r"HTTP (\d+).*"), gettext_lazy("The receiver answers %(code)s")),
    (re.compile(r"\w+ (-?\d+)"), gettext_lazy("The robot refuses it (code %(code)s)")),
)


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
    if known := ERRORS.get(text) or ERRORS.get(text.partition(":")[0].strip()):
        return str(known)
    for pattern, words in CODED:
        if found := pattern.fullmatch(text):
            return str(words) % {"code": found[1]}
    return str(UNFORESEEN)
