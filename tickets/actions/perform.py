"""`perform`: one step of one ticket, for pages, API, sweep and commands alike."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain

from django.db import IntegrityError
from django.db.models import Q

from accounts.models import User
from accounts.roles import AGENCY_FINANCE, AGENCY_LEAD, AUTHORITY_OFFICER, SUPERVISOR_AUDITOR
from tickets import permissions
from tickets.actions import facts, idempotency, occasions, reporting, telling, using
from tickets.actions.act import check_version
from tickets.actions.digests import digest
from tickets.actions.effects import EFFECTS
from tickets.actions.lapsing import last_instant
from tickets.actions.move import Move
from tickets.clocks import readings
from tickets.errors import Refusal
from tickets.lifecycle.endorsements import EndorsementKind
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.steps import Everything, Mark, Op, Step
from tickets.models import Deadline, Endorsement, Ticket
from tickets.outbox.lives import OF_MOVE, OF_ORDER
from tickets.permissions import Standing, standing

#: What a step may change of the ticket's own row.
MOVED = (
    "state", "state_since", "version", "fields", "digest", "request", "authors", "assignee", "sent_at",
    "closed_at", "slots_since", "lapses_at",
)  # fmt: skip

#: What only these may do decides on the request, or on a part of it.
DECIDERS = frozenset({AGENCY_LEAD, AGENCY_FINANCE, AUTHORITY_OFFICER, SUPERVISOR_AUDITOR})


def perform(
    ticket: Ticket,
    action: str,
    *,
    actor: User,
    now: datetime,
    key: str | None = None,
    version: int | None = None,
    comment: str = "",
    where: Standing | None = None,
    **fields: object,
) -> Ticket:
    """Take one step of the machine. `version`: refuse if the ticket changed since. `where`: the actor's standing, where
    it was read just now.

    Returns the ticket as it is then. Raises Invalid (400), Forbidden (403), WrongState or Stale (409),
    KeyReused (422), Unavailable (503); nothing was changed, but a refusal that an auditor must know of is recorded.
    """
    request = digest({"ticket": ticket.pk, "action": action, "comment": comment, "fields": fields})
    try:
        older = occasions.of(ticket, action) or using.of(ticket, action)
        with Move.on(ticket.pk, action, actor=actor, now=now, comment=comment, older=older) as move:
            if done := idempotency.earlier(actor, key, request):
                return done
            move.admit(where)
            check_version(move.ticket, version)
            move.take_in(fields)
            carry_out(move)
            idempotency.keep(actor, key, request, move.ticket, now)
            return move.ticket
    except Refusal as refusal:
        if refusal.recorded:
            _record_refusal(ticket, action, actor, now, refusal)
        raise
    except IntegrityError as error:
        return idempotency.quicker(actor, key, request, error)


def available(
    ticket: Ticket,
    rows: Mapping[str, Deadline] | None = None,
    *,
    actor: User,
    now: datetime,
    where: Standing | None = None,
) -> list[Step]:
    """The steps that the actor could take now; what they would type is not judged.

    rows: the newest round of each clock, where they are read already.
    """
    rows = readings.latest(ticket) if rows is None else rows
    facts.of_ticket(ticket, rows, facts.rules_of(ticket), standing=where or standing(actor, now), now=now)
    return permissions.offered(ticket, actor)


def carry_out(move: Move) -> None:
    """The step is lawful: state, endorsements, effects, clocks, audit and notices, in this order; then what it brings
    with it on other orders."""
    source = step_on(move)
    conclude(move, source, move.step.tells)
    for other in move.along:
        carry_out(other)


def step_on(move: Move) -> str:
    """State, endorsements, effects and clocks. Answers the state in which the ticket was."""
    ticket, step = move.ticket, move.step
    source = str(ticket.state)
    getattr(ticket, step.name)()
    _endorse(move)
    for effect in step.does:
        EFFECTS[effect](move)
    _settle_row(move, source)
    _run_clocks(move)
    return source


def conclude(move: Move, source: str, tells: Iterable[str]) -> None:
    """What was reported is weighed; audit and notices. tells: the roles that learn of it beside whoever moves next."""
    reporting.conclude(move, move.reporting)
    record_step(move, source)
    _tell(move, tells)
    if move.ticket.final:
        move.ticket.assignee = None  # they were told of the end just now
    move.save(*MOVED)


def record_step(move: Move, source: str) -> None:
    ticket, step = move.ticket, move.step
    move.record(
        source=source,
        target=ticket.state,
        comment=move.comment,
        fields=store_all(step.asks, move.scene.typed),
        clocks=move.clocks.changes,
        digest=ticket.digest,
    )


def _endorse(move: Move) -> None:
    """Void what the step takes back, use up what it uses, give what it grants for the present content."""
    step, now = move.step, move.now
    held = {one.name: one for one in move.ticket.endorsed}
    new = _granted(move)
    gone = set(held) if isinstance(step.voids, Everything) else {one.name for one in (*step.voids, *new)}
    uses = step.uses if step.uses_if is None or step.uses_if.holds(move.scene) else ()
    used = {one.name for one in uses} - gone
    for one in held.values():
        one.voided_at = now if one.name in gone else None
        one.used_at = one.used_at or (now if one.name in used else None)
    taken = [one for one in held.values() if one.name in gone | used]
    if taken:
        Endorsement.objects.bulk_update(taken, ["voided_at", "used_at"])
    given = Endorsement.objects.bulk_create(_given(move, new))
    move.ticket.endorsed = [*(one for one in held.values() if one.name not in gone), *given]
    move.wrote(*taken, *given)


def _granted(move: Move) -> tuple[EndorsementKind, ...]:
    """What the step grants, and the flags that it raises by what is typed."""
    return (*move.step.grants, *(flag.endorsement for flag in move.step.raised(move.scene)))


def _given(move: Move, granted: Iterable[EndorsementKind]) -> list[Endorsement]:
    """What the step grants, for the content as it stands."""
    return [
        Endorsement(
            ticket=move.ticket,
            name=one.name,
            action=move.step.name,
            digest=move.ticket.digest,
            request=move.ticket.request,
            by=move.actor,
            on_behalf_of_id=move.capacity.principal if move.capacity else None,
            unit_id=move.capacity.unit if move.capacity else None,
            at=move.now,
            data=store_all(move.step.asks, move.scene.typed),
        )
        for one in granted
    ]


def _settle_row(move: Move, source: str) -> None:
    """The facts of the ticket's own row that follow from where it came to."""
    ticket, now = move.ticket, move.now
    ticket.version += 1
    if ticket.machine.by_state[source].editable:
        move.sign()
    if ticket.state != source:
        ticket.state_since, ticket.passed = now, ("", None)
    if move.step.turns_back:
        ticket.slots_since = now
    if ticket.sent_at is None and not ticket.stage.private:
        ticket.sent_at = now
    ticket.closed_at = now if ticket.final else None
    ticket.lapses_at = last_instant(ticket, move.values)


def _run_clocks(move: Move) -> None:
    """The step's marks; in a final state no clock runs, whatever the table says, and in a draft none but those with
    which the service drafts an order."""
    ticket, scene = move.ticket, replace(move.scene, fields=move.values)
    if move.reporting is not None:
        move.reporting.enter()
    move.clocks.apply(mark for mark in move.step.clocks if mark.counts(scene))
    in_draft = ticket.stage.editable and ticket.state == ticket.machine.initial.code
    born = {mark.clause for mark in ticket.machine.opening.clocks} if in_draft else set()
    if ticket.final or in_draft:
        move.clocks.apply([Mark(Op.CANCEL, code) for code in move.clocks.rows if code not in born])


def _tell(move: Move, tells: Iterable[str]) -> None:
    condition = move.step.tells_if
    told = tells if condition is None or condition.holds(move.scene) else ()
    for event, concerned, params in move.news:
        move.tell(event, concerned, **params)
    for flag in move.step.raised(move.scene):
        audience = telling.of_roles(move.ticket, flag.name, flag.tells, move.now)
        move.tell(flag.name, audience, text=move.comment, **flag.says(move.scene))
    _tell_step(move, told)
    for row in move.clocks.announce():
        move.alert(row, "breach")


def _tell_step(move: Move, tells: Iterable[str]) -> None:
    """Who moved before is asked no more; whoever moves next is told, the actor apart, whose own move stays."""
    moving, others = telling.of_step(move.ticket, move.turns, tells, move.now, matters=_matters(move))
    stays = Q(recipient=move.actor) if move.actor is not None and move.actor.pk in moving else Q(pk__in=[])
    move.over.append(Q(event__in=OF_MOVE) & ~stays)
    if move.ticket.final:
        move.over.append(Q(event__in=OF_ORDER))
    move.tell("your_move", moving)
    move.tell("step", others)


def _matters(move: Move) -> bool:
    """Whether it changes something for those whose order it is: decided on, granted, returned, done with."""
    step, roles = move.step, move.step.roles(move.ticket.opening_party)
    return move.ticket.final or step.turns_back or bool(step.grants) or DECIDERS.issuperset(roles)


def _record_refusal(ticket: Ticket, action: str, actor: User, now: datetime, refusal: Refusal) -> None:
    """After the rollback, in a transaction of its own: an auditor finds the attempt."""
    with Move.on(ticket.pk, action, actor=actor, now=now) as move:
        move.capacity = standing(actor, now).acting(move.ticket, move.step.roles(move.ticket.opening_party))
        reason = " ".join(chain.from_iterable(refusal.errors.values())) or refusal.message
        move.record(source=move.ticket.state, allowed=False, guard=refusal.recorded, reason=reason)
        move.save()
