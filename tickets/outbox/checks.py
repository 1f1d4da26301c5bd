"""What a channel lacks is told by `manage.py check`, before the service starts."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import override

from tickets.models import ContactAddress, Delivery
from tickets.outbox.channel import Channel
from tickets.outbox.channels import CHANNELS


@register()
def check_channels(**_options: Any) -> list[CheckMessage]:
    """Their words in both languages, their addresses, and the settings that the environment gives them."""
    problems = [problem for channel in CHANNELS.values() for problem in _problems(channel)]
    known = {one.name for channel in CHANNELS.values() for one in channel.settings}
    unknown = [f"{name} is set, but no channel asks for it." for name in settings.CHANNEL_SETTINGS.keys() - known]
    return [Error(text, id="tickets.channels") for text in [*problems, *sorted(unknown)]]


def _problems(channel: Channel) -> Iterator[str]:
    longest = Delivery._meta.get_field("channel").max_length
    if len(channel.name) > (longest or 0):
        yield f"Channel {channel.name}: its name is longer than {longest} letters."
    for text in _untranslated(channel):
        yield f"Channel {channel.name}: “{text}” has no Chinese. Add it to tickets/notices/locale and compile it."
    if channel.address is not None:
        if not channel.address.label:
            yield f"Channel {channel.name}: its address has no label."
        if not 0 < (channel.address.max_length or 0) <= ContactAddress.LONGEST:
            yield f"Channel {channel.name}: its address needs a max_length of at most {ContactAddress.LONGEST}."
    yield from _unset(channel)


def _untranslated(channel: Channel) -> Iterator[str]:
    asked = channel.address
    texts = (channel.label,) if asked is None else (channel.label, asked.label, asked.help_text)
    for text in filter(None, texts):
        english, chinese = _said(text, "en"), _said(text, "zh-hans")
        if english == chinese:
            yield english


def _said(text: object, language: str) -> str:
    with override(language):
        return str(text)


def _unset(channel: Channel) -> Iterator[str]:
    """Settings that are named otherwise than they are read, or given in part."""
    prefix = f"CHANNEL_{channel.name.upper()}_"
    yield from (
        f"Channel {channel.name}: the setting {one.name} must begin with {prefix}"
        for one in channel.settings
        if not one.name.startswith(prefix)
    )
    given = [one.name for one in channel.settings if settings.CHANNEL_SETTINGS.get(one.name)]
    if given and not channel.in_use:
        missing = [one.name for one in channel.settings if not one.value and one.default is None]
        yield f"Channel {channel.name}: {', '.join(given)} is set; set also {', '.join(missing)}, or none of them."
