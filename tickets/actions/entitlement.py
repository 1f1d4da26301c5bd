"""The notice that ends a contract by the right that a finding gave (12.1, 12.2, 12.4, 15.11) uses that right up, once.

A right that was not exercised before is exercised by the notice. The finding's row is locked behind the switchover's,
and no act on a finding locks a switchover.
"""

from tickets.actions.locking import locked
from tickets.actions.move import Move
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.switchover import BASIS, RIGHTS_OF
from tickets.models import Occasion, Ticket


def use(move: Move) -> None:
    """Tie the notice to the right by which it ends the contract, and exercise that where nobody has yet."""
    basis = move.scene.recorded(BASIS) or ""
    if basis not in RIGHTS_OF or move.scene.facts.ending is not None:
        return
    rights = move.scene.facts.rights
    if rights is None:
        return
    right = Ticket.objects.get(pk=rights[basis][0])
    move.store(Occasion(ticket=move.ticket, of=right))
    if right.state != Finding.entitled.code:
        return
    exercised = Move(locked(right.pk), Finding.exercise.name, move.actor, move.now, move.ticket.number)
    exercised.written.found(exercised.ticket)
    exercised.admit()
    exercised.take_in({}, papers=False)
    move.along.append(exercised)
