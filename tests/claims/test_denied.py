"""未恢复: a fault that was never removed runs on in its first round, whoever settles it and however often."""

from datetime import datetime, timedelta

import pytest

from tests.world import NOW, World
from tickets import actions, sweep
from tickets.actions import Value
from tickets.models import Breach, Claim, Deadline, Ticket


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def recovered(world: World, minute: int) -> Ticket:
    """Filed at ten, answered after 4 minutes, removed after so many as the provider says."""
    ticket = world.file("incident")
    ticket = world.at(at(4)).take(ticket, "respond")
    return world.at(at(minute)).take(ticket, "recover")


def denied(world: World, ticket: Ticket, minute: int, seen: int) -> Claim:
    """The agency tells in that minute that it was never removed, as it saw earlier."""
    world.at(at(minute)).take(ticket, "reject_recovery", who="lead", seen_at=at(seen).isoformat())
    return Claim.objects.filter(ticket=ticket, fact__name="recover").latest("id")


def said(world: World, verb: str, claim: Claim, who: str, **more: object) -> Claim:
    act = getattr(actions, verb)
    return act(claim.pk, actor=world.user(who), now=world.now, **more)


def round_of(ticket: Ticket, number: int) -> Deadline:
    return Deadline.objects.get(ticket=ticket, code="incident.handle", round=number)


def standing(ticket: Ticket) -> list[tuple[int, datetime]]:
    found = Breach.objects.filter(deadline__ticket=ticket, deadline__code="incident.handle", set_aside_at=None)
    return list(found.values_list("deadline__round", "occurred_at"))


def swept(world: World, minute: int) -> None:
    world.at(at(minute))
    while sweep.fire_one(world.now):
        pass


def test_a_merged_round_is_late_with_the_one_that_it_is_part_of_and_not_twice(world: World) -> None:
    """Removed at 10:10, seen otherwise at 10:15, told at 11:30: that is excused, and the first round due at 11:45."""
    ticket = recovered(world, 10)
    claim = denied(world, ticket, 90, seen=15)
    swept(world, 121)
    assert standing(ticket) == [(2, at(120))]
    said(world, "accept_claim", claim, "desk")
    assert standing(ticket) == [(1, at(105))]
    second = round_of(ticket, 2)
    assert (second.state, second.merged_into, second.breached_at) == ("cancelled", 1, None)


def test_what_is_told_a_second_time_is_one_round_still(world: World) -> None:
    ticket = recovered(world, 10)
    said(world, "accept_claim", denied(world, ticket, 90, seen=15), "desk")
    world.at(at(100)).take(ticket, "recover")
    assert round_of(ticket, 1).state == "met"

    claim = denied(world, ticket, 110, seen=101)
    said(world, "accept_claim", claim, "desk")
    first = round_of(ticket, 1)
    assert [round_of(ticket, number).merged_into for number in (2, 3)] == [1, 1]
    assert first.due_at == at(114), "25 minutes had counted, and one more until it was seen"
    world.at(at(113)).take(ticket, "recover")
    assert (round_of(ticket, 1).state, standing(ticket)) == ("met", [])


def test_a_review_that_it_was_removed_parts_the_rounds_again(world: World) -> None:
    """Told as soon as it was seen: nothing is excused, and no pause tells which clock was denied its stop."""
    ticket = recovered(world, 10)
    claim = denied(world, ticket, 12, seen=12)
    said(world, "contest_claim", claim, "desk", value=None, comment="监控显示已恢复")
    said(world, "decide_claim", claim, "auditor", value=Value(nothing=True), comment="业务未恢复")
    assert round_of(ticket, 1).open
    said(world, "ask_review", claim, "manager", comment="有新的监控记录")
    said(world, "review_claim", claim, "officer", value=Value(at(10)), comment="以监控为准")
    first, second = round_of(ticket, 1), round_of(ticket, 2)
    assert (first.state, first.stopped_at) == ("met", at(10))
    assert (second.state, second.merged_into) == ("running", None)


def test_a_denied_time_that_both_sides_hold_true_after_all_stops_the_clock_again(world: World) -> None:
    ticket = recovered(world, 10)
    said(world, "accept_claim", denied(world, ticket, 12, seen=12), "desk")
    by = {"actor": world.user("manager"), "now": world.later(minutes=1).now, "reason": "监控显示已恢复"}
    claim = actions.claim_time(ticket, fact="recover", value=Value(at(10)), **by)
    said(world, "accept_claim", claim, "lead")
    assert (round_of(ticket, 1).stopped_at, round_of(ticket, 2).merged_into) == (at(10), None)


@pytest.mark.parametrize("open_already", [False, True])
def test_the_excuse_begins_when_it_was_seen_whoever_had_claimed_the_time_before(
    world: World, open_already: bool
) -> None:
    """Seen at 10:29 and told at 11:20: a claim on the same time may be open, and becomes the denial."""
    ticket = recovered(world, 28)
    if open_already:
        by = {"actor": world.user("lead"), "now": world.now, "reason": "核对记录"}
        actions.claim_time(ticket, fact="recover", value=Value(at(27)), **by)
    claim = denied(world, ticket, 80, seen=29)
    said(world, "accept_claim", claim, "desk")
    assert round_of(ticket, 1).due_at == at(81)


def paused(world: World, ticket: Ticket, start: int, end: int | None) -> Claim:
    by = {"reason": "运营商光缆中断", "actor": world.user("manager"), "now": world.now}
    value = Value(at(start), at(end) if end is not None else None)
    return actions.claim_pause(ticket, code="incident.handle", ground="third_party", value=value, **by)


def test_a_running_pause_of_the_round_that_was_merged_ends_where_the_clock_runs_on(world: World) -> None:
    ticket = recovered(world, 10)
    denial = denied(world, ticket, 12, seen=12)
    world.at(at(15))
    pause = paused(world, ticket, 15, None)
    said(world, "accept_claim", pause, "lead")
    said(world, "accept_claim", denial, "desk")
    assert round_of(ticket, 1).resting
    world.at(at(20))
    said(world, "end_pause", pause, "manager")
    first = round_of(ticket, 1)
    assert (first.resting, first.due_at) == (False, at(35))


@pytest.mark.parametrize("first", ["denial", "pause"])
def test_what_is_claimed_of_the_round_that_was_merged_counts_in_the_whole(world: World, first: str) -> None:
    ticket = recovered(world, 10)
    denial = denied(world, ticket, 12, seen=12)
    world.at(at(20))
    answers = {"denial": (denial, "desk"), "pause": (paused(world, ticket, 13, 19), "lead")}
    for name in sorted(answers, key=lambda one: one != first):
        said(world, "accept_claim", *answers[name])
    assert (round_of(ticket, 1).due_at, round_of(ticket, 1).unsettled) == (at(36), False)


def test_the_whole_is_marked_while_a_time_on_the_round_that_was_merged_is_open(world: World) -> None:
    """Removed again at 10:45 by its entry, at 10:28 by the provider's word: by that the first round was in time."""
    ticket = recovered(world, 10)
    denial = denied(world, ticket, 12, seen=12)
    late = {"happened_at": at(28).isoformat(), "late_reason": "先抢修后补录"}
    world.at(at(45)).take(ticket, "recover", **late)
    said(world, "accept_claim", denial, "desk")
    first = round_of(ticket, 1)
    assert (first.state, first.unsettled, first.stopped_at) == ("breached", True, at(45))
    claim = Claim.objects.exclude(pk=denial.pk).get()
    said(world, "accept_claim", claim, "lead")
    assert (round_of(ticket, 1).state, standing(ticket)) == ("met", [])


def test_rounds_that_are_parted_again_keep_the_pauses_of_their_own(world: World) -> None:
    ticket = recovered(world, 10)
    denial = denied(world, ticket, 12, seen=12)
    world.at(at(20))
    said(world, "accept_claim", paused(world, ticket, 13, 19), "lead")
    said(world, "contest_claim", denial, "desk", value=None, comment="监控显示已恢复")
    said(world, "decide_claim", denial, "auditor", value=Value(nothing=True), comment="业务未恢复")
    assert round_of(ticket, 1).due_at == at(36)
    said(world, "ask_review", denial, "manager", comment="有新的监控记录")
    said(world, "review_claim", denial, "officer", value=Value(at(10)), comment="以监控为准")
    assert (round_of(ticket, 1).due_at, round_of(ticket, 2).due_at) == (at(30), at(48))


def test_a_pause_of_every_clock_leaves_out_what_nobody_judges_any_more(world: World) -> None:
    """The round that was merged and the report of a removal that was none are cancelled."""
    ticket = recovered(world, 10)
    said(world, "accept_claim", denied(world, ticket, 12, seen=12), "desk")
    by = {"reason": "地震", "actor": world.user("manager"), "now": world.now}
    claim = actions.claim_pause(ticket, code="*", ground="force_majeure", value=Value(at(11)), **by)
    assert not [clock for clock in claim.clocks.all() if clock.cancelled]
    assert ("incident.handle", 1) in [(clock.code, clock.round) for clock in claim.clocks.all()]
