"""“条款原文” is the contract's own words, letter by letter; what the service makes of them is called a summary."""

import re
from itertools import pairwise

import pytest

from tests.policy.small_contract import SHIPPED
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.policy.types import Basis, ClauseTerms

TEXTS = contract_files.CONTRACTS / "texts"
CONTRACTS = {path.stem: contract_files.read(path, KNOWN) for path in SHIPPED}
CLAUSES = [
    pytest.param(number, clause, id=f"{number} {clause.code}")
    for number, terms in CONTRACTS.items()
    for clause in terms.clauses
]
#: Stands where words of the contract are left out.
LEFT_OUT = "……"


def letters(text: str) -> str:
    """Without the line breaks and spaces, which a scanned page puts anywhere."""
    return re.sub(r"\s", "", text)


def text_of(number: str) -> str:
    return letters((TEXTS / f"{number}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", CONTRACTS)
def test_each_contract_that_comes_with_the_code_comes_with_its_text(number: str) -> None:
    text = text_of(number)
    terms = CONTRACTS[number]
    assert number in text
    assert all(letters(each.name) in text for each in terms.systems if number == "FW2025091703")


@pytest.mark.parametrize(("number", "clause"), CLAUSES)
def test_the_text_of_a_clause_is_in_the_contract_letter_by_letter(number: str, clause: ClauseTerms) -> None:
    text = text_of(number)
    places = [text.find(part) for part in letters(clause.text).split(LEFT_OUT)]
    assert -1 not in places, clause.text
    assert all(one < next_ for one, next_ in pairwise(places)), "the parts stand in another order"


@pytest.mark.parametrize("number", CONTRACTS)
def test_the_text_of_a_row_that_prices_a_breach_is_in_the_contract_letter_by_letter(number: str) -> None:
    priced = CONTRACTS[number].penalties
    assert priced is not None
    assert [rule.code for rule in priced.rules if letters(rule.text) not in text_of(number)] == []


@pytest.mark.parametrize(("number", "clause"), CLAUSES)
def test_a_summary_is_no_second_quotation(number: str, clause: ClauseTerms) -> None:
    assert not clause.summary or letters(clause.summary) not in text_of(number)


@pytest.mark.parametrize(("number", "clause"), CLAUSES)
def test_a_figure_that_the_contract_does_not_state_is_an_internal_target(number: str, clause: ClauseTerms) -> None:
    """A duty of the contract has its number in the words that are quoted, or takes it from a field of the order."""
    if clause.basis is Basis.CONTRACT and clause.limit is not None:
        assert re.search(rf"(?<!\d){clause.limit.n}(?!\d)", clause.text), clause.text
    if clause.basis is Basis.JUDGEMENT:
        assert clause.summary, "say what the internal target stands for"
        assert not clause.consequence


def test_help_until_the_last_day_of_service_is_no_duty_of_the_first_contract() -> None:
    """13.1 says no such day; the second contract does (9.3)."""
    bases = {number: _clause(number, "provider_exit.help").basis for number in CONTRACTS}
    assert bases == {"FW2025091703": Basis.JUDGEMENT, "ZX2026-0031": Basis.CONTRACT}


def test_locating_has_no_band_of_its_own() -> None:
    """The bands of annexes 2 and 3 speak of recovery alone; how 12.3 and 12.5 go together is a reading (G21)."""
    for code in ("incident.locate", "incident.locate_key"):
        clause = _clause("FW2025091703", code)
        assert "第9、10项" not in clause.consequence
        assert "G21" in clause.interpretations


def test_no_late_application_is_said_to_be_refused_by_the_contract() -> None:
    assert "不予接收" not in _clause("FW2025091703", "provider_exit.notice").consequence


def _clause(number: str, code: str) -> ClauseTerms:
    return next(each for each in CONTRACTS[number].clauses if each.code == code)
