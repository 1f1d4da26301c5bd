"""The action box: only what the person may do now, each with its consequence and its own form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PARTY
from tickets import actions, permissions
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.guards.people import suspendable
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.questions import GROUND
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Mark, Op, Step
from tickets.models import Attachment, Clause, Deadline, Ticket
from tickets.pages import wording
from tickets.pages.consequences import Consequence, consequence
from tickets.pages.inputs import Input, Offer, Typed, controls
from tickets.pages.visit import Visit

SLOT_PREFIX = "s-"
PASSWORD = "password"  # noqa: S105  # the name of a control


@dataclass(frozen=True, slots=True)
class SlotInput:
    """`filled`: the file that already fills the slot for this step."""

    id: str
    name: str
    label: str
    required: bool
    filled: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """One step as a form. `chosen`: it was sent and refused; what was typed is in it."""

    name: str
    label: str
    url: str
    brief: str
    leads_to: tuple[str, ...]
    controls: tuple[Input, ...]
    slots: tuple[SlotInput, ...]
    why: bool
    grave: bool
    aside: bool
    chosen: bool
    opened: bool
    key: str
    comment: str = ""
    comment_errors: tuple[str, ...] = ()
    password_errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that was sent and refused: its name, what was typed, what the refusal said."""

    step: str = ""
    comment: str = ""
    typed: Typed = field(default_factory=Typed)
    message: str = ""


def choices(
    ticket: Ticket,
    steps: Sequence[Step],
    here: Visit,
    *,
    clocks: Mapping[str, Deadline],
    clauses: Mapping[str, Clause],
    files: Iterable[Attachment],
    attempt: Attempt,
) -> list[OfferedStep]:
    """Duties first, those that carry the ticket on before those that turn it back. The only duty stands open."""
    scene = ticket.scene
    duties = [step for step in steps if is_duty(step, scene)]
    filled = {file.slot: file.name for file in files if file.at >= ticket.slots_since}
    offer = Offer(people=_people(ticket, steps), grounds=_grounds(steps, scene))
    return [
        _choice(
            ticket,
            step,
            consequence(step, ticket.machine, scene, clocks, clauses, chinese=here.chinese),
            offer,
            filled,
            attempt if attempt.step == step.name else Attempt(),
            only=duties == [step] and not attempt.step and not turns_down(step),
            aside=step not in duties,
        )
        for step in sorted(steps, key=lambda step: (step not in duties, turns_down(step)))
    ]


def is_duty(step: Step, scene: Scene) -> bool:
    """What the state waits for, and what a running clock of one's own side waits for."""
    return not step.aside or any(_settles_own(mark, scene) for mark in step.clocks)


def _settles_own(mark: Mark, scene: Scene) -> bool:
    clock = scene.clocks.get(mark.clause)
    if clock is None or not clock.open or clock.party not in {PARTY.get(role) for role in scene.roles}:
        return False
    return mark.op is Op.STOP or (mark.op is Op.PAUSE and mark.ground == CLAIMED)


def turns_down(step: Step) -> bool:
    """A verdict against the ticket: never what a page proposes first."""
    return step.turns_back or step.refuses


def blocked(ticket: Ticket, user: User) -> list[tuple[str, str]]:
    """(step, why not yet): duties that role and person allow and that a fact of the ticket still holds up."""
    leaving = (step for step in ticket.machine.leaving(ticket.state) if not step.aside)
    mine = (step for step in leaving if permissions.may(ticket, step, user))
    failing = ((step, step.refusal(ticket.scene, Ask.STANDING)) for step in mine)
    return [(wording.action(step.name), guard.reason(ticket.scene)) for step, guard in failing if guard]


def _people(ticket: Ticket, steps: Iterable[Step]) -> list[tuple[str, str]]:
    if not any(one.type == "user" for step in steps for one in step.asks):
        return []
    return [(one.username, wording.remark(one, one.username)) for one in actions.engineers(ticket)]


def _grounds(steps: Iterable[Step], scene: Scene) -> list[str]:
    declared = (
        set(GROUND.options) if any(one.name == GROUND.name for step in steps for one in step.asks) else set()
    )
    return sorted(code for code in declared if suspendable(scene, code))


def _choice(
    ticket: Ticket,
    step: Step,
    leads_to: Consequence,
    offer: Offer,
    filled: Mapping[str, str],
    attempt: Attempt,
    *,
    only: bool,
    aside: bool,
) -> OfferedStep:
    chosen, errors = bool(attempt.step), attempt.typed.errors
    return OfferedStep(
        name=step.name,
        label=wording.action(step.name),
        url=reverse("act", args=[ticket.number, step.name]),
        brief=leads_to.brief,
        leads_to=leads_to.lines,
        controls=tuple(controls(step.asks, attempt.typed, offer, form=step.name)),
        slots=tuple(_slot(step, slot, filled, errors) for slot in step.slots),
        why=step.why,
        grave=step.grave,
        aside=aside,
        chosen=chosen,
        opened=chosen or only,
        key=uuid4().hex,
        comment=attempt.comment,
        comment_errors=tuple(errors.get("comment", ())),
        password_errors=tuple(errors.get(PASSWORD, ())),
    )


def _slot(
    step: Step, slot: Slot, filled: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> SlotInput:
    return SlotInput(
        id=f"{step.name}-{slot.name}",
        name=SLOT_PREFIX + slot.name,
        label=wording.slot(slot.name),
        required=slot in step.needs,
        filled=filled.get(slot.name, ""),
        errors=tuple(errors.get(slot.name, ())),
    )


def problems(attempt: Attempt, listed: Iterable[OfferedStep]) -> list[tuple[str, str]]:
    """(anchor, sentence) for the error summary; the anchor is empty where no control is at fault."""
    choice = next((one for one in listed if one.chosen), None)
    if choice is None or not attempt.typed.errors:
        return [("", attempt.message)] if attempt.message else []
    labels = {one.name.removeprefix("f-"): (one.id, one.label) for one in choice.controls}
    labels |= {one.name.removeprefix(SLOT_PREFIX): (one.id, one.label) for one in choice.slots}
    labels["comment"] = (f"{choice.name}-comment", _("Opinion"))
    labels[PASSWORD] = (f"{choice.name}-password", _("Password"))
    return [
        (labels[name][0], wording.pair(labels[name][1], sentence)) if name in labels else ("", sentence)
        for name, sentences in attempt.typed.errors.items()
        for sentence in sentences
    ]
