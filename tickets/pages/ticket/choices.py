"""The action box: only what the person may do now, each with its consequence and its own form."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from tickets import actions, permissions, scope
from tickets.lifecycle import phrases
from tickets.lifecycle.conditions import FACT_FINDER, Ask, Guard
from tickets.lifecycle.endorsements import ASSESSED, FINDING_SERVED, UPHELD
from tickets.lifecycle.guards.people import suspendable
from tickets.lifecycle.guards.telephone import APPROVER
from tickets.lifecycle.kinds.assessment import Assessment
from tickets.lifecycle.kinds.finding import contract_rules, decisions, guards
from tickets.lifecycle.kinds.finding.decisions import DECIDED_RULE
from tickets.lifecycle.kinds.finding.questions import CHOSEN_RULE, NO_BAND
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.kinds.payment import OBJECTED
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.questions import ASSIGNEE, GROUND, SCOPE
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.turns import is_duty, turns_down
from tickets.models import Attachment, Clause, Ticket
from tickets.pages.parts import sheet_words, wording
from tickets.pages.parts.forms import AskedForm, StepForm
from tickets.pages.ticket import scored, staffed
from tickets.pages.ticket.consequences import consequence

#: What is done on a fault before anybody comes to enter it, in order.
STAMPED = (Incident.respond, Incident.start_handling, Incident.arrive, Incident.locate, Incident.recover)

#: What keeps a person out of a step of a finding, with who else may.
NAMES_OTHERS = (FACT_FINDER, ASSESSED.name, FINDING_SERVED.name, UPHELD.name)


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """One step as a form. What it leads to: `lines`, and the same in `brief`."""

    form: StepForm
    lines: list[str]
    brief: str
    aside: bool
    opened: bool


def choices(
    ticket: Ticket,
    user: User,
    clauses: Mapping[str, Clause],
    files: Iterable[Attachment],
    tried: AskedForm | None,
    asked: str = "",
) -> list[OfferedStep]:
    """Duties first, those that carry the ticket on before those that turn it back. The only duty stands open, or the
    one that the address names (`asked`).

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
            opened=_opened(step, duties, sent, asked),
        )
        for step in sorted(steps, key=lambda step: (step not in duties, turns_down(step)))
    ]
    _offer(ticket, [one.form for one in listed], files)
    return listed


def decision(listed: Iterable[OfferedStep]) -> Step | None:
    """The verdict that is asked of the person, where their duty here is to decide: what could be agreed to."""
    steps = [one.form.step for one in listed if not one.aside]
    return next((step for step in steps if not turns_down(step) and phrases.decided(step)), None)


def _opened(step: Step, duties: list[Step], sent: StepForm | None, asked: str) -> bool:
    if sent is not None or asked:
        return step.name == (sent.step.name if sent is not None else asked)
    return duties == [step] and not turns_down(step)


def _offer(ticket: Ticket, forms: Collection[StepForm], files: Iterable[Attachment]) -> None:
    """What depends on the ticket: people, grounds of a suspension, and the files that are there already."""
    engineers = actions.engineers(ticket) if any(ASSIGNEE in form.step.asks for form in forms) else []
    leads = actions.approvers(ticket) if any(APPROVER in form.step.asks for form in forms) else []
    grounds = [(code, str(label)) for code, label in sorted(GROUND.choices.items()) if suspendable(ticket.scene, code)]
    filled = {file.slot: file.name for file in files if file.at >= ticket.slots_since}
    if ticket.machine in (Assessment, Staffing):
        (scored if ticket.machine is Assessment else staffed).fill_in(forms, ticket)
    for form in forms:
        form.preview_at = reverse("act", args=[ticket.number, form.step.name])
        form.bound_by(ticket.scene)
        if SCOPE in form.step.asks:
            form.offer(SCOPE.name, [(one.code, one.name) for one in scope.of_ticket(ticket)])
        if OBJECTED in form.step.asks:
            form.offer(OBJECTED.name, sheet_words.choices(ticket.contract))
        if CHOSEN_RULE in form.step.asks:
            form.offer(CHOSEN_RULE.name, _priced_rules(ticket))
        if any(one.name == DECIDED_RULE.name for one in form.step.asks):
            form.offer(DECIDED_RULE.name, decisions.rules_with_a_sum(ticket.scene))
        form.offer(GROUND.name, grounds)
        form.offer(APPROVER.name, [(one.username, wording.remark(one, one.phone)) for one in leads])
        form.offer(ASSIGNEE.name, [(one.username, wording.remark(one, one.username)) for one in engineers])
        form.mark_filled(filled)
        form.offer_papers(ticket.number)


def _priced_rules(ticket: Ticket) -> list[tuple[str, str]]:
    """Those of a finding that have a sum as the event was judged, in the contract's words."""
    named, words = guards.rules_left(ticket.scene), contract_rules.labels(ticket.scene.facts.finding_rules)
    return [(rule, words.get(rule, CHOSEN_RULE.in_words(rule, {}))) for rule in named if rule != NO_BAND]


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
    """(step, why not yet): duties of the person's role that are held up."""
    leaving = (step for step in ticket.machine.leaving(ticket.state) if not step.aside)
    failing = ((step, _hindering(ticket, step, user)) for step in leaving)
    return [(wording.action(step.name), guard.reason(ticket.scene)) for step, guard in failing if guard]


def _hindering(ticket: Ticket, step: Step, user: User) -> Guard | None:
    """A fact of the ticket; of who may not take it what part they had in it or in what it rests on, where the refusal
    says who else may: no page of it shows that otherwise."""
    if permissions.may(ticket, step, user):
        return step.refusal(ticket.scene, Ask.STANDING)
    of_role = not ticket.scene.roles.isdisjoint(step.roles(ticket.opening_party))
    open_ = of_role and step.refusal(ticket.scene, Ask.STANDING) is None
    refused = step.refusal(ticket.scene, Ask.WHO) if open_ else None
    return refused if refused is not None and refused.apart in NAMES_OTHERS else None
