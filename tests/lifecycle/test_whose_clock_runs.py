"""Wherever somebody must act a clock of their side runs, and nowhere one against whom a guard forbids to act."""

from collections.abc import Iterator
from functools import cache

import pytest

from accounts.roles import PARTY
from tests.lifecycle.places import Place, Ways, begun, ways
from tests.lifecycle.walk import PEOPLE
from tickets.lifecycle import KINDS
from tickets.lifecycle.endorsements import CALL, PASSED_OVER
from tickets.lifecycle.steps import Op, Step

DRAFTED = "A draft binds nobody: whoever writes it may take their time or leave it."
OPENS = "Only time ends it: nothing can be done before the window opens, and its end takes the ticket on."
USABLE = "What was consented to may be done and need not be: only the last day of the consent ends it."
MONTH = "Only time ends the month: what happens in it may be noted and need not be."
DUTY = "Only time ends the duty: what happens in it may be noted and need not be."
RIGHT = "To object is a right: silence ends it, and nobody is late."
#: (kind, state) -> why no clock need run there.
UNWATCHED = {
    **{(kind, "draft"): DRAFTED for kind in KINDS if "draft" in KINDS[kind].by_state},
    ("go_live", "scheduled"): OPENS,
    ("change", "scheduled"): OPENS,
    ("restart", "permitted"): OPENS,
    ("consent", "granted"): USABLE,
    ("assessment", "collecting"): MONTH,
    ("staffing", "on_duty"): DUTY,
    ("assessment", "issued"): RIGHT,
}
#: (kind, state, party) -> what stands when it may act and need not, and why.
NEED_NOT = {
    ("go_live", "checking", "supervisor"): (PASSED_OVER.name, "Passed over, it may still sign."),
    ("restart", "authenticating", "agency"): (CALL.name, "Called, the lead may approve in the service instead."),
}
#: Parties whose steps another party owes.
IN_PLACE_OF = {"vendor": "A developer may report the deployment in the place of the provider, who owes it."}
TURNED_BACK = "The window that was asked for is over: the request is turned back, as its clock demands."
ANSWERED = "The lead answers for what was agreed by telephone first, which their own clock asks of them."
EDITED = "The window that was asked for is over: another is written into the form first, which is no step."
AHEAD = "Before its window a drill is only called off; by the end of the window the clock asks for it."
#: (kind, state, clock) -> why no step of its party takes the ticket on there.
NO_STEP_ON = {
    ("restart", "approving", "common.approve"): TURNED_BACK,
    ("restart", "verifying", "restart.verify"): TURNED_BACK,
    ("restart", "confirming", "common.confirm"): ANSWERED,
    ("restart", "returned_by_lead", "common.correct"): EDITED,
    ("drill", "scheduled", "drill.hold"): AHEAD,
}
Found = tuple[Ways, Place]
MOVES = (Op.STOP, Op.PAUSE, Op.CANCEL)


@cache
def walked(kind: str) -> list[Ways]:
    return ways(kind)


@cache
def found(kind: str) -> tuple[Found, ...]:
    return tuple((way, place) for way in walked(kind) for place in way.settled())


def onward(step: Step) -> bool:
    """It takes the ticket on: neither a return nor a verdict against it, and somebody's duty."""
    return not (step.aside or step.turns_back or step.refuses)


def acting(way: Ways, place: Place, party: str) -> Iterator[Step]:
    for role in PEOPLE:
        if PARTY[role] == party:
            yield from way.permitted(place, role)


def running(place: Place) -> dict[str, str]:
    """Clock -> the party against which it counts now."""
    return {code: one.party for code, one in place.clocks if begun(code, one, place)}


def unwatched(kind: str) -> Iterator[tuple[str, str]]:
    """(state, party): who can take the ticket on, without a clock of theirs."""
    for way, place in found(kind):
        watched = {*running(place).values(), *IN_PLACE_OF}
        for party in way.machine.movers(place.state, way.party) - watched:
            stands, _why = NEED_NOT.get((kind, place.state, party), ("", ""))
            if stands not in place.endorsed and any(map(onward, acting(way, place, party))):
                yield place.state, party


@pytest.mark.parametrize("kind", KINDS)
def test_the_walk_comes_to_every_state(kind: str) -> None:
    assert {place.state for way in walked(kind) for place in way.found} == set(KINDS[kind].by_state)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clock_of_the_side_that_can_take_the_ticket_on_runs(kind: str) -> None:
    assert {one for one in unwatched(kind) if (kind, one[0]) not in UNWATCHED} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_no_clock_runs_only_in_drafts_and_before_a_window_opens(kind: str) -> None:
    idle = {(kind, place.state) for _way, place in found(kind) if not running(place)}
    assert idle == {one for one in UNWATCHED if one[0] == kind}


@pytest.mark.parametrize("kind", KINDS)
def test_no_clock_runs_against_a_party_that_can_do_nothing(kind: str) -> None:
    assert {
        (place.state, code)
        for way, place in found(kind)
        for code, party in running(place).items()
        if not any(acting(way, place, party))
    } == set()


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_has_a_clock_against_them_can_do_what_is_asked_of_them(kind: str) -> None:
    """A return alone is not it: an agency that may not confirm yet is not late with its confirmation (M10)."""
    held_up = {
        (kind, place.state, code)
        for way, place in found(kind)
        for code, party in running(place).items()
        if not any(answers(step, code) for step in acting(way, place, party))
    }
    assert held_up == {one for one in NO_STEP_ON if one[0] == kind}


def answers(step: Step, code: str) -> bool:
    """It takes the ticket on, or moves this very clock without turning anything back."""
    moves = any(mark.clause == code and mark.op in MOVES for mark in step.clocks)
    return onward(step) or (moves and not step.turns_back and not step.refuses)
