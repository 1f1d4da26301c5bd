"""Short messages by the gateway of the operator, which its settings describe. To the registered telephone of a person.

Each costs money: what went out and was answered neither yes nor no is not sent again, but told to the administrators.
"""

import json
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, quote_plus

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Account, Channel, ChannelSetting, Envelope, RefusedError, UncertainError
from tickets.outbox.faults import HTTP, DeliveryFault, perhaps
from tickets.outbox.web import TIMEOUT, Allowed, UnansweredError, ask

ALLOWED: Final = Allowed.by("sms")
#: Where the gateway is asked; {phone} and {text} stand for both.
URL: Final = ChannelSetting("CHANNEL_SMS_URL")
METHOD: Final = ChannelSetting("CHANNEL_SMS_METHOD", "POST")
#: What is sent there, with {phone} and {text}; JSON where it begins with a brace, else a form.
BODY: Final = ChannelSetting("CHANNEL_SMS_BODY", "")
#: One more line of the head, such as `Authorization: Bearer …`.
HEADER: Final = ChannelSetting("CHANNEL_SMS_HEADER", "")
#: What a good answer contains, as a pattern; without it HTTP's 2xx is one.
SUCCESS: Final = ChannelSetting("CHANNEL_SMS_SUCCESS", "")

#: Whoever answers so may have passed the message on before, or lost the answer on its way.
UNSAID: Final = frozenset({500, 502, 504})
#: One message of a Chinese gateway.
MOST: Final = 70
MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


def mobile(account: Account) -> str:
    """The number without the signs that people write into it; "" for one that takes no short messages."""
    found = MOBILE.fullmatch(re.sub(r"[ ()-]", "", account.phone))
    return found[1] if found else ""


def send(envelope: Envelope) -> None:
    said = {"phone": envelope.to, "text": shortened(envelope.brief)}
    body = filled(BODY.value, said, _json if _is_json() else quote_plus).encode() if BODY.value else None
    address = filled(URL.value, said, lambda text: quote(text, safe=""))
    try:
        answer = ask(ALLOWED, address, body, headers(), method=METHOD.value.upper())
    except UnansweredError as error:
        raise UncertainError(perhaps(error)) from None
    if answer.status in UNSAID:
        raise UncertainError(perhaps(HTTP.of(answer.status)))
    if not answer.good:
        raise answer.refusal()
    if SUCCESS.value and not re.search(SUCCESS.value, answer.text):
        raise RefusedError(DeliveryFault.GATEWAY)


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def filled(template: str, said: dict[str, str], quoted: Callable[[str], str]) -> str:
    """Braces that stand for nothing stay: the template may be JSON."""
    return re.sub(r"\{(phone|text)\}", lambda name: quoted(said[name[1]]), template)


def _is_json() -> bool:
    return BODY.value.startswith(("{", "["))


def _json(text: str) -> str:
    """As it stands between quotation marks."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def headers() -> dict[str, str]:
    name, _colon, value = HEADER.value.partition(":")
    more = {name.strip(): value.strip()} if value else {}
    kind = "application/json; charset=utf-8" if _is_json() else "application/x-www-form-urlencoded"
    return {"Content-Type": kind, **more} if BODY.value else more


CHANNEL = Channel(
    name="sms",
    label=_("short message"),
    address=None,
    of_account=mobile,
    settings=(*ALLOWED.settings, URL, METHOD, BODY, HEADER, SUCCESS),
    timeout=TIMEOUT,
    send=send,
    paid=True,
)
