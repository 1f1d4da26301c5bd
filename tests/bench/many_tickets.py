"""A database as it stands after years: copies of the demo's tickets by the million. Bench data only, not by the door.

Each copy is one of the demo's tickets under another number, contract and instant, with some of its clocks, their
pauses, alerts and breaches, whose turn it is, the beginning of its audit chain (hashed anew, so that it verifies) and
one of its notices. What is the same in all copies of a ticket is written once, as a line with gaps (`Sheet`): the
database takes the filled lines by COPY, SQLite by plain inserts.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO
from multiprocessing import get_context
from random import Random

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Max, Model

from accounts import roles
from accounts.models import Membership, Organization, User
from tests.bench.sheets import Hashed, Sheet, chained, columns, naive
from tests.rows import make_user
from tickets import register
from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.management.demo.contracts import DEMO, REAL
from tickets.models import (
    Alert,
    AuditEntry,
    Breach,
    Contract,
    Deadline,
    Naming,
    Notice,
    Pause,
    SystemLogHead,
    Ticket,
    Turn,
)
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms, OrganizationTerms, Party

CLOSED = 0.9
#: Agencies beside the demo's, each with a contract and a clerk; provider, authority and supervisor are one.
AGENCIES = 12
#: The share of the copies that the clerk of the demo sees: those of two contracts.
OWN_SHARE = {DEMO: 0.3, REAL: 0.1}
YEARS_BACK, DAYS_BACK = timedelta(days=3 * 365), timedelta(days=3)
#: So many of each are kept of a ticket, of its clocks the open ones first: three clocks each on average.
CLOCKS, ENTRIES, NOTICES, NAMINGS = 3, 3, 1, 3
#: Ids of clocks to a ticket.
STRIDE = 8
CHUNK = 5_000
SEED = 20261009
TABLES: tuple[type[Model], ...] = (Ticket, Deadline, Pause, Alert, Breach, Turn, Naming, AuditEntry, Notice)


@dataclass
class Original:
    """One order of the demo with all that is copied of it, as lines with gaps."""

    ticket: Ticket
    deadlines: list[Deadline]
    instants: list[datetime]
    lines: list[tuple[type[Model], str]]
    entries: list[Hashed]

    @classmethod
    def of(cls, ticket: Ticket) -> "Original":
        deadlines = list(
            Deadline.objects.filter(ticket=ticket).order_by(F("stopped_at").desc(nulls_first=True))[:CLOCKS]
        )
        sheet = Sheet()
        sheet.add(ticket, number="number", contract="contract", system="system", title="title", opened_by="clerk",
                  opened_unit="unit", chain_head="head", id="ticket", chain_length="length")  # fmt: skip
        place = {one.pk: str(n) for n, one in enumerate(deadlines)}
        for n, one in enumerate(deadlines):
            sheet.add(one, id=f"d{n}", ticket="ticket", clause=f"c{n}")
        for model in (Pause, Alert, Breach):
            for row in model._default_manager.filter(deadline__in=deadlines):
                beside = {"contract": "contract"} if model is Breach else {}
                sheet.add(row, deadline=f"d{place[row.deadline_id]}", **beside)
        for turn in Turn.objects.filter(ticket=ticket):
            sheet.add(turn, ticket="ticket", **({"unit": "unit"} if turn.unit_id == ticket.contract.agency_id else {}))
        for n, naming in enumerate(Naming.objects.filter(ticket=ticket)[:NAMINGS]):
            sheet.add(naming, ticket="ticket", of=f"b{n}")
        entries = [
            sheet.add_entry(entry, n)
            for n, entry in enumerate(AuditEntry.objects.filter(ticket=ticket).order_by("seq")[:ENTRIES])
        ]
        for n, one in enumerate(Notice.objects.filter(ticket=ticket)[:NOTICES]):
            one.read_at = one.read_at or (one.at if ticket.final else None)
            clock = f"d{place[one.deadline_id]}" if one.deadline_id in place else ""
            sheet.add(one, ticket="ticket", key=f"k{n}", deadline=clock)
        return cls(ticket, deadlines, [naive(each) for each in sheet.instants], sheet.lines, entries)

    @property
    def running(self) -> int:
        """How many of its clocks are open."""
        return sum(one.open for one in self.deadlines)

    def slack(self, now: datetime) -> timedelta:
        """How far the ticket may move back in time without the sweep having more to say of it."""
        return min((one.next_at - now for one in self.deadlines if one.next_at), default=YEARS_BACK)


@dataclass
class Home:
    """A contract that copies are filed under: what stands in their gaps."""

    contract: Contract
    clerk: User
    systems: dict[str, int] = field(default_factory=dict)
    clauses: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> "Home":
        held = Membership.objects.filter(organization=contract.agency, role=roles.AGENCY_CLERK)
        systems = {each.code: each.pk for each in contract.systems.all()}
        clauses = {code: clause.pk for code, clause in register.clauses(contract).items()}
        return cls(contract, held.select_related("user")[0].user, systems, clauses)

    def gaps(self, original: Original) -> dict[str, object]:
        code = original.ticket.system.code if original.ticket.system else ""
        return {
            "contract": self.contract.pk,
            "system": self.systems[code] if code else Sheet.NULL,
            "clerk": self.clerk.pk,
            "unit": self.contract.agency_id,
            **{f"c{n}": self.clauses[one.code] for n, one in enumerate(original.deadlines)},
        }


@dataclass
class Plan:
    """What every chunk is made from: the same database at every run."""

    originals: list[Original]
    homes: list[Home]
    now: datetime
    first_ticket: int
    first_clock: int
    #: Before the count in the numbers of the copies.
    prefix: str = "ZZ"

    def chunk(self, place: int, number: int) -> Iterator[tuple[type[Model], str]]:
        """The lines of `number` copies from `place` on."""
        dice = Random(SEED + place)
        done = [one for one in self.originals if one.ticket.final]
        running = [one for one in self.originals if not one.ticket.final]
        clocks = [one.running for one in running]
        rest = (1 - sum(OWN_SHARE.values())) / AGENCIES
        weights = [*OWN_SHARE.values(), *[rest] * AGENCIES]
        for n, home in enumerate(dice.choices(self.homes, weights, k=number), place):
            closed = dice.random() < CLOSED
            original = dice.choice(done) if closed else dice.choices(running, clocks)[0]
            most = YEARS_BACK if closed else min(original.slack(self.now), DAYS_BACK) * 0.9
            yield from self.copy(n, original, home, most * dice.random())

    def copy(self, n: int, original: Original, home: Home, back: timedelta) -> Iterator[tuple[type[Model], str]]:
        number, instants = f"{self.prefix}-{n:08}", [when - back for when in original.instants]
        gaps = home.gaps(original) | {f"w{at}": when for at, when in enumerate(instants)}
        gaps |= {"ticket": self.first_ticket + n, "number": number, "title": f"{original.ticket.title}（{n}）"}
        gaps |= {f"d{at}": self.first_clock + n * STRIDE + at for at in range(CLOCKS)}
        gaps |= {f"k{at}": f"{number}:{at}" for at in range(NOTICES)}
        gaps |= {f"b{at}": self.first_ticket + n - 1 - at for at in range(NAMINGS)}
        gaps |= chained(original.entries, number, instants)
        for model, line in original.lines:
            yield model, line % gaps


def fill(number: int, now: datetime) -> None:
    """The demo, and copies of its tickets until there are `number`, nine of ten closed."""
    call_command("demo", stdout=StringIO())
    tickets = Ticket.objects.select_related("system", "contract").order_by("id")
    originals = [Original.of(ticket) for ticket in tickets if ticket.contract.number in OWN_SHARE]
    homes = [Home.of(Contract.objects.get(number=each)) for each in OWN_SHARE]
    homes += [Home.of(_contract(place, now)) for place in range(AGENCIES)]
    last = Ticket.objects.aggregate(ticket=Max("id"), clock=Max("deadlines__id"))
    plan = Plan(originals, homes, now, last["ticket"] + 1, last["clock"] + 1)
    wanted = number - tickets.count()
    with bare_tables():
        _write_all(plan, [(place, min(CHUNK, wanted - place)) for place in range(0, wanted, CHUNK)])
    SystemLogHead.objects.update_or_create(pk=1, defaults={"baseline_due": True})


def _write_all(plan: Plan, chunks: list[tuple[int, int]]) -> None:
    """On PostgreSQL by several processes at once."""
    global _plan  # noqa: PLW0603  # what the processes inherit
    _plan = plan
    if connection.vendor != "postgresql":
        for chunk in chunks:
            _write(chunk)
        return
    connection.close()
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        list(pool.map(_write, chunks))


_plan: Plan


def _write(chunk: tuple[int, int]) -> None:
    take(_plan.chunk(*chunk))


def take(written: Iterable[tuple[type[Model], str]]) -> None:
    """Put the lines into their tables."""
    lines: dict[type[Model], list[str]] = defaultdict(list)
    for model, line in written:
        lines[model].append(line)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The triggers of foreign keys and of the audit would each be called for every row.
            cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0; SET TIME ZONE 'UTC'")
        for model in TABLES:
            _take(cursor, model, lines[model])
    if connection.vendor == "postgresql":
        connection.close()


def _take(cursor: object, model: type[Model], lines: list[str]) -> None:
    if not lines:
        return
    table, names = model._meta.db_table, ", ".join(columns(model))
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            copy.write("\n".join(lines) + "\n")
        return
    marks = ", ".join("?" for _name in columns(model))
    rows = [[None if cell == Sheet.NULL else cell for cell in line.split("\t")] for line in lines]
    plain = cursor.cursor if hasattr(cursor, "cursor") else cursor
    plain.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  # our own names


@contextmanager
def bare_tables() -> Iterator[None]:
    """Without the indexes that no constraint needs, which are made anew afterwards; then counts that plans go by."""
    if connection.vendor != "postgresql":
        yield
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
            " (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [[model._meta.db_table for model in TABLES]],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        count_on(cursor)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout; RESET maintenance_work_mem")


def count_on(cursor: CursorWrapper) -> None:
    """Rows made from now on are counted behind those whose ids were given."""
    for model in (Ticket, Deadline):
        table = model._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608


def _contract(place: int, now: datetime) -> Contract:
    """The real contract's terms for another agency, with its one clerk."""
    real = contract_files.read(contract_files.CONTRACTS / f"{REAL}.toml", KNOWN)
    agency = OrganizationTerms(f"bench-{place:02}", f"测试单位{place:02}")
    terms: ContractTerms = contracts.reissue(real, number=f"BENCH-{place:02}", starts=now.date())
    others = tuple(each for each in terms.organizations if each.code != terms.parties[Party.AGENCY])
    own = replace(terms, parties=terms.parties | {Party.AGENCY: agency.code}, organizations=(*others, agency))
    contract = register.load(own, now=now).contract
    unit = Organization.objects.get(code=agency.code)
    make_user(f"bench-{place:02}", role=roles.AGENCY_CLERK, unit=unit)
    return contract
