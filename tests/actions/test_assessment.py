"""月度考核 (8.1, annex 3.3): scored by the agreed sheet, issued, objected to or not; nothing is typed but points."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, register, scores
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Contract, Ticket

INSTANT = timedelta(microseconds=1)
FULL = [
    {"score_item": "availability", "points": 40},
    {"score_item": "faults", "points": 30},
    {"score_item": "service", "points": 30},
]
POOR = [{**FULL[0], "points": 9}, *FULL[1:]]


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def month(world: World) -> Ticket:
    """February is over, and 2 March a Monday."""
    return world.file("assessment")


def scored(world: World, lines: list[dict[str, Any]] = FULL) -> Ticket:
    return world.take(world.take(world.file("assessment"), "end_month"), "submit_score", score_lines=lines)


def failed(world: World, month: int, *, ends: str = "accept_result") -> Ticket:
    """A month of 2026 that is scored too low."""
    first = date(2026, month, 1)
    last = date(2026, month + 1, 1) - timedelta(days=1)
    ticket = world.at(at(month + 1, 2)).file("assessment", month=first.isoformat(), month_ends=last.isoformat())
    ticket = world.take(ticket, "end_month")
    if ends == "skip_month":
        return world.take(ticket, ends)
    return world.take(world.take(ticket, "submit_score", score_lines=POOR), "issue_result", ends)


def test_the_order_keeps_the_sheet_that_was_agreed_when_it_was_opened(world: World, month: Ticket) -> None:
    assert (month.fields["pass_mark"], len(month.fields["score_sheet"])) == (80, 3)
    Contract.objects.filter(pk=world.contract.pk).update(score_sheet=None)
    ticket = world.take(month, "end_month")
    assert world.take(ticket, "submit_score", score_lines=FULL).state == "approving"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([{"score_item": "speed", "points": 1}, *FULL], "第1行"),
        ([FULL[0], {**FULL[1], "points": 31}, FULL[2]], "第2行：最多30分"),
        ([*FULL, FULL[0]], "第4行"),
        (FULL[:2], "服务与报告"),
    ],
)
def test_what_lies_beyond_the_sheet_is_refused_at_its_row(
    world: World, month: Ticket, lines: list[dict[str, Any]], said: str
) -> None:
    ticket = world.take(month, "end_month")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "submit_score", score_lines=lines)
    assert said in refused.value.errors["score_lines"][0]


@pytest.mark.parametrize(("points", "passed"), [(20, True), (19, False)])
def test_sum_and_result_follow_from_the_points(world: World, points: int, passed: bool) -> None:
    ticket = scored(world, [{**FULL[0], "points": points}, *FULL[1:]])
    world.take(ticket, "issue_result", "accept_result")
    (result,) = scores.of_contract(world.contract)
    assert (result.sum, result.most, result.pass_mark, result.passed, result.settled) == (
        60 + points, 100, 80, passed, True,
    )  # fmt: skip


def test_the_supervisor_who_rules_records_nothing_and_so_can_always_rule(world: World, month: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(month, "record_check", who="auditor")
    ticket = world.take(month, "record_check", who="clerk")
    ticket = world.take(ticket, "end_month", "submit_score", "issue_result", "object_to_result")
    assert world.clock(ticket, "assessment.decide").party == "supervisor"
    assert world.take(ticket, "decide_result", score_lines=FULL).state == "closed"


def test_a_ruling_scores_anew_and_both_scores_stay(world: World) -> None:
    ticket = world.take(scored(world, POOR), "issue_result", "object_to_result")
    ticket = world.take(ticket, "decide_result", score_lines=FULL)
    (result,) = scores.of_contract(world.contract)
    assert (result.sum, result.ruled, result.passed) == (100, True, True)
    kept = {one.name: one.data["score_lines"][0]["points"] for one in ticket.endorsements.filter(voided_at=None)}
    assert kept == {"scored": 9, "ruled": 40}


def test_silence_ends_the_right_to_object_and_agrees_to_nothing(world: World) -> None:
    ticket = world.take(scored(world), "issue_result")
    assert ticket.fields["objection_by"] == "2026-03-05"
    assert not actions.lapse(ticket.pk, at(3, 5, 23))
    assert actions.lapse(ticket.pk, at(3, 6, 0))
    ticket = world.fresh(ticket)
    assert (ticket.state, world.audit(ticket)[-1].action, world.audit(ticket)[-1].actor) == (
        "closed", "lapse_objection", None,
    )  # fmt: skip
    assert not ticket.deadlines.filter(code="assessment.score", breached_at__isnull=False).exists()
    (result,) = scores.of_contract(world.contract)
    assert not result.settled


@pytest.mark.parametrize(("way", "counted"), [("accept_result", True), ("", False)])
def test_a_complaint_counts_once_the_month_is_accepted_and_silence_settles_none(
    world: World, month: Ticket, way: str, counted: bool
) -> None:
    ticket = world.take(month, "record_complaint")
    assert {"desk", "manager"} <= world.told(ticket, "step")
    ticket = world.take(ticket, "end_month", "submit_score", "issue_result")
    if way:
        world.take(ticket, way)
    else:
        assert actions.lapse(ticket.pk, at(3, 6))
    (complaint,) = scores.complaints(world.contract, scores.of_contract(world.contract))
    assert (complaint.number, complaint.settled) == (ticket.number, counted)


def test_a_complaint_about_availability_names_the_order_of_the_outage(world: World, month: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(month, "record_complaint", complaint_about="availability")
    assert set(refused.value.errors) == {"outage_order"}
    fault = world.file("incident")
    assert world.take(month, "record_complaint", complaint_about="availability", outage_order=fault.number)


def test_three_failed_months_in_a_row_are_told_to_the_agencys_lead(world: World) -> None:
    assert world.told(failed(world, 2), "failed_in_a_row") == set()
    assert world.told(failed(world, 3), "failed_in_a_row") == set()
    third = failed(world, 4)
    assert world.told(third, "failed_in_a_row") == {"lead"}


def test_a_month_that_is_left_unscored_breaks_the_row(world: World) -> None:
    for month, ends in ((2, "accept_result"), (3, "skip_month"), (4, "accept_result"), (5, "accept_result")):
        last = failed(world, month, ends=ends)
    assert world.told(last, "failed_in_a_row") == set()


def test_a_month_is_assessed_once_and_named_by_its_first_day(world: World, month: Ticket) -> None:
    with pytest.raises(Invalid) as again:
        world.file("assessment")
    assert month.number in again.value.errors["month"][0]
    with pytest.raises(Invalid) as strange:
        world.file("assessment", month="2026-01-02", month_ends="2026-01-31", pass_mark=60)
    assert set(strange.value.errors) == {"month", "pass_mark"}


def test_the_month_ends_by_itself(world: World) -> None:
    ticket = world.file("assessment", month="2026-03-01", month_ends="2026-03-31")
    with pytest.raises(WrongState):
        world.take(ticket, "end_month")
    assert not actions.lapse(ticket.pk, at(3, 31, 23))
    assert actions.lapse(ticket.pk, at(4, 1, 0))
    ticket = world.fresh(ticket)
    assert ticket.state == "scoring"
    score = world.clock(ticket, "assessment.score")
    assert (score.party, score.due_at) == ("agency", at(4, 14, 0))


def test_the_service_opens_each_month_once_where_a_sheet_is_agreed(world: World) -> None:
    world.contract.systems.update(live_since=at(1, 5))
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=at(1, 1))
    actions.open_recurring(at(4, 1))
    actions.open_recurring(at(4, 2))
    opened = Ticket.objects.filter(contract=world.contract, kind="assessment").order_by("number")
    assert [one.fields["month"] for one in opened] == ["2026-03-01", "2026-04-01"]
    assert {one.state for one in opened} == {"collecting"}
    assert [one.lapses_at for one in opened] == [at(4, 1, 0) - INSTANT, at(5, 1, 0) - INSTANT]
    assert actions.lapse(opened[0].pk, at(4, 2))


def test_without_an_agreed_sheet_the_kind_is_not_offered_and_nothing_recurs(world: World) -> None:
    Contract.objects.filter(pk=world.contract.pk).update(score_sheet=None, loaded_at=at(1, 1))
    world.contract.refresh_from_db()
    world.contract.systems.update(live_since=at(1, 5))
    assert register.missing([world.contract])[world.contract.pk]["assessment"] == ("score_sheet",)
    actions.open_recurring(at(4, 1))
    assert not Ticket.objects.filter(kind="assessment").exists()
    with pytest.raises(WrongState):
        world.file("assessment")
