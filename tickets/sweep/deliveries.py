"""One channel a channel: claim, send outside any transaction, mark. A dead or slow channel holds up no other."""

import logging
from datetime import datetime

from tickets import outbox
from tickets.outbox.channels import CHANNELS, Channel, Envelope, RefusedError, UnreachableError

log = logging.getLogger(__name__)

CHANNEL_NAMES = tuple(CHANNELS)


def deliver_from(name: str, now: datetime) -> bool:
    """Deliver what has waited longest in this channel. False: nothing is due, or the channel is out of reach."""
    channel = CHANNELS[name]
    claim = outbox.claim(channel.name, channel.timeout, now)
    return claim is not None and _delivered(channel, claim, now)


def _delivered(channel: Channel, claim: outbox.Claim, now: datetime) -> bool:
    try:
        envelope = _envelope(claim)
        if claim.holds():
            channel.send(envelope)
            outbox.sent(claim, now)
    except UnreachableError as error:
        outbox.failed(claim, str(error), now)
        return False
    except RefusedError as error:
        outbox.failed(claim, str(error), now, final=True)
    except Exception as error:
        log.exception("delivery %d cannot be made", claim.delivery.pk)
        outbox.failed(claim, type(error).__name__, now)
    return True


def _envelope(claim: outbox.Claim) -> Envelope:
    """Raises RefusedError for a person who has no address (any more)."""
    notice = claim.delivery.notice
    to = outbox.address(notice.recipient, claim.delivery.channel)
    if not to:
        raise RefusedError("no address")
    words = outbox.render(notice, notice.recipient.language)
    return Envelope(key=f"{notice.recipient_id}:{notice.key}", to=to, subject=words.subject, body=words.body)
