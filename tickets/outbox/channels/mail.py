"""Mail by Django's configured backend (console in the demo)."""

import hashlib
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tickets.outbox.channels.base import Envelope, RefusedError, UnreachableError

#: From here on an SMTP reply is for good (RFC 5321 §4.2.1).
PERMANENT = 500


class Mail:
    """Delivers at least once: a connection lost after the final dot (RFC 1047) is tried again.

    A repeat carries the same Message-ID, by which mail programs drop it.
    """

    name = "mail"
    #: A connection, and each answer within it, has `EMAIL_TIMEOUT` seconds.
    timeout = timedelta(seconds=3 * settings.EMAIL_TIMEOUT)

    def send(self, envelope: Envelope) -> None:
        mail = EmailMessage(
            envelope.subject,
            envelope.body,
            settings.DEFAULT_FROM_EMAIL,
            [envelope.to],
            headers={"Message-ID": message_id(envelope.key)},
            connection=get_connection(),
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPDataError as error:
            raise _judged(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(type(error).__name__) from error
        except ValueError as error:  # BadHeaderError, an address that is none
            raise RefusedError(type(error).__name__) from error


def _judged(code: int) -> Exception:
    text = f"SMTP {code}"
    return RefusedError(text) if code >= PERMANENT else UnreachableError(text)


def message_id(key: str) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
