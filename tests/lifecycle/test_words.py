"""Every code that a person may meet has its words, in both languages."""

from collections.abc import Mapping

import pytest
from django.utils import translation
from django.utils.functional import Promise

from tickets.lifecycle import KINDS, words
from tickets.lifecycle.fields import COLUMNS
from tickets.lifecycle.steps import Op

MACHINE_LIST = list(KINDS.values())
STEPS = [step for machine in MACHINE_LIST for step in machine.steps]
STATES = [state for machine in MACHINE_LIST for state in machine.states]
ASKED = [
    field
    for machine in MACHINE_LIST
    for asked in (machine.opening.asks, *(s.asks for s in machine.steps))
    for field in asked
]
CELLS = [column for columns in COLUMNS.values() for column in columns]
PAUSES = {mark.ground for step in STEPS for mark in step.clocks if mark.op is Op.PAUSE}

USED: list[tuple[str, Mapping[str, Promise], set[str]]] = [
    ("kinds", words.KINDS, set(KINDS)),
    ("help", words.KIND_HELP, set(KINDS)),
    ("actions", words.ACTIONS, {step.name for step in STEPS}),
    ("states", words.STATES, {state.code for state in STATES}),
    ("stages", words.STAGES, {state.stage for state in STATES}),
    ("fields", words.FIELDS, {field.name for field in ASKED}),
    ("columns", words.COLUMNS, {column.name for column in CELLS}),
    ("slots", words.SLOTS, {slot.name for step in STEPS for slot in step.needs}),
]


@pytest.mark.parametrize(("listed", "codes"), [row[1:] for row in USED], ids=[row[0] for row in USED])
def test_each_list_has_just_the_codes_in_use(listed: Mapping[str, Promise], codes: set[str]) -> None:
    assert set(listed) == codes


def test_every_choice_has_its_words_and_every_ground_a_pause_names() -> None:
    for field in [*ASKED, *CELLS]:
        if field.choices:
            assert set(field.choices) <= set(words.CHOICES[field.name]), field.name
    assert set(words.PAUSE_REASONS) >= PAUSES


@pytest.mark.parametrize("listed", [row[1] for row in USED] + list(words.CHOICES.values()))
def test_every_word_has_its_chinese(listed: Mapping[str, Promise]) -> None:
    with translation.override("en"):
        english = {code: str(word) for code, word in listed.items()}
    with translation.override("zh-hans"):
        assert [code for code, word in listed.items() if str(word) == english[code]] == []


@pytest.mark.parametrize("machine", MACHINE_LIST, ids=KINDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_two_buttons_or_states_of_a_kind_read_alike(machine: object, language: str) -> None:
    steps, states = machine.by_step, machine.by_state  # type: ignore[attr-defined]
    with translation.override(language):
        assert len({str(words.ACTIONS[name]) for name in steps}) == len(steps)
        assert len({str(words.STATES[code]) for code in states}) == len(states)
