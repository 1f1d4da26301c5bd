"""Segment C, which every kind has: an engineer hands the ticket over, a lead suspends and resumes clocks."""

from collections.abc import Iterable, Iterator, Sequence

from tickets.lifecycle.effects import ASSIGN, RESUME, SUSPEND
from tickets.lifecycle.guards import people
from tickets.lifecycle.papers import PAUSE_EVIDENCE
from tickets.lifecycle.parties import AGENCY, AL, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import ASSIGNEE, GROUND
from tickets.lifecycle.steps import State, Step


def beside(states: Sequence[State], steps: Iterable[Step]) -> Iterator[Step]:
    """The steps of segment C for a kind with these states and steps."""
    still_open = tuple(state for state in states if not state.final)
    engineered = {state.code for step in steps if PE in step.by for state in step.source_states}
    in_hand = tuple(state for state in still_open if state.code in engineered)
    for name, step in (_handing_over(in_hand) | _suspending(still_open)).items():
        step.named(name)
        yield step


def _handing_over(in_hand: tuple[State, ...]) -> dict[str, Step]:
    """A kind in which no engineer acts has nobody to hand over from."""
    if not in_hand:
        return {}
    step = Step(
        "Hand over", in_hand, None, by=(PE, PD, PL),
        when=(people.mine,), asks=(ASSIGNEE,), why=True, does=(ASSIGN,), aside=True,
    )  # fmt: skip
    return {"hand_over": step}


def _suspending(still_open: tuple[State, ...]) -> dict[str, Step]:
    told = (*AGENCY, *PROVIDER, SA)
    return {
        "suspend": Step(
            "Suspend the clocks", still_open, None, by=(AL, PL),
            when=(people.pausable, people.not_suspended, people.ground_listed), asks=(GROUND,),
            needs=(PAUSE_EVIDENCE,), why=True, does=(SUSPEND,), tells=told, aside=True,
        ),
        "resume": Step(
            "Resume the clocks", still_open, None, by=(AL, PL),
            when=(people.suspended,), why=True, does=(RESUME,), tells=told, aside=True,
        ),
    }  # fmt: skip
