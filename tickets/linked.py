"""Orders that belong together: on whose occasion one was filed, what it led to, and which orders name it."""

from typing import NamedTuple

from django.db.models import QuerySet, Value

from tickets.lifecycle.questions import RELATED
from tickets.models import Ticket


class Linked(NamedTuple):
    """occasion: the fault, or the reclaim, because of which it was filed. led_to: what was filed because of it. named:
    those that it names as related; named_by: those that name it."""

    occasion: Ticket | None
    led_to: list[Ticket]
    named: list[Ticket]
    named_by: list[Ticket]


def of_ticket(ticket: Ticket, visible: QuerySet[Ticket]) -> Linked:
    """Those that the reader may see. One query: each part of it goes by an index of its own."""
    parts = {
        "occasion": visible.filter(led_to__ticket=ticket),
        "led_to": visible.filter(occasion__of=ticket),
        "named": visible.filter(named_by__ticket=ticket, named_by__field=RELATED.name),
        "named_by": visible.filter(names__of=ticket, names__field=RELATED.name),
    }
    first, *others = (rows.annotate(linked=Value(how)) for how, rows in parts.items())
    found: dict[str, list[Ticket]] = {how: [] for how in parts}
    for one in first.union(*others, all=True).order_by("id"):
        found[one.linked].append(one)
    return Linked(next(iter(found.pop("occasion")), None), **found)
