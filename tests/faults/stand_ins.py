"""The world outside: a mail server and a web receiver in the harness's process, which outlive whatever is killed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.notices.mail_server import MailServer, mail_taken
from tests.notices.receiver import Receiver, web_received


@dataclass
class Wire:
    mail: MailServer
    web: Receiver

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the service is told of them."""
        return {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "CHANNEL_WEBHOOK_HOSTS": self.web.host,
            "CHANNEL_WEBHOOK_PLAIN": "1",
        }

    def mailed(self) -> Counter[str]:
        """How often each message arrived, by Message-ID."""
        return Counter(self.mail.message_ids())

    def posted(self) -> Counter[str]:
        """How often each arrived at the receiver, by its key."""
        return Counter(one.headers["webhook-id"] for one in list(self.web.arrived))

    def repeated(self) -> int:
        """What came more than once."""
        return sum(counted.total() - len(counted) for counted in (self.mailed(), self.posted()))


@contextmanager
def wire() -> Iterator[Wire]:
    with mail_taken() as mail, web_received() as web:
        yield Wire(mail, web)
