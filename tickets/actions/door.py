"""`perform`: one step of one ticket, for pages, API, sweep and commands alike."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import audit, outbox
from tickets.actions import facts, idempotency, telling
from tickets.actions.act import Act, both_names, capacity_for, permitted
from tickets.actions.digests import request_digest
from tickets.actions.effects import EFFECTS, lapse_instant
from tickets.actions.locks import locked
from tickets.errors import Invalid, Refusal, Stale
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.steps import ALL_CLOCKS, Everything, Mark, Op, Step
from tickets.models import AuditEntry, Endorsement, Ticket
from tickets.models.tickets import DONE
from tickets.permissions import Standing, standing

#: What `perform` saves of the ticket's own row.
MOVED = (
    "state", "state_since", "version", "fields", "digest", "request", "authors", "assignee", "sent_at",
    "closed_at", "slots_since", "lapses_at", "next_due", *audit.CHAIN,
)  # fmt: skip
CANCEL_ALL = (Mark(Op.CANCEL, ALL_CLOCKS),)


def perform(
    ticket: Ticket,
    action: str,
    *,
    actor: User | None,
    now: datetime,
    key: str | None = None,
    version: int | None = None,
    comment: str = "",
    **fields: object,
) -> Ticket:
    """Take one step of the machine. `actor` None: the sweep. `version`: refuse if the ticket changed since.

    Returns the ticket as it is then. Raises Invalid (400), Forbidden (403), WrongState or Stale (409),
    KeyReused (422); nothing was changed, but a refusal that an auditor must know of is recorded.
    """
    request = request_digest(ticket=ticket.pk, action=action, comment=comment, fields=fields)
    try:
        with transaction.atomic(durable=True):
            row = locked(ticket.pk)
            if (done := idempotency.earlier(actor, key, request)) is not None:
                return done.ticket
            act = Act.begin(row, named(row, action), actor=actor, now=now, comment=comment)
            act.admit()
            check_version(row, version)
            act.take_in(fields)
            move(act)
            idempotency.keep(actor, key, request, row, now)
            outbox.nudge()
            return row
    except Refusal as refusal:
        if refusal.recorded:
            _record_refusal(ticket, action, actor, now, refusal)
        raise
    except IntegrityError:
        idempotency.earlier(
            actor, key, request
        )  # raises KeyReused: another ticket took the key at this instant
        raise


def named(ticket: Ticket, action: str) -> Step:
    """The step of that name. Raises Invalid naming those there are."""
    step = ticket.machine.by_step.get(action)
    if step is None:
        message = _("There is no action “%(action)s” here. There are: %(all)s.")
        raise Invalid(message % {"action": action[:40], "all": ", ".join(ticket.machine.by_step)})
    return step


def check_version(ticket: Ticket, version: int | None) -> None:
    if version is not None and version != ticket.version:
        raise Stale(
            _("Somebody changed this order while you were at it. Look at it again; what you typed is kept.")
        )


def move(act: Act) -> None:
    """The step is lawful: state, endorsements, effects, clocks, audit and notices, in this order."""
    ticket, step, source = act.ticket, act.step, act.ticket.state
    ticket.scene = act.scene
    getattr(ticket, step.name)()
    _endorse(act)
    for effect in step.does:
        EFFECTS[effect](act)
    _settle_row(act, source)
    _run_clocks(act)
    entry = _record(act, source)
    tells = step.tells if step.tells_if is None or step.tells_if.holds(act.scene) else ()
    telling.of_step(ticket, step, tells=tells, seq=entry.seq, actor=act.actor, now=act.now)
    for row in act.clockwork.missed:
        telling.of_alert(row, ticket, "breach", now=act.now)
    if ticket.final:
        ticket.assignee = None  # they were told of the end just now
    ticket.save(update_fields=MOVED)


def _endorse(act: Act) -> None:
    """Void what the step takes back, use up what it uses, give what it grants for the present content."""
    step = act.step
    standing = Endorsement.objects.filter(ticket=act.ticket, voided_at__isnull=True)
    gone = set(act.scene.endorsements)
    if not isinstance(step.voids, Everything):
        gone &= {one.name for one in (*step.voids, *step.grants)}
    if gone:
        standing.filter(name__in=gone).update(voided_at=act.now)
    if step.uses:
        standing.filter(name__in=[one.name for one in step.uses], used_at__isnull=True).update(
            used_at=act.now
        )
    Endorsement.objects.bulk_create(_endorsement(act, one.name) for one in step.grants)


def _endorsement(act: Act, name: str) -> Endorsement:
    return Endorsement(
        ticket=act.ticket,
        name=name,
        action=act.step.name,
        digest=act.ticket.digest,
        request=act.ticket.request,
        by=act.actor,
        on_behalf_of_id=act.capacity.principal if act.capacity else None,
        unit_id=act.capacity.unit if act.capacity else None,
        at=act.now,
        data=store_all(act.step.asks, act.scene.typed),
    )


def _settle_row(act: Act, source: str) -> None:
    """The facts of the ticket's own row that follow from where it came to."""
    ticket, now = act.ticket, act.now
    ticket.version += 1
    if act.ticket.machine.by_state[source].editable and act.actor is not None:
        ticket.authors = sorted({*ticket.authors, *both_names(act.actor, act.capacity)})
    if ticket.state != source:
        ticket.state_since = now
    if act.step.turns_back:
        ticket.slots_since = now
    if ticket.sent_at is None and not ticket.stage.private:
        ticket.sent_at = now
    ticket.closed_at = now if ticket.final else None
    ticket.lapses_at = lapse_instant(act)


def _run_clocks(act: Act) -> None:
    """The step's marks; in a draft and in a final state no clock runs, whatever the table says."""
    scene = replace(act.scene, fields=act.values)
    act.clockwork.apply(mark for mark in act.step.clocks if mark.counts(scene))
    if act.ticket.final or (
        act.ticket.state == act.ticket.machine.initial.code and act.ticket.stage.editable
    ):
        act.clockwork.apply(CANCEL_ALL)
    act.clockwork.save()
    if act.ticket.final:
        act.ticket.next_due = DONE


def _record(act: Act, source: str) -> AuditEntry:
    return audit.record(
        act.ticket,
        act.step.name,
        now=act.now,
        actor=act.actor,
        unit=act.capacity.unit if act.capacity else None,
        on_behalf_of=act.capacity.principal if act.capacity else None,
        source=source,
        target=act.ticket.state,
        data={
            "comment": act.scene.comment,
            "fields": store_all(act.step.asks, act.scene.typed),
            "clocks": act.clockwork.changes,
            "digest": act.ticket.digest,
        },
    )


def _record_refusal(ticket: Ticket, action: str, actor: User | None, now: datetime, refusal: Refusal) -> None:
    """After the rollback, in a transaction of its own: an auditor finds the attempt."""
    with transaction.atomic(durable=True):
        row = locked(ticket.pk)
        where = standing(actor, now) if actor else None
        capacity = capacity_for(where, row, row.machine.by_step[action])
        audit.record(
            row,
            action,
            now=now,
            actor=actor,
            unit=capacity.unit if capacity else None,
            on_behalf_of=capacity.principal if capacity else None,
            source=row.state,
            allowed=False,
            data={"guard": refusal.recorded, "reason": refusal.message},
        )
        row.save(update_fields=audit.CHAIN)


def available(ticket: Ticket, *, actor: User, now: datetime, where: Standing | None = None) -> list[Step]:
    """The steps that the actor could take now; what they would type is not judged."""
    scene = facts.of_ticket(ticket, standing=where or standing(actor, now), now=now)
    return permitted(ticket, scene)
