"""The declaration becomes django-fsm's transitions: source, conditions and permission are the kind's own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django_fsm import FSMField, TransitionNotAllowed, can_proceed, has_transition_perm

from tests.lifecycle.scenes import scene
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.restart import Restart
from tickets.lifecycle.parties import AC, AL, PD, SYS
from tickets.lifecycle.questions import WINDOW_END
from tickets.models import PROXIES, Ticket

#: The door asks the scene, not the user.
NOBODY = AnonymousUser()
WINDOW = {"window_start": scene().now, "window_end": scene().now.replace(hour=12)}


class Sheet(models.Model):
    """Any model with a `state` and a `scene` takes a kind's transitions."""

    state = FSMField(default="draft", protected=True)
    vars().update(Restart.transitions())

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
    with pytest.raises(TransitionNotAllowed):
        sheet("draft", role=AC).confirm()


def test_only_the_roles_of_a_step_may_take_it_and_never_the_author() -> None:
    assert has_transition_perm(sheet("approving", role=AL, fields=WINDOW).approve_restart, NOBODY)
    assert not has_transition_perm(sheet("approving", role=PD, fields=WINDOW).approve_restart, NOBODY)
    own = frozenset({2})
    assert not has_transition_perm(sheet("approving", role=AL, fields=WINDOW, authors=own).approve_restart, NOBODY)


def test_a_step_without_a_target_leaves_the_state() -> None:
    made = sheet("executing", role=PD)
    made.hand_over()
    assert made.state == "executing"


def test_what_is_offered_comes_from_the_transitions_of_the_library() -> None:
    made = sheet("approving", role=AL, fields=WINDOW)
    offered = {one.name for one in made.get_available_user_state_transitions(NOBODY)}
    assert offered == {"approve_restart", "return_to_clerk", "refuse"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_transition_carries_its_step_with_source_target_and_conditions(kind: type[Kind]) -> None:
    state = Ticket._meta.get_field("state")
    assert isinstance(state, FSMField)
    moves = list(state.get_all_transitions(PROXIES[kind.kind]))
    assert {move.custom["step"] for move in moves} == set(kind.steps)
    assert {(move.name, move.source) for move in moves} == {
        (step.name, source) for step in kind.steps for source in step.sources
    }
    for move in moves:
        step = move.custom["step"]
        assert move.target == step.target
        assert tuple(move.conditions) == step.guarded(Ask.STANDING)


def test_a_lapse_is_nobodys_duty() -> None:
    assert SYS not in Restart.waits_for("permitted")
    assert Restart.expire.lapses is WINDOW_END
