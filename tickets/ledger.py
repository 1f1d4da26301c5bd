"""What each line of the catalogue holds and what is in use: append-only, a balance is a sum.

Each entry keeps the balance that it leaves its system, and the database takes none below zero.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tickets.errors import Invalid, WrongState
from tickets.models import CatalogueLine, Contract, LedgerEntry, Supplement, System, Ticket
from tickets.policy.types import ContractTerms, DocumentSort, OpeningStockTerms

OPENING: Final = "opening"


def balances(contract: Contract) -> QuerySet[CatalogueLine]:
    """The lines with `used` (over all systems), `added` (by supplementary contracts), 0 for nothing, and `total` and
    `left` (what contract and supplements hold, and what of it is free), None for a line that is supplied whole.

    A supplement that the edition in force names is in its quantities already, and is not added a second time."""
    used = LedgerEntry.objects.filter(line=OuterRef("pk")).values("line").values(sum=Sum("quantity"))
    beside = Supplement.objects.filter(line=OuterRef("pk")).exclude(number__in=contract.supplements)
    added = beside.values("line").values(sum=Sum("quantity"))
    summed = contract.lines.annotate(used=Coalesce(Subquery(used), 0), added=Coalesce(Subquery(added), 0))
    return summed.annotate(total=F("quantity") + F("added"), left=F("quantity") + F("added") - F("used"))


def balances_of(
    contract: Contract, codes: Iterable[str], systems: Iterable[int], ticket: Ticket
) -> QuerySet[CatalogueLine]:
    """These lines as `balances` gives them, with `held_<id>` of each system and `entered`: by this ticket already."""
    mine = LedgerEntry.objects.filter(line=OuterRef("pk"), ticket=ticket)
    entries = LedgerEntry.objects.filter(line=OuterRef("pk")).values("line").values(sum=Sum("quantity"))
    by_system = {f"held_{pk}": Coalesce(Subquery(entries.filter(system=pk)), 0) for pk in systems}
    return balances(contract).filter(code__in=list(codes)).annotate(entered=Exists(mine), **by_system)


def opening_stock(contract: Contract) -> QuerySet[LedgerEntry]:
    """What the ledger began with, each entry with its source; none: it was never entered."""
    return LedgerEntry.objects.filter(line__contract=contract, note=OPENING).select_related("line", "system")


def held(systems: Iterable[System]) -> dict[int, dict[str, int]]:
    """System id -> code of the line -> what the system holds of it now; nothing held is left out. One query."""
    wanted = [system.pk for system in systems]
    return {pk: {} for pk in wanted} | held_in(System.objects.filter(pk__in=wanted))


def held_in(systems: QuerySet[System]) -> dict[int, dict[str, int]]:
    """As `held`, without the systems that hold nothing."""
    found: dict[int, dict[str, int]] = {}
    for row in _sums(LedgerEntry.objects.filter(system__in=systems)):
        found.setdefault(row["system"], {})[row["line__code"]] = row["sum"]
    return found


def _sums(entries: QuerySet[LedgerEntry]) -> Iterator[dict[str, Any]]:
    rows = entries.order_by().values("system", "line", "line__code").annotate(sum=Sum("quantity")).order_by("line")
    return (row for row in rows if row["sum"])


def within(contract: Contract, lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether contract and supplements hold what is asked for on top of what is in use (3.5, 17; M6)."""
    return not any(short for _line, short in _shortages(contract, lines))


def supplement(ticket: Ticket, lines: Iterable[Mapping[str, Any]], *, number: str, now: datetime) -> list[Supplement]:
    """A supplementary contract raises each line by what it lacks for this ticket. The rows written."""
    return Supplement.objects.bulk_create(
        Supplement(line=line, ticket=ticket, number=number, quantity=short, at=now)
        for line, short in _shortages(ticket.contract, lines)
        if line and short
    )


def _shortages(contract: Contract, lines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, int]]:
    """By how much each line falls short; one supplied whole never does. An unknown line (None) lacks everything."""
    asked = summed(lines)
    lines_held: dict[str, Any] = {line.code: line for line in balances(contract).filter(code__in=asked)}
    for code, quantity in asked.items():
        line = lines_held.get(code)
        if line is None:
            yield None, quantity
        elif line.left is not None:
            yield line, max(quantity - line.left, 0)


def forgets(terms: ContractTerms) -> list[str]:
    """What an edition leaves out of the supplementary contracts that it is the first to name, a sentence for each line:
    from then on its own quantity counts, and what they had raised would silently be lower again. One that lowers a line
    on purpose names them first with what they raised. Two queries."""
    contract = Contract.objects.filter(number=terms.number).first()
    if contract is None:
        return []
    named = {one.number for one in terms.documents if one.sort is DocumentSort.SUPPLEMENT} - contract.supplements
    raised = Supplement.objects.filter(line__contract=contract, number__in=named).order_by("line__position", "id")
    by_line: dict[CatalogueLine, list[Supplement]] = {}
    for row in raised.select_related("line"):
        by_line.setdefault(row.line, []).append(row)
    coming = {one.code: one.quantity for one in terms.catalogue}
    return [said for line, rows in by_line.items() if (said := _forgotten(line, rows, coming.get(line.code, 0)))]


def _forgotten(line: CatalogueLine, rows: list[Supplement], coming: int | None) -> str:
    """ "": nothing is, or the line is supplied whole."""
    held = (line.quantity or 0) + sum(row.quantity for row in rows)
    if coming is None or line.quantity is None or coming >= held:
        return ""
    said = _("“%(line)s”: %(numbers)s raised it to %(held)d, and the file says %(coming)d. Write at least %(held)d.")
    numbers = _(", ").join(dict.fromkeys(row.number for row in rows))
    return said % {"line": line.item, "numbers": numbers, "held": held, "coming": coming}


def post(
    ticket: Ticket,
    lines: Iterable[Mapping[str, Any]],
    *,
    note: str,
    now: datetime,
    sign: int = 1,
    system: System | None = None,
) -> list[LedgerEntry]:
    """Add one entry a line for the ticket's system, or for another that is named; the rows written.

    Raises Invalid for a line that the contract does not have, WrongState where the system would hold less than nothing.
    """
    changed = {code: sign * quantity for code, quantity in summed(lines).items()}
    locked = {line.code: line for line in _locked(ticket.contract, changed)}
    if missing := changed.keys() - locked.keys():
        raise Invalid(", ".join(sorted(missing)))
    holder = system or ticket.system
    assert holder is not None  # noqa: S101  # kinds with lines are about one system
    postings = [Posting(holder, locked[code], quantity) for code, quantity in changed.items()]
    return _enter(postings, ticket, note=note, now=now)


def release(ticket: Ticket, systems: QuerySet[System], *, now: datetime) -> list[LedgerEntry]:
    """Take out everything that the systems hold: they have left the cloud. The rows written."""
    entries = LedgerEntry.objects.filter(system__in=systems)
    if not any(_sums(entries)):
        return []
    leaving = {system.pk: system for system in systems}
    lines = {line.pk: line for line in ticket.contract.lines.select_for_update().order_by("id")}
    given_back = [Posting(leaving[row["system"]], lines[row["line"]], -row["sum"]) for row in _sums(entries)]
    return _enter(given_back, ticket, note="left", now=now)


def enter_opening_stock(contract: Contract, stock: Iterable[OpeningStockTerms], *, now: datetime) -> list[LedgerEntry]:
    """What the systems ran with before this service, as its source says. Idempotent: a figure that was corrected is
    entered as the difference, since no entry is ever changed.

    Raises WrongState where less would be left than has been given back since.
    """
    systems = {system.code: system for system in contract.systems.all()}
    lines = {line.code: line for line in _locked(contract, {row.line for row in stock})}
    before = {(row["system"], row["line"]): row["sum"] for row in _sums(opening_stock(contract))}
    postings = []
    for row in stock:
        system, line = systems[row.system], lines[row.line]
        difference = row.quantity - before.get((system.pk, line.pk), 0)
        postings.append(Posting(system, line, difference, row.source))
    return _enter(postings, None, note=OPENING, now=now)


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of one system grows or shrinks by `quantity`. `source`: the paper, where no ticket is behind it."""

    system: System
    line: CatalogueLine
    quantity: int
    source: str = ""


def _locked(contract: Contract, codes: Iterable[str]) -> QuerySet[CatalogueLine]:
    """The rows of the lines, locked in the order of their ids."""
    return contract.lines.select_for_update().filter(code__in=list(codes)).order_by("id")


def _enter(postings: list[Posting], ticket: Ticket | None, *, note: str, now: datetime) -> list[LedgerEntry]:
    """The entries, each with the balance that it leaves its system. The lines are locked. Raises WrongState."""
    before = held({one.system for one in postings})
    entries = []
    for one in postings:
        present = before[one.system.pk].get(one.line.code, 0)
        after = present + one.quantity
        if after < 0 and one.quantity < 0:
            raise WrongState(_below_zero(one, present))
        if one.quantity > 0 and one.system.gone_since is not None:
            raise WrongState(_gone(one))
        row = {"line": one.line, "system": one.system, "ticket": ticket, "source": one.source}
        entries.append(LedgerEntry(**row, quantity=one.quantity, after=after, at=now, note=note))
    return LedgerEntry.objects.bulk_create(entry for entry in entries if entry.quantity)


def _gone(one: Posting) -> str:
    message = _("“%(system)s” has left the cloud: nothing is put into use there. Roll the work back and end the order.")
    return message % {"system": one.system.name}


def _below_zero(one: Posting, before: int) -> str:
    message = _("“%(system)s” holds %(held)d of “%(line)s”: %(cut)d cannot be taken from it.")
    return message % {"system": one.system.name, "held": before, "line": one.line.item, "cut": -one.quantity}


def summed(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Code of the line -> all that its rows ask for."""
    total: Counter[str] = Counter()
    for row in lines:
        total[row["line"]] += int(row["quantity"])
    return total
