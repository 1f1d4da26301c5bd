"""By what a contract prices breaches: its tables, how they are read, what its systems cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tickets import priced
from tickets.datelaw.types import midnight
from tickets.models import Contract, SystemFee
from tickets.penalties.claims import Pricing
from tickets.penalties.fees import FeeBasis
from tickets.priced import Editions, PricedEdition


@dataclass(frozen=True, slots=True)
class PricedMonths:
    """By what each month of one contract is priced. by: what each edition prices by, by its number."""

    editions: Editions
    by: Mapping[int, Pricing]

    @property
    def newest(self) -> Pricing | None:
        """By what is priced now. None: nothing is."""
        edition = self.editions[-1][1] if self.editions else None
        return self.by[edition.edition] if edition is not None else None

    def of(self, month: date) -> Pricing | None:
        """None where nothing is priced then."""
        edition = edition_of(self.editions, month)
        return self.by[edition.edition] if edition is not None else None

    def of_sheet(self, month: date) -> Pricing | None:
        """Where nothing is priced then, the tables before it: its sheet holds what earlier months came to. None: no
        edition ever priced anything."""
        edition = edition_of([one for one in self.editions if one[1] is not None], month)
        return self.by[edition.edition] if edition is not None else None


def priced_months(contract: Contract) -> PricedMonths:
    """Four queries."""
    editions = priced.editions(contract)
    return PricedMonths(editions, by_number(contract, [one for _since, one in editions if one is not None]))


def pricing_of(contract: Contract, month: date | None = None) -> Pricing | None:
    """By what a month is priced, named by its first day; none named: by the newest edition. None where nothing is
    priced then.

    An event belongs to a month, and a month to the edition that was in force when it began: what began under one
    keeps its tables and its readings. Fees count as they are signed now, for every month, so that what was estimated
    before is reckoned anew on the day of signing. Four queries.
    """
    editions = priced.editions(contract)
    edition = edition_of(editions, month) if month is not None else next((one for _, one in editions[-1:]), None)
    return by_number(contract, [edition])[edition.edition] if edition is not None else None


def edition_of(editions: Editions, month: date) -> PricedEdition | None:
    return priced.in_force(editions, midnight(month))


def by_number(contract: Contract, editions: Iterable[PricedEdition]) -> Mapping[int, Pricing]:
    """By the number of the edition. Three queries, none for none of them."""
    wanted = list(editions)
    if not wanted:
        return {}
    systems = tuple(contract.systems.order_by("id").values_list("code", flat=True))
    fees, ends = FeeBasis(contract.amount, _fees(contract, systems)), contract.term_ends
    return {
        one.edition: Pricing(
            terms=one.terms, readings=one.readings, fees=fees, systems=systems, starts=contract.starts, ends=ends
        )
        for one in wanted
    }


def _fees(contract: Contract, systems: Iterable[str]) -> Mapping[str, Decimal]:
    """By the last table that both sides have signed; empty: none is."""
    signed = contract.fee_tables.filter(signed_at__isnull=False).order_by("-number").values("pk")[:1]
    rows = SystemFee.objects.filter(table__in=signed).values_list("system__code", "amount")
    found = dict(rows)
    return {code: found[code] for code in systems if code in found}
