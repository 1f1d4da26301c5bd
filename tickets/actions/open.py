"""Filing a new ticket: who may, under which contract, and with what."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from texts import tidy
from tickets.actions import applicant, door, facts, idempotency, occasions, reporting, telling
from tickets.actions.act import Act, failures, refuse
from tickets.actions.admission import check_open
from tickets.actions.digests import bind, digest
from tickets.actions.lapsing import last_instant
from tickets.actions.numbers import next_number
from tickets.actions.reporting import Reporting
from tickets.actions.whole import outermost
from tickets.errors import Invalid
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import caught_up, clean_all, store_all
from tickets.lifecycle.form_fields import faults
from tickets.lifecycle.kind import OPEN, Kind
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.questions import SCOPE
from tickets.lifecycle.scene import Scene
from tickets.models import PROXIES, Contract, Occasion, System, Ticket
from tickets.notices.events import OVERSEERS
from tickets.permissions import Standing, people, standing

TITLE_LIMIT = 200


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
    """What a ticket is to say, when it is opened or edited: the scene with the cleaned fields. `title` is tidied.

    Raises Invalid naming all that is amiss.
    """
    values, errors = clean_all(kind.opening.asks, fields)
    values = _scope_of_the_whole(kind, contract, system) | caught_up(kind.opening.asks, values, now)
    look = partial(facts.of_opening, kind.kind, contract, system, standing=where, now=now)
    scene = look(fields=values)
    if known := already_known(kind, scene):
        scene = look(fields=values | known)
    errors |= _title_errors(title) | system_errors(kind, contract, system)
    refuse(errors or failures(kind.opening.asks, kind.checks, scene))
    return scene


def already_known(kind: type[Kind], scene: Scene) -> dict[str, Any]:
    """What nobody need fill in, where it was left empty."""
    empty = ((field, told) for field, told in kind.known.items() if scene.recorded(field) is None)
    return {field.name: value for field, told in empty if (value := told(scene)) is not None}


def _scope_of_the_whole(kind: type[Kind], contract: Contract, system: System | None) -> dict[str, list[str]]:
    """What an order for the whole contract takes in unless it names less: every system that still runs, row by row."""
    if system is not None or all(one.name != SCOPE.name for one in kind.opening.asks):
        return {}
    return {SCOPE.name: sorted(contract.systems.filter(gone_since=None).values_list("code", flat=True))}


def _title_errors(title: str) -> dict[str, list[str]]:
    if not title:
        return {"title": [_("Give the order a title that says what it is about.")]}
    return {"title": sentences} if (sentences := faults(title, TITLE_LIMIT)) else {}


def system_errors(kind: type[Kind], contract: Contract, system: System | None) -> dict[str, list[str]]:
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
    occasion: Ticket | None = None,
) -> Ticket:
    """File a new ticket in its first state. `occasion`: the open fault because of which a restart is asked for.

    Raises Invalid, Forbidden, WrongState (the contract does not allow it now), KeyReused, Unavailable.
    """
    named = {"kind": kind, "contract": contract.pk, "system": system.pk if system else None}
    named |= {"occasion": occasion.pk} if occasion else {}
    request = digest({**named, "title": title, "fields": fields})
    door.check()
    machine, where = _kind(kind), standing(actor, now)
    try:
        with transaction.atomic(durable=outermost()):
            if done := idempotency.earlier(actor, key, request):
                return done
            system = _as_it_stands(system)
            if machine.one_by_one:
                contract = Contract.objects.select_for_update().get(pk=contract.pk)
            occasions.check(machine, occasion, contract.pk, system.pk if system else None)
            act, scene = new(machine, contract, system, title=title, fields=fields, where=where, now=now)
            _finish(act, begin(act, scene, occasion), occasion)
            ticket = act.ticket
            idempotency.keep(actor, key, request, ticket, now)
            return ticket
    except IntegrityError as error:
        return idempotency.quicker(actor, key, request, error)


def _as_it_stands(system: System | None) -> System | None:
    """It may have left the cloud since the caller read it."""
    return System.objects.select_related("vendor").get(pk=system.pk) if system is not None else None


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
    capacity, title = check_open(machine, contract, system, where, now), tidy.line(title)
    fields = applicant.filled_in(machine, system, where.user, fields)
    scene = judged(machine, contract, system, title=title, fields=fields, where=where, now=now)
    ticket = PROXIES[machine.kind](
        kind=machine.kind,
        state=machine.initial.code,
        contract=contract,
        system=system,
        title=title,
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


def begin(act: Act, scene: Scene, occasion: Ticket | None = None) -> Reporting | None:
    """The row, what it is linked to, and its clocks. Whoever concludes the act weighs what the opening reports."""
    ticket = act.ticket
    ticket.number = next_number(act.now)
    act.sign()
    enter(act)
    if occasion is not None:
        act.store(Occasion(ticket=ticket, of=occasion))
    report = _reported(act, scene)
    act.clocks.apply(mark for mark in ticket.machine.opening.clocks if mark.counts(scene))
    return report


def enter(act: Act) -> None:
    """The row of a new order, whoever files it: a person, a rule, or the act on another order."""
    bind(act.ticket)
    act.ticket.lapses_at = last_instant(act.ticket, act.values)
    act.ticket.save(force_insert=True)
    act.wrote(act.ticket)


def record_opening(act: Act, **linked: Any) -> None:
    """linked: what the order follows from."""
    ticket = act.ticket
    act.record(
        target=ticket.state,
        title=ticket.title,
        fields=ticket.fields,
        clocks=act.clocks.changes,
        digest=ticket.digest,
        **linked,
    )


def _finish(act: Act, report: Reporting | None, occasion: Ticket | None) -> None:
    ticket = act.ticket
    reporting.conclude(act, report)
    record_opening(act, **({"occasion": occasion.number} if occasion is not None else {}))
    if not ticket.stage.private:
        act.tell("your_move", telling.moving(ticket, act.turns, act.roster))
    if ticket.machine is Incident and ticket.system is not None and ticket.system.important:
        act.tell("outage", people(ticket, OVERSEERS, act.now), system=str(ticket.system))
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
