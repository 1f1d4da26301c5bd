"""The words of all kinds, by code: for whoever holds a code from a row and not the object that declares it."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle import KINDS as DECLARED
from tickets.lifecycle.fields import SENTENCE, Choice, Field, Table
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.questions import PAUSE_REASONS as REASONS
from tickets.lifecycle.stages import Stage
from tickets.lifecycle.steps import State, Step

#: Context and English id of one text in the catalogue; the context is None where there is none.
Text = tuple[str | None, str]


def _steps() -> Iterator[Step]:
    return chain.from_iterable(kind.steps for kind in DECLARED.values())


def _states() -> Iterator[State]:
    return chain.from_iterable(kind.states for kind in DECLARED.values())


def _fields() -> Iterator[Field[Any]]:
    for kind in DECLARED.values():
        yield from kind.opening.asks
        for step in kind.steps:
            yield from step.asks


def _columns() -> Iterator[Field[Any]]:
    return chain.from_iterable(field.columns for field in _fields() if isinstance(field, Table))


def _choices() -> Iterator[Choice]:
    return (field for field in chain(_fields(), _columns()) if isinstance(field, Choice))


def _slots() -> Iterator[Slot]:
    return chain.from_iterable(step.slots for step in _steps())


def _stages() -> Iterator[Stage]:
    return chain.from_iterable(kind.path for kind in DECLARED.values())


KINDS: Final[dict[str, Promise]] = {kind.kind: kind.label() for kind in DECLARED.values()}
KIND_HELP: Final[dict[str, Promise]] = {
    kind.kind: pgettext_lazy("kind", kind.help) for kind in DECLARED.values()
}
STAGES: Final[dict[str, Promise]] = {stage.code: stage.label for stage in _stages()}
STATES: Final[dict[str, Promise]] = {state.code: state.label for state in _states()}
ACTIONS: Final[dict[str, Promise]] = {step.name: step.label for step in _steps()}
SLOTS: Final[dict[str, Promise]] = {slot.name: slot.label for slot in _slots()}
FIELDS: Final[dict[str, Promise]] = {field.name: field.label for field in _fields()}
COLUMNS: Final[dict[str, Promise]] = {column.name: column.label for column in _columns()}
CHOICES: Final[dict[str, dict[str, Promise]]] = {field.name: field.choices for field in _choices()}
PAUSE_REASONS: Final[dict[str, Promise]] = {
    reason.value: pgettext_lazy("pause reason", english) for reason, english in REASONS.items()
}


def texts() -> Iterator[Text]:
    """Every text that a kind declares as a string of its own, as the catalogue names it."""
    for kind in DECLARED.values():
        yield from (("kind", kind.title), ("kind", kind.help))
    yield from (("stage", stage.english) for stage in _stages())
    yield from (("state", state.english) for state in _states())
    yield from (("action", step.english) for step in _steps())
    yield from (("slot", slot.english) for slot in _slots())
    yield from (("pause reason", english) for english in REASONS.values())
    for field in chain(_fields(), _columns()):
        yield from _of_field(field)
    yield None, SENTENCE


def _of_field(field: Field[Any]) -> Iterator[Text]:
    yield field.context, field.english
    if field.needed:
        yield "when needed", field.needed
    if field.english_hint:
        yield None, field.english_hint
    if isinstance(field, Choice):
        yield from ((field.words, english) for english in field.options.values())
