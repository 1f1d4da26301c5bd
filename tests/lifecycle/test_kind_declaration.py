"""One class a kind: its body is read from top to bottom, and what it says twice is refused at once."""

import re
from typing import Any

import pytest

from tickets.lifecycle import KINDS, stages
from tickets.lifecycle.duties import ACCEPT, CONFIRM, Clock, Gate
from tickets.lifecycle.fields import Text
from tickets.lifecycle.kind import Kind, Opening, Segment
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.lifecycle.parties import AC, AL, PE, PL, SYS
from tickets.lifecycle.steps import ALL, Mark, Op, Side, State, Step

PREPARE = Clock("prepare")
LIMIT = Gate("limit")


class Shared(Segment):
    """Two states and two steps that several kinds may have."""

    def __init__(self, end: State) -> None:
        self.working = State("Being worked on", stages.IMPLEMENTATION)
        self.checking = State("Being checked", stages.CONFIRMATION)
        self.finish = Step("Finish", self.working, self.checking, by=(AC,), starts=(CONFIRM,))
        self.agree = Step("Agree", self.checking, end, by=(AL,), stops=(CONFIRM,))


def declared(**body: Any) -> type[Kind]:
    """A kind with the rest of its page filled in; it is no kind of the service, whose list is made."""
    page = {
        "kind": "repair",
        "title": "Repair",
        "help": "Something is broken.",
        "position": 1000,
        "path": (stages.APPLICATION, stages.IMPLEMENTATION, stages.CONFIRMATION, stages.CLOSING),
        "opening": Opening(by=(AC,), asks=()),
    }
    return type("Repair", (Kind,), page | body)


def shared_kind(**body: Any) -> type[Kind]:
    closed = State("Closed", stages.CLOSING, final=True)
    draft = State("Draft", stages.APPLICATION, editable=True)
    shared = Shared(closed)
    begin = Step("Begin", draft, shared.working, by=(AC,), starts=(PREPARE,))
    return declared(**{"closed": closed, "shared": shared, "draft": draft, "begin": begin} | body)


def told(refused: pytest.ExceptionInfo[BaseException]) -> str:
    """Python 3.11 wraps what `__set_name__` raises; 3.12 does not."""
    cause = refused.value.__cause__ or refused.value
    assert isinstance(cause, TypeError)
    return str(cause)


def test_things_are_called_by_the_name_of_their_attribute() -> None:
    kind = shared_kind(host=Text("Host", example=""), log=Slot("Log", paper=OUTSIDE))
    assert (kind.draft.code, kind.begin.name, kind.host.name, kind.log.name) == (
        "draft", "begin", "host", "log",
    )  # fmt: skip
    assert kind.shared.working.code == "working"


def test_states_stand_by_their_stage_in_the_order_of_the_body_and_final_ones_last() -> None:
    assert [state.code for state in shared_kind().states] == ["draft", "working", "checking", "closed"]


def test_a_ticket_begins_in_the_first_state() -> None:
    assert shared_kind().initial.code == "draft"


def test_steps_stand_in_the_order_of_the_body_a_segments_where_the_segment_stands() -> None:
    assert [step.name for step in shared_kind().steps] == ["finish", "agree", "begin", "suspend", "resume"]


def test_a_step_of_a_segment_that_a_kind_changes_keeps_its_place() -> None:
    closed = State("Closed", stages.CLOSING, final=True)
    shared = Shared(closed)
    kind = shared_kind(closed=closed, shared=shared, agree=shared.agree.also(starts=(ACCEPT,)), begin=None)
    assert [step.name for step in kind.steps] == ["finish", "agree", "suspend", "resume"]
    assert [mark.clause for mark in kind.by_step["agree"].clocks] == ["common.confirm", "common.accept"]


def test_an_underscore_hides_a_segment_until_it_is_put_in_its_place() -> None:
    closed = State("Closed", stages.CLOSING, final=True)
    hidden = Shared(closed)
    draft = State("Draft", stages.APPLICATION)
    begin = Step("Begin", draft, hidden.working, by=(AC,))
    kind = declared(_shared=hidden, draft=draft, begin=begin, shared=hidden, closed=closed)
    assert [step.name for step in kind.steps][:3] == ["begin", "finish", "agree"]


def test_one_thing_declared_under_two_names_is_refused() -> None:
    draft = State("Draft", stages.APPLICATION)
    with pytest.raises((TypeError, RuntimeError)) as refused:
        declared(draft=draft, sketch=draft)
    assert "“draft” is declared a second time, as “sketch”" in told(refused)


def test_one_thing_of_a_segment_under_two_names_is_refused() -> None:
    shared = Shared(State("Closed", stages.CLOSING, final=True))
    with pytest.raises(TypeError, match="“working” is declared a second time, as “busy”"):
        shared.working.named("busy")


def test_one_name_for_things_of_two_sorts_is_refused() -> None:
    with pytest.raises(TypeError, match="“working” of “repair” is both a state and a step"):
        shared_kind(working=Step("Work", State("Draft", stages.APPLICATION, name="draft"), None, by=(AC,)))


def test_a_state_of_a_stage_off_the_path_is_refused() -> None:
    with pytest.raises(TypeError, match="“waiting” stands in the stage “window”, which is not on the path"):
        shared_kind(waiting=State("Awaiting its window", stages.WINDOW))


def test_a_step_from_or_to_a_state_that_the_kind_does_not_declare_is_refused() -> None:
    elsewhere = State("Elsewhere", stages.CLOSING, name="elsewhere")
    here = State("Draft", stages.APPLICATION, name="draft")
    for step in (Step("Go", here, elsewhere, by=(AC,)), Step("Come", elsewhere, here, by=(AC,))):
        with pytest.raises(TypeError, match="“move” names the state “elsewhere”, which “repair” does not declare"):
            declared(draft=here, move=step)


def test_a_kind_runs_on_the_clocks_that_it_touches_and_the_gates_that_it_asks_for() -> None:
    draft = State("Draft", stages.APPLICATION)
    kind = shared_kind(
        gates=(LIMIT,),
        opening=Opening(by=(AC,), asks=(), starts=(ACCEPT,)),
        draft=draft,
        begin=Step("Begin", draft, None, by=(AC,), starts=(PREPARE,)),
        stop=Step("Stop", draft, None, by=(AC,), cancels=ALL),
    )
    assert kind.duties() == {"prepare", "common.confirm", "common.accept", "limit"}


def test_an_opening_starts_its_clocks_and_knows_the_edition_of_its_form() -> None:
    opening = Opening(by=(AC,), asks=(Text("A", example=""), Text("B", example="", since=3)), starts=(ACCEPT,))
    assert opening.clocks == (Mark(Op.START, "common.accept"),)
    assert opening.edition == 3
    assert Opening(by=(AC,), asks=()).edition == 1


def test_a_state_waits_for_those_whose_duty_the_next_move_is() -> None:
    draft = State("Draft", stages.APPLICATION)
    kind = declared(
        draft=draft, go=Step("Go on", draft, draft, by=(AC, SYS)), drop=Step("Drop", draft, draft, by=(AL,), aside=True)
    )
    assert kind.waits_for("draft") == {AC}


def test_where_both_parties_file_the_next_move_is_that_of_the_step_s_side() -> None:
    draft = State("Draft", stages.APPLICATION)
    answer = Step("Answer", draft, None, by=(AC, PL), side=Side.OTHER)
    kind = declared(draft=draft, answer=answer, opening=Opening(by=(AC, PL), asks=()))
    assert (kind.sided, kind.openers()) == (True, {"agency", "provider"})
    assert (kind.movers("draft", "agency"), kind.movers("draft", "provider")) == ({"provider"}, {"agency"})
    assert kind.waits_for("draft") == {AC, PL}


def test_a_kind_in_which_no_engineer_acts_has_nobody_to_hand_over_from() -> None:
    assert "hand_over" not in shared_kind().by_step


def test_an_engineer_hands_over_just_where_engineers_act() -> None:
    draft, working = State("Draft", stages.APPLICATION), State("Being worked on", stages.IMPLEMENTATION)
    kind = declared(
        draft=draft,
        working=working,
        begin=Step("Begin", draft, working, by=(PL,)),
        repair=Step("Repair", working, None, by=(PE, PL)),
    )
    assert kind.by_step["hand_over"].sources == ("working",)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_clocks_are_suspended_and_resumed_in_every_open_state(kind: type[Kind]) -> None:
    still_open = {state.code for state in kind.states if not state.final}
    for name in ("suspend", "resume"):
        assert set(kind.by_step[name].sources) == still_open
        assert kind.by_step[name].target is None


SLIPS = [
    ({"title": ""}, "“Repair” does not say its title"),
    (
        {"kind": "repair_of_what_cannot_be_repaired"},
        "the kind “repair_of_what_cannot_be_repaired” has more than 24 letters",
    ),
    ({"draft": State("", stages.APPLICATION)}, "“draft” of “repair” has no label"),
    ({"opening": Opening(by=(AC,), asks=(Text("Host", example=""),))}, "“Host” in `asks` has no name"),
    ({"opening": Opening(by=AC, asks=())}, "“opening” of “repair”: `by` is no tuple"),  # type: ignore[arg-type]
    ({"opening": Opening(by=("boss",), asks=())}, "`by` names the role “boss”, which there is not"),
    ({"opening": Opening(by=(AC,), asks=(PREPARE,))}, "a Clock stands in `asks`, where a Field belongs"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("body", "sentence"), SLIPS, ids=[sentence for _, sentence in SLIPS])
def test_a_slip_is_refused_in_a_sentence_that_names_it(body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TypeError, match=re.escape(sentence)):
        declared(**{"draft": State("Draft", stages.APPLICATION)} | body)
