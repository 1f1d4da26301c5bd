"""Copies that were held, told together: of the working day at half past eight, of internal targets on Mondays.

What a reader has seen on the order itself, and what is over, is in no digest. After an outage there is one digest of
all that was held, not one a day.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, Subquery

from tickets import outbox
from tickets.models import Notice
from tickets.models.notices import AWAITED
from tickets.notices.events import DAILY, DIGEST, TARGETS, WEEKLY
from tickets.outbox import Message

#: So many orders stand in one digest; of the others it says how many there are.
MOST_ORDERS: Final = 20
LINKED_AT_ONCE: Final = 5_000
EVENTS: Final = {DAILY: DIGEST, WEEKLY: TARGETS}


def tell(held: str, now: datetime) -> int:
    """One notice for each person who has copies of that period. How many were told."""
    waiting = Notice.objects.filter(AWAITED, held=held)
    lines = [*waiting.order_by("-id").values_list("id", "recipient", "ticket", "event", "params", named=True)]
    if not lines:
        return 0
    key = f"{EVENTS[held]}:{now.isoformat()}"
    told = outbox.queue_all(_messages(held, key, lines), ticket=None, now=now)
    _link([line.id for line in lines], key)
    return len(told)


def _messages(held: str, key: str, lines: Iterable[Any]) -> list[Message]:
    by_reader: dict[int, dict[int, list[Any]]] = {}
    for line in lines:
        by_reader.setdefault(line.recipient, {}).setdefault(line.ticket, []).append(line)
    return [
        Message(
            event=EVENTS[held],
            recipients=frozenset({reader}),
            key=key,
            params={"orders": len(orders), "rows": [_row(said) for said in list(orders.values())[:MOST_ORDERS]]},
        )
        for reader, orders in by_reader.items()
    ]


def _row(said: list[Any]) -> dict[str, Any]:
    """The newest word on one order, and how many came before it."""
    newest = said[0]
    return {
        "ticket": newest.params["ticket"],
        "event": newest.event,
        "said": newest.params,
        "more": len(said) - 1,
    }


def _link(lines: list[int], key: str) -> None:
    """Each line says in which digest it was told: exactly those that were read for it, so many in one statement."""
    theirs = Notice.objects.filter(recipient=OuterRef("recipient"), key=key)
    for start in range(0, len(lines), LINKED_AT_ONCE):
        some = Notice.objects.filter(pk__in=lines[start : start + LINKED_AT_ONCE])
        some.update(digest=Subquery(theirs.values("pk")[:1]))
