"""Filing a new ticket, and editing one that is not decided yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import audit, outbox, register
from tickets.actions import facts, idempotency, telling
from tickets.actions.act import both_names, failures
from tickets.actions.digests import bind, request_digest
from tickets.actions.door import check_version
from tickets.actions.locks import locked
from tickets.clocks.timers import Clockwork
from tickets.datelaw import explain
from tickets.datelaw.types import local
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import clean_all, store_all
from tickets.lifecycle.kind import OPEN, AfterTerm, Kind
from tickets.lifecycle.scene import Scene
from tickets.models import PROXIES, Contract, Counter, System, Ticket
from tickets.permissions import Capacity, Standing, standing

TITLE_LIMIT = 200
EDITED = (
    "title",
    "fields",
    "digest",
    "request",
    "authors",
    "slots_since",
    "version",
    *audit.CHAIN,
)
OPENED = ("next_due", *audit.CHAIN)
EDIT = "edit"


def open_ticket(
    kind: str,
    *,
    contract: Contract,
    system: System | None,
    title: str,
    fields: Mapping[str, object],
    actor: User,
    now: datetime,
    key: str | None = None,
) -> Ticket:
    """File a new ticket in its first state.

    Raises Invalid, Forbidden, WrongState (the contract is not in term), KeyReused.
    """
    request = request_digest(
        kind=kind, contract=contract.pk, system=system.pk if system else None, title=title, fields=fields
    )
    where = standing(actor, now)
    machine = _machine(kind)
    try:
        with transaction.atomic(durable=True):
            if (done := idempotency.earlier(actor, key, request)) is not None:
                return done.ticket
            capacity = _opener(machine, contract, system, where)
            check_term(machine, contract, now)
            scene = _checked(machine, contract, system, title, fields, where, now)
            ticket = _filed(machine, contract, system, title, scene, actor, capacity, now)
            _begin(ticket, scene, actor, capacity, now)
            idempotency.keep(actor, key, request, ticket, now)
            outbox.nudge()
            return ticket
    except IntegrityError:
        # Two requests under one key at the same instant: the first has opened the ticket.
        if (done := idempotency.earlier(actor, key, request)) is None:
            raise
        return done.ticket


def _machine(kind: str) -> type[Kind]:
    machine = KINDS.get(kind)
    if machine is None:
        message = _("There is no kind “%(kind)s”. There are: %(all)s.")
        raise Invalid(message % {"kind": kind[:40], "all": ", ".join(KINDS)})
    return machine


def _opener(machine: type[Kind], contract: Contract, system: System | None, where: Standing) -> Capacity:
    """In which capacity the ticket is opened: one's own role before a lent one."""
    for one in where.on(contract, system, machine.kind):
        if one.role in machine.opening.by:
            return one
    raise Forbidden(_("Your role may not open this kind of order under this contract."))


def check_term(machine: type[Kind], contract: Contract, now: datetime) -> None:
    """On a contract whose term is over only what its end brings about may be opened. Raises WrongState."""
    today = local(now).date()
    if today < contract.starts:
        message = _("The term of contract %(number)s begins on %(day)s.")
        raise WrongState(message % {"number": contract.number, "day": explain.day(contract.starts)})
    if today <= contract.ends or machine.after_term is AfterTerm.ALWAYS:
        return
    switching = Ticket.objects.filter(
        contract=contract, kind="switchover", closed_at=None, sent_at__isnull=False
    )
    if machine.after_term is AfterTerm.DURING_SWITCHOVER and switching.exists():
        return
    message = _(
        "The term of contract %(number)s ended on %(day)s: this kind can no longer be opened under it."
    )
    raise WrongState(message % {"number": contract.number, "day": explain.day(contract.ends)})


def _checked(
    machine: type[Kind],
    contract: Contract,
    system: System | None,
    title: str,
    fields: Mapping[str, object],
    where: Standing,
    now: datetime,
) -> Scene:
    """All that is amiss at once. Raises Invalid."""
    values, errors = clean_all(machine.opening.asks, fields)
    scene = facts.of_opening(machine.kind, contract, system, standing=where, now=now, fields=values)
    errors |= _title_errors(title) | _system_errors(machine, contract, system)
    errors = errors or failures(machine.checks, scene)
    if errors:
        raise Invalid(_("Check what you entered."), errors)
    return scene


def _title_errors(title: str) -> dict[str, list[str]]:
    if not title.strip():
        return {"title": [_("Give the order a title that says what it is about.")]}
    if len(title) > TITLE_LIMIT or not title.isprintable():
        message = _("At most %(most)d characters, without line breaks.")
        return {"title": [message % {"most": TITLE_LIMIT}]}
    return {}


def _system_errors(machine: type[Kind], contract: Contract, system: System | None) -> dict[str, list[str]]:
    if system is None:
        return {"system": [_("Choose the information system.")]} if machine.system_required else {}
    if system.contract_id != contract.pk:
        return {"system": [_("This system does not belong to the contract.")]}
    return {}


def _filed(
    machine: type[Kind],
    contract: Contract,
    system: System | None,
    title: str,
    scene: Scene,
    actor: User,
    capacity: Capacity,
    now: datetime,
) -> Ticket:
    """The new ticket's row in the first state, which nothing has happened to yet."""
    first = machine.initial
    ticket = PROXIES[machine.kind](
        number=next_number(now),
        kind=machine.kind,
        state=first.code,
        contract=contract,
        system=system,
        title=title.strip(),
        fields=store_all(machine.opening.asks, scene.fields),
        form_edition=machine.opening.edition,
        opened_by=actor,
        opened_unit_id=capacity.unit,
        opened_at=now,
        state_since=now,
        slots_since=now,
        authors=sorted(both_names(actor, capacity)),
        sent_at=None if first.private else now,
    )
    bind(ticket)
    ticket.save(force_insert=True)
    return ticket


def _begin(ticket: Ticket, scene: Scene, actor: User, capacity: Capacity, now: datetime) -> None:
    """Clocks, audit and notices of the opening."""
    clockwork = _start_clocks(ticket, scene, actor, now)
    entry = audit.record(
        ticket,
        OPEN,
        now=now,
        actor=actor,
        unit=capacity.unit,
        on_behalf_of=capacity.principal,
        target=ticket.state,
        data={
            "title": ticket.title,
            "fields": ticket.fields,
            "clocks": clockwork.changes,
            "digest": ticket.digest,
        },
    )
    if not ticket.stage.private:
        telling.of_opening(ticket, seq=entry.seq, actor=actor, now=now)
    ticket.save(update_fields=OPENED)


def _start_clocks(ticket: Ticket, scene: Scene, actor: User, now: datetime) -> Clockwork:
    marks = [mark for mark in ticket.machine.opening.clocks if mark.counts(scene)]
    clockwork = Clockwork(
        ticket=ticket,
        calendar=register.calendar(),
        calendar_as=register.calendar_as,
        now=now,
        rows={},
        clauses=register.clauses(ticket.contract) if marks else {},
        values=scene.fields,
        actor=actor.pk,
        action=OPEN,
    )
    clockwork.apply(marks)
    clockwork.save()
    return clockwork


def next_number(now: datetime) -> str:
    """GD-2026-000187: counted by the year in Shanghai, without gaps, taken inside the transaction."""
    period = f"{local(now):%Y}"
    if not Counter.objects.filter(name="ticket", period=period).update(last=F("last") + 1):
        Counter.objects.get_or_create(name="ticket", period=period)
        Counter.objects.filter(name="ticket", period=period).update(last=F("last") + 1)
    last = Counter.objects.values_list("last", flat=True).get(name="ticket", period=period)
    return f"GD-{period}-{last:06d}"


def edit(
    ticket: Ticket,
    *,
    actor: User,
    now: datetime,
    version: int,
    title: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> Ticket:
    """Change title and fields of a draft or returned ticket. What is not named stays.

    An approval is bound to what it saw: changed content needs a new one. Raises as `open_ticket`, and Stale.
    """
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        where = standing(actor, now)
        capacity = _editor(row, where)
        check_version(row, version)
        new_title = row.title if title is None else title
        raw = {**row.fields, **(fields or {})}
        scene = _checked(row.machine, row.contract, row.system, new_title, raw, where, now)
        changes = _changes(row, new_title.strip(), store_all(row.machine.opening.asks, scene.fields))
        if changes:
            _edited(row, changes, actor, capacity, now)
        return row


def _editor(ticket: Ticket, where: Standing) -> Capacity:
    capacities = where.on(ticket.contract, ticket.system, ticket.kind)
    mine = (one for one in capacities if one.unit == ticket.opened_unit_id)
    capacity = next((one for one in mine if one.role in ticket.machine.opening.by), None)
    if capacity is None:
        raise Forbidden(_("Only the unit that opened the order may change it."))
    if not ticket.stage.editable:
        raise WrongState(_("Only a draft or a returned order can be changed."))
    return capacity


def _changes(ticket: Ticket, title: str, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """name -> [old, new]; the title under "title", fields under "fields.…"."""
    changes: dict[str, list[Any]] = {}
    if title != ticket.title:
        changes["title"] = [ticket.title, title]
    for name in sorted(ticket.fields.keys() | fields.keys()):
        old, new = ticket.fields.get(name), fields.get(name)
        if old != new:
            changes[f"fields.{name}"] = [old, new]
    return changes


def _edited(
    ticket: Ticket, changes: Mapping[str, list[Any]], actor: User, capacity: Capacity, now: datetime
) -> None:
    if "title" in changes:
        ticket.title = changes["title"][1]
    named = {name.removeprefix("fields."): new for name, (_old, new) in changes.items() if name != "title"}
    if named:
        ticket.slots_since = now  # papers speak of the content they were handed in with
    kept = {**ticket.fields, **named}
    ticket.fields = {name: value for name, value in kept.items() if value is not None}
    ticket.authors = sorted({*ticket.authors, *both_names(actor, capacity)})
    ticket.version += 1
    bind(ticket)
    audit.record(
        ticket,
        EDIT,
        now=now,
        actor=actor,
        unit=capacity.unit,
        on_behalf_of=capacity.principal,
        source=ticket.state,
        target=ticket.state,
        data={"changes": dict(changes), "digest": ticket.digest},
    )
    ticket.save(update_fields=EDITED)
