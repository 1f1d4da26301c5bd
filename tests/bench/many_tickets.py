"""A database as it stands after years: bulk copies of the demo's tickets. Bench data only, not through the door.

Each copy is one of the demo's tickets under another number, contract and instant, with some of its clocks, their
pauses, alerts and breaches, the beginning of its audit chain (hashed anew, so that `verify_audit` is content) and
some of its notices. Whole copies would take twice the time and change no plan.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import connection
from django.db.models import DateTimeField, F, Model
from django.db.models.base import ModelState

from accounts import roles
from accounts.models import Membership, Organization, User
from tests.rows import make_user
from tickets import actions, audit, register
from tickets.audit.chain import hash_of
from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.management.demo.contracts import DEMO, REAL
from tickets.models import (
    Alert,
    AuditEntry,
    Breach,
    Clause,
    Contract,
    Deadline,
    Notice,
    Pause,
    System,
    SystemLogHead,
    Ticket,
)
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms, OrganizationTerms, Party

CLOSED = 0.9
#: Agencies beside the demo's, each with a contract and a clerk; provider, authority and supervisor are one.
AGENCIES = 12
#: The share of the copies that the clerk of the demo sees: those of two contracts.
OWN_SHARE = {DEMO: 0.3, REAL: 0.1}
YEARS_BACK = timedelta(days=3 * 365)
#: So many of each are kept of a ticket; of its clocks the open ones first.
CLOCKS, ENTRIES, NOTICES = 3, 6, 2
BATCH = 2_000
SEED = 20261009

Row = TypeVar("Row", bound=Model)


@dataclass
class Original:
    """One order of the demo with all that hangs on it."""

    ticket: Ticket
    deadlines: list[Deadline]
    parts: dict[type[Model], list[Any]]
    entries: list[AuditEntry]
    notices: list[Notice]

    @classmethod
    def of(cls, ticket: Ticket) -> "Original":
        deadlines = list(
            Deadline.objects.filter(ticket=ticket).order_by(F("stopped_at").desc(nulls_first=True))[:CLOCKS]
        )
        parts: dict[type[Model], list[Any]] = {
            model: list(model._default_manager.filter(deadline__in=deadlines)) for model in (Pause, Alert, Breach)
        }
        entries = list(AuditEntry.objects.filter(ticket=ticket).order_by("seq")[:ENTRIES])
        return cls(ticket, deadlines, parts, entries, list(Notice.objects.filter(ticket=ticket)[:NOTICES]))

    @property
    def running(self) -> int:
        """How many of its clocks are open."""
        return sum(one.open for one in self.deadlines)

    def slack(self, now: datetime) -> timedelta:
        """How far the ticket may move back in time without the sweep having more to say of it."""
        return min((one.next_at - now for one in self.deadlines if one.next_at), default=YEARS_BACK)


@dataclass
class Home:
    """A contract that copies are filed under."""

    contract: Contract
    clerk: User
    systems: dict[str, System] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> "Home":
        held = Membership.objects.filter(organization=contract.agency, role=roles.AGENCY_CLERK)
        systems = {each.code: each for each in contract.systems.all()}
        return cls(contract, held.select_related("user")[0].user, systems, register.clauses(contract))


@dataclass
class Copy:
    """One copy in the making: where it goes and how far back in time."""

    original: Original
    home: Home
    number: int
    back: timedelta
    ticket: Ticket = field(init=False)

    def __post_init__(self) -> None:
        source, home = self.original.ticket, self.home
        self.ticket = moved(
            source,
            self.back,
            number=f"ZZ-{self.number:08}",
            contract=home.contract,
            system=home.systems[source.system.code] if source.system else None,
            title=f"{source.title}（{self.number}）",
            opened_by=home.clerk,
            opened_unit=home.contract.agency,
        )

    def deadlines(self) -> Iterator[Deadline]:
        for one in self.original.deadlines:
            yield moved(one, self.back, ticket=self.ticket, clause=self.home.clauses[one.code])

    def entries(self) -> Iterator[AuditEntry]:
        previous = ""
        for one in self.original.entries:
            said = {name: value for name, value in one.data.items() if name != audit.ROWS}  # they tell of other rows
            entry = moved(one, self.back, ticket=self.ticket, previous=previous, data=said)
            entry.hash = previous = hash_of(entry, self.ticket.number)
            yield entry
        self.ticket.chain_length, self.ticket.chain_head = len(self.original.entries), previous

    def notices(self, made: dict[int, Deadline]) -> Iterator[Notice]:
        for place, one in enumerate(self.original.notices):
            clock = made.get(one.deadline_id or 0)
            yield moved(one, self.back, ticket=self.ticket, deadline=clock, key=f"{self.number}:{place}")


def fill(number: int, now: datetime) -> None:
    """The demo, and copies of its tickets until there are `number`, nine of ten closed."""
    call_command("demo", stdout=StringIO())
    found = [Original.of(ticket) for ticket in Ticket.objects.select_related("system", "contract").order_by("id")]
    originals = [one for one in found if one.ticket.contract.number in OWN_SHARE]
    homes = [Home.of(Contract.objects.get(number=each)) for each in OWN_SHARE]
    homes += [Home.of(_contract(place, now)) for place in range(AGENCIES)]
    copies = _copies(originals, homes, number - len(found), now)
    while batch := list(islice(copies, BATCH)):
        _insert(batch)
    SystemLogHead.objects.update_or_create(pk=1, defaults={"baseline_due": True})
    actions.baseline(now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
        else:
            cursor.execute("ANALYZE")


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


def _copies(originals: list[Original], homes: list[Home], number: int, now: datetime) -> Iterator[Copy]:
    dice = Random(SEED)  # the same database at every run
    closed = [one for one in originals if one.ticket.final]
    running = [one for one in originals if not one.ticket.final]
    clocks = [one.running for one in running]
    rest = (1 - sum(OWN_SHARE.values())) / AGENCIES
    weights = [*OWN_SHARE.values(), *[rest] * AGENCIES]
    places = dice.choices(homes, weights, k=number)
    for place, home in enumerate(places):
        done = dice.random() < CLOSED
        original = dice.choice(closed) if done else dice.choices(running, clocks)[0]
        most = YEARS_BACK if done else min(original.slack(now), timedelta(days=3)) * 0.9
        yield Copy(original, home, place, most * dice.random())


def _insert(copies: list[Copy]) -> None:
    """Rows of one batch, those that others refer to first; the chain's head is known before its ticket."""
    chains = {each.number: list(each.entries()) for each in copies}
    Ticket.objects.bulk_create(each.ticket for each in copies)
    clocks = {each.number: list(each.deadlines()) for each in copies}
    Deadline.objects.bulk_create(clock for made in clocks.values() for clock in made)
    parts: dict[type[Model], list[Model]] = defaultdict(list)
    for each in copies:
        made = dict(zip((one.pk for one in each.original.deadlines), clocks[each.number], strict=True))
        for model, rows in each.original.parts.items():
            parts[model] += [moved(row, each.back, deadline=made[row.deadline_id]) for row in rows]
        parts[AuditEntry] += chains[each.number]
        parts[Notice] += each.notices(made)
    for model, rows in parts.items():
        model._default_manager.bulk_create(rows)


def moved(row: Row, back: timedelta, **changed: Any) -> Row:
    """An unsaved copy, all instants `back` earlier, `changed` over it."""
    made = copy(row)
    made.pk, made._state = None, ModelState()
    for name in _instants(type(row)):
        if (at := getattr(row, name)) is not None:
            setattr(made, name, at - back)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


@cache
def _instants(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
