"""Sending, each channel by itself: take, send outside any transaction, mark. A dead or slow one holds up no other.

Who is out of reach is left alone at once, so that nobody's mail waits for a limit that runs out anew with each message.
When they answer again, all that waits for them goes out, what is urgent first.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Final

from accounts.models import User
from tickets import crash_points, installation, outbox
from tickets.models import Delivery, Notice
from tickets.outbox import leases, mending
from tickets.outbox.channel import (
    BusyError,
    Channel,
    Envelope,
    PostponedError,
    RefusedError,
    UncertainError,
    UnreachableError,
)
from tickets.outbox.circuits import Circuit, Circuits
from tickets.outbox.faults import perhaps
from tickets.outbox.leases import LeasedDelivery
from tickets.outbox.sealing import unseal

log = logging.getLogger(__name__)

#: So many are taken at once.
MOST: Final = 20
#: So long what waits for a receiver that is out of reach, among others of its channel, is not looked at; see `_drain`.
PUT_OFF: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """What is asked once for all that is taken at once. addresses: user id -> where they are reached on this channel,
    as it is stored; mark: see `installation.marks`."""

    addresses: Mapping[int, str]
    mark: Callable[[datetime], str]


def _always() -> bool:
    return True


class ChannelLane:
    """One sender of one channel. `goes_on`: asked before each message; after a no what is in hand is given back."""

    def __init__(self, channel: Channel, goes_on: Callable[[], bool] = _always) -> None:
        self.channel, self.goes_on = channel, goes_on
        self.circuits = Circuits()
        #: Address, "" where one server takes all -> until when it says that it is busy.
        self.busy: dict[str, datetime] = {}

    def deliver(self, now: datetime) -> bool:
        """Send what is due, so many. False: nothing is due, or nobody who is waited for can be reached."""
        self.busy = {to: until for to, until in self.busy.items() if now < until <= now + leases.BUSY_WAIT}
        if found := self.circuits.due(now):
            self._look(*found, now)
        if self._stuck:
            return False
        batch = leases.take(self.channel, now, MOST)
        return self._send_all(batch, now)

    @property
    def _stuck(self) -> bool:
        """Nothing at all goes out."""
        return self.channel.receiver is None and ("" in self.busy or self.circuits.broken("") is not None)

    def _look(self, receiver: str, circuit: Circuit, now: datetime) -> None:
        """Try the message by which the receiver was found out of reach; where that is over, whichever comes next."""
        lease = leases.take_again(circuit.probe, self.channel, now)
        if lease is None:
            self.circuits.answered(receiver)
        else:
            self._deliver(lease, self._ask([lease], now), now, looking=True)

    def _send_all(self, batch: list[LeasedDelivery], now: datetime) -> bool:
        known, out = self._ask(batch, now), False
        for n, lease in enumerate(batch):
            if self._stuck or not self.goes_on() or not lease.holds():
                leases.give_back(batch[n:])
                break
            out |= self._deliver(lease, known, now)
        return out

    def _ask(self, batch: list[LeasedDelivery], now: datetime) -> AskedOnce:
        people: dict[int, User] = {
            one.delivery.notice.recipient_id: one.delivery.notice.recipient
            for one in batch
            if one.delivery.group is None
        }
        found = outbox.addresses(people.values()) if people else {}
        addresses = {pk: where.get(self.channel.name, "") for pk, where in found.items()}
        return AskedOnce(addresses, installation.marks(now))

    def _deliver(self, lease: LeasedDelivery, known: AskedOnce, now: datetime, *, looking: bool = False) -> bool:
        """Whether that one is done with."""
        if lease.delivery.notice.ended_at is not None:
            leases.unneeded(lease)
            return True
        try:
            envelope = self._envelope(lease.delivery, known)
            if envelope is None:
                leases.unaddressed(lease)
                return True
            return self._hand_over(envelope, lease, now, looking=looking)
        except RefusedError as error:  # its address cannot be read
            leases.failed(lease, str(error), now, final=True)
        except Exception as error:  # noqa: BLE001  # one delivery that cannot be made holds up no other
            leases.failed(lease, _logged(lease, error), now)
        return True

    def _hand_over(self, envelope: Envelope, lease: LeasedDelivery, now: datetime, *, looking: bool) -> bool:
        receiver = self.channel.receiver(envelope.to) if self.channel.receiver else ""
        circuit = self.circuits.broken(receiver)
        if circuit and not looking:
            leases.postponed(lease, circuit.error, now + PUT_OFF)
            return True
        if until := self.busy.get(envelope.to):
            leases.postponed(lease, "", until)
            return True
        try:
            _send(self.channel, envelope, lease)
        except UnreachableError as error:
            if not self.goes_on():  # it was cut off, for the process ends
                leases.give_back([lease])
                return False
            leases.failed(lease, str(error), now)
            self._unreached(receiver, envelope.to, lease.delivery, error, now)
            return False
        except UncertainError as error:
            leases.uncertain(lease, str(error), now)
            self.circuits.failed(receiver, lease.delivery.pk, str(error), now)
        except RefusedError as error:
            leases.failed(lease, str(error), now, final=True)
            self._drain(receiver, now)
        else:
            leases.sent(lease, now)
            self._drain(receiver, now)
        return True

    def _unreached(self, receiver: str, to: str, row: Delivery, error: UnreachableError, now: datetime) -> None:
        if not isinstance(error, PostponedError):
            self.circuits.failed(receiver, row.pk, str(error), now)
            return
        self._drain(receiver, now)
        if isinstance(error, BusyError):
            self.busy[to if self.channel.receiver else ""] = now + leases.BUSY_WAIT
            if row.group is not None:  # no other process is to ask either
                leases.leave_alone(row.group, now)

    def _drain(self, receiver: str, now: datetime) -> None:
        """It answers. Had it been out of reach, all that failed goes out now."""
        if self.circuits.answered(receiver):
            mending.hasten(mending.undelivered(mending.FAILING).filter(channel=self.channel.name), now)

    def _envelope(self, delivery: Delivery, known: AskedOnce) -> Envelope | None:
        """None: whoever should read it is reached there no more. Raises RefusedError where the address cannot be
        read."""
        if delivery.group is not None:
            to = outbox.groups.address(delivery.group)
            return outbox.groups.envelope(delivery, to, known.mark(delivery.notice.at)) if to else None
        to = known.addresses.get(delivery.notice.recipient_id, "")
        to = unseal(to) if to and self.channel.secret else to
        return _to_person(delivery.notice, to, known.mark) if to else None


def _send(channel: Channel, envelope: Envelope, lease: LeasedDelivery) -> None:
    """Raises as the channel does; where messages are paid for, what nobody foresaw leaves it uncertain."""
    crash_points.here("delivery.sending")
    try:
        channel.send(envelope)
        crash_points.here("delivery.accepted")
    except (UnreachableError, RefusedError, UncertainError):
        raise
    except Exception as error:
        if not channel.paid:
            raise
        raise UncertainError(perhaps(_logged(lease, error))) from None


def _logged(lease: LeasedDelivery, error: Exception) -> str:
    """Its name. Where it failed is logged, without the error's own text: that may hold an address or a secret."""
    name, where = type(error).__name__, "".join(format_tb(error.__traceback__))
    log.error("delivery %d cannot be made: %s\n%s", lease.delivery.pk, name, where)
    return name


def _to_person(notice: Notice, to: str, mark: Callable[[datetime], str]) -> Envelope:
    language, ticket = notice.recipient.language, notice.ticket
    words, number = outbox.render(notice, language), ticket.number if ticket else ""
    return Envelope(
        key=f"{mark(notice.at)}:{notice.recipient_id}:{notice.key}",
        to=to,
        subject=words.subject,
        body=words.body,
        number=number,
        thread=f"{mark(ticket.opened_at)}:order:{number}" if ticket else "",
        link=outbox.link(notice),
        event=notice.event,
        brief=f"{number} {outbox.brief(notice, language)}".strip(),
    )
