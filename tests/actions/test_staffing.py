"""节假日与重保值守 (3.9, 9.11): a plan before, attendance after; absence is only what somebody saw or said."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.world import World
from tickets import actions, attendance
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.clocks.timers import Clockwork
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.models import Contract, System, Ticket

ENDING = import_module("tickets.migrations.0067_duties_end_by_time")
INSTANT = timedelta(microseconds=1)
WINDOW: dict[str, Any] = {"plan_by": "2026-03-04"}


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


@pytest.fixture
def asked(world: World) -> Ticket:
    return world.file("staffing", duty_from=at(6).isoformat(), duty_to=at(9, 18).isoformat(), **WINDOW)


def start_clock(world: World, ticket: Ticket, code: str) -> None:
    values = {"duty_to": datetime.fromisoformat(ticket.fields["duty_to"])}
    rows = readings.latest(ticket)
    clocks = Clockwork(ticket=ticket, rules=Rules(ticket.contract), now=world.now, rows=rows, values=values)
    clocks.start(code)
    clocks.save()


def ended(world: World, ticket: Ticket) -> Ticket:
    """As time itself ends the duty."""
    over = datetime.fromisoformat(ticket.fields["duty_to"]) + INSTANT
    assert actions.lapse(ticket.pk, over)
    world.at(max(world.now, over))
    return world.fresh(ticket)


@pytest.fixture
def on_duty(world: World, asked: Ticket) -> Ticket:
    return world.take(asked, "submit_duty_plan", "agree_duty_plan")


def test_the_plan_is_due_on_the_day_agreed_and_attendance_three_working_days_after_the_duty(
    world: World, asked: Ticket
) -> None:
    assert world.clock(asked, "staffing.plan").last_day == at(4).date()
    ticket = world.take(asked, "submit_duty_plan", "agree_duty_plan")
    over = ended(world, ticket)
    sheet = world.clock(over, "staffing.sheet")
    assert (sheet.party, sheet.started_at, sheet.due_at) == ("provider", at(9, 18) + INSTANT, at(13, 0))
    assert {"desk", "manager", "auditor"} <= world.told(ticket, "step") | world.told(ticket, "your_move")


def test_a_duty_begins_on_its_hour_whatever_became_of_its_plan(world: World, asked: Ticket) -> None:
    assert not actions.lapse(asked.pk, at(6))
    assert actions.lapse(asked.pk, at(6) + INSTANT)
    ticket = world.fresh(asked)
    assert (ticket.state, world.audit(ticket)[-1].actor) == ("on_duty", None)
    assert {"clerk", "lead"} <= world.told(ticket, "step")

    plan = world.clock(ticket, "staffing.plan")
    assert (plan.cancelled, plan.state) == (True, "breached")


def test_nobody_is_found_or_signs_in_before_the_duty_begins(world: World, on_duty: Ticket) -> None:
    for name, who in (
        ("find_absent", "auditor"), ("find_present", "clerk"), ("report_absence", "desk"), ("sign_duty", "desk"),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            world.take(on_duty, name, who=who)


def test_a_finding_of_absence_is_taken_back_with_its_reason(world: World, on_duty: Ticket) -> None:
    ticket = world.at(at(7)).take(on_duty, "find_absent", who="auditor")
    ticket = ended(world, world.take(ticket, "withdraw_absence", who="auditor"))
    assert world.at(at(10)).take(ticket, "hand_in_sheet").state == "closed"


def test_a_plan_that_waits_for_its_answer_when_the_duty_begins_was_handed_in(world: World, asked: Ticket) -> None:
    ticket = world.take(asked, "submit_duty_plan")
    assert actions.lapse(ticket.pk, at(6) + INSTANT)
    assert world.clock(ticket, "staffing.plan").state == "met"


def test_an_agreed_duty_does_not_begin_a_second_time_and_ends_by_its_hour(on_duty: Ticket) -> None:
    assert on_duty.lapses_at == at(9, 18)
    assert not actions.lapse(on_duty.pk, at(9, 18))


def test_attendance_is_told_when_the_duty_is_over(world: World, on_duty: Ticket) -> None:
    for name in ("end_duty", "hand_in_sheet"):
        with pytest.raises(WrongState):
            world.at(at(9, 18)).take(on_duty, name)
    assert world.take(ended(world, on_duty), "hand_in_sheet").state == "closed"


@pytest.mark.parametrize(("found", "closes"), [("find_present", True), ("find_absent", False)])
def test_nobody_is_absent_but_by_a_check_or_the_providers_own_word(
    world: World, on_duty: Ticket, found: str, closes: bool
) -> None:
    ticket = world.at(at(7)).take(on_duty, "sign_duty", who="desk")
    ticket = ended(world, world.take(ticket, found, who="clerk"))
    if closes:
        assert world.take(ticket, "hand_in_sheet").state == "closed"
        return
    assert {"lead", "auditor"} <= world.told(ticket, "step")
    with pytest.raises(WrongState, match="无人在岗"):
        world.take(ticket, "hand_in_sheet")
    checked = world.take(ticket, "hand_in_lapses", absence_answers=[{"absence_no": "1", "answer": "accept"}])
    assert world.clock(checked, "staffing.sheet").resting
    assert world.take(checked, "confirm_sheet").state == "closed"


def test_a_duty_that_began_under_an_earlier_release_ends_by_its_hour_and_keeps_the_clock_that_runs(
    world: World, on_duty: Ticket
) -> None:
    """There the sheet's clock was started with the duty, and no hour was kept at which it ends."""
    start_clock(world, on_duty, "staffing.sheet")
    fields = {name: value for name, value in on_duty.fields.items() if name != "duty_sort"}
    Ticket.objects.filter(pk=on_duty.pk).update(lapses_at=None, fields=fields, form_edition=1)
    ENDING.end(apps, connection.schema_editor())
    assert world.fresh(on_duty).lapses_at == at(9, 18)

    ticket = ended(world, world.fresh(on_duty))
    (sheet,) = ticket.deadlines.filter(code="staffing.sheet")
    assert (ticket.state, sheet.round, sheet.started_at, sheet.due_at) == ("reporting", 1, at(9, 18), at(13, 0))
    assert world.take(ticket, "hand_in_sheet").state == "closed"


def test_an_absence_that_an_earlier_release_took_down_has_no_interval_and_is_taken_back_as_before() -> None:
    said = [attendance.AttendanceAct("find_absent", "agency", at(7), {"checked_site": "云机房"})] * 2
    (first, second) = attendance.absences(said, at(9, 18))
    assert (first.lasted, first.unsettled, second.number) == (None, True, "2")
    taken_back = attendance.absences([*said, attendance.AttendanceAct("withdraw_absence", "agency", at(8), {})])
    assert not any(one.counts for one in taken_back)


def test_what_is_returned_runs_on(world: World, asked: Ticket) -> None:
    returned = world.take(asked, "submit_duty_plan", "return_duty_plan")
    assert (returned.state, world.clock(returned, "staffing.plan").open) == ("planning", True)


def test_a_duty_ends_after_it_begins_and_its_plan_lies_between_today_and_its_beginning(world: World) -> None:
    for duty_to, plan_by, wrong in ((at(5), "2026-03-01", {"duty_to", "plan_by"}), (at(9), "2026-03-07", {"plan_by"})):
        with pytest.raises(Invalid) as refused:
            world.file("staffing", duty_from=at(6).isoformat(), duty_to=duty_to.isoformat(), plan_by=plan_by)
        assert set(refused.value.errors) == wrong


@pytest.fixture
def recurring(world: World) -> World:
    """In service since January, when the contract came here; months are neither reported on nor assessed."""
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=datetime(2026, 1, 1, tzinfo=ZONE))
    System.objects.filter(pk=world.system.pk).update(live_since=datetime(2026, 1, 5, tzinfo=ZONE))
    rules = ("report.monthly", "report.authority", "report.plan", "assessment.monthly", "staffing.monthly")
    world.contract.interpretations.filter(key__in=rules).update(value="off")
    return world


def test_a_holiday_of_three_days_is_guarded_with_five_working_days_for_its_plan(recurring: World) -> None:
    """清明, 4 to 6 April 2026: the sixth working day before it is 27 March."""
    assert [actions.open_recurring(at(day)) for day in (26, 27, 28)] == [0, 1, 0]
    (opened,) = Ticket.objects.filter(contract=recurring.contract, kind="staffing")
    assert (opened.title, opened.opened_by, opened.state) == ("2026年清明节假期值守", None, "planning")
    assert recurring.clock(opened, "staffing.plan").last_day == datetime(2026, 4, 3).date()
    assert {"desk", "manager"} <= recurring.told(opened, "your_move")
    begins = datetime(2026, 4, 4, tzinfo=ZONE)
    assert (opened.lapses_at, opened.fields["duty_to"]) == (begins, datetime(2026, 4, 7, tzinfo=ZONE).isoformat())
    assert actions.lapse(opened.pk, begins + INSTANT)
    assert recurring.fresh(opened).state == "on_duty"


def test_a_holiday_that_has_begun_is_not_guarded_any_more_and_one_that_is_near_before_it(recurring: World) -> None:
    assert actions.open_recurring(datetime(2026, 4, 4, 1, tzinfo=ZONE)) == 0
    assert actions.open_recurring(datetime(2026, 4, 29, 9, tzinfo=ZONE)) == 1
    (late,) = Ticket.objects.filter(contract=recurring.contract, kind="staffing")
    assert late.fields["plan_by"] == "2026-04-30"


@pytest.mark.parametrize(("key", "value"), [("staffing.guard", "off"), ("staffing.holiday_days", 4)])
def test_what_the_contract_has_not_switched_on_or_is_shorter_is_left_to_people(
    recurring: World, key: str, value: object
) -> None:
    recurring.contract.interpretations.filter(key=key).update(value=value)
    assert actions.open_recurring(at(27)) == 0
