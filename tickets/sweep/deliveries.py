"""Each channel by itself: lease, send outside any transaction, mark. A dead or slow channel holds up no other."""

import logging
from datetime import datetime
from traceback import format_tb

from tickets import outbox
from tickets.models import Delivery, Notice
from tickets.outbox.channel import BusyError, Channel, Envelope, RefusedError, UncertainError, UnreachableError
from tickets.outbox.channels import CHANNELS, in_use

log = logging.getLogger(__name__)


def channel_names() -> list[str]:
    """The channels to deliver from."""
    return [channel.name for channel in in_use()]


def deliver_from(name: str, now: datetime) -> bool:
    """Deliver what has waited longest in this channel. False: nothing is due, or the channel is out of reach."""
    channel = CHANNELS[name]
    lease = outbox.lease_next(channel.name, channel.timeout, now)
    return lease is not None and _delivered(channel, lease, now)


def _delivered(channel: Channel, lease: outbox.LeasedDelivery, now: datetime) -> bool:
    if lease.delivery.notice.ended_at is not None:
        outbox.unneeded(lease)
        return True
    try:
        envelope = _envelope(lease.delivery)
        if envelope is None:
            outbox.unaddressed(lease)
        elif lease.holds():
            _send(channel, envelope, lease)
            outbox.sent(lease, now)
    except UnreachableError as error:
        outbox.failed(lease, str(error), now)
        if isinstance(error, BusyError) and lease.delivery.group is not None:
            outbox.put_off(lease.delivery.group, now)
        return False
    except (RefusedError, UncertainError) as error:
        _over(lease, error, now)
    except Exception as error:  # noqa: BLE001  # one delivery that cannot be made holds up no other
        outbox.failed(lease, _logged(lease, error), now)
    return True


def _over(lease: outbox.LeasedDelivery, error: Exception, now: datetime) -> None:
    if isinstance(error, UncertainError):
        outbox.uncertain(lease, str(error), now)
    else:
        outbox.failed(lease, str(error), now, final=True)


def _send(channel: Channel, envelope: Envelope, lease: outbox.LeasedDelivery) -> None:
    """Raises as the channel does; where messages are paid for, what nobody foresaw leaves it uncertain."""
    try:
        channel.send(envelope)
    except (UnreachableError, RefusedError, UncertainError):
        raise
    except Exception as error:
        if not channel.paid:
            raise
        raise UncertainError(f"{_logged(lease, error)}: perhaps sent") from None


def _logged(lease: outbox.LeasedDelivery, error: Exception) -> str:
    """Its name. Where it failed is logged, without the error's own text: that may hold an address or a secret."""
    name, where = type(error).__name__, "".join(format_tb(error.__traceback__))
    log.error("delivery %d cannot be made: %s\n%s", lease.delivery.pk, name, where)
    return name


def _envelope(delivery: Delivery) -> Envelope | None:
    """None: whoever should read it is reached there no more. Raises RefusedError where the address cannot be read."""
    notice = delivery.notice
    if delivery.group is not None:
        to = outbox.groups.address(delivery.group)
        return outbox.groups.envelope(delivery, to) if to else None
    to = outbox.address(notice.recipient, delivery.channel)
    return _to_person(notice, to) if to else None


def _to_person(notice: Notice, to: str) -> Envelope:
    language = notice.recipient.language
    words, number = outbox.render(notice, language), notice.ticket.number if notice.ticket else ""
    return Envelope(
        key=f"{notice.recipient_id}:{notice.key}",
        to=to,
        subject=words.subject,
        body=words.body,
        number=number,
        link=outbox.link(notice),
        event=notice.event,
        brief=f"{number} {outbox.brief(notice, language)}".strip(),
    )
