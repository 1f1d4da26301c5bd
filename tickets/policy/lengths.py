"""How many characters a text of a contract file may have, told once: the check of the file judges by these figures,
and the columns that take the texts (`tickets.models.contracts`) are made by them. Pure.

Texts that are not here have no limit, or are words of a list that the check knows.
The columns of an organization lie below, in `accounts`; tests/policy/test_lengths.py holds them to these figures."""

from collections.abc import Mapping

from tickets.policy.penalty_terms import PenaltyRuleTerms
from tickets.policy.types import (
    CatalogueTerms,
    ClauseTerms,
    ContractTerms,
    DocumentTerms,
    HeadCountTerms,
    InstalmentTerms,
    InterpretationTerms,
    OpeningStockTerms,
    OrganizationTerms,
    ScoreItemTerms,
    ScoreSheetTerms,
    SystemTerms,
)

#: The code of an organization, a system or a line.
CODE_LENGTH = 40
#: By the part of the file and the key.
LENGTHS: Mapping[type, Mapping[str, int]] = {
    ContractTerms: {"number": 40, "title": 300},
    OrganizationTerms: {"name": 200, "short_name": 60},
    SystemTerms: {"name": 200, "running_source": 200},
    CatalogueTerms: {"group": 100, "category": 100, "item": 300, "specification": 300, "unit": 40},
    OpeningStockTerms: {"source": 200},
    InstalmentTerms: {"condition": 500},
    ScoreSheetTerms: {"source": 200},
    ScoreItemTerms: {"words": 200},
    HeadCountTerms: {"source": 200},
    ClauseTerms: {"article": 20, "title": 100, "title_en": 100},
    InterpretationTerms: {"code": 10},
    PenaltyRuleTerms: {"code": 40, "article": 40},
    # the number is typed on the order by which it is agreed on
    DocumentTerms: {"number": 200, "title": 300},
}
#: The most that a column of whole numbers holds on every database.
MOST_QUANTITY = 2**31 - 1
#: The most people that a contract promises.
MOST_PEOPLE = 1_000
#: The most points that one item of a score sheet may have.
MOST_POINTS = 1_000
