"""Who names an order: rows drawn from what is answered, whenever it is answered anew."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tickets.lifecycle import KINDS
from tickets.lifecycle.kinds.finding.questions import CLOCK, EVENT, ORDER
from tickets.lifecycle.questions import RELATED, RELATED_ORDER
from tickets.models import Naming, Ticket

#: Question -> the cells of its rows that hold the number of an order, and the clock of it that is meant.
CELLS: Final = {RELATED.name: (RELATED_ORDER, ""), EVENT.name: (ORDER, CLOCK)}
#: Kinds of which an order may name others.
NAMING: Final = frozenset(
    kind for kind, machine in KINDS.items() if any(one.name in CELLS for one in machine.opening.asks)
)
#: (question, number of an order, clock of it)
Named = tuple[str, str, str]


def in_answers(fields: Mapping[str, Any]) -> frozenset[Named]:
    """What the rows name; a row that tells of something else names nothing."""
    return frozenset(named for question in CELLS for named in _in_rows(question, fields.get(question) or ()))


def _in_rows(question: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[Named]:
    number, clock = CELLS[question]
    return ((question, row[number], row.get(clock) or "") for row in rows if row.get(number))


def write(ticket: Ticket) -> None:
    """Make the rows say what the order names now; a number under which there is no order is named by none. Two
    queries, none for a kind that names nothing."""
    if ticket.kind not in NAMING:
        return
    there = {(row.field, row.of_id, row.clock): row.pk for row in Naming.objects.filter(ticket=ticket)}
    wanted = _wanted(in_answers(ticket.fields))
    if gone := [pk for named, pk in there.items() if named not in wanted]:
        Naming.objects.filter(pk__in=gone).delete()
    fresh = sorted(wanted - there.keys())
    Naming.objects.bulk_create(Naming(ticket=ticket, field=field, of_id=of, clock=clock) for field, of, clock in fresh)


def _wanted(named: frozenset[Named]) -> set[tuple[str, int, str]]:
    numbers = {number for _question, number, _clock in named}
    ids = dict(Ticket.objects.filter(number__in=numbers).values_list("number", "id")) if numbers else {}
    return {(question, ids[number], clock) for question, number, clock in named if number in ids}
