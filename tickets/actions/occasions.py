"""A restart filed on the occasion of a fault: while the agency's permission is awaited, the fault's clocks rest.

The service itself saw when it was asked and when it was answered: no claim is needed (3.8, 3.10, 9.9). A restart is
younger than its fault, so that both rows are locked in order of id by locking the fault first.
"""

from typing import Final

from django.utils.translation import gettext as _

from tickets.actions.act import Act
from tickets.actions.move import Move
from tickets.clocks import readings
from tickets.errors import Invalid
from tickets.lifecycle.effects import HOLD_FAULT, RELEASE_FAULT
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.incident import HANDLE, LOCATE, LOCATE_KEY, Incident
from tickets.lifecycle.kinds.restart import Restart
from tickets.models import Deadline, Occasion, Ticket
from tickets.policy.types import PauseReason

#: The contract's clocks of a fault that cannot be met without the restart.
HELD: Final = (HANDLE, LOCATE, LOCATE_KEY)
ASKED, ANSWERED = "permission_asked", "permission_answered"
#: Where the agency's permission is still awaited.
AWAITING: Final = tuple(
    state.code for state in (Restart.drafting.approving, Restart.drafting.returned_by_lead, Restart.authenticating)
)


def of(ticket: Ticket, action: str) -> int | None:
    """The id of the ticket that this step of `ticket` moves as well; None for nearly all."""
    step = ticket.machine.by_step.get(action)
    if step is None or {HOLD_FAULT, RELEASE_FAULT}.isdisjoint(step.does):
        return None
    return Occasion.objects.filter(ticket=ticket.pk).values_list("of", flat=True).first()


def check(kind: type[Kind], fault: Ticket | None, contract: int, system: int | None) -> None:
    """A restart may be filed on the occasion of an open fault of the same system. Raises Invalid."""
    if fault is None:
        return
    same = fault.contract_id == contract and fault.system_id == system
    if kind is not Restart or fault.machine is not Incident or fault.final or not same:
        message = _("Only a restart is filed on the occasion of a fault, one that is open and of the same system.")
        raise Invalid(message, {"occasion": [message]})


def hold(move: Move) -> None:
    """Permission is asked: from now on the fault's clocks wait for the agency."""
    act = _on_fault(move, ASKED)
    if act is None:
        return
    for row in _held(act):
        act.clocks.pause(row, PauseReason.WAITING_AGENCY)
    _finish(act, move.ticket)


def release(move: Move) -> None:
    """Permission is given, refused, or no longer asked: the clocks run on, unless another restart still waits. A
    question that is taken back unanswered, by whoever owes what waited or by time, has held up nothing."""
    act = _on_fault(move, ANSWERED)
    if act is None or _others_wait(act.ticket, move.ticket):
        return
    for row in _held(act):
        rest = readings.open_pause(row)
        if rest is None or rest.action != ASKED:
            continue
        if _taken_back(move, row):
            act.clocks.void_pause(row)
        else:
            act.clocks.resume(row)
    _finish(act, move.ticket)


def _taken_back(move: Move, row: Deadline) -> bool:
    """By whoever owes it, or by the window that went by while nobody answered."""
    return not move.step.grants and (move.capacity is None or move.capacity.side == row.party)


def _on_fault(move: Move, action: str) -> Act | None:
    """The same act on the fault, if the restart has one that is still open. Its row is locked already."""
    occasion = Occasion.objects.filter(ticket=move.ticket).select_related("of__contract").first()
    if occasion is None or occasion.of.final:
        return None
    return Act(occasion.of, action, move.actor, move.now)


def _held(act: Act) -> list[Deadline]:
    return [row for clock in HELD if (row := act.clocks.rows.get(clock.code)) is not None and row.open]


def _others_wait(fault: Ticket, restart: Ticket) -> bool:
    others = Ticket.objects.filter(occasion__of=fault, state__in=AWAITING).exclude(pk=restart.pk)
    return others.exists()


def _finish(act: Act, restart: Ticket) -> None:
    """What moved is recorded in the fault's own chain; where nothing did, nothing is."""
    if act.clocks.changes:
        act.record(order=restart.number, clocks=act.clocks.changes)
        act.save()
