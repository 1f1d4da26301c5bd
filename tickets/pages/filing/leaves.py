"""The pages of a form: its topics as the kind declares them, and the papers that go with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from tickets import actions
from tickets.actions.files import OTHER
from tickets.lifecycle.applicant import PAPER_APPLICATION
from tickets.lifecycle.fields import Field
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.reports import FACT_EVIDENCE
from tickets.lifecycle.topics import MOST_ASKED, PAPERS, arising
from tickets.permissions import Standing

#: What the first page asks for beside its topic.
FIRST = ("title", "system")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. slots: name -> whether the paper must be there. folded: of its questions and papers those that stay
    folded away. The first asks for title and system as well."""

    number: int
    label: str
    asks: tuple[Field[Any], ...]
    slots: Mapping[str, bool]
    last: bool
    folded: frozenset[str] = frozenset()

    @property
    def first(self) -> bool:
        return self.number == 1

    @property
    def before(self) -> int:
        return self.number - 1

    def shown(self, kind: type[Kind], said: Mapping[str, Any]) -> list[Field[Any]]:
        """The questions that arise by what is said, and those that the answer to another on this page may raise."""
        here, own = {one.name for one in arising(kind.opening.asks, said)}, {one.name for one in self.asks}
        for one in self.asks:
            if one.asked_if is not None and one.asked_if.field.name in own & here:
                here.add(one.name)
        return [one for one in self.asks if one.name in here]


def leaves(kind: type[Kind], where: Standing, needless: frozenset[str] = frozenset()) -> list[Leaf]:
    """In order, without the questions whose answers are known. Papers stand on the last page where there is room, else
    on one of their own; what is folded away stands below them."""
    opening, slots = kind.opening, papers(kind, where)
    folded = frozenset({one.name for one in opening.behind} | ({PAPER_APPLICATION.name} & slots.keys()))
    topics = list(_topics(kind, where, needless | (frozenset() if opening.at_once else folded)))
    shown = len(slots.keys() - folded)
    if shown and not opening.at_once and len(topics[-1][1]) + (2 if len(topics) == 1 else 0) + shown > MOST_ASKED:
        topics.append((pgettext("topic", PAPERS), ()))
    if not opening.at_once:
        topics[-1] = (topics[-1][0], (*topics[-1][1], *opening.behind))
    last = len(topics)
    return [
        Leaf(number, label, asks, slots if number == last else {}, number == last, folded)
        for number, (label, asks) in enumerate(topics, start=1)
    ]


def _topics(kind: type[Kind], where: Standing, apart: frozenset[str]) -> Iterator[tuple[str, tuple[Field[Any], ...]]]:
    """Heading and questions of each topic that still has some; a form that asks for nothing has one page all the
    same."""
    for number, topic in enumerate(kind.opening.pages):
        asks = kind.opening.asked_as(where.roles, (one for one in topic.asks if one.name not in apart))
        if asks or number == 0:
            yield str(topic.label), asks


def papers(kind: type[Kind], where: Standing) -> dict[str, bool]:
    """What whoever sends the order on hands in with it; with what cannot wait, a photo if they have one."""
    if kind.opening.at_once:
        return {OTHER: False}
    steps, leaving = actions.submitting(kind, where), kind.leaving(kind.initial.code)
    named = dict.fromkeys(slot.name for step in steps for slot in step.slots if slot is not FACT_EVIDENCE)
    if any(PAPER_APPLICATION in step.takes and not where.roles.isdisjoint(step.by) for step in leaving):
        named[PAPER_APPLICATION.name] = None
    return {name: all(name in {slot.name for slot in step.needs} for step in steps) for name in named}


def where_asked(found: Iterable[Leaf], name: str) -> int:
    """The number of the page that asks for this."""
    return next((leaf.number for leaf in found if name in leaf.slots or name in {one.name for one in leaf.asks}), 1)
