"""A result handed over rests its own clock; the other side confirms it, or turns it down as if never made."""

from datetime import datetime, timedelta

from tests.world import World
from tickets.datelaw.types import ZONE

REPLACE, CONFIRM = "staff.replace", "common.confirm"


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=ZONE)


def demanded(world: World) -> object:
    """A demand of Monday 2 March: five days end on Saturday, and roll to Monday 9 March, 24:00."""
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


def test_five_days_from_the_demand_roll_off_the_weekend(world: World) -> None:
    clock = world.clock(demanded(world), REPLACE)

    assert (clock.started_at, clock.state) == (world.now, "running")
    assert (clock.nominal_due, clock.due_at) == (day(3, 8), day(3, 10))


def test_a_nomination_rests_the_providers_clock_and_starts_the_agencys(world: World) -> None:
    ticket = world.take(demanded(world), "nominate")

    assert world.clock(ticket, REPLACE).state == "paused"
    assert world.clock(ticket, CONFIRM).state == "running"


def test_a_nominee_turned_down_in_time_wins_the_provider_nothing(world: World) -> None:
    ticket = demanded(world)
    due = world.clock(ticket, REPLACE).due_at

    ticket = world.take(ticket, "nominate")
    ticket = world.at(day(3, 4, 15)).take(ticket, "reject_nominee")

    clock = world.clock(ticket, REPLACE)
    assert (clock.state, clock.due_at) == ("running", due)
    assert [rest.voided for rest in clock.pauses.all()] == [True]
    assert clock.certificates[0]["why"] == "voided"


def test_what_the_agency_overran_of_its_own_limit_is_excused(world: World) -> None:
    """Three working days from Monday end on Thursday 5 March, 24:00; the answer comes on Tuesday 10 March."""
    ticket = world.take(demanded(world), "nominate")

    ticket = world.at(day(3, 10, 9)).take(ticket, "reject_nominee")

    excused = world.clock(ticket, REPLACE).pauses.get(voided=False)
    assert (excused.started_at, excused.ended_at) == (day(3, 6), day(3, 10, 9))
    assert world.clock(ticket, REPLACE).due_at == day(3, 12)
    assert world.clock(ticket, CONFIRM).breach.occurred_at == day(3, 6)


def test_an_accepted_nominee_costs_the_provider_no_time(world: World) -> None:
    """Tuesday and Wednesday lie wholly inside the pause: two more days."""
    ticket = world.take(demanded(world), "nominate")

    ticket = world.at(day(3, 5, 9)).take(ticket, "accept_nominee")

    assert world.clock(ticket, REPLACE).nominal_due == day(3, 10)


def test_a_claim_confirmed_late_is_judged_at_the_instant_of_the_claim(world: World) -> None:
    ticket = world.take(demanded(world), "nominate", "accept_nominee")
    ticket = world.at(day(3, 9, 23)).take(ticket, "report_handover")
    ticket = world.at(day(3, 12, 10)).take(ticket, "confirm_handover")

    clock = world.clock(ticket, REPLACE)
    assert (clock.state, clock.stopped_at) == ("met", day(3, 9, 23))


def test_the_last_instant_of_a_day_is_in_time_and_the_next_is_not(world: World) -> None:
    ticket = world.take(demanded(world), "nominate", "accept_nominee")
    due = world.clock(ticket, REPLACE).due_at

    ticket = world.at(due).take(ticket, "report_handover")
    ticket = world.later(hours=1).take(ticket, "confirm_handover")

    clock = world.clock(ticket, REPLACE)
    assert (clock.state, clock.breach.occurred_at, clock.breach.detected_at) == ("breached", due, due)
    assert ticket.state == "closed"


def test_a_minute_is_in_time_to_its_very_end(world: World) -> None:
    ticket = world.file("incident")
    clock = world.clock(ticket, "incident.respond")

    ticket = world.at(clock.due_at).take(ticket, "respond")

    assert world.clock(ticket, "incident.respond").state == "met"
    late = world.file("incident")
    world.at(world.clock(late, "incident.respond").due_at + timedelta(microseconds=1)).take(late, "respond")
    assert world.clock(late, "incident.respond").state == "breached"


def test_a_recovery_turned_down_stays_met_until_that_is_settled_and_a_provisional_round_runs(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond")
    ticket = world.later(minutes=20).take(ticket, "recover")

    ticket = world.later(minutes=30).take(ticket, "reject_recovery")

    rounds = list(ticket.deadlines.filter(code="incident.handle").order_by("round"))
    assert [(one.state, one.unsettled) for one in rounds] == [("met", True), ("running", False)]
    assert rounds[1].due_at == world.now + timedelta(minutes=30)


def test_an_unstable_new_home_lets_the_clock_run_on_without_the_time_between(world: World) -> None:
    ticket = world.take(world.file("migration"), "issue_order", "demand", "submit_inventory", "agree_inventory")
    ticket = world.take(ticket, "report_moved", "accept_move")
    before = world.clock(ticket, "migration.move")
    assert before.state == "met"

    ticket = world.later(days=3).take(ticket, "report_unstable", "agree_unstable")

    clock = world.clock(ticket, "migration.move")
    assert (clock.state, clock.nominal_due - before.nominal_due) == ("running", timedelta(days=2))


def test_a_closed_fault_reopened_begins_new_rounds_and_keeps_the_old_breach(world: World) -> None:
    ticket = world.later(minutes=0).file("incident")
    ticket = world.later(minutes=9).take(ticket, "respond", "locate", "recover", "submit_report", "confirm")
    assert world.clock(ticket, "incident.respond").state == "breached"

    ticket = world.later(hours=2).take(ticket, "reopen")

    rounds = list(ticket.deadlines.filter(code="incident.respond").order_by("round"))
    assert [(one.round, one.state) for one in rounds] == [(1, "breached"), (2, "running")]
    assert rounds[0].breach.occurred_at == rounds[0].due_at


def test_a_cancelled_clock_that_was_late_stays_late(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")

    ticket = world.at(day(3, 12)).take(ticket, "withdraw_demand")

    assert world.clock(ticket, REPLACE).state == "breached"
    assert world.clock(ticket, REPLACE).stopped_at == world.now
