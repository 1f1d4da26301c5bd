"""A contract that reads an open question otherwise is obeyed from the next act on; a clock keeps how it is counted."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, register
from tickets.datelaw.types import ZONE
from tickets.errors import Refusal, WrongState
from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.models import Deadline, Ticket
from tickets.policy import contract_files

REAL = contract_files.read(contract_files.CONTRACTS / f"{contracts.REAL}.toml", KNOWN)


def load(world: World, key: str, value: str) -> None:
    """The demo's contract, loaded again with another answer to one question."""
    terms = contracts.reissue(REAL, number="DEMO", starts=world.contract.starts)
    terms = contracts.with_system(terms, contracts.KEY_SYSTEM, important=True, vendor=contracts.DEVELOPER)
    answers = tuple(replace(each, value=value) if each.key == key else each for each in terms.interpretations)
    register.load(replace(terms, interpretations=answers), now=world.now)
    world.contract.refresh_from_db()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def clocks(ticket: Ticket) -> set[str]:
    return set(Deadline.objects.filter(ticket=ticket, stopped_at=None).values_list("code", flat=True))


# --- M2: from when a demand takes effect ---


def test_a_demand_that_takes_effect_on_receipt_starts_its_clock_when_it_is_acknowledged(world: World) -> None:
    load(world, "notice.effect", "receipt")
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    assert "staff.replace" not in clocks(ticket)
    world.later(hours=20)
    ticket = world.take(ticket, "acknowledge")
    assert world.clock(ticket, "staff.replace").started_at == world.now


def test_whoever_answers_a_demand_has_received_it(world: World) -> None:
    load(world, "notice.effect", "receipt")
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.later(days=1)
    ticket = world.take(ticket, "nominate")
    clock = world.clock(ticket, "staff.replace")
    assert (clock.started_at, clock.state) == (world.now, "paused")
    assert world.take(ticket, "accept_nominee", "report_handover", "confirm_handover").closed_at == world.now


@pytest.mark.parametrize(
    ("kind", "steps", "clock"),
    [
        ("migration", ("issue_order", "demand"), "migration.move"),
        ("switchover", ("submit", "issue_notice"), "switchover.move"),
    ],
)
def test_every_written_demand_is_read_alike(world: World, kind: str, steps: tuple[str, ...], clock: str) -> None:
    load(world, "notice.effect", "receipt")
    ticket = world.take(world.file(kind), *steps)
    assert clock not in clocks(ticket)
    assert clock in clocks(world.take(ticket, "acknowledge"))


def test_without_another_reading_a_demand_takes_effect_on_its_entry(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    started = world.clock(ticket, "staff.replace").started_at
    world.take(world.later(hours=3).fresh(ticket), "acknowledge")
    assert world.clock(ticket, "staff.replace").started_at == started


# --- M5: from where the days of an expansion run ---


@pytest.mark.parametrize(
    ("value", "sealed", "filed"),
    [("request", "paused", "running"), ("request_unpaused", "running", "running"), ("filing", None, "running")],
)
def test_the_days_of_an_expansion(world: World, value: str, sealed: str | None, filed: str) -> None:
    if value != "request":
        load(world, "change.expansion_from", value)
    ticket = world.file("change", type="expansion", term="temporary", end_date="2026-06-01")
    ticket = world.take(ticket, "submit", "approve")
    before = Deadline.objects.filter(ticket=ticket, code="change.expand").first()
    assert (before.state if before else None) == sealed
    ticket = world.take(world.later(hours=3).fresh(ticket), "record_filing")
    assert world.clock(ticket, "change.expand").state == filed


# --- M1, M12b, M14: guards ---


def test_a_paper_receipt_that_does_not_count_is_refused(world: World) -> None:
    load(world, "filing.paper", "system_only")
    ticket = world.take(world.file("exit"), "submit", "approve")
    with pytest.raises(WrongState, match="仅认管理单位在系统内的备案登记"):
        world.take(ticket, "register_filing")
    assert world.take(world.fresh(ticket), "record_filing").state == "accepting"


def test_a_supervisor_who_is_waited_for_is_not_passed_over(world: World) -> None:
    load(world, "go_live.silent_supervisor", "waited_for")
    ticket = world.take(world.file("go_live"), "submit", "approve", "record_filing", "accept", "submit_readiness")
    world.later(days=10)
    with pytest.raises(WrongState, match="不能越过监管方"):
        world.take(ticket, "pass_over")
    assert world.take(world.fresh(ticket), "sign_supervisor").state == "checking"


def test_a_correction_may_be_judged_by_its_own_day(world: World) -> None:
    load(world, "provider_exit.corrected", "corrected")
    late = datetime.combine(world.contract.ends, datetime.min.time(), ZONE) - timedelta(days=186)
    ticket = world.at(late).take(world.file("provider_exit"), "apply", "return_application")
    world.later(days=10)
    with pytest.raises(Refusal):
        world.take(ticket, "reapply")


# --- M17: help on site ---


def test_every_fault_may_start_the_hour_on_site(world: World) -> None:
    assert "incident.onsite" not in clocks(world.file("incident", "desk"))
    load(world, "incident.on_site", "every_fault")
    assert "incident.onsite" in clocks(world.file("incident", "desk"))


# --- the date law ---


def test_a_clock_is_counted_as_its_contract_is_read(world: World) -> None:
    load(world, "counting.weekends", "stay")
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    clock = world.clock(ticket, "staff.replace")
    assert clock.due_at == at("2026-03-08")  # Saturday, the 7th, stays
    assert clock.calendar.endswith("/w")


def test_a_clock_keeps_the_reading_with_which_it_began(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    before = world.clock(ticket, "staff.replace")
    assert before.due_at == at("2026-03-10")
    load(world, "counting.weekends", "stay")
    ticket = world.take(world.later(hours=1).fresh(ticket), "suspend", who="lead", ground="waiting_agency")
    ticket = world.take(ticket, "resume", who="lead")
    after = world.clock(ticket, "staff.replace")
    assert (after.due_at, after.calendar) == (before.due_at, before.calendar)
    assert actions.reproject(world.now) == 0


def test_the_explanation_of_a_clock_names_the_reading(world: World) -> None:
    load(world, "counting.weekends", "stay")
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    load(world, "counting.weekends", "roll")
    calendar = register.calendar_as(world.clock(ticket, "staff.replace").calendar)
    assert calendar.counting.weekends_stay
