"""One step of a ticket's machine, as an act: who may take it, and what must be typed and attached."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django_fsm import can_proceed, has_transition_perm

from tickets.actions import facts
from tickets.actions.act import Act, comment_errors, failures, refuse
from tickets.actions.locking import lock_sums
from tickets.actions.reporting import Reporting
from tickets.errors import Forbidden, Invalid, Refusal, WrongState
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.fields import caught_up, clean_all
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.words import ACTS, SLOTS
from tickets.models import Attachment, AuditEntry, Ticket
from tickets.permissions import Standing, standing


@dataclass
class Move(Act):
    """One step of the ticket's machine: `admit`, then `take_in` what was typed, then carry it out."""

    steps: ClassVar[bool] = True

    @cached_property
    def step(self) -> Step:
        """The step of that name. Raises Invalid naming those there are."""
        step = self.ticket.machine.by_step.get(self.action)
        if step is None:
            message = _("There is no action “%(action)s” here. There are: %(all)s.")
            names = ", ".join(self.ticket.machine.by_step)
            raise Invalid(message % {"action": self.action[:40], "all": names})
        return step

    #: What the step reports, once it is taken in; None for one that takes effect by being entered.
    reporting: Reporting | None = field(default=None, init=False)
    #: Steps of other orders that this one brings with it: judged already, and carried out behind it.
    along: "list[Move]" = field(default_factory=list, init=False)

    @property
    def scene(self) -> Scene:
        return self.ticket.scene

    def admit(self, where: Standing | None = None) -> None:
        """Ask django-fsm whether the step may be taken. Changes nothing but the capacity and the ticket's scene.

        Raises Forbidden for whom the step is not, WrongState for what it depends on. Roles and states are asked
        before anything is read: the ticket's own row is enough to tell.
        """
        if where is None and self.actor is not None:
            where = standing(self.actor, self.now)
        transition = getattr(self.ticket, self.step.name)
        if where is not None:
            self.capacity = where.acting(self.ticket, self.step.roles(self.ticket.opening_party))
            if self.capacity is None:
                raise Forbidden(_("Your role may not do this."))
        if not can_proceed(transition, check_conditions=False):
            raise WrongState(told_what_happened(self.ticket))
        if self.step.on_sums:
            lock_sums(self.ticket.contract)
        scene = facts.of_ticket(self.ticket, self.clocks.rows, self.rules, standing=where, now=self.now)
        self.ticket.scene = replace(scene, comment=self.comment)
        if not has_transition_perm(transition, self.actor or AnonymousUser()):
            raise self._refusal()

    def _refusal(self) -> Refusal:
        """The sentence of the first guard that does not hold."""
        for asks, error in ((Ask.WHO, Forbidden), (Ask.STANDING, WrongState)):
            if (refused := self._refused(asks, error)) is not None:
                return refused
        return Forbidden(_("Your role may not do this."))

    def _refused(self, asks: Ask, error: type[Refusal]) -> Refusal | None:
        guard = self.step.refusal(self.scene, asks)
        if guard is None:
            return None
        refused = error(guard.reason(self.scene))
        refused.recorded = guard.name if guard.recorded else ""
        return refused

    def take_in(self, raw: Mapping[str, object], *, papers: bool = True) -> None:
        """Clean what was typed and look at the slots, so that one answer names everything amiss. Without `papers` the
        slots are left alone: what is only looked at needs no files.

        Raises Invalid; WrongState where it came too late by when it is said to have happened.
        """
        typed, errors = clean_all(self.step.asks, raw)
        typed = caught_up(self.step.asks, typed, self.now)
        self.ticket.scene = replace(self.scene, typed=typed)
        self.values.update(self.scene.fields, **typed)
        report = self.step.reports
        if report is not None and (report.unless is None or not report.unless.holds(self.scene)):
            step = self.step
            self.reporting = Reporting(self, step.name, report, step.clocks, typed, reasoned=step.why)
            errors |= self.reporting.errors() if not errors else {}
        errors |= self._slot_errors() if papers else {}
        errors |= comment_errors(self.comment, _("Say why.") if self.step.why else "")
        refuse(errors)
        if errors := failures(self.step.asks, self.step.guarded(Ask.TYPED), self.scene):
            raise self._invalid(errors)
        if (refused := self._refused(Ask.SAID, WrongState)) is not None:
            raise refused

    def _invalid(self, errors: Mapping[str, list[str]]) -> Invalid:
        """All that the guards say of what was typed; an auditor may have to know of one of them."""
        invalid = Invalid(_("Check what you entered."), errors)
        amiss = (one for one in self.step.guarded(Ask.TYPED) if one.recorded and not one.holds(self.scene))
        invalid.recorded = next((one.name for one in amiss), "")
        return invalid

    def _slot_errors(self) -> dict[str, list[str]]:
        """A file that was handed in before, and counts no more, is told of where there is one."""
        required = [slot.name for slot in self.step.needs]
        missing = set(required) - (self.scene.facts.slots if required else frozenset())
        if not missing:
            return {}
        before = set(Attachment.objects.filter(ticket=self.ticket, slot__in=missing).values_list("slot", flat=True))
        return missing_papers(self.step, missing, before)


def missing_papers(step: Step, missing: Container[str], before: Container[str] = ()) -> dict[str, list[str]]:
    """What is said of the step's slots that are `missing`; those filled `before` have a file that counts no more."""
    first, again = _("Attach “%(slot)s” first."), _("Attach “%(slot)s” again: its file is from before a return.")
    said = {one.name: again if one.name in before else first for one in step.needs if one.name in missing}
    return {slot: [message % {"slot": SLOTS[slot]}] for slot, message in said.items()}


def told_what_happened(ticket: Ticket) -> str:
    """The sentence for whoever comes second: the state now, and whose act brought it about."""
    last = AuditEntry.objects.filter(ticket=ticket, allowed=True).exclude(target="").order_by("-seq")
    entry = last.select_related("actor").first()
    state = ticket.stage.label
    if entry is None:
        return _("The order is “%(state)s” now: this cannot be done.") % {"state": state}
    who = entry.actor.get_full_name() if entry.actor else _("The system")
    message = _("The order is “%(state)s” now, after “%(action)s” by %(who)s: this cannot be done any more.")
    return message % {"state": state, "action": ACTS.get(entry.action, entry.action), "who": who}
