"""An entry is made, or corrected by another one, or annulled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import attachments, permissions
from tickets.actions import door, facts
from tickets.actions.act import refuse
from tickets.actions.registers import put_down
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle.fields import Errors, clean_all, out_of_bounds, store_all
from tickets.lifecycle.tables import SystemCode
from tickets.models import Attachment, Contract, RegisterEntry, Ticket
from tickets.models.registers import CONFIRMED, LIVING
from tickets.permissions import Capacity, Standing, standing
from tickets.registers import REGISTERS, Register
from tickets.registers.register import FILE, WHY

#: Name and bytes of a scan.
Scan = tuple[str, BinaryIO]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, cleaned, and the order that it names."""

    values: dict[str, Any]
    errors: Errors = field(default_factory=dict)
    ticket: Ticket | None = None


def check_enter(contract: Contract, register: type[Register], where: Standing) -> Capacity:
    """One of the roles that keep this register. Raises Forbidden."""
    held = (one for one in where.on(contract, None, "") if one.role in register.enters and not one.kinds)
    if (capacity := next(held, None)) is None:
        raise Forbidden(_("You may read this register, but not enter anything in it."))
    return capacity


def check_correct(entry: RegisterEntry, where: Standing) -> Capacity:
    """Whoever may enter, of an entry that counts and that nobody corrects already; of a side's own register that side
    alone. Raises Forbidden, WrongState."""
    register = REGISTERS[entry.register]
    capacity = check_enter(entry.contract, register, where)
    if register.sided and capacity.side != entry.side:
        raise Forbidden(_("This is the other side’s own entry."))
    if entry.state != CONFIRMED or entry.annulled:
        raise WrongState(_("Only an entry that was confirmed is corrected."))
    if RegisterEntry.objects.filter(replaces=entry, state__in=LIVING).exists():
        raise WrongState(_("This entry is being corrected already, or has been. Correct the newer one."))
    return capacity


def enter(
    contract: Contract, code: str, raw: Mapping[str, object], *, actor: User, now: datetime, scan: Scan | None = None
) -> RegisterEntry:
    """A new entry, which waits for another person. The scan is in the store before the transaction; a rollback leaves
    it there without a row. Raises Invalid, Forbidden, WrongState."""
    register = REGISTERS[code]
    where = standing(actor, now)
    capacity = check_enter(contract, register, where)
    typed = _typed(contract, register, raw, where, now, scan=scan is not None)
    refuse(typed.errors)
    stored = _placed(scan)
    with transaction.atomic(durable=True):
        contract = _locked(contract)
        row = _row(contract, register, typed, actor, capacity, now)
        _with_scan(row, stored)
        _check_new(row)
        _keep(row, {}, actor, now)
    return row


def correct(
    entry: RegisterEntry, raw: Mapping[str, object], *, actor: User, now: datetime, scan: Scan | None = None
) -> RegisterEntry:
    """What is right, as an entry of its own that names the one it corrects; that one stands until this is confirmed. A
    scan that is not replaced is that of the old entry. Raises Invalid, Forbidden, WrongState."""
    register = REGISTERS[entry.register]
    where = standing(actor, now)
    capacity = check_correct(entry, where)
    own = {name: value for name, value in raw.items() if name != WHY.name}
    carried = scan is not None or bool(entry.file_path)
    typed = _typed(entry.contract, register, own, where, now, scan=carried)
    why, amiss = clean_all((WHY,), {WHY.name: raw.get(WHY.name)})
    refuse({**typed.errors, **amiss})
    stored = _placed(scan)
    with transaction.atomic(durable=True):
        contract = _locked(entry.contract)
        check_correct(RegisterEntry.objects.select_related("contract").get(pk=entry.pk), where)
        row = _row(contract, register, typed, actor, capacity, now)
        row.replaces, row.note = entry, why[WHY.name]
        _with_scan(row, stored)
        _keep(row, entry.values, actor, now)
    return row


def annul(entry: RegisterEntry, raw: Mapping[str, object], *, actor: User, now: datetime) -> RegisterEntry:
    """It was never so: once this is confirmed, the entry counts no more. Raises Invalid, Forbidden, WrongState."""
    where = standing(actor, now)
    capacity = check_correct(entry, where)
    why, errors = clean_all((WHY,), raw)
    refuse(errors)
    door.check_shut()
    with transaction.atomic(durable=True):
        contract = _locked(entry.contract)
        check_correct(RegisterEntry.objects.select_related("contract").get(pk=entry.pk), where)
        row = _by(actor, capacity, now, contract)
        row.register, row.subject, row.values = entry.register, entry.subject, entry.values
        row.starts, row.ends, row.ticket = entry.starts, entry.ends, entry.ticket
        row.replaces, row.note, row.annulled = entry, why[WHY.name], True
        _keep(row, entry.values, actor, now)
    return row


def _locked(contract: Contract) -> Contract:
    """The contract's row is the lock of its registers."""
    return Contract.objects.select_for_update().get(pk=contract.pk)


def _typed(
    contract: Contract,
    register: type[Register],
    raw: Mapping[str, object],
    where: Standing,
    now: datetime,
    *,
    scan: bool,
) -> Typed:
    """`scan`: one comes with it."""
    values, errors = clean_all(register.asks, raw)
    scene = facts.of_opening("", contract, None, standing=where, now=now, fields=values)
    errors = errors or out_of_bounds(register.asks, scene) or _unknown_system(contract, register, values)
    ticket = None
    if register.by_order is not None and (number := values.get(register.by_order.name)):
        ticket = permissions.visible(where).filter(contract=contract, number=number).first()
        if ticket is None:
            unknown = _("There is no work order of this number under the contract, or you do not see it.")
            errors = errors | {register.by_order.name: [unknown]}
    if register.scan_needed and not scan and (ticket is None or not ticket.attachments.exists()) and not errors:
        errors = {FILE: [_("Hand in the scan, or name the work order among whose files it is.")]}
    return Typed(values, errors, ticket)


def _unknown_system(contract: Contract, register: type[Register], values: Mapping[str, Any]) -> Errors:
    """Of each system that is named and is none of the contract's."""
    named = [one.name for one in register.asks if isinstance(one, SystemCode) and values.get(one.name)]
    codes = set(contract.systems.values_list("code", flat=True)) if named else set()
    return {name: [_("The contract has no such system.")] for name in named if values[name] not in codes}


def _placed(scan: Scan | None) -> Attachment | None:
    door.check_shut()
    return attachments.store(*scan) if scan is not None else None


def _row(
    contract: Contract, register: type[Register], typed: Typed, actor: User, capacity: Capacity, now: datetime
) -> RegisterEntry:
    row, (first, last) = _by(actor, capacity, now, contract), register.span
    row.register, row.subject = register.code, register.subject(typed.values, capacity.side)
    row.values, row.ticket = store_all(register.asks, typed.values), typed.ticket
    row.starts, row.ends = typed.values[first.name], typed.values.get(last.name) if last is not None else None
    return row


def _by(actor: User, capacity: Capacity, now: datetime, contract: Contract) -> RegisterEntry:
    return RegisterEntry(
        contract=contract,
        side=capacity.side,
        entered_by=actor,
        entered_for_id=capacity.principal,
        entered_unit_id=capacity.unit,
        entered_at=now,
    )


def _with_scan(row: RegisterEntry, stored: Attachment | None) -> None:
    if stored is not None:
        row.file_name, row.file_type, row.file_path = stored.name, stored.content_type, stored.path
        row.file_size, row.file_sha256 = stored.size, stored.sha256


def _check_new(row: RegisterEntry) -> None:
    """Raises WrongState where the same is said already: it is corrected, not said twice."""
    same = {"contract": row.contract, "register": row.register, "subject": row.subject, "starts": row.starts}
    if RegisterEntry.objects.filter(**same, state__in=LIVING, replaces=None).exists():
        said = _("The register says this of the same subject from the same day on already. Correct that entry instead.")
        raise WrongState(said)


def _keep(row: RegisterEntry, old: Mapping[str, Any], actor: User, now: datetime) -> None:
    row.save(force_insert=True)
    action = "register_annulled" if row.annulled else "register_corrected" if row.replaces else "register_entered"
    changed: dict[str, Any] = {} if row.annulled else {"altered": put_down.altered(row.register, old, row.values)}
    if row.replaces is not None:
        changed |= {"corrects": row.replaces.pk, "why": row.note}
    if row.file_path:
        changed |= {"file": row.file_name, "sha256": row.file_sha256}
    put_down.record(action, row, actor=actor, now=now, **changed)
    put_down.ask(row, actor=actor, now=now)
