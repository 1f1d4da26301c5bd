"""Several steps entered as one act: one transaction, one weighing of all that they report, told once.

电话接报: a fault reported by telephone is filed and answered at once. 先抢修后补录: the stamps of a fault that was
dealt with first are entered together, with one reason.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from texts import tidy
from tickets.actions import door, idempotency
from tickets.actions.act import Act, check_version, refuse
from tickets.actions.digests import digest
from tickets.actions.move import Move
from tickets.actions.open import begin, new, record_opening
from tickets.actions.perform import conclude, record_step, step_on
from tickets.actions.whole import outermost
from tickets.errors import Invalid
from tickets.lifecycle.bounds import written
from tickets.lifecycle.fields import Errors
from tickets.lifecycle.form_fields import faults
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.reports import HAPPENED_AT, LATE_REASON
from tickets.lifecycle.steps import Step
from tickets.models import Contract, System, Ticket
from tickets.permissions import standing

#: Of a symptom so much stands in the title; so long may be what the caller is called.
TITLE, CALLER = 60, 100
#: What the moves of one act have in common: each goes on where the one before stopped.
SHARED = (
    "entries", "written", "messages", "facts", "consequences", "_claims_told", "_levels_told", "over", "over_clocks",
)  # fmt: skip

Stamp = tuple[Step, Mapping[str, object]]


def take_call(
    *,
    contract: Contract,
    system: System | None,
    caller: str,
    called_at: datetime,
    answered_at: datetime,
    symptom: str,
    actor: User,
    now: datetime,
    impact: str = "degraded",
    key: str | None = None,
) -> Ticket:
    """A fault reported by telephone, by the provider: filed as reported when they were called, and answered when they
    picked up. `impact`: until somebody knows better, the service is degraded.

    Raises as `open_ticket` and `perform`; what is amiss with the answer stands at `answered_at`.
    """
    caller = tidy.line(caller)
    amiss = faults(caller, CALLER) if caller else [_("Say who called.")]
    missing = {"caller": amiss} if amiss else {}
    told = _("Taken by telephone from %(caller)s.") % {"caller": caller}
    opening = {"description": symptom, "impact": impact, "reported_at": _typed(called_at), "on_site": False}
    request = digest(["take_call", contract.pk, system and system.pk, opening, _typed(answered_at), told])
    title = _("Fault reported by telephone: %(symptom)s") % {"symptom": tidy.line(symptom)[:TITLE]}
    door.check()
    try:
        with transaction.atomic(durable=outermost()):
            if done := idempotency.earlier(actor, key, request):
                return done
            act = _filed(contract, system, title, {**opening, LATE_REASON.name: told}, missing, actor, now)
            times = {"called": written(called_at), "answered": written(answered_at)}
            act.comment = _("Called at %(called)s, picked up at %(answered)s.") % times
            answer = {"note": told, HAPPENED_AT.name: _typed(answered_at), LATE_REASON.name: told}
            _take(act, [(Incident.respond, answer)], {HAPPENED_AT.name: "answered_at"})
            idempotency.keep(actor, key, request, act.ticket, now)
            return act.ticket
    except IntegrityError as error:
        return idempotency.quicker(actor, key, request, error)


def _filed(
    contract: Contract,
    system: System | None,
    title: str,
    fields: Mapping[str, object],
    missing: Errors,
    actor: User,
    now: datetime,
) -> Act:
    """The act that files the fault, to be gone on with. Raises Invalid with all that is amiss, `missing` among it."""
    try:
        act, scene = new(Incident, contract, system, title=title, fields=fields, where=standing(actor, now), now=now)
    except Invalid as refusal:
        raise Invalid(refusal.message, missing | refusal.errors) from refusal
    refuse(missing)
    begin(act, scene)
    record_opening(act)
    return act


def stamp_late(
    ticket: Ticket,
    stamps: Mapping[str, Mapping[str, object]],
    *,
    late_reason: str,
    actor: User,
    now: datetime,
    comment: str = "",
    version: int | None = None,
    key: str | None = None,
) -> Ticket:
    """Enter what was done, all at once: {name of the step: its fields, `happened_at` among them}, taken in the order of
    the machine. `late_reason` counts for every stamp that gives none.

    Raises as `perform`; what is amiss with a stamp stands at “step.field”.
    """
    request = digest({"ticket": ticket.pk, "stamps": stamps, "late_reason": late_reason, "comment": comment})
    steps = _in_order(ticket, stamps)
    try:
        with Act.on(ticket.pk, steps[0].name, actor=actor, now=now, comment=comment) as act:
            if done := idempotency.earlier(actor, key, request):
                return done
            check_version(act.ticket, version)
            _take(act, [(step, {LATE_REASON.name: late_reason, **stamps[step.name]}) for step in steps])
            idempotency.keep(actor, key, request, act.ticket, now)
            return act.ticket
    except IntegrityError as error:
        return idempotency.quicker(actor, key, request, error)


def stampable(ticket: Ticket) -> list[Step]:
    """The steps whose time may be entered with others: something that was done, by whoever works on the order. None
    asks for a secret, for what is entered together is previewed together."""
    done = [one for one in ticket.machine.steps if one.reports is not None and not (one.aside or one.turns_back)]
    return [one for one in done if all(field.kept for field in one.asks)]


def _in_order(ticket: Ticket, stamps: Mapping[str, object]) -> list[Step]:
    """Raises Invalid for a stamp that there is not, and where there is none."""
    known = stampable(ticket)
    names = ", ".join(step.name for step in known)
    if not stamps:
        message = _("Say what happened, at least one of: %(steps)s.") % {"steps": names}
        raise Invalid(message, {"stamps": [message]})
    for name in stamps.keys() - {step.name for step in known}:
        message = _("Nothing of the name “%(name)s” is stamped here. There are: %(steps)s.")
        said = message % {"name": name[:40], "steps": names}
        raise Invalid(said, {f"stamps.{name[:40]}": [said]})
    return [step for step in known if step.name in stamps]


def _take(act: Act, stamps: Sequence[Stamp], places: Mapping[str, str] | None = None) -> None:
    """Take these steps behind one another as one act. `places`: where what is amiss with a field is said."""
    source, tells = "", set[str]()
    for step, typed in stamps:
        move = _next(act, step)
        source = _step_on(move, typed, places)
        tells |= set(step.tells)
        if step is not stamps[-1][0]:
            record_step(move, source)
        act = move
    assert isinstance(act, Move)  # noqa: S101  # there is at least one
    conclude(act, source, tells)


def _step_on(move: Move, typed: Mapping[str, object], places: Mapping[str, str] | None) -> str:
    try:
        move.admit()
        move.take_in(typed)
    except Invalid as refusal:
        moved = {_place(move.step, name, places): why for name, why in refusal.errors.items()}
        raise Invalid(refusal.message, moved) from refusal
    return step_on(move)


def _place(step: Step, name: str, places: Mapping[str, str] | None) -> str:
    if name == "comment":  # one opinion is given with all of them
        return name
    return f"stamps.{step.name}.{name}" if places is None else places.get(name, name)


def _next(before: Act, step: Step) -> Move:
    """The next step of the same act: the ticket and its clocks as the step before left them."""
    move = Move(before.ticket, step.name, before.actor, before.now, before.comment)
    for name in SHARED:
        setattr(move, name, getattr(before, name))
    clocks = before.clocks
    clocks.values, clocks.action, clocks.note, clocks.changes = move.values, step.name, before.comment, []
    clocks.fact, clocks.telling, clocks.seen = None, False, None
    vars(move).update(rules=before.rules, rounds=clocks.rounds, rows=clocks.rows, clocks=clocks)
    return move


def _typed(at: datetime) -> str:
    return at.isoformat()
