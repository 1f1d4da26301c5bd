"""Robots of group chats in DingTalk (钉钉). A robot takes 20 messages a minute, else it is silent for ten.

A robot with 加签 wants a signature in the query: base64(HMAC-SHA256(secret, "milliseconds\\nsecret")). Another host
than oapi.dingtalk.com is that of a private installation.
"""

import time
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Envelope
from tickets.outbox.robots import group_channel, judge, post, robot_address, signature, text
from tickets.outbox.web import Allowed, parted

ALLOWED: Final = Allowed.by("dingtalk")
#: Busy; too many messages (of this interface, of its successor). 310000 is a signature, a keyword or a network.
PASSING: Final = frozenset({-1, 130101, 410100})


def send(envelope: Envelope) -> None:
    message = {"msgtype": "text", "text": {"content": text(envelope)}}
    judge(post(ALLOWED, signed(*parted(envelope.to)), message), ("errcode",), PASSING)


def signed(address: str, secret: str) -> str:
    if not secret:
        return address
    now = str(int(time.time() * 1000))
    proof = {"timestamp": now, "sign": signature(secret, f"{now}\n{secret}")}
    return f"{address}&{urlencode(proof)}"


CHANNEL = group_channel(
    "dingtalk",
    _("DingTalk robot"),
    ALLOWED,
    robot_address(
        ALLOWED, _("The webhook address; of a robot that wants signatures, a blank and its secret behind it.")
    ),
    send,
)
