"""Which document of a contract prevails where two of them say different things of one duty (G20). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from tickets.policy.tables import MISSING, Problems
from tickets.policy.types import RANKS, ClauseTerms, ContractTerms, DocumentSort, DocumentTerms, Wording

NO_DOCUMENT: Final = "There is no document with the code “%(code)s” in this file."
ONE_CONTRACT: Final = "“%(code)s” is the contract itself already; there is one."
TWICE: Final = "A document with this number is there already."


def prevailing(wordings: Sequence[ClauseTerms], documents: Sequence[DocumentTerms]) -> ClauseTerms:
    """The wording of the highest document; of equal ones the first. The others stand with it, and do not count."""
    by_code = {one.code: one for one in documents}
    first = max(wordings, key=lambda one: _weight(by_code.get(one.source)))
    others = tuple(_wording(one) for one in wordings if one is not first)
    return replace(first, outranked=others)


def _weight(document: DocumentTerms | None) -> tuple[int, date]:
    """What names no document is said by the contract itself."""
    return document.weight if document is not None else (-RANKS[DocumentSort.CONTRACT], date.min)


def _wording(clause: ClauseTerms) -> Wording:
    return Wording(clause.source, clause.article, str(clause.limit or ""), clause.text)


def check(terms: ContractTerms, problems: Problems) -> None:
    """Every source is a document of the file; a supplementary contract says its number, and from when it counts."""
    for document in terms.documents:
        where = f"documents.{document.code}"
        for key in _lacking(document):
            problems.note(f"{where}.{key}", MISSING)
    _contract_itself(terms, problems)
    _numbers(terms, problems)
    known = {"", *(one.code for one in terms.documents)}
    for clause in terms.clauses:
        for source in (clause.source, *(one.source for one in clause.outranked)):
            if source not in known:
                problems.note(f"clauses.{clause.code}.source", NO_DOCUMENT, code=source)


def _lacking(document: DocumentTerms) -> Iterator[str]:
    if document.sort is DocumentSort.SUPPLEMENT:
        yield from (key for key in ("number", "signed_on", "effective_on") if not getattr(document, key))


def _contract_itself(terms: ContractTerms, problems: Problems) -> None:
    found = [one for one in terms.documents if one.sort is DocumentSort.CONTRACT]
    for other in found[1:]:
        problems.note(f"documents.{other.code}.sort", ONE_CONTRACT, code=found[0].code)


def _numbers(terms: ContractTerms, problems: Problems) -> None:
    seen: set[str] = set()
    for document in terms.documents:
        if document.number and document.number in seen:
            problems.note(f"documents.{document.code}.number", TWICE)
        seen.add(document.number)
