"""What a channel is given and what it may answer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


class UnreachableError(Exception):
    """It did not go out, or may not have; it will be tried again."""


class RefusedError(Exception):
    """The address or the message is not accepted; it is not tried again."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one person. `key` is the same at every attempt, so that a receiver can tell a repeat."""

    key: str
    to: str
    subject: str
    body: str


class Channel(Protocol):
    """`timeout` bounds one `send`, connection included."""

    @property
    def name(self) -> str: ...

    @property
    def timeout(self) -> timedelta: ...

    def send(self, envelope: Envelope) -> None:
        """Hand it over.

        Raises UnreachableError or RefusedError; the text of either names no person and no address.
        """
