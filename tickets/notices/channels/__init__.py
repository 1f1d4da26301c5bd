"""The network edge: one module a channel. Nothing here touches the database."""

from tickets.notices.channels.base import Channel, Envelope, RefusedError, UnreachableError
from tickets.notices.channels.mail import Mail

#: name -> channel. Each is a lane of its own.
CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (Mail(),)}

__all__ = ["CHANNELS", "Channel", "Envelope", "RefusedError", "UnreachableError"]
