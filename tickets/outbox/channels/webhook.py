"""A signed POST to a program of one's own, as Standard Webhooks describes it (www.standardwebhooks.com).

The signature is HMAC-SHA256 over "id.timestamp.body", so that the receiver knows who sent it and that it is not an old
message again: it compares the timestamp with its own clock, and drops an id that it has had.
"""

import hmac
import json
import time
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Channel, Envelope
from tickets.outbox.web import TIMEOUT, Allowed, ReceiverField, ask, host_of, parted

ALLOWED: Final = Allowed.by("webhook")
#: Before a secret that is written in base64.
ENCODED: Final = "whsec_"


def send(envelope: Envelope) -> None:
    address, secret = parted(envelope.to)
    message = {
        "type": f"notice.{envelope.event}",
        "ticket": envelope.number,
        "subject": envelope.subject,
        "text": envelope.body,
        "link": envelope.link,
    }
    body = json.dumps(message, ensure_ascii=False)
    name = sha256(envelope.key.encode()).hexdigest()[:40]
    answer = ask(ALLOWED, address, body.encode(), headers(name, str(int(time.time())), body, secret))
    if not answer.good:
        raise answer.refusal()


def headers(name: str, at: str, body: str, secret: str) -> dict[str, str]:
    proof = hmac.digest(key(secret), f"{name}.{at}.{body}".encode(), "sha256")
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": name,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{b64encode(proof).decode()}",
    }


def key(secret: str) -> bytes:
    """A secret that begins with `whsec_` is base64, any other its own bytes."""
    try:
        return b64decode(secret.removeprefix(ENCODED), validate=True) if secret.startswith(ENCODED) else secret.encode()
    except NotBase64:
        return secret.encode()


CHANNEL = Channel(
    name="webhook",
    label=_("webhook"),
    address=ReceiverField(
        ALLOWED,
        secret_needed=True,
        label=_("Address of your program"),
        help_text=_("An address that takes POST, a blank, and the secret that its messages are signed with."),
    ),
    settings=ALLOWED.settings,
    timeout=TIMEOUT,
    receiver=host_of,
    send=send,
    for_groups=True,
    secret=True,
)
