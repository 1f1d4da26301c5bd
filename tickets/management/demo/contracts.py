"""The demo's contracts: the real one, its twin `DEMO` whose term is young, and another agency's small one."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from tickets import register
from tickets.datelaw import reckoning
from tickets.datelaw.types import local, midnight
from tickets.lifecycle.kinds.assessment import EXAMPLE_SHEET
from tickets.lifecycle.kinds.provider_exit import NOTICE
from tickets.lifecycle.known import KNOWN
from tickets.management.demo.cast import DEVELOPER
from tickets.models import Contract
from tickets.policy import contract_files
from tickets.policy.types import (
    ContractTerms,
    DocumentSort,
    DocumentTerms,
    HeadCountTerms,
    OrganizationTerms,
    Positive,
    ScoreItemTerms,
    ScoreSheetTerms,
)

REAL: Final = "FW2025091703"
OUTSIDE: Final = "ZX2026-0031"
DEMO: Final = "DEMO"
#: How long the term of a demo contract has run when it is made: long enough for tickets with a past.
RUN_ALREADY: Final = timedelta(days=60)
#: So long before its term a demo contract has come into force.
AGREED_BEFORE: Final = timedelta(days=23)
#: The supplementary contract that a demo contract names: the order that agrees on it can be carried to its end.
SUPPLEMENT: Final = "BC-2026-0002"
#: The contract has no score sheet; this one is made up, and says so wherever it is shown.
SHEET: Final = ScoreSheetTerms(
    source="演示用评分表：虚构，非合同约定",
    items=tuple(ScoreItemTerms(code, words, Positive(points)) for code, words, points in EXAMPLE_SHEET),
)
#: Nor has it a number of people.
HEAD_COUNT: Final = ("双方书面约定（演示）：虚构，非合同约定", Positive(6))
#: The system that the contract calls important here, and that has a developer of its own.
KEY_SYSTEM: Final = "city-operation"


def load(now: datetime) -> list[register.Loaded]:
    """Bring the demo's contracts in line with their files and add a twin where the newest nears its end.

    What was made or changed. A twin keeps the term with which it was made.
    """
    real, outside = (
        contract_files.read(contract_files.CONTRACTS / f"{number}.toml", KNOWN) for number in (REAL, OUTSIDE)
    )
    twins = list(Contract.objects.filter(number__regex=rf"^{DEMO}(-\d+)?$").order_by("starts", "id"))
    wanted = [real, outside, *(_twin(real, one.number, one.starts) for one in twins)]
    if not twins or _nears_its_end(twins[-1], real, now):
        number = f"{DEMO}-{len(twins) + 1}" if twins else DEMO
        wanted.append(_twin(real, number, local(now).date() - RUN_ALREADY))
    loaded = [register.load(terms, now=now) for terms in wanted]
    return [one for one in loaded if not one.unchanged]


def _twin(real: ContractTerms, number: str, starts: date) -> ContractTerms:
    terms = replace(reissue(real, number=number, starts=starts), effective_on=starts - AGREED_BEFORE)
    carried = DocumentTerms("bc-0002", DocumentSort.SUPPLEMENT, "补充合同（演示）", SUPPLEMENT, starts, starts)
    terms = replace(terms, documents=(*terms.documents, carried), score_sheet=SHEET)
    source, people = HEAD_COUNT
    terms = replace(terms, head_count=(HeadCountTerms(starts, people, source),))
    return with_system(terms, KEY_SYSTEM, important=True, vendor=DEVELOPER)


def reissue(terms: ContractTerms, *, number: str, starts: date) -> ContractTerms:
    """The same terms under another number, beginning on `starts` and as long as the first.

    A term of whole months keeps its months (2025-10-10 to 2026-10-09 is twelve); any other keeps its days.
    """
    months = _whole_months(terms.starts, terms.ends)
    length = terms.ends - terms.starts
    ends = reckoning.months_on(starts, months) - timedelta(days=1) if months else starts + length
    return replace(terms, number=number, starts=starts, ends=ends, signed_on=None, effective_on=None)


def with_system(
    terms: ContractTerms, code: str, *, important: bool, vendor: OrganizationTerms | None = None
) -> ContractTerms:
    """The terms with one system called important or not, and served by a vendor of its own."""
    served = vendor.code if vendor else ""
    systems = tuple(
        replace(each, important=important, vendor=served) if each.code == code else each for each in terms.systems
    )
    added = (vendor,) if vendor and vendor not in terms.organizations else ()
    return replace(terms, systems=systems, organizations=(*terms.organizations, *added))


def _whole_months(starts: date, ends: date) -> int:
    """The months from `starts` up to `ends` inclusive, or 0 if they are not whole."""
    after = ends + timedelta(days=1)
    months = (after.year - starts.year) * 12 + after.month - starts.month
    return months if reckoning.months_on(starts, months) == after else 0


def _nears_its_end(twin: Contract, real: ContractTerms, now: datetime) -> bool:
    """Once the provider can no longer apply to leave one of the kinds cannot be tried under it."""
    limit = next(clause.limit for clause in real.clauses if clause.code == NOTICE.code)
    return limit is not None and reckoning.due(midnight(twin.term_ends), limit, register.calendar()).is_late(now)
