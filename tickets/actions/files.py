"""Files: handed in to a slot of a ticket, and handed out."""

from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from accounts.roles import SUPERVISOR_AUDITOR
from tickets import attachments, audit
from tickets.actions.act import Act
from tickets.actions.claims import papers as claim_papers
from tickets.actions.digests import SEALED, bind
from tickets.actions.talk import check_concerned
from tickets.clocks import breached
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle import papers
from tickets.models import Attachment, Ticket
from tickets.permissions import Capacity, Standing, standing

#: A slot that anybody concerned may fill at any time: what belongs to the ticket but to no step.
OTHER: Final = papers.OTHER.name
#: The supervisor's own: what was missed is signed for when the order may long be closed.
SIGNED_FINDING: Final = papers.SIGNED_FINDING.name


def attach(
    ticket: Ticket, slot: str, *, name: str, stream: BinaryIO, actor: User, now: datetime, anew: bool = False
) -> Attachment:
    """Put a file into a slot. The same file handed in again is the one that is there, `anew`: another version.

    Raises Invalid, Forbidden, WrongState.
    It is checked and written before the transaction; a rollback leaves an orphan file, which no row names.
    """
    check_attach(ticket, slot, standing(actor, now))
    if slot == SIGNED_FINDING:
        attachments.types.check_signed(name)
    stored = attachments.store(name, stream)
    kept = put_in(ticket, slot, stored, actor=actor, now=now, anew=anew)
    if kept.path != stored.path:
        attachments.remove(stored.path)
    return kept


def put_in(ticket: Ticket, slot: str, row: Attachment, *, actor: User, now: datetime, anew: bool = False) -> Attachment:
    """As `attach`, a file that is in the store already: `row` says what it is."""
    with Act.on(ticket.pk, "attach", actor=actor, now=now) as act:
        act.capacity = check_attach(act.ticket, slot, standing(actor, now))
        if not anew and (there := _already(act.ticket, slot, row, act.capacity)) is not None:
            return there
        row.ticket, row.slot, row.by, row.unit_id, row.at = act.ticket, slot, actor, act.capacity.unit, now
        row.version = Attachment.objects.filter(ticket=act.ticket, slot=slot).count() + 1
        row.save(force_insert=True)
        act.wrote(row)
        if slot in SEALED:
            bind(act.ticket)
        act.record(slot=slot, name=row.name, sha256=row.sha256, version=row.version, digest=act.ticket.digest)
        act.save("digest", "request")
        return row


def _already(ticket: Ticket, slot: str, row: Attachment, capacity: Capacity) -> Attachment | None:
    """The newest file of the slot where it is the very same, of the same unit, and speaks of the ticket as it is now.
    Evidence is handed in for one statement, and again for the next."""
    if slot in claim_papers.SLOTS:
        return None
    newest = Attachment.objects.filter(ticket=ticket, slot=slot).order_by("-version").first()
    if newest is None or newest.sha256 != row.sha256 or newest.unit_id != capacity.unit:
        return None
    return newest if newest.at >= ticket.slots_since else None


def check_attach(ticket: Ticket, slot: str, where: Standing) -> Capacity:
    """In which capacity the person may fill this slot now. Raises Invalid, Forbidden, WrongState."""
    of_steps = chain.from_iterable(step.slots for step in ticket.machine.steps)
    known = {slot.name for slot in chain(papers.OF_NO_STEP, of_steps)}
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
    """The slots that this person may fill now: those of the steps that their roles take, and "other" till the end.
    Where a clock of the contract was missed, the supervisor's sheet as well, whenever it is signed."""
    if not where.held(ticket):
        return []
    leaving, party = ticket.machine.leaving(ticket.state), ticket.opening_party
    steps = [step for step in leaving if where.acting(ticket, step.roles(party))]
    beside = [] if ticket.final else [OTHER]
    if where.acting(ticket, (SUPERVISOR_AUDITOR,)) and breached.of_contract(ticket).exists():
        beside.append(SIGNED_FINDING)
    return [*dict.fromkeys(slot.name for step in steps for slot in step.slots), *beside]


def hand_out(attachment: Attachment, *, actor: User, now: datetime, address: str) -> BinaryIO:
    """The bytes of a file that the actor may see; `address`: the network address of the request.

    Nothing of the ticket changes; the system log says who took what (GB/T 22239 8.1.4.3). Raises FileNotFoundError
    where the store has lost them; nothing is recorded then.
    """
    stream = attachments.open_file(attachment)
    about = {"attachment": attachment.pk, "slot": attachment.slot, "sha256": attachment.sha256}
    _taken(attachment.ticket, about, actor, now, address)
    return stream


def print_out(ticket: Ticket, sheet: str, form: str, *, actor: User, now: datetime, address: str) -> None:
    """Say in the system log who took the order, or one of its papers, out of the service as a sheet.

    sheet: the slot of the paper, or the number of an order of supervision; "" for the order itself. form: `page` for
    the printer, or `pdf`. As `hand_out`.
    """
    _taken(ticket, {"sheet": sheet, "form": form, "version": ticket.version}, actor, now, address)


def _taken(ticket: Ticket, about: dict[str, Any], actor: User, now: datetime, address: str) -> None:
    data = {"ticket": ticket.number, **about, "address": address}
    audit.log_system("download", now=now, actor=actor, unit=unit_of(actor), data=data)
