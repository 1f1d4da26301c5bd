"""Who is told at once, who in a digest, who not at all: the catalogue says it of each event, these tables hold it."""

import pytest

from tests.pages.claimed import claim, late_answer
from tests.world import World
from tickets import actions
from tickets.models import Notice, Ticket
from tickets.notices.catalogue import EVENTS, OF_GROUP
from tickets.notices.events import CLAIM, CLOCK, GROUPS, MOVE, ORDER, OVERSEERS, QUESTION, SUPERVISION

#: Of whatever else others do, the overseers read in their digest.
AT_ONCE = {
    "unauthorised", "outage", "breach", "authority", "claim_contested", "claim_unanswered", "claim_undecided",
}  # fmt: skip


def split(world: World, ticket: Ticket, event: str) -> tuple[set[str], set[str]]:
    """Told at once, and held for a digest."""
    rows = Notice.objects.filter(ticket=ticket, event=event).values_list("recipient__username", "held")
    return {who for who, held in rows if not held}, {who for who, held in rows if held}


def test_every_event_has_a_group_and_ends_with_something_known() -> None:
    assert {event.group for event in EVENTS} == set(GROUPS) == set(OF_GROUP)
    assert {event.until for event in EVENTS} == {"", MOVE, CLOCK, CLAIM, ORDER, QUESTION, SUPERVISION}


@pytest.mark.parametrize("event", sorted(AT_ONCE))
def test_of_what_cannot_wait_the_overseers_are_told_at_once(event: str) -> None:
    assert next(one for one in EVENTS if one.name == event).at_once == OVERSEERS


def test_a_step_of_others_reaches_the_overseers_in_their_digest_and_the_rest_at_once(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    assert split(world, ticket, "your_move") == ({"lead", "manager"}, set())
    at_once, held = split(world, ticket, "step")
    assert held == {"auditor"}
    assert {"clerk", "desk"} <= at_once


def test_a_lead_who_must_move_is_told_at_once(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    assert split(world, ticket, "your_move") == ({"lead"}, set())


def test_the_opener_is_told_of_what_changes_for_him_and_of_no_inner_step(world: World) -> None:
    ticket = world.file("incident", "clerk", on_site=True)
    world.take(ticket, "release_on_site", who="lead")
    assert not Notice.objects.filter(ticket=ticket, recipient=world.user("clerk")).exists()
    refused = world.take(world.file("exit"), "submit", "refuse")
    assert "clerk" in split(world, refused, "step")[0] | split(world, refused, "your_move")[0]


def test_a_question_goes_at_once_to_whoever_answers_it(world: World) -> None:
    ticket = late_answer(world)
    at_once, held = split(world, ticket, "claim_raised")
    assert {"clerk", "lead"} <= at_once
    assert held == {"manager", "auditor"}


def test_a_contest_goes_at_once_to_the_supervisor_and_both_leads(world: World) -> None:
    ticket = late_answer(world)
    by = {"actor": world.user("clerk"), "now": world.now, "comment": "无此通话"}
    actions.contest_claim(claim(ticket).pk, value=None, **by)
    at_once, held = split(world, ticket, "claim_contested")
    assert ({"lead", "manager", "auditor"} <= at_once, held) == (True, set())


def test_a_fault_of_an_important_system_is_told_to_the_overseers_at_once(world: World) -> None:
    assert world.system.important
    ticket = world.file("incident", "clerk")
    at_once, held = split(world, ticket, "outage")
    assert ({"lead", "auditor"} <= at_once, held) == (True, set())
    plain = world.contract.systems.filter(important=False).first()
    assert not Notice.objects.filter(ticket=world.file("incident", "clerk", system=plain), event="outage").exists()


def test_an_internal_target_is_told_to_its_holder_and_weekly_to_his_own_lead(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    clock = world.clock(ticket, "restart.verify")
    while (at := world.clock(ticket, "restart.verify").next_at) is not None:
        assert actions.fire(clock.pk, at)
    told = Notice.objects.filter(deadline=clock)
    assert set(told.filter(held="").values_list("recipient__username", flat=True)) == {"desk"}
    assert set(told.exclude(held="").values_list("recipient__username", "held", "event")) == {
        ("manager", "weekly", "breach")
    }
    assert not told.filter(urgent=True).exists()


def test_a_missed_clock_of_the_contract_is_urgent(world: World) -> None:
    ticket = world.file("incident")
    clock = world.clock(ticket, "incident.respond")
    world.at(clock.due_at).later(seconds=2)
    assert actions.fire(clock.pk, world.now)
    told = Notice.objects.filter(deadline=clock, event="breach")
    assert {"lead", "manager", "auditor"} <= set(told.values_list("recipient__username", flat=True))
    assert set(told.values_list("urgent", "held")) == {(True, "")}


def test_a_day_of_others_steps_rings_at_a_lead_for_his_own_moves_alone(world: World) -> None:
    """Measured on the release before: 35 new ones in twenty minutes."""
    Notice.objects.all().delete()
    for _order in range(3):
        world.take(world.file("incident"), "respond", "start_handling", "locate", "recover", "submit_report")
    lead = Notice.objects.filter(recipient=world.user("lead"), held="")
    assert set(lead.values_list("event", flat=True)) <= {"your_move", "outage"}
