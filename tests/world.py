"""The named cast at a fixed hour, and a hand that carries tickets: fixtures for every test about tickets."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tickets import actions, audit, ledger
from tickets.datelaw.types import ZONE
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import Sample, schema
from tickets.lifecycle.kinds.finding.decisions import not_redecider
from tickets.lifecycle.kinds.finding.guards import not_server
from tickets.lifecycle.steps import Step
from tickets.management.demo import cast, contracts
from tickets.models import AuditEntry, Contract, Deadline, Notice, System, Ticket
from tickets.permissions import standing
from tickets.policy.types import OpeningStockTerms, Positive

#: A Monday, ten in the morning, in an announced year; no holiday for weeks.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
#: Who takes a step where several roles may: the least of them.
SEATS = {
    "agency_clerk": "clerk",
    "agency_lead": "lead",
    "agency_finance": "finance",
    "provider_desk": "desk",
    "provider_engineer": "engineer",
    "provider_lead": "manager",
    "authority_officer": "officer",
    "supervisor_auditor": "auditor",
    "vendor": "vendor",
}
#: Another person of the same role.
SECONDS = {"agency_lead": "lead2", "provider_lead": "manager2"}
#: Role -> all who hold it.
SEATED = {role: {seat, SECONDS.get(role, seat)} for role, seat in SEATS.items()}


@dataclass
class World:
    """Contract DEMO with its people. `now` stands still until `later` moves it."""

    contract: Contract
    system: System
    now: datetime = NOW
    people: dict[str, User] = field(default_factory=dict)

    def later(self, **span: float) -> Self:
        """Move the clock on: `later(minutes=5)`."""
        self.now += timedelta(**span)
        return self

    def at(self, instant: datetime) -> Self:
        self.now = instant
        return self

    def user(self, name: str) -> User:
        """A second lead comes only where one is asked for: elsewhere they would be told of everything."""
        if name in SECONDS.values():
            outside = Contract.objects.get(number=contracts.OUTSIDE)
            if cast.gather(self.contract, outside, [one for one in cast.SECONDS if one.username == name]):
                audit.log_system("demo", now=self.now, rows=audit.register())
            return User.objects.get(username=name)
        if name not in self.people:
            self.people[name] = User.objects.get(username=name)
        return self.people[name]

    def file(self, kind: str, who: str | None = None, *, system: System | None = None, **fields: Any) -> Ticket:
        """Open a ticket with the examples of its declaration for whoever files it, `fields` over them."""
        opening = KINDS[kind].opening
        who = who or SEATS[opening.by[0]]
        roles = frozenset(role for role, seats in SEATED.items() if who in seats)
        examples = self.examples(kind, schema(opening.asked_as(roles), self.sample))
        return actions.open_ticket(
            kind,
            contract=self.contract,
            system=system or self.system,
            title=f"关于{self.system.name}的申请",
            fields=examples | fields,
            actor=self.user(who),
            now=self.now,
        )

    def take(self, ticket: Ticket, *steps: str, who: str | None = None, **fields: Any) -> Ticket:
        """Take steps one after another, each with its papers and examples; `fields` over those of the last."""
        for name in steps:
            step = KINDS[ticket.kind].by_step[name]
            actor = self.user(who or self.seat(step, ticket))
            typed = self.typed(ticket, step) | (fields if name == steps[-1] else {})
            self.hand_in(ticket, step, actor)
            ticket = actions.perform(ticket, name, actor=actor, now=self.now, **{"comment": "按程序办理", **typed})
        return ticket

    @property
    def sample(self) -> Sample:
        return Sample(self.now, self.contract.starts, self.contract.term_ends)

    def typed(self, ticket: Ticket, step: Step) -> dict[str, Any]:
        return self.examples(ticket.kind, schema(step.asks, self.sample)) if step.asks else {}

    def examples(self, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {name: one["examples"][0] for name, one in asked["properties"].items()}

    def hand_in(self, ticket: Ticket, step: Step, actor: User) -> None:
        """The papers that the step cannot do without."""
        for slot in step.needs:
            if slot.name in actions.open_slots(ticket, standing(actor, self.now)):
                stream = io.BytesIO(PDF)
                actions.attach(ticket, slot.name, name=f"{slot.name}.pdf", stream=stream, actor=actor, now=self.now)

    def seat(self, step: Step, ticket: Ticket) -> str:
        """Who takes the step; whoever found a breach leaves it to another lead to settle it."""
        role = step.roles(ticket.opening_party)[0]
        return SECONDS[role] if {not_server, not_redecider} & {*step.when} else SEATS[role]

    def stock(self, system: System | None = None, **lines: int) -> None:
        """What the system ran with before any order, entered as the contract's file does."""
        code = (system or self.system).code
        rows = [OpeningStockTerms(code, line, Positive(quantity), "移交清单") for line, quantity in lines.items()]
        ledger.enter_opening_stock(self.contract, rows, now=self.now)

    def clock(self, ticket: Ticket, code: str) -> Deadline:
        """The newest round of a clause's clock."""
        return Deadline.objects.filter(ticket=ticket, code=code).latest("round")

    def audit(self, ticket: Ticket) -> list[AuditEntry]:
        return list(AuditEntry.objects.filter(ticket=ticket).order_by("seq"))

    def told(self, ticket: Ticket, event: str) -> set[str]:
        notices = Notice.objects.filter(ticket=ticket, event=event)
        return set(notices.values_list("recipient__username", flat=True))

    def fresh(self, ticket: Ticket) -> Ticket:
        return Ticket.objects.get(pk=ticket.pk)


def build(now: datetime = NOW) -> World:
    """Contracts and cast as the demo makes them."""
    contracts.load(now)
    demo = Contract.objects.get(number=contracts.DEMO)
    cast.gather(demo, Contract.objects.get(number=contracts.OUTSIDE))
    audit.log_system("demo", now=now, rows=audit.register())
    return gathered(now)


def gathered(now: datetime = NOW) -> World:
    """The world on contracts and people that are there."""
    demo = Contract.objects.get(number=contracts.DEMO)
    return World(demo, demo.systems.get(code=contracts.KEY_SYSTEM), now)


@dataclass
class Made:
    """What was built once: the models that have rows, the statements that write these rows again, and the hour."""

    models: list[type[Model]] = field(default_factory=list)
    statements: list[tuple[str, Any]] = field(default_factory=list)
    now: datetime = NOW


#: A session that is forked off a mutation run finds it made.
MADE: list[Made] = []


@pytest.fixture(scope="session")
def made_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Made:
    """The rows that `build` makes. It reads and loads the contracts: once a session is enough."""
    if not MADE:
        with django_db_blocker.unblock():
            MADE.append(made(build))
    return MADE[0]


def made(build: Callable[[], World]) -> Made:
    """The rows that are built, table by table, and taken back, so that other tests find an empty register.

    The ids stay used up: a copy that keeps them is never in the way of a new row.
    """
    noted = Made()
    with taken_back():
        noted.now = build().now
        tables = [list(one._default_manager.all()) for one in _tables()]
    with taken_back(), connection.execute_wrapper(partial(_noted, noted)):
        for rows in filter(None, tables):
            noted.models.append(type(rows[0]))
            type(rows[0])._default_manager.bulk_create(rows)
    return noted


def _tables() -> Iterator[type[Model]]:
    for app in ("accounts", "tickets"):
        models = apps.get_app_config(app).get_models(include_auto_created=True)
        yield from (one for one in models if not one._meta.proxy)


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that has not happened; to the door it is a test case's, inside which it opens its own."""
    around = transaction.atomic()
    around._from_testcase = True
    with around:
        yield
        transaction.set_rollback(True)


def _noted(made: Made, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django works out the statements for hundreds of rows at greater length than the database writes them."""
    if sql.startswith("INSERT"):
        whole = connection.vendor == "postgresql"  # its driver would write the values into the text each time anew
        made.statements.append((context["cursor"].mogrify(sql, params), None) if whole else (sql, params))
    return execute(sql, params, many, context)


def copied(made: Made) -> World:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in made.statements:
            cursor.execute(statement, values)
    return gathered(made.now)


@pytest.fixture
def world(db: None, made_once: Made, settings: Any, tmp_path: Any) -> World:
    """Everybody in their place on 2 March 2026, ten o'clock."""
    settings.MEDIA_ROOT = tmp_path
    return copied(made_once)
