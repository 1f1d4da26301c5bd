"""The network edge: one module a channel. Nothing here touches the database."""

from tickets.outbox.channels.base import Channel, Envelope, RefusedError, UnreachableError
from tickets.outbox.channels.mail import Mail

#: name -> channel.
CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (Mail(),)}

__all__ = ["CHANNELS", "Channel", "Envelope", "RefusedError", "UnreachableError"]
