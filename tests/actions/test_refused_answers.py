"""Who may not speak on a claim and tries to is refused, and an auditor finds the attempt on the order."""

from collections.abc import Callable

import pytest

from tests.pages.claimed import claim, contested, late_answer
from tests.world import World
from tickets import actions
from tickets.actions import Value
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import AuditEntry, Ticket

TRIES: dict[str, tuple[Callable[..., object], str, dict[str, object]]] = {
    "accept": (actions.accept_claim, "engineer", {}),
    "contest": (actions.contest_claim, "desk", {"value": None, "comment": "否"}),
    "refer": (actions.refer, "manager", {}),
    "decide": (actions.decide_claim, "officer", {"value": Value(nothing=True), "comment": "依监控"}),
    "withdraw": (actions.withdraw_claim, "clerk", {}),
    "correct": (actions.correct_claim, "lead", {"value": Value(nothing=True)}),
    "prove": (actions.prove_claim, "clerk", {}),
    "ask_review": (actions.ask_review, "auditor", {"comment": "请复核"}),
    "review": (actions.review_claim, "manager", {"value": Value(nothing=True), "comment": "依监控"}),
}


def refused(ticket: Ticket) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(ticket=ticket, allowed=False).order_by("seq"))


@pytest.mark.parametrize("name", TRIES)
def test_who_may_not_speak_is_put_on_record(world: World, name: str) -> None:
    ticket, (verb, who, said) = late_answer(world), TRIES[name]
    version, before = world.fresh(ticket).version, claim(ticket).state
    with pytest.raises(Forbidden) as barred:
        verb(claim(ticket).pk, actor=world.user(who), now=world.now, **said)
    (entry,) = refused(ticket)
    assert (entry.actor, entry.action.split(".")[0]) == (world.user(who), "claim")
    assert (entry.data["claim"], entry.data["reason"]) == (1, barred.value.message)
    assert entry.data["guard"]
    assert (world.fresh(ticket).version, claim(ticket).state) == (version, before)


def test_whoever_contested_does_not_accept_and_that_is_on_record(world: World) -> None:
    ticket = contested(world)
    with pytest.raises(Forbidden):
        actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    assert [one.data["guard"] for one in refused(ticket)] == ["spoken_before"]


def test_whoever_proposed_minutes_does_not_agree_and_that_is_on_record(world: World) -> None:
    ticket = late_answer(world)
    items, manager = [(claim(ticket).pk, Value(claim(ticket).fact.stated_at))], world.user("manager")
    minutes = actions.settle_together(items, text="核对", actor=manager, now=world.now)
    for verb, who in ((actions.agree_minutes, "manager"), (actions.withdraw_minutes, "lead")):
        with pytest.raises(Forbidden):
            verb(minutes.pk, actor=world.user(who), now=world.now)
    with pytest.raises(Forbidden):
        actions.settle_together(items, text="核对", actor=world.user("desk"), now=world.now)
    guards = [(one.action, one.data["guard"]) for one in refused(ticket)]
    assert guards == [
        ("claim.agreed", "other_side"),
        ("claim.taken_back", "side_that_proposed"),
        ("claim.proposed", "lead_of_a_side"),
    ]


def test_what_was_typed_wrong_or_came_too_late_is_no_attempt(world: World) -> None:
    ticket = late_answer(world)
    one, clerk = claim(ticket).pk, world.user("clerk")
    with pytest.raises(Invalid):
        actions.contest_claim(one, value=None, actor=clerk, now=world.now, comment="")
    actions.accept_claim(one, actor=clerk, now=world.now)
    with pytest.raises(WrongState):
        actions.accept_claim(one, actor=world.user("lead"), now=world.now)
    assert refused(ticket) == []
