"""A change beside the plain way: urgent, temporary, rolled back, at another hour. By the door, as its people would."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.models import Ticket

TEMPORARY: dict[str, Any] = {"term": "temporary", "end_date": "2026-03-20"}
WORKED = ("accept", "start_work", "deliver")


def urgent(world: World) -> Ticket:
    return world.take(world.file("change", type="software", lines=[]), "submit_urgent", "authorize_urgent")


def temporary(world: World) -> Ticket:
    ticket = world.file("change", **TEMPORARY)
    return world.take(ticket, "submit", "approve", "record_filing", *WORKED, "confirm_temporary")


def test_urgent_work_goes_first_and_cannot_close_before_its_number_is_there(world: World) -> None:
    ticket = world.take(urgent(world), *WORKED)
    assert world.clock(ticket, "change.file_late").state == "running"
    with pytest.raises(WrongState, match="备案号"):
        world.take(ticket, "confirm")

    ticket = world.take(ticket, "file_afterwards")
    assert world.clock(ticket, "change.file_late").state == "paused"
    ticket = world.take(ticket, "return_late_filing", "file_afterwards", "record_late_filing", "confirm")

    assert ticket.state == "closed"
    assert world.clock(ticket, "change.file_late").state == "met"


def test_urgent_work_that_never_began_may_be_ended_without_a_number(world: World) -> None:
    assert world.take(urgent(world), "cancel").state == "cancelled"


def test_urgent_work_that_began_is_not_ended_by_rolling_it_back(world: World) -> None:
    ticket = world.take(urgent(world), "accept", "start_work", "roll_back", "report_undone")
    with pytest.raises(WrongState, match="备案号"):
        world.take(ticket, "confirm_undone")


def test_a_filed_change_owes_no_filing_afterwards(world: World) -> None:
    ticket = world.take(world.file("change", type="software", lines=[]), "submit", "approve", "record_filing")
    with pytest.raises(WrongState, match="补报"):
        world.take(ticket, "file_afterwards")


def test_a_temporary_growth_takes_effect_ends_and_is_given_back(world: World) -> None:
    ticket = temporary(world)
    assert ticket.state == "in_effect"
    assert world.clock(ticket, "change.temporary_end").due_at == datetime(2026, 3, 21, tzinfo=ZONE)
    ticket = world.take(ticket, "give_back", "report_undone", "confirm_reclaimed")
    assert ticket.state == "closed"
    assert world.clock(ticket, "change.temporary_end").state == "met"


def test_a_temporary_growth_is_extended_and_only_forwards(world: World) -> None:
    ticket = temporary(world)
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "ask_extension", end_date="2026-03-20")
    assert set(refused.value.errors) == {"end_date"}
    ticket = world.take(ticket, "ask_extension", end_date="2026-03-27")
    ticket = world.take(ticket, "extend_temporary")
    assert ticket.fields["end_date"] == "2026-03-27"
    assert world.clock(ticket, "change.temporary_end").due_at == datetime(2026, 3, 28, tzinfo=ZONE)


def test_the_provider_reclaims_only_after_the_end_date(world: World) -> None:
    ticket = temporary(world)
    with pytest.raises(WrongState, match="截止日期"):
        world.take(ticket, "reclaim_expired")
    ticket = world.later(days=19).take(ticket, "reclaim_expired", "report_undone")
    with pytest.raises(WrongState, match="回收办结"):
        world.take(ticket, "confirm_undone")
    assert world.take(ticket, "confirm_reclaimed").state == "closed"


def test_a_roll_back_can_be_tried_again_and_wins_the_provider_nothing(world: World) -> None:
    ticket = world.take(world.file("change", **TEMPORARY), "submit", "approve", "record_filing")
    begun = world.clock(ticket, "change.expand").due_at
    ticket = world.take(ticket, *WORKED, "roll_back", "report_undone", "retry")
    assert ticket.state == "scheduled"
    assert world.clock(ticket, "change.expand").state == "running"
    assert world.clock(ticket, "change.expand").due_at == begun
    ticket = world.take(ticket, "start_work", "deliver", "confirm_temporary")
    assert ticket.state == "in_effect"


def interrupting(world: World, hours: int) -> dict[str, Any]:
    start: datetime = world.now + timedelta(hours=hours)
    window = {"window_start": start.isoformat(), "window_end": (start + timedelta(hours=4)).isoformat()}
    return {"type": "software", "lines": [], "interrupts": True, **window}


def test_where_service_is_interrupted_the_time_up_to_the_window_is_not_the_providers(world: World) -> None:
    ticket = world.file("change", **interrupting(world, 72))
    ticket = world.take(ticket, "submit", "approve", "record_filing", "accept")
    assert world.clock(ticket, "common.implement").state == "paused"
    with pytest.raises(WrongState, match="计划实施时间"):
        world.take(ticket, "start_work")
    ticket = world.later(hours=73).take(ticket, "start_work")
    assert ticket.state == "implementing"


def test_another_window_needs_the_lead_and_keeps_the_filing(world: World) -> None:
    ticket = world.file("change", **interrupting(world, 72))
    ticket = world.take(ticket, "submit", "approve", "record_filing", "accept")
    later = interrupting(world, 96)
    window: dict[str, Any] = {name: later[name] for name in ("window_start", "window_end")}
    with pytest.raises(Invalid):
        world.take(ticket, "reschedule", **(window | {"window_end": later["window_start"]}))
    ticket = world.take(ticket, "reschedule", **window)
    ticket = world.take(ticket, "approve_window")
    assert ticket.fields["window_start"] == later["window_start"]
    assert world.later(hours=97).take(ticket, "start_work").state == "implementing"


def test_a_window_that_is_kept_leaves_everything_as_it_was(world: World) -> None:
    ticket = world.take(world.file("change", **interrupting(world, 72)), "submit", "approve", "record_filing", "accept")
    kept = ticket.fields["window_start"]
    ticket = world.take(ticket, "reschedule", "keep_window")
    assert ticket.fields["window_start"] == kept
    assert world.clock(ticket, "common.implement").state == "paused"


def test_a_change_that_fits_no_type_is_refused_at_its_fields(world: World) -> None:
    ticket = world.file("change", type="reduction", data_saved=False)
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "submit")
    assert set(refused.value.errors) == {"lines", "data_saved"}


def test_the_authority_sets_a_second_limit_only_when_the_first_is_missed(world: World) -> None:
    ticket = world.take(world.file("change", **TEMPORARY), "submit", "approve", "record_filing", "accept")
    with pytest.raises(WrongState, match="超期"):
        world.take(ticket, "order_expansion")
    ticket = world.later(days=10).take(ticket, "order_expansion", days=3)
    assert world.clock(ticket, "change.expand_again").state == "running"
    with pytest.raises(WrongState):
        world.take(ticket, "order_expansion")
