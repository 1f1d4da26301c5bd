"""A drill of the platform begins: the consent that it names is used by it, once and for all (10.2).

Both are one act. The consent's row is locked before the drill's, and no act on a consent locks a drill.
"""

from tickets.actions.locking import locked
from tickets.actions.move import Move
from tickets.lifecycle.effects import USE_CONSENT
from tickets.lifecycle.kinds.consent import Consent
from tickets.lifecycle.kinds.drill import CONSENT_NO
from tickets.models import Ticket
from tickets.policy.types import Party


def of(ticket: Ticket, action: str) -> int | None:
    """The id of the consent that this step of `ticket` uses; None for nearly all."""
    step = ticket.machine.by_step.get(action)
    if step is None or USE_CONSENT not in step.does or ticket.opening_party != Party.PROVIDER:
        return None
    number = ticket.fields.get(CONSENT_NO.name)
    named = Ticket.objects.filter(number=number, kind=Consent.kind, contract=ticket.contract_id)
    return named.values_list("pk", flat=True).first()


def use(move: Move) -> None:
    """The consent's own step, judged as any other and carried out with the drill's. Raises what refuses it."""
    pk = of(move.ticket, move.step.name)
    if pk is None:
        return
    used = Move(locked(pk), Consent.use_for_drill.name, move.actor, move.now, move.ticket.number)
    used.written.found(used.ticket)
    used.admit()
    used.take_in({})
    move.along.append(used)
