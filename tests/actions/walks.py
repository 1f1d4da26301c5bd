"""Every step of a machine taken for real, by the door: from each state on, each way tried and taken back.

A walk goes depth first. What it tries stands behind a savepoint, so that one ticket carries all its ways.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from tests.sheets import FIFTH, LATE_FEE, empty_sheets, sheet_with
from tests.world import SEATS, SECONDS, World
from tickets import actions, attendance
from tickets.lifecycle import KINDS
from tickets.lifecycle.kinds.finding.decisions import not_redecider
from tickets.lifecycle.kinds.finding.guards import not_server
from tickets.lifecycle.steps import Step
from tickets.models import ReadBack, Ticket
from tickets.notices import read_back

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
BEYOND = [{"line": "vcpu", "quantity": 500}]
CUT = {"type": "reduction", "lines": [{"line": "vcpu", "quantity": -2}]}


@dataclass(frozen=True)
class Seed:
    """A ticket from which a walk sets out: who opened it, with what, and the steps taken before."""

    kind: str
    way: str = ""
    who: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    def ticket(self, world: World) -> Ticket:
        world.stock(vcpu=100)
        fields = {name: one(world) if callable(one) else one for name, one in self.fields.items()}
        ticket = world.file(self.kind, self.who, **fields)
        for step in self.way.split():
            ticket = world.take(ticket, step, **(TYPES[step](world, ticket) if step in TYPES else {}))
        return ticket


def in_days(days: int) -> Callable[[World], str]:
    return lambda world: (world.now + days * DAY).date().isoformat()


def in_hours(hours: int) -> Callable[[World], str]:
    return lambda world: (world.now + timedelta(hours=hours)).isoformat()


def permitted(world: World) -> str:
    """The number of a consent to a drill of the platform."""
    return world.take(world.file("consent", matter="platform_drill"), "request_consent", "recommend", "grant").number


def last_instalment(world: World) -> int:
    """Once the service is accepted, and every month's sheet is closed."""
    empty_sheets(world.contract, world.now)
    accepted = "apply_acceptance accept_material submit_findings pass_acceptance"
    world.take(world.file("acceptance"), *accepted.split())
    return 2


def nothing_left(world: World) -> int:
    """Of the last instalment, since more than all of it is deducted."""
    number = last_instalment(world)
    sheet_with(world, (FIFTH, "current"), (FIFTH, "current"), (FIFTH, "current"))
    return number


def paid_late(world: World) -> str:
    """The agency owes for a late payment, and the provider for what is to be deducted."""
    sheet_with(world, (LATE_FEE, "of_agency"), (FIFTH, "current"))
    return "late_fee"


TEMPORARY = {"term": "temporary", "end_date": in_days(30)}
FILED, URGENT = "submit approve record_filing", "submit_urgent authorize_urgent"
#: Several where one ticket cannot do everything: what its type or its opener excludes.
SEEDS = (
    *(Seed(kind) for kind in KINDS),
    Seed("change", FILED, fields=CUT),
    Seed("change", FILED, fields={**TEMPORARY, "lines": BEYOND}),
    Seed("change", fields=TEMPORARY),
    Seed("change", "submit_for_costing clear_cost return_to_clerk"),
    Seed("change", "submit_for_costing clear_cost approve record_filing", fields={"lines": BEYOND}),
    Seed("change", URGENT, fields=CUT),
    Seed("change", f"{URGENT} file_afterwards", fields=CUT),
    Seed("change", "submit approve record_filing accept start_work deliver", fields=TEMPORARY),
    Seed(
        "change",
        "submit approve record_filing accept start_work deliver confirm_temporary give_back report_undone",
        fields=TEMPORARY,
    ),
    Seed("change", f"{FILED} accept", fields={**TEMPORARY, "interrupts": True}),
    Seed("go_live", "submit approve record_filing accept submit_readiness"),
    Seed("restart", "submit approve_restart", fields={"operation": "other"}),
    Seed("restart", who="desk"),
    Seed("restart", "take_call note_call_back begin", who="desk"),
    Seed("migration", who="clerk"),
    Seed("rectification", who="auditor"),
    Seed("notice", "announce", fields={"work_from": in_hours(1), "work_to": in_hours(5)}),
    Seed("dispute", "answer propose_terms", who="manager"),
    Seed("supplement", who="manager"),
    Seed("finding", "assess serve accept_finding", fields={"rules": [{"rule": "15.11"}]}),
    Seed("finding", "assess serve", fields={"rules": [{"rule": "12.5"}, {"rule": "A3.4"}]}),
    Seed("finding", "assess serve accept_finding confirm_several", fields={"rules": [{"rule": "no_band"}]}),
    Seed("finding", "assess serve accept_finding confirm_finding", fields={"rules": [{"rule": "12.5"}]}),
    Seed(
        "finding",
        "assess serve accept_finding confirm_level take_up decide_anew",
        fields={"rules": [{"rule": "15.11"}]},
    ),
    Seed("finding", "assess serve accept_finding confirm_level take_up", fields={"rules": [{"rule": "15.11"}]}),
    Seed("consent", who="clerk"),
    Seed("drill", who="desk", fields={"consent_no": permitted}),
    Seed("consent", "request_consent recommend grant", fields={"matter": "platform_drill"}),
    Seed("payment", "submit_invoice", fields={"instalment": last_instalment, "payable": None}),
    Seed(
        "payment",
        "submit_invoice send_settlement agree_settlement",
        fields={"instalment": nothing_left, "payable": None},
    ),
    Seed("recovery", "demand_sum", who="desk", fields={"owed_for": paid_late, "damages": None}),
    Seed("recovery", who="desk", fields={"owed_for": paid_late, "damages": None}),
    Seed("staffing", "submit_duty_plan agree_duty_plan end_duty"),
    Seed("staffing", "submit_duty_plan agree_duty_plan find_absent"),
    Seed("staffing", "submit_duty_plan agree_duty_plan find_absent end_duty hand_in_lapses"),
    Seed("incident", "respond", fields={"on_site": True}),
    Seed("report", fields={"certificate": "level3", "certified": "政务云平台"}),
)


def kinds() -> Iterator[tuple[str, list[Seed]]]:
    for kind in KINDS:
        yield kind, [seed for seed in SEEDS if seed.kind == kind]


def _when_due(code: str) -> Callable[[World, Ticket], datetime]:
    return lambda world, ticket: world.clock(ticket, code).due_at + SECOND


def _after_the_end(world: World, ticket: Ticket) -> datetime:
    return datetime.fromisoformat(f"{ticket.fields['end_date']}T09:00:00+08:00") + DAY


def _after_the_window(world: World, ticket: Ticket) -> datetime:
    return datetime.fromisoformat(ticket.fields["window_end"]) + SECOND


def _when_late(world: World, ticket: Ticket) -> datetime:
    """On the day after the last lawful one: six months before the term ends."""
    return world.now.replace(year=ticket.contract.ends.year, month=7, day=1)


def _after_the_last_day(world: World, ticket: Ticket) -> datetime:
    return datetime.fromisoformat(f"{ticket.fields['valid_to']}T09:00:00+08:00") + DAY


def _after_the_objection(world: World, ticket: Ticket) -> datetime:
    return datetime.fromisoformat(f"{ticket.fields['objection_by']}T09:00:00+08:00") + DAY


#: What may be done only from an instant on: the walk waits for it.
WAITS: dict[str, Callable[[World, Ticket], datetime]] = {
    "pass_over": _when_due("go_live.check"),
    "order_expansion": _when_due("change.expand"),
    "pass_over_settlement": _when_due("payment.settle"),
    "pass_over_receipt": _when_due("common.confirm"),
    "start_unasked": _when_due("common.correct"),
    "reject_acceptance": _when_due("acceptance.correct"),
    "go_on": _when_due("dispute.answer"),
    "ask_decision": _when_due("force_majeure.confirm"),
    "refer_unproven": _when_due("force_majeure.proof"),
    "pass_over_opinion": _when_due("finding.opinion"),
    "leave_open": _when_due("finding.agree"),
    "find_not_cured": _when_due("rectification.cure"),
    "reclaim_expired": _after_the_end,
    "expire": _after_the_window,
    "expire_consent": _after_the_last_day,
    "lapse_objection": _after_the_objection,
    "start_without": _when_due("drill.prepare"),
    "lapse_call": _after_the_window,
    "miss_window": _after_the_window,
    "not_held": _after_the_window,
    "apply_late": _when_late,
}


def _sister(world: World, ticket: Ticket) -> dict[str, Any]:
    sister = world.take(world.file("switchover"), "submit", "issue_notice")
    return {"sister_order": sister.number}


def _later_end(world: World, ticket: Ticket) -> dict[str, Any]:
    return {"end_date": in_days(60)(world)}


def _code(world: World, ticket: Ticket) -> dict[str, Any]:
    return {"code": read_back.code(ReadBack.objects.get(ticket=ticket, spent_at=None).nonce)}


def _contested(_world: World, ticket: Ticket) -> dict[str, Any]:
    """The provider contests whatever a check found."""
    found = [one.number for one in attendance.of_order(ticket) if one.unsettled]
    return {"absence_answers": [{"absence_no": one, "answer": "contest", "answer_reason": "在机房"} for one in found]}


def _decided(_world: World, ticket: Ticket) -> dict[str, Any]:
    """What gives a right is not pursued; of all else the rule is named again."""
    (rule, *_more) = (row["rule"] for row in ticket.fields["rules"])
    return {} if rule == "15.11" else {"decision": "found", "decided_rule": "12.5"}


#: What is typed where the examples cannot know it.
TYPES: dict[str, Callable[[World, Ticket], dict[str, Any]]] = {
    "merge": _sister,
    "decide_anew": _decided,
    "ask_extension": _later_end,
    "enter_code": _code,
    "hand_in_lapses": _contested,
    "submit_invoice": lambda _world, ticket: {"invoice_sum": ticket.fields["payable"]},
}


@dataclass(frozen=True)
class Try:
    """One step where it is lawful: the ticket, who may take it, and what they type."""

    world: World
    ticket: Ticket
    step: Step
    actor: User
    typed: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.ticket.kind}.{self.step.name}"

    def take(self) -> Ticket:
        self.world.hand_in(self.ticket, self.step, self.actor)
        return self.attempt()

    def attempt(self, actor: User | None = None, **typed: Any) -> Ticket:
        """The step without its papers; `typed` over what is typed otherwise."""
        values = {"comment": "按程序办理", **self.typed, **typed}
        return actions.perform(self.ticket, self.step.name, actor=actor or self.actor, now=self.world.now, **values)


@dataclass
class Walk:
    """`at_state` is called once in each state, `before` once before each step."""

    world: World
    at_state: Callable[[Ticket], None]
    before: Callable[[Try], None]
    states: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def from_seed(self, seed: Seed) -> None:
        with taken_back(self.world):
            self.on(seed.ticket(self.world))

    def on(self, ticket: Ticket) -> None:
        if ticket.state not in self.states:
            self.states.add(ticket.state)
            self.at_state(ticket)
        for step in ticket.machine.leaving(ticket.state):
            if step.name not in self.taken:
                with taken_back(self.world):
                    self._take(ticket, step)

    def _take(self, ticket: Ticket, step: Step) -> None:
        chance = chances(self.world.later(seconds=1), ticket, step)
        if chance is not None:
            self.taken.add(step.name)
            self.before(chance)
            self.on(chance.take())


def chances(world: World, ticket: Ticket, step: Step) -> Try | None:
    """The step as the first of its people may take it here; None where nobody may."""
    if step.name in WAITS and (at := WAITS[step.name](world, ticket)) > world.now:
        world.at(at)
    more = TYPES[step.name](world, ticket) if step.name in TYPES else {}
    seats = SECONDS if {not_server, not_redecider} & {*step.when} else SEATS
    people = [seats[role] for role in step.by if role in seats]
    for name in people:
        if step in actions.available(ticket, actor=world.user(name), now=world.now):
            return Try(world, ticket, step, world.user(name), world.typed(ticket, step) | more)
    return None


@contextmanager
def taken_back(world: World) -> Iterator[None]:
    """What happens inside has not happened. (The door wants to be the outermost transaction: no `atomic`.)"""
    now, point = world.now, transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        world.at(now)
