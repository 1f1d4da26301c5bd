"""The action box: only what the person may do now, each with its consequence and its own form."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import PARTY
from tickets import actions, permissions, scope
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.guards.people import suspendable
from tickets.lifecycle.guards.telephone import APPROVER
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.questions import ASSIGNEE, GROUND, SCOPE
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Mark, Op, Step
from tickets.models import Attachment, Clause, Ticket
from tickets.pages import wording
from tickets.pages.consequences import consequence
from tickets.pages.forms import AskedForm, StepForm

#: What is done on a fault before anybody comes to enter it, in order.
STAMPED = (Incident.respond, Incident.start_handling, Incident.arrive, Incident.locate, Incident.recover)


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """One step as a form. What it leads to: `lines`, and the same in `brief`."""

    form: StepForm
    lines: list[str]
    brief: str
    aside: bool
    opened: bool


def choices(
    ticket: Ticket, user: User, clauses: Mapping[str, Clause], files: Iterable[Attachment], tried: AskedForm | None
) -> list[OfferedStep]:
    """Duties first, those that carry the ticket on before those that turn it back. The only duty stands open.

    `ticket.scene` must be that of the user. `tried`: what was sent and refused, with all that was typed.
    """
    steps = permissions.offered(ticket, user)
    duties = [step for step in steps if is_duty(step, ticket.scene)]
    sent = tried if isinstance(tried, StepForm) else None
    listed = [
        OfferedStep(
            sent if sent and sent.step == step else StepForm(step),
            *consequence(step, ticket, clauses),
            aside=step not in duties,
            opened=sent.step == step if sent else duties == [step] and not turns_down(step),
        )
        for step in sorted(steps, key=lambda step: (step not in duties, turns_down(step)))
    ]
    _offer(ticket, [one.form for one in listed], files)
    return listed


def _offer(ticket: Ticket, forms: Collection[StepForm], files: Iterable[Attachment]) -> None:
    """What depends on the ticket: people, grounds of a suspension, and the files that are there already."""
    engineers = actions.engineers(ticket) if any(ASSIGNEE in form.step.asks for form in forms) else []
    leads = actions.approvers(ticket) if any(APPROVER in form.step.asks for form in forms) else []
    grounds = [(code, str(label)) for code, label in sorted(GROUND.choices.items()) if suspendable(ticket.scene, code)]
    filled = {file.slot: file.name for file in files if file.at >= ticket.slots_since}
    for form in forms:
        form.preview_at = reverse("act", args=[ticket.number, form.step.name])
        form.bound_by(ticket.scene)
        if SCOPE in form.step.asks:
            form.offer(SCOPE.name, [(one.code, one.name) for one in scope.of_ticket(ticket)])
        form.offer(GROUND.name, grounds)
        form.offer(APPROVER.name, [(one.username, wording.remark(one, one.phone)) for one in leads])
        form.offer(ASSIGNEE.name, [(one.username, wording.remark(one, one.username)) for one in engineers])
        form.mark_filled(filled)


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


def stampable(ticket: Ticket, scene: Scene) -> list[Step]:
    """先抢修，后补录: what may have been done on a fault since it stands where it stands, in order, by this person."""
    state, found = ticket.state, []
    for step in STAMPED if ticket.kind == Incident.kind else ():
        lawful = not scene.roles.isdisjoint(step.by) and step.refusal(scene, Ask.STANDING) is None
        if lawful and state in step.sources:
            found.append(step)
            state = step.target or state
    return found


def blocked(ticket: Ticket, user: User) -> list[tuple[str, str]]:
    """(step, why not yet): duties that role and person allow and that a fact of the ticket still holds up."""
    leaving = (step for step in ticket.machine.leaving(ticket.state) if not step.aside)
    mine = (step for step in leaving if permissions.may(ticket, step, user))
    failing = ((step, step.refusal(ticket.scene, Ask.STANDING)) for step in mine)
    return [(wording.action(step.name), guard.reason(ticket.scene)) for step, guard in failing if guard]
