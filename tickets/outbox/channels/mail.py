"""Mail by Django's configured backend (console in the demo). Always in use; its settings are Django's own.

At least once (RFC 1047): a repeat beats silence, and carries the same Message-ID, by which mail programs drop it.
All mail on one order answers one message that was never sent, so that mail programs show it as one conversation.
"""

import hashlib
import re
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Channel, Envelope, PostponedError, RefusedError, UnreachableError
from tickets.outbox.faults import SMTP

PERMANENT, CLOSING = 500, 421


def send(envelope: Envelope) -> None:
    mail = EmailMessage(
        subject(envelope),
        "\n\n".join(filter(None, (envelope.body, envelope.link))),
        settings.DEFAULT_FROM_EMAIL,
        [envelope.to],
        headers=headers(envelope),
        connection=get_connection(),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _judged(max(code for code, _text in error.recipients.values())) from error
    except smtplib.SMTPDataError as error:
        raise _judged(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise UnreachableError(type(error).__name__) from error
    except ValueError as error:  # BadHeaderError, an address that is none
        raise RefusedError(type(error).__name__) from error


def _judged(code: int) -> Exception:
    """From 500 on an SMTP reply is for good (RFC 5321 §4.2.1); 421 is about the server, not about this mail (§3.8)."""
    if code >= PERMANENT:
        return RefusedError(SMTP.of(code))
    return (UnreachableError if code == CLOSING else PostponedError)(SMTP.of(code))


def subject(envelope: Envelope) -> str:
    """The order's number first, once."""
    if not envelope.number or envelope.subject.startswith(envelope.number):
        return envelope.subject
    rest = re.sub(rf"{re.escape(envelope.number)}[,，]?\s*", "", envelope.subject, count=1)
    return f"{envelope.number} {rest}"


def headers(envelope: Envelope) -> dict[str, str]:
    """Auto-Submitted: nothing that answers by itself answers this (RFC 3834)."""
    found = {"Message-ID": message_id(envelope.key), "Auto-Submitted": "auto-generated"}
    if envelope.thread:
        thread = message_id(envelope.thread)
        found |= {"In-Reply-To": thread, "References": thread}
    return found


def message_id(key: str) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


CHANNEL = Channel(
    name="mail",
    label=_("e-mail"),
    address=None,
    timeout=timedelta(seconds=settings.EMAIL_TIMEOUT),
    send=send,
)
