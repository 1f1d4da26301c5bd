"""What filing a form would come to, by the declarations and the law of dates alone. Nothing is written and nothing is
locked, so that a page may ask whenever it is looked at; tests hold it to what the door then does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from tickets import permissions
from tickets.actions import door, facts, occasions
from tickets.actions.act import Act, failures, refuse
from tickets.actions.digests import bind
from tickets.actions.move import missing_papers
from tickets.actions.open import new
from tickets.actions.submitting import submitting
from tickets.clocks.timers import Rehearsed
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.models import Deadline, SavedForm, Ticket
from tickets.permissions import Standing, standing


def rehearse(
    form: SavedForm, fields: Mapping[str, Any], *, actor: User, now: datetime
) -> tuple[Ticket, Step | None, list[Deadline]]:
    """The order as it would stand when it is filed and sent on, the step that sends it, and its clocks.

    Raises what the door would raise. Not for what reports a fact with its opening: that is weighed by the door.
    """
    door.check()
    machine, where = KINDS[form.kind], standing(actor, now)
    occasions.check(machine, form.occasion, form.contract_id, form.system_id)
    act, scene = new(machine, form.contract, form.system, title=form.title, fields=fields, where=where, now=now)
    act.sign()
    bind(act.ticket)
    clocks = _clocks(act, scene)
    clocks.apply(mark for mark in machine.opening.clocks if mark.counts(scene))
    step = _send_on(act, clocks, where, list(form.files.values_list("slot", flat=True)))
    return act.ticket, step, [row for row in clocks.rounds if row.open]


def _clocks(act: Act, scene: Scene) -> Rehearsed:
    actor = act.actor.pk if act.actor is not None else None
    return Rehearsed(act.ticket, act.rules, act.now, {}, dict(scene.fields), actor=actor, action=OPEN)


def _send_on(act: Act, clocks: Rehearsed, where: Standing, handed_in: list[str]) -> Step | None:
    """Of the steps that send it on the first that the facts allow, taken in memory. Raises Invalid."""
    ticket = act.ticket
    scene = facts.of_new(ticket, clocks.rows, act.rules, standing=where, now=act.now, waiting=handed_in)
    offered = permissions.offered(ticket, where.user)
    step = next((one for one in submitting(ticket.machine, where) if one in offered), None)
    if step is None:
        return None
    missing = {one.name for one in step.needs} - set(handed_in)
    refuse(missing_papers(step, missing) or failures(step.asks, step.guarded(Ask.TYPED), scene))
    getattr(ticket, step.name)()
    clocks.action = step.name
    clocks.apply(mark for mark in step.clocks if mark.counts(scene))
    return step
