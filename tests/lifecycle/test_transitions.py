"""The declaration becomes django-fsm's transitions, and the notation is read strictly."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django_fsm import FSMField, can_proceed, has_transition_perm

from tests.lifecycle.scenes import scene
from tickets.lifecycle import KINDS
from tickets.lifecycle.parties import AC, AL, PD, SYS
from tickets.lifecycle.steps import Mark, Op, Step

RESTART = KINDS["restart"]
#: The door asks the scene, not the user.
NOBODY = AnonymousUser()


class Sheet(RESTART.mixin(), models.Model):  # type: ignore[misc]
    """Any model with a `state` and a `scene` takes a machine's transitions."""

    state = FSMField(default="draft", protected=True)

    class Meta:
        app_label = "sheets"
        managed = False

    def __str__(self) -> str:
        return str(self.state)


def sheet(state: str, **where: object) -> Sheet:
    made = Sheet(state=state)
    made.scene = scene(kind="restart", state=state, **where)  # type: ignore[arg-type]
    return made


def test_a_step_moves_the_state() -> None:
    made = sheet("confirming", role=AC)
    made.confirm()
    assert made.state == "closed"


def test_a_step_is_not_possible_from_elsewhere_or_where_a_condition_fails() -> None:
    assert not can_proceed(sheet("draft").confirm)
    assert not can_proceed(sheet("verifying", role=PD, fields={"operation": "other"}).verify)


def test_only_the_roles_of_a_row_may_take_it_and_never_the_author() -> None:
    window = {"window_start": scene().now, "window_end": scene().now.replace(hour=12)}
    assert has_transition_perm(sheet("approving", role=AL, fields=window).approve_restart, NOBODY)
    assert not has_transition_perm(sheet("approving", role=PD, fields=window).approve_restart, NOBODY)
    own = frozenset({2})
    assert not has_transition_perm(
        sheet("approving", role=AL, fields=window, authors=own).approve_restart, NOBODY
    )


def test_a_self_transition_leaves_the_state() -> None:
    made = sheet("executing", role=PD)
    made.hand_over()
    assert made.state == "executing"


def test_each_transition_carries_its_row() -> None:
    state = Sheet._meta.get_field("state")
    assert isinstance(state, FSMField)
    declared = {one.custom["step"].name for one in state.get_all_transitions(Sheet)}
    assert declared == set(RESTART.by_step)


def test_marks_are_read_as_the_tables_write_them() -> None:
    assert marks(
        "+restart.verify =change.expand@awaiting_filing?expansion =change.undo !* ^^incident.handle"
    ) == (
        Mark(Op.START, "restart.verify"),
        Mark(Op.PAUSE, "change.expand", "expansion", "awaiting_filing"),
        Mark(Op.PAUSE, "change.undo", ground="with_other_side"),
        Mark(Op.CANCEL, "*"),
        Mark(Op.REOPEN_VOIDED, "incident.handle"),
    )


@pytest.mark.parametrize("text", ["restart.verify", "+", "*9.9", "+a?b?c", "+restart.verify@"])
def test_a_mark_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a clock mark"):
        marks(text)


def test_amending_adds_to_a_row_and_knows_its_rows() -> None:
    rows: tuple[Step, ...] = (step("open_up", "shut", "open", AC, clocks="+a"),)
    (changed,) = amend(rows, open_up={"clocks": "-b", "sources": "ajar"})
    assert (changed.sources, [mark.clause for mark in changed.clocks]) == (("shut", "ajar"), ["a", "b"])
    with pytest.raises(KeyError):
        amend(rows, close_down={"clocks": "-b"})


def test_a_lapse_is_nobodys_duty() -> None:
    assert SYS not in RESTART.waits_for("permitted")
    assert RESTART.by_step["expire"].lapses == "window_end"
