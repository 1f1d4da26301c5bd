"""A demand in parts (13.2): what one demand does not name goes on as an order of its own, linked to the first.

Each part is then a ticket of its own: with its own inventory, clock of ten days, hand-over and erasure.
"""

from tickets.actions import digests, telling
from tickets.actions.act import Act
from tickets.actions.move import Move
from tickets.actions.numbers import next_number
from tickets.actions.open import enter, record_opening
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.kinds.migration import DEMAND, Migration
from tickets.lifecycle.questions import SCOPE
from tickets.lifecycle.steps import Mark, Op
from tickets.models import PROXIES, Ticket


def take_part(move: Move) -> None:
    """The order takes in what is demanded now; for the rest, still on the cloud, another order waits for its demand."""
    ticket, demanded = move.ticket, move.scene.entered(SCOPE)
    if not demanded:
        return
    rest = (move.scene.facts.scope & move.scene.facts.running) - frozenset(demanded)
    ticket.fields = {**ticket.fields, SCOPE.name: sorted(demanded)}
    digests.bind(ticket)
    if rest:
        _open_rest(move, sorted(rest))


def _open_rest(move: Move, rest: list[str]) -> None:
    first, now = move.ticket, move.now
    ticket = PROXIES[first.kind](
        number=next_number(now),
        kind=first.kind,
        state=Migration.awaiting_demand.code,
        contract=first.contract,
        part_of=first,
        title=first.title,
        fields={**first.fields, SCOPE.name: rest},
        form_edition=first.form_edition,
        opened_by=first.opened_by,
        opened_unit=first.opened_unit,
        opened_at=now,
        state_since=now,
        slots_since=now,
        sent_at=now,
        authors=first.authors,
    )
    _file(Act(ticket, OPEN, move.actor, now, capacity=move.capacity))


def _file(act: Act) -> None:
    """The row, the clock of its own demand, audit and notices."""
    enter(act)
    act.clocks.apply([Mark(Op.START, DEMAND.code)])
    record_opening(act, part_of=_number(act.ticket.part_of))
    act.tell("your_move", telling.moving(act.ticket, act.turns, act.roster))
    act.save()


def _number(first: Ticket | None) -> str:
    return first.number if first is not None else ""
