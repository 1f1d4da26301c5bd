"""A step says what it does to clocks in columns with words, and a kind adds to a segment's step."""

import pytest

from tests.lifecycle.scenes import scene
from tickets.lifecycle.bounds import NOW, not_after
from tickets.lifecycle.conditions import Ask, Condition, guard
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.effects import ASSIGN, TAKE
from tickets.lifecycle.endorsements import APPROVAL, COST
from tickets.lifecycle.fields import Instant, Text
from tickets.lifecycle.papers import EVIDENCE, SUPPLEMENT
from tickets.lifecycle.parties import AC, AL, PE, SA, SYS
from tickets.lifecycle.reports import DONE, FACT_EVIDENCE, HAPPENED_AT, LATE_REASON, Report
from tickets.lifecycle.stages import APPLICATION, CLOSING
from tickets.lifecycle.steps import ALL, Mark, Op, Side, State, Step, turn_back
from tickets.policy.types import PauseReason

WORK, CHECK, OTHER = Clock("work"), Clock("check"), Clock("other")
RAINING = Condition("raining", lambda where: "rain" in where.comment)
OPEN = State("Open", APPLICATION, name="open")
AJAR = State("Ajar", APPLICATION, name="ajar")
SHUT = State("Shut", CLOSING, name="shut", final=True)
NOTE = Text("Note", example="", name="note")


@guard("It must rain.")
def rains(where: object) -> bool:
    return False


@guard("Not by you.", Ask.WHO)
def by_another(where: object) -> bool:
    return False


def shutting(**columns: object) -> Step:
    return Step("Shut", OPEN, SHUT, by=(AC,), **columns)  # type: ignore[arg-type]


def test_each_column_is_one_operation_and_they_are_carried_out_in_one_order() -> None:
    step = shutting(
        pauses=(Clock("g"),), starts=(Clock("f"),), reopens=(Clock("e"),), resumes=(Clock("d"),),
        voids_pause=(Clock("c"),), cancels=(Clock("b"),), stops=(Clock("a"),),
    )  # fmt: skip
    assert step.clocks == (
        Mark(Op.STOP, "a"),
        Mark(Op.CANCEL, "b"),
        Mark(Op.VOID_PAUSE, "c"),
        Mark(Op.RESUME, "d"),
        Mark(Op.REOPEN, "e"),
        Mark(Op.START, "f"),
        Mark(Op.PAUSE, "g", ground="with_other_side"),
    )


def test_within_a_column_clocks_keep_the_order_in_which_they_are_named() -> None:
    step = shutting(stops=(WORK, CHECK), starts=(CHECK, WORK))
    assert [(mark.op, mark.clause) for mark in step.clocks] == [
        (Op.STOP, "work"), (Op.STOP, "check"), (Op.START, "check"), (Op.START, "work"),
    ]  # fmt: skip


def test_a_pause_is_a_claim_unless_it_says_why() -> None:
    step = shutting(pauses=(WORK, CHECK.because(PauseReason.THIRD_PARTY)))
    assert [mark.ground for mark in step.clocks] == ["with_other_side", "third_party"]


def test_a_clock_may_be_touched_under_a_condition_and_for_a_reason_in_either_order() -> None:
    step = shutting(starts=(WORK.when(RAINING),), pauses=(CHECK.because(PauseReason.THIRD_PARTY).when(RAINING),))
    started, paused = step.clocks
    assert (started.when, started.ground) == ("raining", "")
    assert (paused.when, paused.ground) == ("raining", "third_party")
    assert started.counts(scene(comment="rain"))
    assert not started.counts(scene(comment="sun"))
    assert Mark(Op.START, "work").counts(scene())


def test_all_open_clocks_are_cancelled_by_one_word() -> None:
    assert shutting(cancels=ALL).clocks == (Mark(Op.CANCEL, "*"),)


def test_a_step_that_reports_a_fact_asks_when_it_happened_and_takes_evidence_of_it_once() -> None:
    step = shutting(reports=DONE, asks=(NOTE,)).also(when=(rains,)).also(asks=(NOTE,))
    assert step.asks == (NOTE, HAPPENED_AT, LATE_REASON, NOTE)
    assert step.takes == (FACT_EVIDENCE,)


RANG = Instant("Rang at", within=(not_after(NOW),), example=None, name="rang_at")


def test_a_step_with_an_instant_of_its_own_asks_for_no_other() -> None:
    assert HAPPENED_AT not in shutting(reports=Report(at=(RANG,)), asks=(RANG,)).asks


def test_a_kind_adds_to_a_step_after_what_the_segment_says() -> None:
    step = shutting(when=(rains,), needs=(EVIDENCE,), starts=(WORK,), grants=(APPROVAL,), does=(ASSIGN,), tells=(AL,))
    more = step.also(
        source=AJAR, when=(by_another,), asks=(NOTE,), needs=(SUPPLEMENT,), starts=(CHECK,), stops=(OTHER,),
        grants=(COST,), does=(TAKE,), tells=(SA,),
    )  # fmt: skip
    assert (more.sources, more.target, more.by) == (("open", "ajar"), "shut", (AC,))
    assert (more.when, more.asks, more.needs) == ((rains, by_another), (NOTE,), (EVIDENCE, SUPPLEMENT))
    assert (more.starts, more.stops) == ((WORK, CHECK), (OTHER,))
    assert (more.grants, more.does, more.tells) == ((APPROVAL, COST), (ASSIGN, TAKE), (AL, SA))


def test_the_segments_own_step_stays_as_it_was() -> None:
    step = shutting(starts=(WORK,))
    step.also(starts=(CHECK,), source=(AJAR,))
    assert (step.starts, step.sources) == ((WORK,), ("open",))


def test_what_is_cancelled_with_all_the_rest_needs_no_mention() -> None:
    assert shutting(cancels=ALL).also(cancels=(WORK,)).cancels is ALL


def test_a_column_that_there_is_not_is_an_error_when_the_kind_is_written() -> None:
    with pytest.raises((AttributeError, TypeError), match="begins"):
        shutting().also(begins=(WORK,))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="begins"):
        shutting(begins=(WORK,))


def test_a_return_never_goes_without_a_reason() -> None:
    step = turn_back("Return", OPEN, AJAR, by=(AL,))
    assert step.turns_back
    assert step.why
    assert not shutting().why


def test_a_step_of_one_side_is_for_those_of_that_side_of_the_order() -> None:
    own, other = (shutting(side=side).changed(by=(AC, PE)) for side in Side)
    assert (own.roles("agency"), other.roles("agency")) == ((AC,), (PE,))
    assert (own.roles("provider"), other.roles("provider")) == ((PE,), (AC,))
    assert own.roles("") == (AC, PE)
    assert own.permits(scene(role=AC, opening_party="agency"))
    assert not other.permits(scene(role=AC, opening_party="agency"))
    assert own.changed(by=(AC, SYS)).roles("provider") == (SYS,)


def test_roles_and_persons_are_asked_together_and_facts_of_the_ticket_apart() -> None:
    step = shutting(when=(rains,))
    assert step.permits(scene(role=AC))
    assert not step.permits(scene(role=PE))
    assert not shutting(when=(by_another,)).permits(scene(role=AC))
    assert step.refusal(scene(), Ask.STANDING) is rains
    assert step.refusal(scene(), Ask.WHO) is None


def test_papers_that_must_be_there_come_before_those_that_may() -> None:
    assert shutting(needs=(EVIDENCE,), takes=(SUPPLEMENT,)).slots == (EVIDENCE, SUPPLEMENT)
