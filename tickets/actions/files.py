"""Files: handed in to a slot of a ticket, and handed out."""

from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from tickets import attachments, audit
from tickets.actions.act import Act
from tickets.actions.digests import SEALED, bind
from tickets.actions.talk import check_concerned
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Attachment, Ticket
from tickets.permissions import Capacity, Standing, standing

#: A slot that anybody concerned may fill at any time: what belongs to the ticket but to no step.
OTHER = "other"


def attach(ticket: Ticket, slot: str, *, name: str, stream: BinaryIO, actor: User, now: datetime) -> Attachment:
    """Put a file into a slot. Raises Invalid, Forbidden, WrongState.

    It is checked and written before the transaction; a rollback leaves an orphan file, which no row names.
    """
    check_attach(ticket, slot, standing(actor, now))
    row = attachments.store(name, stream)
    with Act.on(ticket.pk, "attach", actor=actor, now=now) as act:
        act.capacity = check_attach(act.ticket, slot, standing(actor, now))
        row.ticket, row.slot, row.by, row.unit_id, row.at = act.ticket, slot, actor, act.capacity.unit, now
        row.version = Attachment.objects.filter(ticket=act.ticket, slot=slot).count() + 1
        row.save(force_insert=True)
        act.wrote(row)
        if slot in SEALED:
            bind(act.ticket)
        act.record(slot=slot, name=row.name, sha256=row.sha256, version=row.version, digest=act.ticket.digest)
        act.save("digest", "request")
        return row


def check_attach(ticket: Ticket, slot: str, where: Standing) -> Capacity:
    """In which capacity the person may fill this slot now. Raises Invalid, Forbidden, WrongState."""
    known = {slot.name for step in ticket.machine.steps for slot in step.slots} | {OTHER}
    if slot not in known:
        message = _("There is no slot “%(slot)s” here. There are: %(all)s.")
        raise Invalid(message % {"slot": slot[:40], "all": ", ".join(sorted(known))})
    capacity = check_concerned(ticket, where)
    offered = open_slots(ticket, where)
    if ticket.final and not offered:
        raise WrongState(_("The order is finished; nothing can be added to it."))
    if slot not in offered:
        raise Forbidden(_("This file is not yours to hand in at this point."))
    return capacity


def open_slots(ticket: Ticket, where: Standing) -> list[str]:
    """The slots that this person may fill now: those of the steps that their roles take, and "other" till the end."""
    if not where.held(ticket):
        return []
    steps = [step for step in ticket.machine.leaving(ticket.state) if where.acting(ticket, step.by)]
    beside = () if ticket.final else (OTHER,)
    return [*dict.fromkeys(slot.name for step in steps for slot in step.slots), *beside]


def hand_out(attachment: Attachment, *, actor: User, now: datetime, address: str) -> BinaryIO:
    """The bytes of a file that the actor may see; `address`: the network address of the request.

    Nothing of the ticket changes; the system log says who took what (GB/T 22239 8.1.4.3). Raises FileNotFoundError
    where the store has lost them; nothing is recorded then.
    """
    stream = attachments.open_file(attachment)
    taken = {
        "ticket": attachment.ticket.number,
        "attachment": attachment.pk,
        "slot": attachment.slot,
        "sha256": attachment.sha256,
        "address": address,
    }
    audit.log_system("download", now=now, actor=actor, unit=unit_of(actor), data=taken)
    return stream
