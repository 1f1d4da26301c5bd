"""本月预计: how the current month stands, clause by clause, and what would still avert it; what each clause came to."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from tickets import settlement, sheets
from tickets.actions import NextSheet
from tickets.models import Contract
from tickets.pages.parts import sheet_words, wording
from tickets.penalties import averting, explain
from tickets.penalties.claims import month_of
from tickets.penalties.money import ZERO
from tickets.penalties.settling import RowSort


@dataclass(frozen=True, slots=True)
class ShownProspect:
    """averts: "" where nothing does any more."""

    place: str
    systems: str
    stands: str
    averts: str
    hit: bool


@dataclass(frozen=True, slots=True)
class ClauseSum:
    """What the lines that stand of one clause come to."""

    place: str
    lines: int
    sum: Decimal


def of(found: NextSheet, names: dict[str, str]) -> list[ShownProspect]:
    """Nothing where nothing is priced now, or the term is over. Two queries."""
    contract, today = found.contract, found.today
    pricing = found.known.by_month.get(month_of(today)) if found.known is not None else None
    if found.known is None or pricing is None or not pricing.starts <= today <= contract.term_ends:
        return []
    told = averting.prospects(found.known.facts, pricing, today, settlement.growing(contract))
    return [
        ShownProspect(
            place=wording.listed(map(sheet_words.place, one.articles)),
            systems=sheet_words.systems(one.systems, names),
            stands=explain.worded(one.stands, names),
            averts=explain.worded(one.averts, names) if one.averts is not None else "",
            hit=one.hit,
        )
        for one in told
    ]


def by_clause(contract: Contract) -> list[ClauseSum]:
    """Of all closed sheets, without what was taken back and what the agency owes. One query."""
    of_article: dict[str, list[Decimal]] = defaultdict(list)
    for line in sheets.standing_lines(sheets.lines(contract)).values():
        if line.sort != RowSort.OF_AGENCY:
            of_article[line.article].append(line.amount)
    return [ClauseSum(sheet_words.place(article), len(sums), sum(sums, ZERO)) for article, sums in of_article.items()]
