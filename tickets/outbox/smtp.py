"""Mail by SMTP, bounded as a whole: `EMAIL_TIMEOUT` seconds to connect, be greeted, sign in and hand it over."""

import smtplib
from collections.abc import Callable, Sequence
from functools import partial
from socket import socket
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from tickets.outbox.watch import Watch


class BoundedSmtp(EmailBackend):
    """Django's own, under a `Watch`. Raises what smtplib raises, and TimeoutError where the time is up."""

    watch: Watch

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with Watch(self.timeout or settings.EMAIL_TIMEOUT) as self.watch:
            try:
                return super().send_messages(email_messages) or 0
            except (OSError, smtplib.SMTPException):
                if self.watch.cut:
                    raise TimeoutError from None
                raise

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:
        return partial(SmtpByTls if self.use_ssl else PlainSmtp, watch=self.watch)


class PlainSmtp(smtplib.SMTP):
    def __init__(self, *args: Any, watch: Watch, **options: Any) -> None:
        self.watch = watch
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, _timeout: float) -> socket:
        return self.watch.connect((host, port))


class SmtpByTls(smtplib.SMTP_SSL):
    def __init__(self, *args: Any, watch: Watch, **options: Any) -> None:
        self.watch = watch
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, _timeout: float) -> socket:
        return self.context.wrap_socket(self.watch.connect((host, port)), server_hostname=host)
