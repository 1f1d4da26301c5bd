"""The term extended for an interruption (14.4): proposed by one side's lead, agreed by the other's, once a ground."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.world import World
from tickets import actions
from tickets.errors import Forbidden, Invalid, Refusal, WrongState
from tickets.models import AuditEntry, Contract, Notice, TermEvent, Ticket

TEN_DAYS = {"interrupted_from": "2026-02-01", "interrupted_to": "2026-02-10", "days": 10, "evidence": "证明〔2026〕1号"}
LAST = date(2026, 12, 31)


def propose(world: World, who: str = "lead", **changes: Any) -> TermEvent:
    return actions.propose_extension(world.contract, TEN_DAYS | changes, actor=world.user(who), now=world.now)


def agree(world: World, event: TermEvent, who: str = "manager") -> TermEvent:
    return actions.agree_extension(event, actor=world.user(who), now=world.now)


def term_ends(world: World) -> date:
    return Contract.objects.get(pk=world.contract.pk).term_ends


@pytest.mark.parametrize(("first", "second"), [("lead", "manager"), ("manager", "lead")])
def test_either_side_proposes_and_the_other_agrees(world: World, first: str, second: str) -> None:
    event = propose(world, first)
    assert term_ends(world) == LAST
    agree(world, event, second)
    assert term_ends(world) == LAST + timedelta(days=10)


@pytest.mark.parametrize("who", ["lead", "clerk", "desk", "officer", "outsider"])
def test_nobody_but_the_other_sides_lead_agrees(world: World, who: str) -> None:
    event = propose(world)
    with pytest.raises(Forbidden):
        agree(world, event, who)


@pytest.mark.parametrize("who", ["clerk", "finance", "desk", "officer", "auditor", "outsider", "sysadmin"])
def test_nobody_but_a_lead_of_the_two_proposes(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        propose(world, who)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 11}, "days"),
        ({"days": 0}, "days"),
        ({"interrupted_to": "2026-01-31"}, "interrupted_to"),
        ({"interrupted_to": "2026-03-03"}, "interrupted_to"),
        ({"interrupted_from": "2024-02-01"}, "interrupted_from"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(world, **changes)
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("agreed", [True, False])
def test_one_ground_extends_the_term_once(world: World, *, agreed: bool) -> None:
    event = propose(world)
    if agreed:
        agree(world, event)
    for again in ({}, {"interrupted_from": "2026-02-10", "interrupted_to": "2026-02-20", "days": 1}):
        with pytest.raises(WrongState, match="不能重复"):
            propose(world, "manager", **again)
    apart = {"interrupted_from": "2026-02-11", "interrupted_to": "2026-02-12", "days": 2}
    assert propose(world, **apart).open


def test_the_database_itself_takes_one_extension_a_ground(world: World) -> None:
    event = propose(world)
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.parametrize("who", ["lead", "manager"])
def test_a_proposal_that_is_declined_or_taken_back_counts_no_more_and_leaves_the_ground_free(
    world: World, who: str
) -> None:
    event = propose(world)
    actions.withdraw_extension(event, actor=world.user(who), now=world.now)
    with pytest.raises(WrongState):
        agree(world, event)
    assert term_ends(world) == LAST
    assert propose(world).open


def test_it_is_answered_once(world: World) -> None:
    event = propose(world)
    agree(world, event)
    for answer in (actions.agree_extension, actions.withdraw_extension):
        with pytest.raises(WrongState):
            answer(event, actor=world.user("manager"), now=world.now)


def test_a_contract_that_ended_early_or_whose_term_is_over_is_not_extended(world: World) -> None:
    event = propose(world)
    world.take(world.file("switchover"), "submit", "issue_notice")
    for act in (lambda: propose(world, interrupted_from="2026-01-20", interrupted_to="2026-01-21", days=1),
                lambda: agree(world, event)):  # fmt: skip
        with pytest.raises(Refusal, match="提前解除"):
            act()


def test_what_follows_from_the_term_follows_the_extension(world: World) -> None:
    agree(world, propose(world))
    world.at(world.now.replace(year=2027, month=1, day=10, hour=12))
    assert world.file("onboarding").pk
    world.later(days=1)
    with pytest.raises(WrongState, match="2027年1月10日"):
        world.file("onboarding")


def test_it_stands_in_the_system_log_and_the_other_sides_lead_is_told(world: World) -> None:
    agree(world, propose(world))
    entries = AuditEntry.objects.filter(ticket=None, action__endswith="_extension").order_by("seq")
    assert [(one.action, one.actor and one.actor.username, one.data["term_ends"]) for one in entries] == [
        ("propose_extension", "lead", "2026-12-31"),
        ("agree_extension", "manager", "2027-01-10"),
    ]
    told = Notice.objects.filter(event__startswith="extension").values_list("event", "recipient__username")
    assert {("extension_proposed", "manager"), ("extension_agreed", "lead")} <= set(told)
    assert not Notice.objects.filter(event="extension_proposed", ended_at=None).exists()


def test_a_term_that_runs_out_and_is_extended_ends_for_all_systems_on_its_new_last_day(world: World) -> None:
    """The notice for one system is out when the extension is agreed: for the next the day is that of the term."""
    event = propose(world)
    systems = list(world.contract.systems.order_by("id"))
    expiry = {"ending": "expiry", "basis": "not_renewed"}

    def noticed(number: int, day: date) -> Ticket:
        system = systems[number]
        fields = {**expiry, "end_date": day.isoformat(), "scope": [system.code]}
        return world.take(world.file("switchover", system=system, **fields), "submit", "issue_notice")

    noticed(0, LAST)
    agree(world, event)
    with pytest.raises(Invalid):
        noticed(1, LAST)
    assert noticed(1, LAST + timedelta(days=10)).sent_at is not None
