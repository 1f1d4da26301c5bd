"""Filing a new ticket: who may, under which contract, and with what."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import leaps, register
from tickets.actions import facts, idempotency, reporting, telling
from tickets.actions.act import Act, failures, refuse
from tickets.actions.digests import bind, digest
from tickets.actions.reporting import Reporting
from tickets.actions.whole import outermost
from tickets.datelaw import explain
from tickets.datelaw.types import local
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import clean_all, store_all
from tickets.lifecycle.kind import OPEN, AfterTerm, Kind
from tickets.lifecycle.kinds.switchover import Switchover
from tickets.lifecycle.scene import Scene
from tickets.models import PROXIES, Contract, Counter, System, Ticket
from tickets.permissions import Capacity, Standing, people, standing

TITLE_LIMIT = 200


def may_open_any(where: Standing) -> bool:
    """Whether one of the person's roles opens tickets at all; under which contract is `check_open`'s matter."""
    return any(where.roles & set(kind.opening.by) for kind in KINDS.values())


def opening_capacity(kind: type[Kind], contract: Contract, system: System | None, where: Standing) -> Capacity | None:
    """In which capacity the person opens this kind for this system, whatever the contract allows now. A developer
    opens for their own systems alone; `system` None: for the whole contract."""
    return next((one for one in where.on(contract, system, kind.kind) if one.role in kind.opening.by), None)


def check_open(
    kind: type[Kind],
    contract: Contract,
    system: System | None,
    where: Standing,
    now: datetime,
    *,
    missing: Mapping[str, tuple[str, ...]] | None = None,
) -> Capacity:
    """In which capacity the person may open this kind under this contract now: their own role before a lent one.

    missing: of this contract, as `register.missing` says, where it has been read already. Raises Forbidden where no
    role of theirs opens it, WrongState where the contract does not allow it.
    """
    capacity = opening_capacity(kind, contract, system, where)
    if capacity is None:
        raise Forbidden(_("Your role may not open this kind of order under this contract."))
    _check_kind(kind, contract, register.missing([contract])[contract.pk] if missing is None else missing)
    _check_term(kind, contract, now)
    return capacity


def _check_kind(kind: type[Kind], contract: Contract, missing: Mapping[str, tuple[str, ...]]) -> None:
    """The contract provides for the kind and gives all that it runs on. Raises WrongState."""
    named = {"number": contract.number, "kind": kind.label()}
    if kind.kind not in missing:
        raise WrongState(_("Contract %(number)s does not provide for “%(kind)s”.") % named)
    if lacking := missing[kind.kind]:
        message = _(
            "“%(kind)s” cannot be opened under contract %(number)s, which lacks %(missing)s. The operator must load"
            " the contract's file again."
        )
        raise WrongState(message % {**named, "missing": ", ".join(lacking)})


def _check_term(kind: type[Kind], contract: Contract, now: datetime) -> None:
    """On a contract whose term is over only what its end brings about may be opened. Raises WrongState."""
    today = local(now).date()
    if today < contract.starts:
        message = _("The term of contract %(number)s begins on %(day)s.")
        raise WrongState(message % {"number": contract.number, "day": explain.day(contract.starts)})
    if today <= contract.ends or kind.after_term is AfterTerm.ALWAYS:
        return
    switching = Ticket.objects.filter(contract=contract, kind=Switchover.kind, closed_at=None, sent_at__isnull=False)
    if kind.after_term is AfterTerm.DURING_SWITCHOVER and switching.exists():
        return
    message = _("The term of contract %(number)s ended on %(day)s: this kind can no longer be opened under it.")
    raise WrongState(message % {"number": contract.number, "day": explain.day(contract.ends)})


def judged(
    kind: type[Kind],
    contract: Contract,
    system: System | None,
    *,
    title: str,
    fields: Mapping[str, object],
    where: Standing,
    now: datetime,
) -> Scene:
    """What a ticket is to say, when it is opened or edited: the scene with the cleaned fields.

    Raises Invalid naming all that is amiss.
    """
    values, errors = clean_all(kind.opening.asks, fields)
    scene = facts.of_opening(kind.kind, contract, system, standing=where, now=now, fields=values)
    errors |= _title_errors(title) | _system_errors(kind, contract, system)
    refuse(errors or failures(kind.opening.asks, kind.checks, scene))
    return scene


def _title_errors(title: str) -> dict[str, list[str]]:
    if not title.strip():
        return {"title": [_("Give the order a title that says what it is about.")]}
    if len(title) > TITLE_LIMIT or not title.isprintable():
        return {"title": [_("At most %(most)d characters, without line breaks.") % {"most": TITLE_LIMIT}]}
    return {}


def _system_errors(kind: type[Kind], contract: Contract, system: System | None) -> dict[str, list[str]]:
    if system is None:
        return {"system": [_("Choose the information system.")]} if kind.system_required else {}
    if system.contract_id != contract.pk:
        return {"system": [_("This system does not belong to the contract.")]}
    return {}


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

    Raises Invalid, Forbidden, WrongState (the contract does not allow it now), KeyReused, Unavailable.
    """
    named = {"kind": kind, "contract": contract.pk, "system": system.pk if system else None}
    request = digest({**named, "title": title, "fields": fields})
    leaps.GUARD.check()
    machine, where = _kind(kind), standing(actor, now)
    try:
        with transaction.atomic(durable=outermost()):
            if done := idempotency.earlier(actor, key, request):
                return done
            act, scene = new(machine, contract, system, title=title, fields=fields, where=where, now=now)
            _finish(act, begin(act, scene))
            ticket = act.ticket
            idempotency.keep(actor, key, request, ticket, now)
            return ticket
    except IntegrityError:
        # Two requests under one key at the same instant: the first has opened the ticket.
        if (done := idempotency.earlier(actor, key, request)) is None:
            raise
        return done


def new(
    machine: type[Kind],
    contract: Contract,
    system: System | None,
    *,
    title: str,
    fields: Mapping[str, object],
    where: Standing,
    now: datetime,
) -> tuple[Act, Scene]:
    """The act that files a ticket, once it is judged; nothing is written yet. Raises as `open_ticket`."""
    capacity = check_open(machine, contract, system, where, now)
    scene = judged(machine, contract, system, title=title, fields=fields, where=where, now=now)
    ticket = PROXIES[machine.kind](
        number=_next_number(now),
        kind=machine.kind,
        state=machine.initial.code,
        contract=contract,
        system=system,
        title=title.strip(),
        fields=store_all(machine.opening.asks, scene.fields),
        form_edition=machine.opening.edition,
        opened_by=where.user,
        opened_unit_id=capacity.unit,
        opened_at=now,
        state_since=now,
        slots_since=now,
        sent_at=None if machine.initial.private else now,
    )
    return Act(ticket, OPEN, where.user, now, capacity=capacity, values=dict(scene.fields)), scene


def _kind(name: str) -> type[Kind]:
    kind = KINDS.get(name)
    if kind is None:
        message = _("There is no kind “%(kind)s”. There are: %(all)s.")
        raise Invalid(message % {"kind": name[:40], "all": ", ".join(KINDS)})
    return kind


def begin(act: Act, scene: Scene) -> Reporting | None:
    """The row and its clocks; what the opening reports is weighed by whoever concludes the act."""
    ticket = act.ticket
    act.sign()
    bind(ticket)
    ticket.save(force_insert=True)
    act.wrote(ticket)
    report = _reported(act, scene)
    act.clocks.apply(mark for mark in ticket.machine.opening.clocks if mark.counts(scene))
    return report


def record_opening(act: Act) -> None:
    ticket = act.ticket
    act.record(
        target=ticket.state, title=ticket.title, fields=ticket.fields, clocks=act.clocks.changes, digest=ticket.digest
    )


def _finish(act: Act, report: Reporting | None) -> None:
    ticket = act.ticket
    reporting.conclude(act, report)
    record_opening(act)
    if not ticket.stage.private:
        act.tell("your_move", people(ticket, telling.waited_for(ticket), act.now))
    for row in act.clocks.announce():
        act.alert(row, "breach")
    act.save()


def _reported(act: Act, scene: Scene) -> Reporting | None:
    """The fact that the opening reports. Raises Invalid where its instant cannot be."""
    opening = act.ticket.machine.opening
    if opening.reports is None:
        return None
    report = Reporting(act, opening.reports.at[0].name, opening.reports, opening.clocks, scene.fields)
    refuse(report.errors())
    report.enter()
    return report


def _next_number(now: datetime) -> str:
    """GD-2026-000187: counted by the year in Shanghai, without gaps, taken inside the transaction."""
    period = f"{local(now):%Y}"
    counter = Counter.objects.filter(name="ticket", period=period)
    if not counter.update(last=F("last") + 1):
        Counter.objects.get_or_create(name="ticket", period=period)
        counter.update(last=F("last") + 1)
    return f"GD-{period}-{counter.get().last:06d}"
