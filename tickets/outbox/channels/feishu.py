"""Robots of group chats in Feishu (飞书). A robot takes 100 messages a minute and 5 a second.

A robot with 签名校验 wants a signature in the body, whose key is "seconds\\nsecret" and whose message is empty. Another
host than open.feishu.cn is that of a private installation.
"""

import time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Envelope
from tickets.outbox.robots import group_channel, judge, post, robot_address, signature, text
from tickets.outbox.web import Allowed, parted

ALLOWED: Final = Allowed.by("feishu")
#: Too many messages (11232; 9499, which comes with HTTP 400); an error of its own. 19001 is a wrong key, 19021 a
#: signature, 19022 a network, 19024 a keyword.
PASSING: Final = frozenset({2200, 9499, 11232})


def send(envelope: Envelope) -> None:
    address, secret = parted(envelope.to)
    message = {**sign(secret), "msg_type": "text", "content": {"text": text(envelope)}}
    judge(post(ALLOWED, address, message), ("code", "StatusCode"), PASSING)


def sign(secret: str) -> dict[str, Any]:
    if not secret:
        return {}
    now = str(int(time.time()))
    return {"timestamp": now, "sign": signature(f"{now}\n{secret}", "")}


CHANNEL = group_channel(
    "feishu",
    _("Feishu robot"),
    ALLOWED,
    robot_address(
        ALLOWED, _("The webhook address; of a robot that wants signatures, a blank and its secret behind it.")
    ),
    send,
)
