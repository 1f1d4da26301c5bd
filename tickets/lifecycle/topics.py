"""How a form is parted: pages by topic, and questions that arise only by the answer to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle.fields import Field

#: More than so many questions, papers among them, nobody takes in at once.
MOST_ASKED: Final = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of a form. english: its heading; its Chinese stands in the catalogue under the context "topic"."""

    english: str
    asks: tuple[Field[Any], ...]

    @property
    def label(self) -> Promise:
        return pgettext_lazy("topic", self.english)


#: Of a form that is short enough for one page, and of what is handed in with it.
WHOLE: Final = "Request"
PAPERS: Final = "Papers"


def arising(asks: Iterable[Field[Any]], said: Mapping[str, Any]) -> list[Field[Any]]:
    """The questions that arise by what is said, in their order: an answer counts only if its own question arises."""
    counted: dict[str, Any] = {}
    found = []
    for one in asks:
        arises = one.asked_if is None or one.asked_if.holds(counted)
        counted[one.name] = said.get(one.name) if arises else one.asked_if.otherwise if one.asked_if else None
        if arises:
            found.append(one)
    return found


def as_asked(asks: Iterable[Field[Any]], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, without the answers to questions that do not arise; of those what stands instead."""
    asks = tuple(asks)
    names = {one.name for one in arising(asks, said)}
    instead = {one.name: one.asked_if.otherwise for one in asks if one.asked_if is not None}
    kept = {name: value for name, value in said.items() if name in names}
    return kept | {name: value for name, value in instead.items() if name not in names and value is not None}
