"""What an order brings into a register by itself: it is entered by whoever did the work and confirmed by whoever
accepted it, in the order's own act and chain."""

from typing import Any

from tickets.actions.move import Move
from tickets.lifecycle.certificates import CERTIFIED, ISSUER, NUMBER, SINCE, SORT, UNTIL
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.scene import Endorsed
from tickets.models import Contract, RegisterEntry
from tickets.models.registers import CONFIRMED, LIVING
from tickets.registers.books.certificates import Certificates

#: The party by whose people certificates are renewed.
PROVIDER = "provider"


def enter_renewed(move: Move, handed_in: Endorsed) -> RegisterEntry:
    """The renewed certificate. Where the register says the same already, by hand, this corrects nothing: the database
    takes no second one, and the entry that is there is handed back."""
    assert move.actor is not None and move.capacity is not None  # noqa: S101, PT018  # nobody else accepts
    assert handed_in.by is not None and handed_in.unit is not None  # noqa: S101, PT018  # nor hands in
    assert handed_in.at is not None  # noqa: S101
    contract = Contract.objects.select_for_update().get(pk=move.ticket.contract_id)
    said: dict[str, Any] = {one.name: handed_in.value(one) for one in (NUMBER, ISSUER, SINCE, UNTIL)}
    said |= {one.name: move.scene.recorded(one) for one in (SORT, CERTIFIED)}
    subject, starts = Certificates.subject(said, PROVIDER), said[SINCE.name]
    same = {"contract": contract, "register": Certificates.code, "subject": subject, "starts": starts}
    there = RegisterEntry.objects.filter(**same, state__in=LIVING, replaces=None).first()
    if there is not None:
        return there
    row = RegisterEntry(
        **same,
        values=store_all(Certificates.asks, said),
        ends=said[UNTIL.name],
        ticket=move.ticket,
        side=PROVIDER,
        entered_by_id=handed_in.by,
        entered_for_id=handed_in.principal,
        entered_unit_id=handed_in.unit,
        entered_at=handed_in.at,
        state=CONFIRMED,
        decided_by=move.actor,
        decided_for_id=move.capacity.principal,
        decided_unit_id=move.capacity.unit,
        decided_at=move.now,
    )
    row.save(force_insert=True)
    return row
