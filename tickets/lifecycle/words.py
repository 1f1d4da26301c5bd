"""The words of all kinds, by code: for whoever holds a code from a row and not the object that declares it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle import KINDS as DECLARED
from tickets.lifecycle import phrases
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.endorsements import OUTSIDE_CONSENT, SINGLE_HANDED, UNAUTHORISED, URGENT
from tickets.lifecycle.fees import FEE_TABLE, FEES
from tickets.lifecycle.fields import SENTENCE, Choice, Dated, Field
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.papers import OF_NO_STEP, Paper, Slot
from tickets.lifecycle.questions import PAUSE_REASONS as REASONS
from tickets.lifecycle.stages import Stage
from tickets.lifecycle.steps import State, Step
from tickets.lifecycle.supervision import ASKED, ISSUING
from tickets.lifecycle.tables import RuleCode, Table
from tickets.lifecycle.term import EXTENSION
from tickets.lifecycle.topics import PAPERS, Topic

#: Context and English id of one text in the catalogue; the context is None where there is none.
Text = tuple[str | None, str]


def steps() -> Iterator[Step]:
    return chain.from_iterable(kind.steps for kind in DECLARED.values())


def states() -> Iterator[State]:
    return chain.from_iterable(kind.states for kind in DECLARED.values())


def fields() -> Iterator[Field[Any]]:
    """Whatever is asked for, each as often as it is asked."""
    asked = chain.from_iterable((kind.opening.asks, *(step.asks for step in kind.steps)) for kind in DECLARED.values())
    return chain.from_iterable(asked)


def columns() -> Iterator[Field[Any]]:
    return chain.from_iterable(field.columns for field in fields() if isinstance(field, Table))


def slots() -> Iterator[Slot]:
    return chain(OF_NO_STEP, chain.from_iterable(step.slots for step in steps()))


def guards() -> Iterator[Guard]:
    return chain.from_iterable(
        (*kind.checks, *(one for step in kind.steps for one in step.when)) for kind in DECLARED.values()
    )


def stages() -> Iterator[Stage]:
    return chain.from_iterable(kind.path for kind in DECLARED.values())


def topics() -> Iterator[Topic]:
    return chain.from_iterable(kind.opening.pages for kind in DECLARED.values())


def labels(things: Iterable[Step | Slot | Field[Any]]) -> dict[str, Promise]:
    """The label of each name. Raises TypeError where one name has two: a row holds the name alone."""
    english: dict[str, str] = {}
    found: dict[str, Promise] = {}
    for thing in things:
        if english.setdefault(thing.name, thing.english) != thing.english:
            both = f"{thing.name} is called both “{english[thing.name]}” and “{thing.english}”"
            raise TypeError(f"{both}; one name has one label in all kinds: take that label, or another name")
        found[thing.name] = thing.label
    return found


KINDS: Final[dict[str, Promise]] = {kind.kind: kind.label() for kind in DECLARED.values()}
KIND_HELP: Final[dict[str, Promise]] = {kind.kind: pgettext_lazy("kind", kind.help) for kind in DECLARED.values()}
#: Kind -> state -> its label: a state of one name may be called otherwise in another kind.
STATES: Final[dict[str, dict[str, Promise]]] = {
    name: {state.code: state.label for state in kind.states} for name, kind in DECLARED.items()
}
ACTIONS: Final = labels(steps())
#: What is done to an order beside its steps.
BESIDE: Final[dict[str, Promise]] = {
    OPEN: pgettext_lazy("act", "Order filed"),
    "edit": pgettext_lazy("act", "Content changed"),
    "comment": pgettext_lazy("act", "Comment"),
    "rated": pgettext_lazy("act", "Said how it went"),
    "remind": pgettext_lazy("act", "Reminder"),
    "attach": pgettext_lazy("act", "File handed in"),
    "consult.asked": pgettext_lazy("act", "Colleague asked"),
    "consult.given": pgettext_lazy("act", "Colleague’s opinion"),
    "consult.withdrawn": pgettext_lazy("act", "Question withdrawn"),
    "passed_on": pgettext_lazy("act", "Passed on to a colleague"),
    "passed_back": pgettext_lazy("act", "Passing on undone"),
    "supervision.issued": pgettext_lazy("act", "Supervision order issued"),
    "supervision.replied": pgettext_lazy("act", "Supervision order replied to"),
    "supervision.returned": pgettext_lazy("act", "Reply to a supervision order returned"),
    "supervision.raised": pgettext_lazy("act", "Supervision order raised"),
    "supervision.overdue": pgettext_lazy("act", "Supervision order not replied to in time"),
    "supervision.accepted": pgettext_lazy("act", "Supervision order closed"),
    "supervision.withdrawn": pgettext_lazy("act", "Supervision order withdrawn"),
    "clock": pgettext_lazy("act", "Deadline"),
    "calendar": pgettext_lazy("act", "Dates moved by a new calendar"),
    "claim.raised": pgettext_lazy("act", "Time claimed"),
    "claim.accepted": pgettext_lazy("act", "Time accepted"),
    "claim.contested": pgettext_lazy("act", "Time contested"),
    "claim.referred": pgettext_lazy("act", "Passed to the supervisor"),
    "claim.proposed": pgettext_lazy("act", "Minutes proposed"),
    "claim.agreed": pgettext_lazy("act", "Settled by minutes"),
    "claim.taken_back": pgettext_lazy("act", "Minutes taken back"),
    "claim.decided": pgettext_lazy("act", "Time decided"),
    "claim.withdrawn": pgettext_lazy("act", "Claim withdrawn"),
    "claim.corrected": pgettext_lazy("act", "Claim corrected"),
    "claim.review_asked": pgettext_lazy("act", "Review asked for"),
    "claim.reviewed": pgettext_lazy("act", "Decided on review"),
    "claim.ended": pgettext_lazy("act", "Pause ended"),
    "claim.proof": pgettext_lazy("act", "Proof handed in"),
    "claim.proof_missing": pgettext_lazy("act", "Proof missing"),
    "claim.unanswered": pgettext_lazy("act", "Not answered in time"),
    "claim.undecided": pgettext_lazy("act", "Not decided in time"),
    "baseline": pgettext_lazy("act", "Put on record as it stood"),
    "permission_asked": pgettext_lazy("act", "Permission to restart asked for"),
    "permission_answered": pgettext_lazy("act", "Permission to restart answered"),
}
#: What is kept count of.
FLAGS: Final[dict[str, Promise]] = {
    URGENT.name: pgettext_lazy("flag", "Urgent change"),
    SINGLE_HANDED.name: pgettext_lazy("flag", "Verified and carried out by one person"),
    UNAUTHORISED.name: pgettext_lazy("flag", "Carried out outside what was permitted"),
    OUTSIDE_CONSENT.name: pgettext_lazy("flag", "Used outside what was consented to"),
}
#: Whatever an entry of the audit trail may name.
ACTS: Final[dict[str, Promise]] = ACTIONS | BESIDE
SLOTS: Final = labels(slots())
FIELDS: Final = labels(fields())
#: What happened, by the act or the field that reported it.
FACTS: Final[dict[str, Promise]] = {**FIELDS, **ACTS, "pause_end": pgettext_lazy("act", "End of the pause")}
PAUSE_REASONS: Final[dict[str, Promise]] = {
    reason.value: pgettext_lazy("pause reason", english) for reason, english in REASONS.items()
}


def state(kind: str, code: str) -> Promise | str:
    """What a state of a kind is called. A code that the kind does not know stands for itself: rows outlive releases."""
    return STATES.get(kind, {}).get(code, code)


def states_called(code: str) -> list[Promise]:
    """What the states of that name are called in the kinds that have one, each name once."""
    return list({state.english: state.label for state in states() if state.code == code}.values())


def texts() -> Iterator[Text]:
    """Every text that a kind declares as a string of its own, as the catalogue names it."""
    for kind in DECLARED.values():
        yield from (("kind", kind.title), ("kind", kind.help))
    yield from (("stage", stage.english) for stage in stages())
    yield from (("state", state.english) for state in states())
    for step in steps():
        yield "action", step.english
        yield from (("phrase", text) for text in phrases.of(step))
    for slot in slots():
        yield "slot", slot.english
        if isinstance(slot.paper, Paper):
            yield from (("paper", text) for text in slot.paper.texts)
    yield from (("topic", english) for english in (*(topic.english for topic in topics()), PAPERS))
    yield from ((None, guard.why) for guard in guards())
    yield from (("pause reason", english) for english in REASONS.values())
    for field in chain(fields(), columns(), EXTENSION, FEE_TABLE, FEES.columns, ISSUING, *ASKED.values()):
        yield from of_field(field)
    yield None, SENTENCE


def of_field(field: Field[Any]) -> Iterator[Text]:
    yield field.context, field.english
    if field.needed:
        yield "when needed", field.needed
    if field.english_hint:
        yield None, field.english_hint
    if isinstance(field, Dated):
        yield from ((bound.point.context, bound.point.english) for bound in field.limiting)
    if isinstance(field, RuleCode):
        yield from (("rule", english) for english in field.known.values())
    if isinstance(field, Choice):
        yield from ((field.words, english) for english in field.options.values())
