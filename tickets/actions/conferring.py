"""月度会商: the findings of a contract up to a month, looked at together and carried on together.

Each is an act of its own, with its key and on the version that was seen, all of them at one instant: their clocks start
together and fall due together, and one that is refused holds up no other. One transaction round them all would let the
one that somebody else changed meanwhile undo what the person decided of the others.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User, unit_of
from tickets import audit, permissions
from tickets.actions import door, facts, idempotency
from tickets.actions.found import EventRows
from tickets.actions.numbers import next_number
from tickets.actions.perform import perform
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.datelaw.periods import MONTH, Period
from tickets.errors import Refusal
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import EVENT, HAPPENED_ON
from tickets.lifecycle.steps import Step
from tickets.models import Contract, Deadline, Endorsement, Ticket
from tickets.permissions import Standing

#: The notices of findings are counted by the year, as orders are, under this name. What is
#: recorded of them bears the same name.
NOTICE: Final = "finding_notice"


def findings_up_to(
    month: date, rules: Rules, seen: QuerySet[Ticket], *, where: Standing, now: datetime
) -> list[Ticket]:  # fmt: skip
    """The findings on that month, and those on earlier ones that are still open: each with its scene as the person may
    judge it. seen: what they see. The same queries, however many there are."""
    code, contract = Period.around(MONTH, month).code, rules.contract
    of_month = Q(**{f"fields__{HAPPENED_ON.name}__startswith": code})
    before = Q(closed_at__isnull=True, **{f"fields__{HAPPENED_ON.name}__lt": code})
    found = seen.filter(of_month | before, contract=contract, kind=Finding.kind, sent_at__isnull=False)
    standing = Prefetch("endorsements", Endorsement.objects.filter(voided_at__isnull=True), to_attr="endorsed")
    related = ("system__vendor", "opened_by", "opened_unit", "assignee")
    ordered = found.select_related(*related).order_by("id")
    tickets = list(ordered.prefetch_related(standing))  # type: ignore[no-redef]  # declared on Ticket
    clocks = _clocks(tickets)
    for one in tickets:
        one.contract = contract
        one.clocks = list(clocks[one.pk].values())
        facts.of_ticket(one, clocks[one.pk], rules, standing=where, now=now)
    _read_together(contract, tickets)
    return tickets


def _clocks(tickets: Iterable[Ticket]) -> Mapping[int, Mapping[str, Deadline]]:
    """Ticket -> of each clock the round that is open, else the newest."""
    rounds: dict[int, list[Deadline]] = defaultdict(list)
    for row in readings.load(Deadline.objects.filter(ticket__in=list(tickets))):
        rounds[row.ticket_id].append(row)
    return {one.pk: readings.current(rounds[one.pk]) for one in tickets}


def _read_together(contract: Contract, tickets: Sequence[Ticket]) -> None:
    cases = [one.scene.facts.case for one in tickets]
    known = [one for one in cases if isinstance(one, EventRows)]
    together = [row for one in known for row in one.fields.get(EVENT.name) or ()]
    EventRows(contract, {EVENT.name: together}, None).read_for(known)


def takes(ticket: Ticket, step: Step, user: User) -> bool:
    """Whether the door would let them, were all that it asks for typed. `ticket.scene` must be theirs."""
    return step in permissions.offered(ticket, user) and step.refusal(ticket.scene, Ask.SAID) is None


def hindrance(ticket: Ticket, step: Step) -> str:
    """What stands against the step, whoever takes it, then against this person; "": nothing but their role does."""
    refused = (found for asks in (Ask.SAID, Ask.WHO, Ask.STANDING) if (found := step.refusal(ticket.scene, asks)))
    guard = next(refused, None)
    return guard.reason(ticket.scene) if guard is not None else ""


@dataclass(frozen=True, slots=True)
class MeantAct:
    """What a person means to do to one order. version: as they saw it. before: what is handed in with it."""

    ticket: Ticket
    step: str
    key: str
    version: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    before: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What came of it: the order as it is now, or why it was refused."""

    ticket: Ticket
    step: str
    refusal: Refusal | None = None


def perform_each(meant: Iterable[MeantAct], *, actor: User, where: Standing, now: datetime) -> list[ActOutcome]:
    """One after the other, each apart. What was done under the same key before is answered as done."""
    return [_performed(one, actor, where, now) for one in meant]


def _performed(one: MeantAct, actor: User, where: Standing, now: datetime) -> ActOutcome:
    try:
        if one.before is not None and idempotency.done_under(actor, one.key) is None:
            one.before()
        moved = perform(
            one.ticket, one.step, actor=actor, now=now, key=one.key or None, version=one.version, comment=one.comment,
            where=where, **one.fields,
        )  # fmt: skip
    except Refusal as refusal:
        return ActOutcome(one.ticket, one.step, refusal)
    return ActOutcome(moved, one.step)


@transaction.atomic
def number_notice(contract: Contract, findings: Sequence[Ticket], *, actor: User, now: datetime) -> str:
    """The number of one notice that tells of these findings: TZ-2026-000001, for each year without gaps. That it was
    given stands in the system log, whatever comes of serving the notice. Raises Unavailable, ShownAgain."""
    door.check()
    number = next_number(now, NOTICE)
    told = {"contract": contract.number, "notice": number, "orders": [one.number for one in findings]}
    audit.log_system(NOTICE, now=now, actor=actor, unit=unit_of(actor), data=told)
    return number
