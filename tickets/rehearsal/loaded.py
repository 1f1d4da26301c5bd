"""The terms of a contract that is loaded, read back from its rows: those that count now. Reads, and writes nothing.

What its file says beside them (the words of readings that were not chosen, by which value) is not kept in rows; it
counts for nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from tickets import priced
from tickets.models import Clause, Contract, Interpretation, LedgerEntry
from tickets.policy import types as policy
from tickets.policy.types import ContractTerms, Party, Positive, Unit

T = TypeVar("T")
PARTIES = (Party.AGENCY, Party.PROVIDER, Party.AUTHORITY, Party.SUPERVISOR)


def terms(contract: Contract) -> ContractTerms:
    """Loading them again changes nothing."""
    systems = list(contract.systems.order_by("id").select_related("vendor"))
    parties = {one: unit for one in PARTIES if (unit := contract.party(one.value)) is not None}
    units = {unit.code: unit for unit in (*parties.values(), *(one.vendor for one in systems if one.vendor))}
    edition = next((one for _since, one in reversed(priced.editions(contract))), None)
    return ContractTerms(
        number=contract.number,
        title=contract.title,
        parties={one: unit.code for one, unit in parties.items()},
        starts=contract.starts,
        ends=contract.ends,
        amount=contract.amount,
        kinds=tuple(contract.kinds),
        signed_on=contract.signed_on,
        effective_on=contract.effective_on,
        systems=tuple(
            policy.SystemTerms(one.code, one.name, one.important, one.vendor.code if one.vendor else "")
            for one in systems
        ),
        catalogue=tuple(_same(policy.CatalogueTerms, one) for one in contract.lines.order_by("position")),
        instalments=tuple(_same(policy.InstalmentTerms, one) for one in contract.instalments.order_by("number")),
        clauses=tuple(map(_clause, contract.clauses.filter(current=True).order_by("id"))),
        interpretations=tuple(map(_answered, contract.interpretations.order_by("id"))),
        opening_stock=tuple(_stock(contract)),
        organizations=tuple(policy.OrganizationTerms(one.code, one.name, one.short_name) for one in units.values()),
        documents=tuple(map(_document, contract.documents)),
        score_sheet=_sheet(contract.score_sheet),
        penalties=edition.terms if edition is not None else None,
        head_count=tuple(
            policy.HeadCountTerms(date.fromisoformat(one["since"]), Positive(one["people"]), one["source"])
            for one in contract.head_count
        ),
    )


def _same(sort: type[T], row: Any) -> T:
    """The terms of a row whose columns are called as they are."""
    named = [one.name for one in fields(sort) if hasattr(row, one.name)]  # type: ignore[arg-type]
    return sort(**{name: getattr(row, name) for name in named})


def _clause(row: Clause) -> policy.ClauseTerms:
    """A limit in figures says itself whether it rolls; one that a field gives has its unit beside it."""
    found = {one.name: getattr(row, one.name) for one in fields(policy.ClauseTerms) if hasattr(row, one.name)}
    found |= {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return policy.ClauseTerms(
        **found
        | {
            "party": Party(row.party),
            "basis": policy.Basis(row.basis),
            "sort": policy.ClauseKind(row.sort),
            "pause_basis": policy.Basis(row.pause_basis),
            "warn": policy.Warn(row.warn),
            "limit_unit": Unit(row.limit_unit) if row.limit is None and row.limit_unit else None,
            "outranked": tuple(policy.Wording(**one) for one in row.outranked),
        }
    )


def _answered(row: Interpretation) -> policy.InterpretationTerms:
    """A number stands with its words, a word with its readings."""
    if isinstance(row.value, int):
        return policy.InterpretationTerms(row.code, row.question, row.key, row.value, words=row.chosen)
    value = row.value or ""
    said = {value: row.chosen} | {f"{n}": words for n, words in enumerate(row.others)}
    return policy.InterpretationTerms(row.code, row.question, row.key, value, readings=said)


def _document(row: Mapping[str, str]) -> policy.DocumentTerms:
    signed, effective = (date.fromisoformat(row[one]) if row[one] else None for one in ("signed_on", "effective_on"))
    sort = policy.DocumentSort(row["sort"])
    return policy.DocumentTerms(row["code"], sort, row["title"], row["number"], signed, effective)


def _sheet(row: Mapping[str, Any] | None) -> policy.ScoreSheetTerms | None:
    if row is None:
        return None
    items = tuple(policy.ScoreItemTerms(**item) for item in row["items"])
    return policy.ScoreSheetTerms(source=row["source"], items=items, pass_mark=row["pass_mark"])


def _stock(contract: Contract) -> Iterator[policy.OpeningStockTerms]:
    """What the systems ran with before any order, as it was corrected last."""
    entered = LedgerEntry.objects.filter(line__contract=contract, ticket=None).order_by("id")
    last = {(one.system.code, one.line.code): one for one in entered.select_related("system", "line")}
    for (system, line), one in last.items():
        if one.after:
            yield policy.OpeningStockTerms(system, line, Positive(one.after), one.source)
