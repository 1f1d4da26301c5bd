"""What a channel declares of itself, what it is given to send, and what it may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils.functional import Promise


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


@dataclass(frozen=True, slots=True)
class ChannelSetting:
    """An environment variable, named CHANNEL_, the channel, _ and what it is; NAME_FILE names a file that holds it.

    `default` None: the channel is not in use before it is set.
    """

    name: str
    default: str | None = None

    @property
    def value(self) -> str:
        return settings.CHANNEL_SETTINGS.get(self.name) or self.default or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out of the service. A module of `tickets.outbox.channels` holds one as `CHANNEL`.

    name: kept in rows, so it never changes. address: cleans what a person enters as their address there, and bears its
    label; None: the mail address of the account. timeout: bounds one `send`, connection included. send: hands one
    message over, outside any transaction; raises UnreachableError or RefusedError, whose texts name no person, no
    address and no secret.
    """

    name: str
    label: Promise
    address: forms.CharField | None
    timeout: timedelta
    send: Callable[[Envelope], None]
    settings: tuple[ChannelSetting, ...] = ()

    @property
    def in_use(self) -> bool:
        """Whether everything is set that it cannot do without."""
        return all(one.value for one in self.settings if one.default is None)
