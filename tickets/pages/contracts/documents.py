"""What the contract is made of, and which of its documents says a clause (G20): the higher rank prevails."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tickets.datelaw import explain
from tickets.models import Clause, Contract
from tickets.operating import term_words
from tickets.policy.types import RANKS, DocumentSort, Limit


class Shown(NamedTuple):
    """A document: the higher its rank, the smaller the figure."""

    rank: int
    sort: str
    row: Mapping[str, str]


class Outranked(NamedTuple):
    """How a document words a clause that does not count."""

    document: str
    article: str
    limit: str
    text: str


def listed(contract: Contract) -> list[Shown]:
    """In the order in which they prevail."""
    found = [_shown(row) for row in contract.documents]
    return sorted(found, key=lambda one: one.rank)


def _shown(row: Mapping[str, str]) -> Shown:
    sort = DocumentSort(row["sort"])
    return Shown(RANKS[sort], str(term_words.DOCUMENTS[sort]), row)


def said_by(contract: Contract, clause: Clause) -> tuple[str, list[Outranked]]:
    """(the document that says it, "" for the contract itself; how others word it)."""
    titles = {row["code"]: row["title"] for row in contract.documents}
    others = [_outranked(one, titles) for one in clause.outranked]
    return titles.get(clause.source, clause.source), others


def _outranked(one: Mapping[str, Any], titles: Mapping[str, str]) -> Outranked:
    title = titles.get(one["source"]) or one["source"] or _("The contract itself")
    limit = explain.limit(Limit.parse(one["limit"])) if one["limit"] else ""
    return Outranked(title, one["article"], limit, one["text"])
