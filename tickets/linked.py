"""Orders that belong together: on whose occasion one was filed, what it led to, and which orders name it."""

from typing import Final, NamedTuple

from django.db.models import QuerySet, Value

from tickets.lifecycle import KINDS
from tickets.lifecycle.questions import RELATED
from tickets.models import Ticket

#: The kinds of which an order may name others.
NAMING: Final = tuple(
    kind for kind, machine in KINDS.items() if any(one.name == RELATED.name for one in machine.opening.asks)
)


class Linked(NamedTuple):
    """occasion: the fault, or the reclaim, because of which it was filed. led_to: what was filed because of it. named:
    those that it names as related; named_by: those that name it."""

    occasion: Ticket | None
    led_to: list[Ticket]
    named: list[Ticket]
    named_by: list[Ticket]


def of_ticket(ticket: Ticket, visible: QuerySet[Ticket]) -> Linked:
    """Those that the reader may see. One query: each part of it goes by an index of its own."""
    naming = visible.filter(contract=ticket.contract_id, kind__in=NAMING)
    parts = {
        "occasion": visible.filter(led_to__ticket=ticket),
        "led_to": visible.filter(occasion__of=ticket),
        "named": visible.filter(number__in=_numbers(ticket)),
        # as the rows of the table are stored: the number in quotes, so that no longer one is taken for it
        "named_by": naming.filter(**{f"fields__{RELATED.name}__icontains": f'"{ticket.number}"'}),
    }
    first, *others = (rows.annotate(linked=Value(how)) for how, rows in parts.items())
    found: dict[str, list[Ticket]] = {how: [] for how in parts}
    for one in first.union(*others, all=True).order_by("id"):
        found[one.linked].append(one)
    return Linked(next(iter(found.pop("occasion")), None), **found)


def _numbers(ticket: Ticket) -> list[str]:
    return [row["related_order"] for row in ticket.fields.get(RELATED.name) or () if row.get("related_order")]
