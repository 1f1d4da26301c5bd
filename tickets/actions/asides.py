"""Acts beside the machine: files, comments, reminders (催办), a corrected filing number (更正备案号)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PARTY, PROVIDER_DESK, PROVIDER_LEAD
from tickets import attachments, audit, outbox
from tickets.actions import telling
from tickets.actions.act import too_long
from tickets.actions.digests import SEALED, bind
from tickets.actions.locks import locked
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Attachment, AuditEntry, Endorsement, Ticket
from tickets.permissions import Capacity, Standing, standing

#: A slot that anybody concerned may fill at any time: what belongs to the ticket but to no step.
OTHER = "other"
REMIND_EVERY = timedelta(hours=1)


def attach(
    ticket: Ticket, slot: str, *, name: str, stream: BinaryIO, actor: User, now: datetime
) -> Attachment:
    """Put a file into a slot. Raises Invalid, Forbidden, WrongState.

    It is checked and written before the transaction; a rollback leaves an orphan file, which no row names.
    """
    _may_attach(ticket, slot, standing(actor, now))
    stored = attachments.store(name, stream)
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        capacity = _may_attach(row, slot, standing(actor, now))
        attachment = Attachment.objects.create(
            ticket=row,
            slot=slot,
            version=Attachment.objects.filter(ticket=row, slot=slot).count() + 1,
            name=stored.name,
            content_type=stored.content_type,
            size=stored.size,
            sha256=stored.sha256,
            path=stored.path,
            by=actor,
            unit_id=capacity.unit,
            at=now,
        )
        if slot in SEALED:
            bind(row)
        data = {"slot": slot, "name": stored.name, "sha256": stored.sha256, "version": attachment.version}
        _record(row, "attach", capacity, actor, now, {**data, "digest": row.digest})
        row.save(update_fields=["digest", "request", *audit.CHAIN])
    return attachment


def open_slots(ticket: Ticket, where: Standing) -> list[str]:
    """The slots that this person may fill now: those of the steps that their roles take, and "other"."""
    capacities = where.on(ticket.contract, ticket.system, ticket.kind)
    if ticket.final or not capacities:
        return []
    roles = {one.role for one in capacities}
    steps = [step for step in ticket.machine.leaving(ticket.state) if roles & set(step.by)]
    return [*dict.fromkeys(slot.name for step in steps for slot in step.slots), OTHER]


def _may_attach(ticket: Ticket, slot: str, where: Standing) -> Capacity:
    known = {slot.name for step in ticket.machine.steps for slot in step.slots} | {OTHER}
    if slot not in known:
        message = _("There is no slot “%(slot)s” here. There are: %(all)s.")
        raise Invalid(message % {"slot": slot[:40], "all": ", ".join(sorted(known))})
    capacity = _concerned(ticket, where)
    if ticket.final:
        raise WrongState(_("The order is finished; nothing can be added to it."))
    if slot not in open_slots(ticket, where):
        raise Forbidden(_("This file is not yours to hand in at this point."))
    return capacity


def comment(ticket: Ticket, text: str, *, actor: User, now: datetime) -> Ticket:
    """A remark that all parties who see the ticket can read. Raises Invalid, Forbidden."""
    _check_text(text)
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        capacity = _concerned(row, standing(actor, now))
        entry = _record(row, "comment", capacity, actor, now, {"comment": text.strip()})
        _tell(row, "comment", telling.duty(row), entry, actor, now, text)
        row.save(update_fields=audit.CHAIN)
        return row


def remind(ticket: Ticket, *, actor: User, now: datetime, comment: str = "") -> Ticket:
    """催办: ask those whose move it is to move, at most once an hour. Raises as `attach`."""
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        capacity = _concerned(row, standing(actor, now))
        if row.final:
            raise WrongState(_("The order is finished; there is nobody to remind."))
        _check_length(comment)
        recent = AuditEntry.objects.filter(
            ticket=row, action="remind", allowed=True, at__gt=now - REMIND_EVERY
        )
        if recent.exists():
            raise WrongState(
                _("They were reminded within the last hour. Wait a little before the next reminder.")
            )
        entry = _record(row, "remind", capacity, actor, now, {"comment": comment.strip()})
        leads = {telling.LEADS[PARTY[role]] for role in telling.duty(row) if PARTY[role] in telling.LEADS}
        _tell(row, "reminder", telling.duty(row) | leads, entry, actor, now, comment)
        row.save(update_fields=audit.CHAIN)
        return row


def correct_filing(ticket: Ticket, *, actor: User, now: datetime, filing_no: str, comment: str) -> Ticket:
    """更正备案号: the authority puts a wrong number right; both are kept. Raises as `attach`."""
    _check_text(comment)
    if not filing_no.strip() or len(filing_no) > 200:
        raise Invalid(_("Check what you entered."), {"filing_no": [_("Write the filing number.")]})
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        capacities = standing(actor, now).on(row.contract, row.system, row.kind)
        capacity = next((one for one in capacities if one.role == AUTHORITY_OFFICER), None)
        if capacity is None:
            raise Forbidden(_("Only the authority corrects a filing number."))
        filing = Endorsement.objects.filter(ticket=row, name="filing", voided_at__isnull=True).first()
        if filing is None:
            raise WrongState(_("No filing is recorded on this order."))
        old = filing.data.get("filing_no", "")
        _replace(filing, {**filing.data, "filing_no": filing_no.strip()}, actor, capacity, now)
        data = {"comment": comment.strip(), "changes": {"filing_no": [old, filing_no.strip()]}}
        entry = _record(row, "correct_filing", capacity, actor, now, data)
        _tell(
            row, "filing_corrected", (AGENCY_LEAD, PROVIDER_DESK, PROVIDER_LEAD), entry, actor, now, comment
        )
        row.save(update_fields=audit.CHAIN)
        return row


def _replace(
    filing: Endorsement, data: dict[str, object], actor: User, capacity: Capacity, now: datetime
) -> None:
    Endorsement.objects.filter(pk=filing.pk).update(voided_at=now)
    filing.pk, filing.data, filing.by, filing.at = None, data, actor, now
    filing.unit_id, filing.on_behalf_of_id, filing.voided_at = capacity.unit, capacity.principal, None
    filing.save(force_insert=True)


def _concerned(ticket: Ticket, where: Standing) -> Capacity:
    capacities = where.on(ticket.contract, ticket.system, ticket.kind)
    if not capacities:
        raise Forbidden(_("You have no part in this order."))
    return capacities[0]


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid(_("Check what you entered."), {"comment": [_("Write something.")]})
    _check_length(text)


def _check_length(text: str) -> None:
    if errors := too_long(text):
        raise Invalid(_("Check what you entered."), errors)


def _record(
    ticket: Ticket, action: str, capacity: Capacity, actor: User, now: datetime, data: Mapping[str, object]
) -> AuditEntry:
    return audit.record(
        ticket, action, now=now, actor=actor, unit=capacity.unit, on_behalf_of=capacity.principal, data=data
    )


def _tell(
    ticket: Ticket, event: str, roles: Iterable[str], entry: AuditEntry, actor: User, now: datetime, text: str
) -> None:
    params = {"text": text[:200]}
    telling.of_event(event, ticket, roles, seq=entry.seq, params=params, actor=actor, now=now)
    outbox.nudge()
