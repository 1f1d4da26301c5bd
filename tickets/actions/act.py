"""One act on one locked ticket: what was asked, by whom, and what it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _

from accounts.models import User
from tickets import register
from tickets.actions import facts
from tickets.clocks.timers import Clockwork
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.fields import clean_all
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.words import ACTIONS, SLOTS, STATES
from tickets.models import AuditEntry, Ticket
from tickets.permissions import Capacity, Standing, standing

COMMENT_LIMIT = 5_000


@dataclass
class Act:
    ticket: Ticket
    step: Step
    actor: User | None
    now: datetime
    scene: Scene
    capacity: Capacity | None
    #: Typed values over those of the ticket: where clocks and effects look things up.
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def begin(cls, ticket: Ticket, step: Step, *, actor: User | None, now: datetime, comment: str) -> Self:
        """Load everything that the judgement may depend on.

        Raises Forbidden for a role and WrongState for a state that the step does not know: the ticket's own
        row is enough to tell.
        """
        where = standing(actor, now) if actor is not None else None
        capacity = capacity_for(where, ticket, step)
        if where is not None and capacity is None:
            raise Forbidden(_("Your role may not do this."))
        if ticket.state not in step.sources:
            raise WrongState(told_what_happened(ticket))
        scene = replace(facts.of_ticket(ticket, standing=where, now=now), comment=comment)
        return cls(ticket, step, actor, now, scene, capacity)

    @cached_property
    def clockwork(self) -> Clockwork:
        """Loaded when first asked for, so that a refused act reads neither clauses nor calendar."""
        return Clockwork(
            ticket=self.ticket,
            calendar=register.calendar(),
            calendar_as=register.calendar_as,
            now=self.now,
            rows=self.scene.facts.rows,  # type: ignore[attr-defined]  # loaded with the scene, not twice
            clauses=register.clauses(self.ticket.contract),
            values=self.values,
            actor=self.actor.pk if self.actor is not None else None,
            action=self.step.name,
            note=self.scene.comment,
        )

    def admit(self) -> None:
        """Raise the refusal that fits: 403 for whom the step is, 409 for what it depends on. Reads only."""
        for asks, error in ((Ask.WHO, Forbidden), (Ask.STANDING, WrongState)):
            for guard in self.step.guarded(asks):
                if not guard.holds(self.scene):
                    raise refusal(error, guard, self.scene)

    def take_in(self, raw: Mapping[str, object]) -> None:
        """Clean what was typed and look at the slots, so that one answer names everything amiss."""
        typed, errors = clean_all(self.step.asks, raw)
        self.scene = replace(self.scene, typed=typed)
        self.values = {**self.scene.fields, **typed}
        errors |= self._slot_errors() | self._comment_errors()
        errors = errors or self._typed_errors()
        if errors:
            raise Invalid(_("Check what you entered."), errors)

    def _slot_errors(self) -> dict[str, list[str]]:
        required = [slot.name for slot in self.step.needs]
        filled = self.scene.facts.slots if required else frozenset()
        message = _("Attach “%(slot)s” first. A file put in before the last return or change does not count.")
        return {slot: [message % {"slot": SLOTS[slot]}] for slot in required if slot not in filled}

    def _comment_errors(self) -> dict[str, list[str]]:
        if self.step.why and not self.scene.comment.strip():
            return {"comment": [_("Say why.")]}
        return too_long(self.scene.comment)

    def _typed_errors(self) -> dict[str, list[str]]:
        return failures(self.step.guarded(Ask.TYPED), self.scene)


def too_long(comment: str) -> dict[str, list[str]]:
    """What is wrong with a comment of more than 5,000 characters; nothing with any other."""
    if len(comment) <= COMMENT_LIMIT:
        return {}
    return {"comment": [_("At most %(most)d characters.") % {"most": COMMENT_LIMIT}]}


def told_what_happened(ticket: Ticket) -> str:
    """The sentence for whoever comes second: the state now, and whose act brought it about."""
    last = AuditEntry.objects.filter(ticket=ticket, allowed=True).exclude(target="").order_by("-seq")
    entry = last.select_related("actor").first()
    state = STATES[ticket.state]
    if entry is None:
        return _("The order is “%(state)s” now: this cannot be done.") % {"state": state}
    who = entry.actor.get_full_name() if entry.actor else _("The system")
    message = _("The order is “%(state)s” now, after “%(action)s” by %(who)s: this cannot be done any more.")
    return message % {"state": state, "action": ACTIONS.get(entry.action, entry.action), "who": who}


def capacity_for(where: Standing | None, ticket: Ticket, step: Step) -> Capacity | None:
    """The capacity in which the step is taken: one's own role before a lent one."""
    if where is None:
        return None
    capacities = where.on(ticket.contract, ticket.system, ticket.kind)
    return next((one for one in capacities if one.role in step.by), None)


def both_names(actor: User, capacity: Capacity | None) -> set[int]:
    """The ids that count as authors: the actor, and the principal in whose place they act."""
    principal = capacity.principal if capacity else None
    return {actor.pk} if principal is None else {actor.pk, principal}


def refusal(error: type[Forbidden] | type[WrongState], guard: Guard, scene: Scene) -> Forbidden | WrongState:
    """The guard's sentence, and whether an auditor must know of it."""
    refused = error(guard.reason(scene))
    refused.recorded = guard.name if guard.recorded else ""
    return refused


def failures(guards: Iterable[Guard], scene: Scene) -> dict[str, list[str]]:
    """field -> the sentences of all guards that do not hold there."""
    errors: dict[str, list[str]] = {}
    for guard in guards:
        if not guard.holds(scene):
            errors.setdefault(guard.field, []).append(guard.reason(scene))
    return errors


def permitted(ticket: Ticket, scene: Scene) -> list[Step]:
    """The steps that could be taken in this scene; what would be typed is not judged."""
    leaving = ticket.machine.leaving(scene.state)
    return [step for step in leaving if possible(step, scene)]


def possible(step: Step, scene: Scene) -> bool:
    """Whether role, person and the ticket's facts allow the step."""
    if scene.roles.isdisjoint(step.by):
        return False
    return all(guard.holds(scene) for guard in step.when if guard.asks is not Ask.TYPED)
