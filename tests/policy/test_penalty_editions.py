"""The tables of penalties as rows: an edition stays as it was, and what happened under it is priced by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from tests.policy.small_contract import SHIPPED
from tickets import priced, register
from tickets.lifecycle.known import KNOWN
from tickets.models import Contract, PenaltyEdition
from tickets.operating import differences
from tickets.penalties import readings
from tickets.penalties.readings import COMPLAINTS, HEAVIEST, RUN_COUNT
from tickets.policy import contract_files
from tickets.policy.known import Parameter, Switch
from tickets.policy.penalty_terms import Percent
from tickets.policy.types import ContractTerms

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in SHIPPED)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)

pytestmark = pytest.mark.django_db


def dearer(terms: ContractTerms, code: str, share: str) -> ContractTerms:
    assert terms.penalties is not None
    rules = tuple(
        replace(rule, share=Percent(Decimal(share))) if rule.code == code else rule for rule in terms.penalties.rules
    )
    return replace(terms, penalties=replace(terms.penalties, rules=rules))


def read_as(terms: ContractTerms, key: str, value: int | str) -> ContractTerms:
    answers = tuple(replace(each, value=value) if each.key == key else each for each in terms.interpretations)
    return replace(terms, interpretations=answers)


def share(contract: Contract, at: datetime, code: str = "A3.8") -> str:
    found = priced.edition(contract, at)
    assert found is not None
    return str(found.terms.rule(code).share)


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_a_contract_is_loaded_with_its_tables_and_how_they_are_read(terms: ContractTerms) -> None:
    contract = register.load(terms, now=NOW).contract
    found = priced.edition(contract, NOW)
    assert found is not None
    assert (found.edition, found.terms) == (1, terms.penalties)
    answers = {each.key: each.value for each in terms.interpretations}
    assert found.readings.of(HEAVIEST) == answers[HEAVIEST.key]
    assert found.readings.number(COMPLAINTS) == answers[COMPLAINTS.key]
    assert found.readings.number(RUN_COUNT) == answers[RUN_COUNT.key]


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_an_edition_holds_every_answer_that_a_rule_of_penalties_reads(terms: ContractTerms) -> None:
    """Whatever the package declares as a reading, and the contract answers."""
    contract = register.load(terms, now=NOW).contract
    declared = {one.key for one in vars(readings).values() if isinstance(one, Parameter | Switch)}
    answered = {each.key for each in terms.interpretations}
    assert set(contract.penalty_editions.get().readings) == declared & answered


def test_loading_twice_makes_no_second_edition() -> None:
    register.load(FIRST, now=NOW)
    assert register.load(FIRST, now=LATER).unchanged
    register.load(replace(FIRST, title=FIRST.title[:10]), now=LATER)
    assert PenaltyEdition.objects.count() == 1


def test_what_happened_under_an_edition_is_priced_by_it() -> None:
    contract = register.load(FIRST, now=NOW).contract
    loaded = register.load(dearer(FIRST, "A3.8", "35"), now=LATER)
    assert [share(contract, at) for at in (LATER - timedelta(seconds=1), LATER)] == ["30", "35"]
    assert [(one.key, "share: 30" in one.old, "share: 35" in one.new) for one in loaded.changes] == [
        ("penalties.rules.A3.8", True, True)
    ]


def test_what_lies_before_the_first_edition_is_priced_by_it() -> None:
    contract = register.load(FIRST, now=NOW).contract
    assert share(contract, NOW - timedelta(days=100)) == "30"


def test_another_reading_is_another_edition() -> None:
    contract = register.load(FIRST, now=NOW).contract
    register.load(read_as(FIRST, HEAVIEST.key, "greatest_sum"), now=LATER)
    found = [priced.edition(contract, at) for at in (NOW, LATER)]
    assert [one and one.readings.of(HEAVIEST) for one in found] == ["heaviest_first", "greatest_sum"]


def test_a_reading_that_penalties_do_not_ask_makes_none() -> None:
    register.load(FIRST, now=NOW)
    register.load(read_as(FIRST, "go_live.trial_days", 31), now=LATER)
    assert PenaltyEdition.objects.count() == 1


def test_a_contract_without_tables_prices_nothing_and_one_that_drops_them_no_more() -> None:
    contract = register.load(replace(FIRST, penalties=None), now=NOW).contract
    assert priced.edition(contract, NOW) is None
    assert PenaltyEdition.objects.count() == 0
    register.load(FIRST, now=LATER)
    register.load(replace(FIRST, penalties=None), now=LATER + timedelta(days=1))
    assert priced.held(contract) is None
    assert priced.edition(contract, LATER + timedelta(days=1)) is None
    assert share(contract, LATER) == "30"


def test_a_contract_of_an_earlier_release_takes_its_tables_when_its_file_is_loaded_again() -> None:
    """Its rows were made before there were any: nothing is priced until then, and all else goes on."""
    contract = register.load(replace(FIRST, penalties=None), now=NOW).contract
    assert register.clauses(contract)
    assert not register.load(FIRST, now=LATER).unchanged
    assert share(contract, NOW) == "30"


def told(terms: ContractTerms) -> list[str]:
    with translation.override("zh-hans"):
        return differences.of_contract(terms)


def test_whoever_releases_a_file_reads_what_becomes_dearer() -> None:
    register.load(FIRST, now=NOW)
    assert told(FIRST) == []
    assert told(dearer(FIRST, "A3.8", "35")) == [
        "违约金，附件3第8项：30%，大于15分钟且小于30分钟 → 35%，大于15分钟且小于30分钟"
    ]
    assert told(dearer(FIRST, "12.5", "0.2")) == ["违约金，合同第12.5条：0.1% → 0.2%"]
    assert told(replace(FIRST, penalties=None)) == ["不再约定违约金"]
    assert FIRST.penalties is not None
    shorter = replace(FIRST.penalties, service_months=11, rules=FIRST.penalties.rules[:-1])
    assert told(replace(FIRST, penalties=shorter)) == [
        "违约金的服务月数：12 → 11",
        "违约金，合同第15.11条：20% → –",
    ]
    worded = tuple(replace(rule, text="另有约定") if rule.code == "12.6" else rule for rule in FIRST.penalties.rules)
    assert told(replace(FIRST, penalties=replace(FIRST.penalties, rules=worded))) == ["违约金，合同第12.6条：内容有变"]


def test_tables_that_are_new_are_named() -> None:
    register.load(replace(FIRST, penalties=None), now=NOW)
    assert told(FIRST) == ["新增：违约金，共28项"]
