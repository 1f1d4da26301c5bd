"""Each channel by itself: lease, send outside any transaction, mark. A dead or slow channel holds up no other."""

import logging
from datetime import datetime
from traceback import format_tb

from tickets import outbox
from tickets.outbox.channel import Channel, Envelope, RefusedError, UnreachableError
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
    try:
        envelope = _envelope(lease)
        if lease.holds():
            channel.send(envelope)
            outbox.sent(lease, now)
    except UnreachableError as error:
        outbox.failed(lease, str(error), now)
        return False
    except RefusedError as error:
        outbox.failed(lease, str(error), now, final=True)
    except Exception as error:  # noqa: BLE001  # one delivery that cannot be made holds up no other
        # Where it failed, without the error's own text: that may hold an address or a secret.
        name, where = type(error).__name__, "".join(format_tb(error.__traceback__))
        log.error("delivery %d cannot be made: %s\n%s", lease.delivery.pk, name, where)
        outbox.failed(lease, name, now)
    return True


def _envelope(lease: outbox.LeasedDelivery) -> Envelope:
    """Raises RefusedError for a person who has no address (any more)."""
    notice = lease.delivery.notice
    to = outbox.address(notice.recipient, lease.delivery.channel)
    if not to:
        raise RefusedError("no address")
    words = outbox.render(notice, notice.recipient.language)
    return Envelope(key=f"{notice.recipient_id}:{notice.key}", to=to, subject=words.subject, body=words.body)
