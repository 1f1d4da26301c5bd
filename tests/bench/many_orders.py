"""A database as it stands after years: bulk copies of the demo's orders. Bench data only, not through the door.

Each copy is one of the demo's orders under another number, contract and instant, with its clocks, their pauses,
firings and breaches, its audit chain (hashed anew, so that `verify_audit` is content) and some of its notices.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import batched
from random import Random
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from accounts import roles
from accounts.models import Membership, Organization, User
from tests.rows import make_user
from tickets import register
from tickets.audit.chain import Content
from tickets.management.demo.contracts import DEMO, REAL
from tickets.models import (
    PROXIES,
    AuditEntry,
    Breach,
    Clause,
    Contract,
    Deadline,
    Firing,
    Interval,
    Notice,
    System,
    Ticket,
)
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms, OrganizationTerms, Party

CLOSED = 0.95
#: Agencies beside the demo's, each with a contract and a clerk; provider, authority and supervisor are one.
AGENCIES = 12
#: The share of the copies that the clerk of the demo sees: his two contracts.
OWN_SHARE = {DEMO: 0.3, REAL: 0.1}
YEARS_BACK = timedelta(days=3 * 365)
#: Notices kept of an order: who is told what does not change the plans, only how many there are.
NOTICES = 4
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
        deadlines = list(Deadline.objects.filter(ticket=ticket).order_by("id"))
        parts: dict[type[Model], list[Any]] = {
            model: list(model._default_manager.filter(deadline__in=deadlines))
            for model in (Interval, Firing, Breach)
        }
        entries = list(AuditEntry.objects.filter(ticket=ticket).order_by("seq"))
        return cls(ticket, deadlines, parts, entries, list(Notice.objects.filter(ticket=ticket)[:NOTICES]))

    def slack(self, now: datetime) -> timedelta:
        """How far the order may move back in time without the sweep having more to say of it."""
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
            entry = moved(one, self.back, ticket=self.ticket, previous=previous)
            entry.hash = previous = content(entry).hash()
            yield entry
        self.ticket.chain_head = previous

    def notices(self, made: dict[int, Deadline]) -> Iterator[Notice]:
        for place, one in enumerate(self.original.notices):
            clock = made.get(one.deadline_id or 0)
            yield moved(one, self.back, ticket=self.ticket, deadline=clock, key=f"{self.number}:{place}")


def fill(number: int, now: datetime) -> None:
    """The demo, and copies of its orders until there are `number`, nineteen of twenty closed."""
    call_command("demo", verbosity=0)
    found = [Original.of(ticket) for ticket in Ticket.objects.select_related("system", "contract").order_by("id")]
    originals = [one for one in found if one.ticket.contract.number in OWN_SHARE]
    homes = [Home.of(Contract.objects.get(number=each)) for each in OWN_SHARE]
    homes += [Home.of(_contract(place, now)) for place in range(AGENCIES)]
    copies = _copies(originals, homes, number - len(found), now)
    for batch in batched(copies, BATCH):
        _insert(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _contract(place: int, now: datetime) -> Contract:
    """The real contract's terms for another agency, with its one clerk."""
    real = contract_files.read(contract_files.CONTRACTS / f"{REAL}.toml")
    agency = OrganizationTerms(f"bench-{place:02}", f"测试单位{place:02}")
    terms: ContractTerms = contract_files.reissue(real, number=f"BENCH-{place:02}", starts=now.date())
    contract = register.load(
        replace(
            terms,
            parties=terms.parties | {Party.AGENCY: agency.code},
            organizations=(*terms.organizations, agency),
        ),
        now=now,
    ).contract
    unit = Organization.objects.get(code=agency.code)
    make_user(f"bench-{place:02}", role=roles.AGENCY_CLERK, unit=unit)
    return contract


def _copies(originals: list[Original], homes: list[Home], number: int, now: datetime) -> Iterator[Copy]:
    dice = Random(SEED)  # noqa: S311  # the same database at every run
    closed = [one for one in originals if one.ticket.final]
    running = [one for one in originals if not one.ticket.final]
    rest = (1 - sum(OWN_SHARE.values())) / AGENCIES
    weights = [*OWN_SHARE.values(), *[rest] * AGENCIES]
    places = dice.choices(homes, weights, k=number)
    for place, home in enumerate(places):
        done = dice.random() < CLOSED
        original = dice.choice(closed if done else running)
        most = YEARS_BACK if done else min(original.slack(now), timedelta(days=3)) * 0.9
        yield Copy(original, home, place, most * dice.random())


def _insert(copies: Iterable[Copy]) -> None:
    """Rows of one batch, those that others refer to first; the chain's head is known before its ticket."""
    chains = {copy.number: list(copy.entries()) for copy in copies}
    Ticket.objects.bulk_create(copy.ticket for copy in copies)
    clocks = {copy.number: list(copy.deadlines()) for copy in copies}
    Deadline.objects.bulk_create(clock for made in clocks.values() for clock in made)
    parts: dict[type[Model], list[Model]] = defaultdict(list)
    for copy in copies:
        made = dict(zip((one.pk for one in copy.original.deadlines), clocks[copy.number], strict=True))
        for model, rows in copy.original.parts.items():
            parts[model] += [moved(row, copy.back, deadline=made[row.deadline_id]) for row in rows]
        parts[AuditEntry] += _owned(chains[copy.number], copy.ticket)
        parts[Notice] += copy.notices(made)
    for model, rows in parts.items():
        model._default_manager.bulk_create(rows)


def _owned(entries: list[AuditEntry], ticket: Ticket) -> list[AuditEntry]:
    """The entries were hashed before their ticket had an id."""
    for entry in entries:
        entry.ticket = ticket
    return entries


def moved(row: Row, back: timedelta, **changed: Any) -> Row:
    """An unsaved copy, all instants `back` earlier, `changed` over it."""
    columns = [one for one in row._meta.concrete_fields if not one.primary_key and not one.generated]
    values = {one.name: one.attname for one in columns if one.name not in changed}
    kept = {attname: getattr(row, attname) for attname in values.values()}
    earlier = {name: it - back if isinstance(it, datetime) else it for name, it in kept.items()}
    model: Any = PROXIES[row.kind] if isinstance(row, Ticket) else type(row)
    copy: Row = model(**earlier, **changed)
    return copy


def content(entry: AuditEntry) -> Content:
    """What the audit would hash of it."""
    return Content(
        chain=entry.ticket.number if entry.ticket else "",
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor_id,
        on_behalf_of=entry.on_behalf_of_id,
        unit=entry.unit_id,
        action=entry.action,
        source=entry.source,
        target=entry.target,
        allowed=entry.allowed,
        data=entry.data,
        previous=entry.previous,
    )
