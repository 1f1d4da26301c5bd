"""The network edge: one module a channel, found by itself, with all that is its own. None touches the database."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from tickets.outbox.channel import Channel


def found() -> dict[str, Channel]:
    """By name: what each module of this package declares as `CHANNEL`. Raises TypeError where two bear one name."""
    modules = [import_module(module.name) for module in iter_modules(__path__, f"{__name__}.")]
    channels: dict[str, Channel] = {module.CHANNEL.name: module.CHANNEL for module in modules}
    if len(channels) < len(modules):
        raise TypeError(f"two channels bear one name: {[module.CHANNEL.name for module in modules]}")
    return channels


CHANNELS: Final = found()


def in_use() -> list[Channel]:
    """The channels that have what they need. What is addressed to another waits; see `outbox.give_up`."""
    return [channel for channel in CHANNELS.values() if channel.in_use]


def paid() -> list[str]:
    """The names of those whose every message costs money."""
    return [channel.name for channel in CHANNELS.values() if channel.paid]
