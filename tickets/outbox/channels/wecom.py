"""Robots of group chats in WeCom (企业微信). A robot takes 20 messages a minute, a text has 2048 bytes at most.

Its key stands in its address; there is no signature. Another host than qyapi.weixin.qq.com is that of a private
installation.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Envelope
from tickets.outbox.robots import group_channel, judge, post, robot_address, text
from tickets.outbox.web import Allowed, parted

ALLOWED: Final = Allowed.by("wecom")
MOST_BYTES: Final = 2048
#: Busy; too many messages; too many at once. 93000 is a wrong key.
PASSING: Final = frozenset({-1, 45009, 45033})


def send(envelope: Envelope) -> None:
    content = text(envelope).encode()[:MOST_BYTES].decode(errors="ignore")
    address, _secret = parted(envelope.to)
    judge(post(ALLOWED, address, {"msgtype": "text", "text": {"content": content}}), ("errcode",), PASSING)


CHANNEL = group_channel(
    "wecom", _("WeCom robot"), ALLOWED, robot_address(ALLOWED, _("The webhook address that WeCom shows.")), send
)
