"""What a channel declares of itself, what it is given to send, and what it may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter

from django import forms
from django.conf import settings
from django.utils.functional import Promise


class UnreachableError(Exception):
    """It did not go out, or may not have; it will be tried again."""


class PostponedError(UnreachableError):
    """It answers, and does not take this message, or any to this address, for now; the next one it may take."""


class BusyError(PostponedError):
    """The receiver takes no more for a while; whoever goes on asking is kept waiting longer."""


class RefusedError(Exception):
    """The address or the message is not accepted; it is not tried again."""


class UncertainError(Exception):
    """It went out, and nobody said whether it was taken; where a message is paid for it is not tried again."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one address. `key` is the same at every attempt, so that a receiver can tell a repeat, and no
    other message's, of any installation or of this one before a restore.

    number: of the order it is about; thread: by which what belongs together is shown together, as little another's;
    link: the page that it is about. Each is "" where there is none. event: its name in the catalogue; brief: the
    shortest words, which name nobody.
    """

    key: str
    to: str
    subject: str
    body: str
    number: str = ""
    thread: str = ""
    link: str = ""
    event: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What an account itself knows of where the person is reached; "" where it knows nothing."""

    mail: str
    phone: str


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
    label; None: it is what `of_account` finds in the account. receiver: whose an address is, where there are several:
    who is out of reach for one message is so for all of theirs; None: one server takes them all. timeout: bounds one
    `send`, connection included. send: hands one message over, outside any transaction; raises UnreachableError,
    RefusedError or UncertainError, whose texts name no person, no address and no secret. paid: each message costs
    money; what may have gone out is not sent again, and its delivery reads `uncertain`. for_people, for_groups: whom
    it reaches. secret: its addresses hold a key; they are sealed, and never shown again.
    """

    name: str
    label: Promise
    address: forms.CharField | None
    timeout: timedelta
    send: Callable[[Envelope], None]
    settings: tuple[ChannelSetting, ...] = ()
    of_account: Callable[[Account], str] = attrgetter("mail")
    receiver: Callable[[str], str] | None = None
    for_people: bool = True
    for_groups: bool = False
    secret: bool = False
    paid: bool = False

    @property
    def in_use(self) -> bool:
        """Whether everything is set that it cannot do without."""
        return all(one.value for one in self.settings if one.default is None)
