"""Every code that a person may meet has its words, in both languages, and one name is always called the same."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import pytest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

from tests.settings import ROOT
from tickets.actions import occasions
from tickets.actions.act import CLOCK
from tickets.actions.claims import born
from tickets.audit.chain import BASELINE
from tickets.lifecycle import KINDS, words
from tickets.lifecycle.fields import Text
from tickets.lifecycle.kind import OPEN, Kind
from tickets.lifecycle.steps import Op

ASKED = [*words.fields(), *words.columns()]
PAUSES = {mark.ground for step in words.steps() for mark in step.clocks if mark.op is Op.PAUSE}
STEPS = {name for kind in KINDS.values() for name in kind.by_step}
DOORS = "".join(path.read_text() for path in ROOT.glob("tickets/actions/**/*.py"))
#: Each name under which `actions` begins an act: in quotes, or as a constant.
BEGUN = re.findall(
    r'\b(?:Act\.on|together|Hearing\.of|_on_fault|audit\.draft)\(\s*[\w.]+, (?:"([\w.]+)"|(?:audit\.)?([A-Z]+)\b)',
    DOORS,
)
CONSTANTS = {**vars(born), **vars(occasions), "BASELINE": BASELINE, "CLOCK": CLOCK}
ACTS = {code or CONSTANTS[name] for code, name in BEGUN} | set(re.findall(r'"((?:claim|supervision)\.\w+)"', DOORS))
USED: list[tuple[str, Mapping[str, Promise], set[str]]] = [
    ("kinds", words.KINDS, set(KINDS)),
    ("help", words.KIND_HELP, set(KINDS)),
    ("actions", words.ACTIONS, STEPS),
    ("beside", words.BESIDE, ACTS - STEPS | {OPEN}),
    ("fields", words.FIELDS, {field.name for field in words.fields()}),
    ("slots", words.SLOTS, {slot.name for slot in words.slots()}),
]


@pytest.mark.parametrize(("listed", "codes"), [row[1:] for row in USED], ids=[row[0] for row in USED])
def test_each_list_has_just_the_codes_in_use(listed: Mapping[str, Promise], codes: set[str]) -> None:
    assert set(listed) == codes


def test_every_reason_that_a_pause_names_has_its_words() -> None:
    assert set(words.PAUSE_REASONS) >= PAUSES


def test_every_text_has_its_chinese() -> None:
    with translation.override("zh-hans"):
        said = {
            (context, english): pgettext(context, english) if context else gettext(english)
            for context, english in words.texts()
        }
    assert [text for text, chinese in said.items() if chinese == text[1] or not chinese] == []


def shown() -> Iterable[object]:
    """Whatever the objects of the kinds say, as a page or a program is given it."""
    for kind in KINDS.values():
        yield kind.label()
        yield from (stage.label for stage in kind.path)
        yield from (one.label for one in chain(kind.states, kind.steps))
    yield from (slot.label for slot in words.slots())
    for field in ASKED:
        yield from (field.label, field.advice, field.needed_when, *field.choices.values())
    yield from chain(words.KIND_HELP.values(), words.PAUSE_REASONS.values())


def test_no_object_says_what_the_list_of_texts_leaves_out() -> None:
    """The list is what is looked up in the catalogue: a text that it forgot would lack its Chinese unseen."""
    with translation.override("en"):
        said = {str(text) for text in shown()} - {""}
    assert said <= {english for _, english in words.texts()}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_text_names_an_article_which_every_contract_numbers_for_itself(language: str) -> None:
    article = re.compile(r"\barticle\b|\d+\.\d+|第[一二三四五六七八九十\d]+[条款]", re.IGNORECASE)
    with translation.override(language):
        said = {str(text) for text in shown()}
        said |= {gettext(guard.why) for step in words.steps() for guard in step.when}
    assert [text for text in said if article.search(text)] == []


def called(things: Iterable[Any]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for thing in things:
        names.setdefault(thing.name, set()).add(thing.english)
    return names


@pytest.mark.parametrize("sort", [words.steps, words.slots, words.fields, words.columns])
def test_one_name_has_one_label_in_all_kinds(sort: Any) -> None:
    assert {name: labels for name, labels in called(sort()).items() if len(labels) > 1} == {}


def test_a_state_is_called_as_its_own_kind_says() -> None:
    assert str(words.state("go_live", "checking")) != str(words.state("secrecy_return", "checking"))
    assert {"三方核查", "待核对交还", "报告核对中"} <= {str(label) for label in words.states_called("checking")}
    assert words.state("secrecy_return", "of_before") == "of_before"


def test_one_choice_has_the_same_words_wherever_it_is_offered() -> None:
    offered: dict[tuple[str, str], set[str]] = {}
    for field in ASKED:
        for code, label in field.choices.items():
            offered.setdefault((field.name, code), set()).add(str(label))
    assert {choice: labels for choice, labels in offered.items() if len(labels) > 1} == {}


def test_a_name_with_two_labels_stops_the_service_from_starting() -> None:
    first = Text("Source of funds", example="", name="funding")
    second = Text("Who pays", example="", name="funding")
    with pytest.raises(TypeError, match="funding is called both “Source of funds” and “Who pays”"):
        words.labels([first, second])


@pytest.mark.parametrize("machine", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_two_buttons_states_or_fields_of_a_form_read_alike(machine: type[Kind], language: str) -> None:
    with translation.override(language):
        assert len({str(step.label) for step in machine.steps}) == len(machine.steps)
        assert len({str(state.label) for state in machine.states}) == len(machine.states)
        for form in (machine.opening.asks, *(step.asks for step in machine.steps)):
            assert len({str(field.label) for field in form}) == len(form)
