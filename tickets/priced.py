"""By what tables a contract prices breaches: sole writer and reader of their editions. A row never changes: tables that
read otherwise become a new edition, and what happened under the old one is priced by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tickets.models import Contract, PenaltyEdition
from tickets.penalties.readings import READ, PenaltyReadings
from tickets.policy.penalty_terms import PenaltyTerms
from tickets.policy.types import ContractTerms

#: What is told of a change: the key of the file, what stood there, what stands there now.
Told = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PricedEdition:
    edition: int
    terms: PenaltyTerms
    readings: PenaltyReadings


#: Since when each edition counts, oldest first; None: it prices nothing.
Editions = Sequence[tuple[datetime, PricedEdition | None]]


def edition(contract: Contract, at: datetime) -> PricedEdition | None:
    """The tables in force at an instant; what lies before the first was agreed with it. None: nothing is priced. One
    query."""
    return in_force(editions(contract), at)


def in_force(all_of_them: Editions, at: datetime) -> PricedEdition | None:
    begun = [one for since, one in all_of_them if since <= at]
    return begun[-1] if begun else next((one for _since, one in all_of_them), None)


def editions(contract: Contract) -> Editions:
    """One query."""
    return [(row.since, _priced(row)) for row in contract.penalty_editions.all()]


def tables(contract: Contract) -> list[PenaltyTerms]:
    """Of all its editions, oldest first. One query."""
    return [one.terms for _since, one in editions(contract) if one is not None]


def _priced(row: PenaltyEdition) -> PricedEdition | None:
    if row.terms is None:
        return None
    return PricedEdition(row.edition, PenaltyTerms.of_data(row.terms), PenaltyReadings(row.readings))


def contracts() -> QuerySet[Contract]:
    """Those of which an edition prices breaches or did: what was found under it is entered in sheets to the end."""
    return Contract.objects.filter(pk__in=PenaltyEdition.objects.filter(terms__isnull=False).values("contract"))


def ever(contract: Contract) -> bool:
    return contracts().filter(pk=contract.pk).exists()


def held(contract: Contract) -> PenaltyTerms | None:
    """The tables that are in force now."""
    row = contract.penalty_editions.filter(current=True).first()
    return PenaltyTerms.of_data(row.terms) if row is not None and row.terms is not None else None


def enter(contract: Contract, terms: ContractTerms, *, now: datetime) -> Iterator[Told]:
    """A new edition where tables or answers read otherwise than the one before; what was changed, row by row. The words
    of the answers are told with the interpretations."""
    values = _values(terms)
    before = contract.penalty_editions.filter(current=True).first()
    last = contract.penalty_editions.order_by("-edition").first()
    if before is None and values["terms"] is None:
        return
    if before is not None and (before.terms, before.readings) == (values["terms"], values["readings"]):
        return
    PenaltyEdition.objects.filter(contract=contract, current=True).update(current=False)
    number = last.edition + 1 if last is not None else 1
    PenaltyEdition.objects.create(contract=contract, edition=number, since=now, **values)
    yield from _changes(before.terms if before is not None else None, values["terms"])


def _values(terms: ContractTerms) -> dict[str, Any]:
    """A contract that prices nothing keeps no answers."""
    if terms.penalties is None:
        return {"terms": None, "readings": {}}
    keys = {reading.key for reading in READ}
    answers = {one.key: one.value for one in terms.interpretations if one.key in keys}
    return {"terms": terms.penalties.as_data(), "readings": answers}


def _changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[Told]:
    earlier, later = (str(each["service_months"]) if each else "" for each in (before, after))
    if earlier != later:
        yield "penalties.service_months", earlier, later
    earlier, later = (", ".join(each.get("grounds", ())) if each else "" for each in (before, after))
    if earlier != later:
        yield "penalties.grounds", earlier, later
    old, new = ({row["code"]: row for row in each["rules"]} if each else {} for each in (before, after))
    for code in (*new, *(code for code in old if code not in new)):
        if old.get(code) != new.get(code):
            yield f"penalties.rules.{code}", _words(old.get(code)), _words(new.get(code))


def _words(row: Mapping[str, Any] | None) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.items() if value != []) if row else ""
