"""An entry that waits is confirmed or returned by another person, or taken back by its own side. The scan of one is
handed out."""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from tickets import attachments, audit
from tickets.actions import door
from tickets.actions.act import refuse
from tickets.actions.registers import put_down
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle.fields import clean_all
from tickets.models import Attachment, Contract, RegisterEntry
from tickets.models.registers import CONFIRMED, RETURNED, WITHDRAWN
from tickets.permissions import Capacity, Standing, standing
from tickets.registers import REGISTERS
from tickets.registers.register import REASON


def check_decide(entry: RegisterEntry, where: Standing) -> Capacity:
    """One of the roles that confirm this register, and not whoever entered it, in nobody's place either. Raises
    Forbidden, WrongState."""
    roles = REGISTERS[entry.register].confirmers(entry.side)
    entered = {entry.entered_by_id, entry.entered_for_id}
    fitting = [one for one in where.on(entry.contract, None, "") if one.role in roles and not one.kinds]
    if not fitting:
        raise Forbidden(_("Somebody else confirms what is entered in this register."))
    held = [one for one in fitting if one.principal not in entered - {None}]
    if where.user.pk in entered or not held:
        raise Forbidden(_("Whoever made an entry does not confirm it: a second person looks at it."))
    _check_waits(entry)
    return held[0]


def check_withdraw(entry: RegisterEntry, where: Standing) -> Capacity:
    """The unit that entered it, as long as it waits. Raises Forbidden, WrongState."""
    roles = REGISTERS[entry.register].enters
    held = (one for one in where.on(entry.contract, None, "") if one.role in roles and not one.kinds)
    capacity = next((one for one in held if one.unit == entry.entered_unit_id), None)
    if capacity is None:
        raise Forbidden(_("Only the unit that made the entry takes it back."))
    _check_waits(entry)
    return capacity


def confirm_entry(entry: RegisterEntry, *, actor: User, now: datetime) -> RegisterEntry:
    """From now on it counts; what it corrects counts no more. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        row = _locked(entry)
        capacity = check_decide(row, standing(actor, now))
        _decide(row, CONFIRMED, actor, capacity, now)
        put_down.record("register_confirmed", row, actor=actor, now=now)
        put_down.decided("register_confirmed", row, REGISTERS[row.register].tells, actor=actor, now=now)
    return row


def return_entry(entry: RegisterEntry, raw: Mapping[str, object], *, actor: User, now: datetime) -> RegisterEntry:
    """It does not count; whoever made it is told why. Raises Invalid, Forbidden, WrongState."""
    typed, errors = clean_all((REASON,), raw)
    check_decide(entry, standing(actor, now))
    refuse(errors)
    door.check_shut()
    with transaction.atomic(durable=True):
        row = _locked(entry)
        capacity = check_decide(row, standing(actor, now))
        row.reason = typed[REASON.name]
        _decide(row, RETURNED, actor, capacity, now)
        put_down.record("register_returned", row, actor=actor, now=now, reason=row.reason)
        put_down.decided("register_returned", row, (), actor=actor, now=now)
    return row


def withdraw_entry(entry: RegisterEntry, *, actor: User, now: datetime) -> RegisterEntry:
    """It is taken back before anybody looked at it. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        row = _locked(entry)
        capacity = check_withdraw(row, standing(actor, now))
        _decide(row, WITHDRAWN, actor, capacity, now)
        put_down.record("register_withdrawn", row, actor=actor, now=now)
        put_down.over(row, now)
    return row


def hand_out_scan(entry: RegisterEntry, *, actor: User, now: datetime, address: str) -> BinaryIO:
    """The bytes of the scan of an entry that the actor may see, and the system log says who took them. Raises
    FileNotFoundError where there is none, or the store has lost it; nothing is recorded then."""
    if not entry.file_path:
        raise FileNotFoundError
    stream = attachments.open_file(Attachment(path=entry.file_path))
    taken = {"register": entry.register, "entry": entry.pk, "contracts": [entry.contract.number]}
    data = {**taken, "file": entry.file_name, "sha256": entry.file_sha256, "address": address}
    audit.log_system("download", now=now, actor=actor, unit=unit_of(actor), data=data)
    return stream


def _check_waits(entry: RegisterEntry) -> None:
    if not entry.open:
        raise WrongState(_("This entry was confirmed, returned or taken back meanwhile. Look at it again."))


def _locked(entry: RegisterEntry) -> RegisterEntry:
    """The contract's row is the lock of its registers."""
    contract = Contract.objects.select_for_update().get(pk=entry.contract_id)
    row = RegisterEntry.objects.select_related("entered_unit").get(pk=entry.pk)
    row.contract = contract
    return row


def _decide(row: RegisterEntry, state: str, actor: User, capacity: Capacity, now: datetime) -> None:
    row.state, row.decided_by, row.decided_for_id = state, actor, capacity.principal
    row.decided_unit_id, row.decided_at = capacity.unit, now
    row.save(update_fields=["state", "decided_by", "decided_for", "decided_unit", "decided_at", "reason"])
