"""Orders that belong together: on whose occasion one was filed, what it led to, and which orders name it."""

from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from tickets.lifecycle.questions import RELATED
from tickets.models import Naming, Occasion, Ticket
from tickets.prepared import SOME_ID, Prepared


class Linked(NamedTuple):
    """occasion: the fault, or the reclaim, because of which it was filed. led_to: what was filed because of it. named:
    those that it names as related; named_by: those that name it."""

    occasion: Ticket | None
    led_to: list[Ticket]
    named: list[Ticket]
    named_by: list[Ticket]


def of_ticket(ticket: Ticket, visible: QuerySet[Ticket]) -> Linked:
    """Those that the reader may see, the first filed first. One query, two where there are any."""
    near = _near().ask(ids=[ticket.pk])
    seen = visible.in_bulk({pk for _place, pk, _row in near}) if near else {}
    occasion, led_to, named, named_by = (
        [seen[pk] for place, pk, _row in near if place == n and pk in seen] for n in range(len(Linked._fields))
    )
    return Linked(next(iter(occasion), None), led_to, named, named_by)


@cache
def _near() -> Prepared:
    """For one order: (place in `Linked`, the other order, the row that says so)."""
    related = Naming.objects.filter(field=RELATED.name)
    return Prepared.beside([
        Occasion.objects.filter(ticket=SOME_ID).values_list("of", "pk"),
        Occasion.objects.filter(of=SOME_ID).values_list("ticket", "pk"),
        related.filter(ticket=SOME_ID).values_list("of", "pk"),
        related.filter(of=SOME_ID).values_list("ticket", "pk"),
    ])  # fmt: skip
