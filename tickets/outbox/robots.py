"""What the robots of group chats have in common: one text, and an answer whose code tells what HTTP's 200 does not."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import BusyError, Channel, Envelope, RefusedError, UnreachableError
from tickets.outbox.faults import DeliveryFault
from tickets.outbox.web import TIMEOUT, Allowed, ReceiverField, WebAnswer, ask, host_of

JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


def robot_address(allowed: Allowed, help_text: Any) -> ReceiverField:
    return ReceiverField(allowed, secret_needed=False, label=_("Address of the robot"), help_text=help_text)


def text(envelope: Envelope) -> str:
    return "\n".join(filter(None, (envelope.subject, envelope.body, envelope.link)))


def post(allowed: Allowed, address: str, message: dict[str, Any]) -> WebAnswer:
    return ask(allowed, address, json.dumps(message, ensure_ascii=False).encode(), JSON)


def signature(key: str, message: str) -> str:
    return b64encode(hmac.digest(key.encode(), message.encode(), "sha256")).decode()


def judge(answer: WebAnswer, names: tuple[str, ...], passing: frozenset[int]) -> None:
    """Raises BusyError for a code among `passing` and RefusedError for any other but 0; `names`: where the code
    stands, the first that is there. What is said beside the code may hold addresses, and is not repeated."""
    code = _code(answer, names)
    if code is None:
        raise UnreachableError(DeliveryFault.NO_CODE) if answer.good else answer.refusal()
    if code != 0:
        raise (BusyError if code in passing else RefusedError)(f"{names[0]} {code}")


def _code(answer: WebAnswer, names: tuple[str, ...]) -> int | None:
    try:
        said = json.loads(answer.text)
    except ValueError:
        return None
    found = [said[name] for name in names if name in said] if isinstance(said, dict) else []
    return found[0] if found and isinstance(found[0], int) else None


def group_channel(
    name: str, label: Any, allowed: Allowed, address: ReceiverField, send: Callable[[Envelope], None]
) -> Channel:
    """A channel that reaches group chats alone: its address holds a key, its hosts are named by a setting."""
    return Channel(
        name=name,
        label=label,
        address=address,
        settings=allowed.settings,
        timeout=TIMEOUT,
        receiver=host_of,
        send=send,
        for_people=False,
        for_groups=True,
        secret=True,
    )
