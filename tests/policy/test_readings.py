"""Every open question that a contract answers is obeyed, or kept by the machine and refused with any other answer."""

from collections.abc import Iterator

import pytest

from tests.policy.small_contract import SHIPPED, readings, written
from tests.settings import ROOT
from tickets.lifecycle import KINDS, parameters
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.policy import interpretation_checks as checks
from tickets.policy.known import Parameter, Reading, Switch
from tickets.policy.tables import FileError

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in SHIPPED)
GOOD = SHIPPED[0].read_text(encoding="utf-8")


def answered(key: str, value: object) -> str:
    """The first contract with this answer."""
    before, _, after = GOOD.partition(f'key = "{key}"\n')
    _old, _, rest = after.partition("\n")
    written_value = value if isinstance(value, int) else f'"{value}"'
    return f'{before}key = "{key}"\nvalue = {written_value}\n{rest}'


def told(text: str) -> set[str]:
    try:
        contract_files.parse(text, KNOWN)
    except FileError as error:
        return {problem.msgid for problem in error.problems}
    return set()


def wrong(reading: Reading) -> object:
    return reading.most + 1 if isinstance(reading, Parameter) else "otherwise"


def other_answers() -> Iterator[tuple[str, object]]:
    """Every lawful answer that the first contract does not give."""
    for each in FIRST.interpretations:
        asked = KNOWN.readings[each.key]
        if isinstance(asked, Switch):
            yield from ((each.key, value) for value in asked.values if value != each.value)
        else:
            yield each.key, asked.least if asked.least != each.value else asked.most


#: Answers that clauses carry out: they are lawful where the clauses say the same.
CARRIED_OUT = {rule.switch.key for rule in KNOWN.governed} | {"counting.natural_days"}


@pytest.mark.parametrize("key", sorted(readings(FIRST)))
def test_an_answer_that_no_rule_obeys_is_refused_at_load(key: str) -> None:
    assert told(answered(key, wrong(KNOWN.readings[key]))) >= {checks.NOT_LAWFUL}


@pytest.mark.parametrize(("key", "value"), list(other_answers()))
def test_every_other_lawful_answer_is_taken(key: str, value: object) -> None:
    assert told(answered(key, value)) == ({checks.CONTRADICTION} if key in CARRIED_OUT else set())


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_what_the_machine_keeps_is_marked_fixed_and_nothing_else(terms) -> None:
    marked = {each.key for each in terms.interpretations if each.fixed}
    assert marked == {each.key for each in terms.interpretations if KNOWN.readings[each.key].fixed}


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_the_words_of_a_reading_follow_its_value(terms) -> None:
    for each in terms.interpretations:
        assert each.chosen
        assert each.chosen not in each.others
        assert "{value}" not in each.chosen


def test_a_contract_answers_what_its_kinds_rest_on() -> None:
    for kind in KINDS:
        alone = written((kind,), dict.fromkeys(KINDS[kind].duties() - {"provider_exit.notice"}, "2 working days"))
        asked = set(KNOWN.readings_of([kind]))
        assert {each.key for each in parameters.ALWAYS} <= asked
        assert checks.ABSENT_READING not in told(alone)
        assert checks.ABSENT_ANSWER not in told(alone)


def test_the_kinds_named_beside_a_reading_are_kinds() -> None:
    assert {kind for kinds in parameters.OF_KINDS.values() for kind in kinds} <= set(KINDS)


def test_one_key_means_one_question() -> None:
    of_kinds = [reading for kind in KINDS.values() for reading in kind.parameters]
    declared = [*parameters.ALWAYS, *parameters.OF_KINDS, *parameters.PRICED, *of_kinds]
    assert len({each.key for each in declared}) == len(set(declared)) == len(declared)


@pytest.mark.parametrize("rule", KNOWN.governed, ids=lambda rule: f"{rule.duty}.{rule.column}")
def test_a_reading_that_a_clause_carries_out_says_so_for_each_of_its_values(rule) -> None:
    assert set(rule.held) == set(rule.switch.values)
    assert rule.duty in KNOWN.duties


def test_the_page_of_interpretations_names_each_key_and_what_may_stand_there() -> None:
    lines = (ROOT / "docs" / "interpretations.md").read_text(encoding="utf-8").splitlines()
    told = {cells[3].strip().strip("`"): cells[4].strip() for line in lines if len(cells := line.split("|")) == 7}
    for each in FIRST.interpretations:
        asked = KNOWN.readings[each.key]
        values = asked.lawful if isinstance(asked, Switch) else str(each.value)
        assert told.get(each.key) == (f"{values}, fixed" if asked.fixed else values), each.key
