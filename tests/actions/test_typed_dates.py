"""No typed date is beyond what it may mean, and none that time has overtaken is sent on (review M6, m1, m2, m4, m5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FILED = "submit approve record_filing accept"
DEPLOYED = f"{FILED} submit_plan agree_plan deliver_resources accept_resources"
LEFT = f"{FILED} submit_inventory agree_inventory report_moved accept_move"


def refused(world: World, ticket: Ticket, step: str, **typed: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        world.take(ticket, step, **typed)
    return refusal.value.errors


@pytest.mark.parametrize(
    ("kind", "typed", "field", "said"),
    [
        ("onboarding", {"planned_date": "2020-01-01"}, "planned_date", "不得早于今天2026年3月2日。"),
        (
            "change",
            {"window_start": "2020-01-01T22:00"},
            "window_start",
            "不得早于可以补录的最早时间2026年3月1日 10:00。",
        ),
        (
            "go_live",
            {"window_start": "2026-03-01T22:00", "window_end": "2026-03-02T02:00"},
            "window_end",
            "须晚于现在2026年3月2日 10:00。",
        ),
        ("change", {"term": "temporary", "end_date": "2030-01-01"}, "end_date", "不得晚于最后服务日2026年12月31日。"),
        ("migration", {"ordered_on": "2019-05-01"}, "ordered_on", "不得早于服务期起始日2026年1月1日。"),
    ],
)
def test_an_order_says_nothing_that_is_past_or_beyond_the_term(
    world: World, kind: str, typed: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        world.file(kind, **typed)
    assert refusal.value.errors == {field: [said]}


@pytest.mark.parametrize(
    ("day", "said"),
    [("2025-01-01", "不得早于报备日期2026年3月2日。"), ("2030-01-01", "不得晚于今天2026年3月3日。")],
)
def test_a_filing_lies_between_its_seal_and_now(world: World, day: str, said: str) -> None:
    ticket = world.take(world.file("exit"), "submit", "approve")
    assert refused(world.later(days=1), ticket, "record_filing", filed_on=day) == {"filed_on": [said]}


def test_a_late_filing_is_dated_from_when_it_was_handed_in(world: World) -> None:
    ticket = world.take(world.file("change", type="software", lines=None), "submit_urgent", "authorize_urgent")
    ticket = world.later(days=1).take(ticket, "file_afterwards")
    said = refused(world, ticket, "record_late_filing", filed_on="2026-03-02")
    assert said == {"filed_on": ["不得早于补报备日期2026年3月3日。"]}


@pytest.mark.parametrize("day", ["2019-01-01", "2026-03-03"])
def test_a_security_test_is_neither_ahead_nor_of_another_age(world: World, day: str) -> None:
    ticket = world.take(world.file("onboarding"), *DEPLOYED.split())
    assert set(refused(world, ticket, "submit_test", tested_on=day)) == {"tested_on"}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"shut_down_on": "2026-03-01"}, {"shut_down_on"}),
        ({"shut_down_on": "2026-06-01"}, {"shut_down_on"}),
        ({"observed_from": "2026-03-01"}, {"observed_from"}),
        ({"observed_to": "2026-03-03"}, {"observed_to"}),
    ],
)
def test_stability_is_observed_after_the_hand_over_and_the_shutdown_set_within_reach(
    world: World, typed: dict[str, str], fields: set[str]
) -> None:
    ticket = world.take(world.file("exit"), *LEFT.split())
    assert set(refused(world, ticket, "confirm_stable", **typed)) == fields


def test_the_contract_says_how_many_days_are_observed(world: World) -> None:
    world.contract.interpretations.filter(key="leaving.stable_days").update(value=3)
    ticket = world.take(world.file("exit"), *LEFT.split())
    typed = {"observed_from": "2026-03-02", "observed_to": "2026-03-03", "shut_down_on": "2026-03-04"}
    said = refused(world.later(days=2), ticket, "confirm_stable", **typed)
    assert said == {"observed_to": ["不得早于观察期应满日期2026年3月4日。"]}
    assert world.take(ticket, "confirm_stable", **typed | {"observed_to": "2026-03-04"}).state == "shutting_down"


def test_a_nominee_is_there_within_the_limit_and_stops_no_clock_for_years(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    said = refused(world, ticket, "nominate", available_from="2027-12-31")
    assert said == {"available_from": ["不得晚于更换期限最后一日2026年3月9日。"]}
    assert world.take(ticket, "nominate", available_from="2026-03-09").state == "reviewing_nominee"


def test_a_nominee_is_refused_on_a_ground_and_counted(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    assert set(refused(world, ticket, "reject_nominee", reject_ground="他不行")) == {"reject_ground"}
    ticket = world.take(ticket, "reject_nominee", "nominate", "reject_nominee")
    assert {"manager", "auditor"} <= world.told(ticket, "your_move") | world.told(ticket, "step")


# --- what time has overtaken ---


@pytest.mark.parametrize(
    ("way", "step"),
    [
        ("", "submit"),
        ("submit", "approve"),
        ("submit approve", "record_filing"),
        ("submit approve", "register_filing"),
        ("submit approve record_filing", "accept"),
        ("submit approve return_filing", "correct_filing"),
    ],
)
def test_an_order_whose_window_is_over_is_not_sent_on(world: World, way: str, step: str) -> None:
    ticket = world.take(world.file("go_live"), *way.split())
    ends = datetime.fromisoformat(ticket.fields["window_end"])
    said = refused(world.at(ends), ticket, step)["window_end"][0]
    assert said.startswith("“计划实施时间（止）”已不适用：须晚于现在2026年3月2日 14:00。")
    assert "改期" in said


@pytest.mark.parametrize("way", ["submit approve", "submit approve record_filing"])
def test_another_window_is_agreed_to_where_the_order_is_and_needs_no_new_filing(world: World, way: str) -> None:
    ticket = world.take(world.file("go_live"), *way.split())
    state = ticket.state
    world.at(datetime.fromisoformat(ticket.fields["window_end"]) + HOUR)
    ticket = world.take(ticket, "propose_window")
    with pytest.raises(Forbidden):
        world.take(ticket, "agree_window", who="clerk")
    ticket = world.take(ticket, "agree_window")

    assert (ticket.state, "officer" in world.told(ticket, "your_move") | world.told(ticket, "step")) == (state, True)
    rest = [step for step in ("record_filing", "accept") if step not in way]
    assert world.take(ticket, *rest).state == "preparing"


def test_a_proposed_window_that_is_over_is_not_agreed_to(world: World) -> None:
    ticket = world.take(world.file("go_live"), "submit", "approve", "propose_window")
    with pytest.raises(WrongState, match="新的实施时间已过"):
        world.later(hours=5).take(ticket, "agree_window")


def test_a_planned_day_binds_the_agency_and_not_those_who_come_after(world: World) -> None:
    late = world.take(world.file("exit", planned_date="2026-03-03"), "submit")
    ticket = world.take(world.file("exit", planned_date="2026-03-03"), "submit", "approve")
    assert set(refused(world.later(days=2), late, "approve")) == {"planned_date"}
    assert world.take(ticket, "record_filing").state == "accepting"


# --- the second limit ---


@pytest.fixture
def mistyped(world: World) -> Ticket:
    ticket = world.take(
        world.file("change"), *["submit_for_costing", "clear_cost", "approve", "record_filing", "accept"]
    )
    return world.at(world.clock(ticket, "change.expand").due_at).take(ticket, "order_expansion", days=30)


def test_a_mistyped_second_limit_is_put_right_from_its_own_start(world: World, mistyped: Ticket) -> None:
    start = world.now
    ticket = world.later(days=1).take(mistyped, "correct_expansion", days=3)
    clock = world.clock(ticket, "change.expand_again")
    assert (clock.round, clock.limit_n, clock.started_at) == (1, 3, start)
    assert clock.due_at < start + 5 * DAY
    assert clock.certificates[-1]["why"] == "limit corrected"
    assert {"lead", "manager", "auditor"} <= world.told(ticket, "step") | world.told(ticket, "your_move")


def test_it_is_not_made_a_breach_by_its_correction(world: World, mistyped: Ticket) -> None:
    assert set(refused(world.later(days=5), mistyped, "correct_expansion", days=3)) == {"days"}


@pytest.mark.parametrize("steps", ["reschedule", "start_work deliver", "start_work roll_back"])
def test_it_is_ordered_wherever_the_growth_is_owed(world: World, steps: str) -> None:
    way = "submit_for_costing clear_cost approve record_filing accept"
    ticket = world.take(world.file("change"), *way.split())
    world.at(world.clock(ticket, "change.expand").due_at)
    window = {"window_start": (world.now + HOUR).isoformat(), "window_end": (world.now + 2 * HOUR).isoformat()}
    for step in steps.split():
        ticket = world.take(ticket, step, **(window if step == "reschedule" else {}))
    ticket = world.take(ticket, "order_expansion", days=4)
    assert world.clock(ticket, "change.expand_again").state == "running"
