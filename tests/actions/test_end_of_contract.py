"""How a contract ends: once, by one act with its basis and two persons; what follows from it, and what undoes it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.models import Contract, System, TermEvent, Ticket

EARLY = date(2026, 6, 1)
LAST = date(2026, 12, 31)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE)


def ending(world: World, *steps: str, system: System | None = None, **fields: object) -> Ticket:
    ticket = world.file("switchover", system=system, **{"basis": "agreement", "end_date": EARLY.isoformat(), **fields})
    return world.take(ticket, "submit", *(steps or ("issue_notice",)))


def other(world: World) -> System:
    return world.contract.systems.exclude(pk=world.system.pk).order_by("code")[0]


def term_ends(world: World) -> date:
    return Contract.objects.get(pk=world.contract.pk).term_ends


def test_the_notice_of_an_early_end_is_a_fact_of_the_contract(world: World) -> None:
    ticket = ending(world)
    (event,) = TermEvent.objects.all()
    assert (event.act, event.basis, event.ends, event.ticket_id) == ("early_end", "agreement", EARLY, ticket.pk)
    assert (event.proposed_by.username, event.agreed_by and event.agreed_by.username) == ("clerk", "lead")
    assert term_ends(world) == EARLY


@pytest.mark.parametrize("basis", ["agreement", "14.4"])
def test_a_contract_ends_early_once(world: World, basis: str) -> None:
    first = ending(world)
    with pytest.raises(WrongState, match=first.number):
        ending(world, basis=basis)
    assert (TermEvent.objects.count(), term_ends(world)) == (1, EARLY)


def test_it_does_not_run_out_after_it_was_ended_early(world: World) -> None:
    ending(world)
    with pytest.raises((WrongState, Invalid)):
        ending(world, ending="expiry", basis="not_renewed", end_date=LAST.isoformat())
    with pytest.raises(WrongState):
        ending(world, ending="expiry", basis="not_renewed")


def test_further_systems_leave_under_the_same_end(world: World) -> None:
    ending(world)
    assert ending(world, system=other(world)).state == "inventorying"
    assert TermEvent.objects.count() == 1


def test_an_end_that_is_taken_back_counts_no_more_and_another_may_follow(world: World) -> None:
    world.take(ending(world), "cancel")
    assert term_ends(world) == LAST
    ending(world, basis="14.4")
    assert [event.stands for event in TermEvent.objects.all()] == [False, True]


def test_an_end_stays_while_one_of_its_orders_goes_on(world: World) -> None:
    first, _second = ending(world), ending(world, system=other(world))
    world.take(first, "cancel")
    assert term_ends(world) == EARLY


@pytest.mark.parametrize("basis", ["14.4", "agreement", "563"])
def test_a_term_runs_out_for_no_other_reason_than_that_it_is_not_renewed(world: World, basis: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("switchover", ending="expiry", basis=basis, end_date=LAST.isoformat())
    assert set(refused.value.errors) == {"basis"}


def test_the_expiry_is_recorded_and_moves_nothing(world: World) -> None:
    ending(world, ending="expiry", basis="not_renewed", end_date=LAST.isoformat())
    assert (TermEvent.objects.get().act, term_ends(world)) == ("expiry", LAST)


def test_the_gate_of_the_providers_exit_goes_by_the_term_as_amended(world: World) -> None:
    exit_ = world.file("provider_exit", last_service_day=EARLY.isoformat())
    ending(world)
    with pytest.raises(WrongState, match="2025年12月1日"):
        world.take(exit_, "apply")


@pytest.mark.parametrize("kind", ["change", "restart", "staff_replacement", "incident"])
def test_in_the_month_after_the_end_what_a_running_service_needs_stays_open(world: World, kind: str) -> None:
    ending(world)
    assert world.at(noon(EARLY + 30 * DAY)).file(kind).pk


@pytest.mark.parametrize("kind", ["change", "restart", "staff_replacement", "onboarding", "go_live"])
def test_no_change_is_opened_beyond_the_month_and_the_refusal_says_what_to_do(world: World, kind: str) -> None:
    world.take(ending(world), "submit_inventory", "agree_inventory", "report_moved", "accept_move")
    Ticket.objects.filter(kind="switchover").update(closed_at=world.now)
    world.at(datetime(2026, 7, 20, 9, tzinfo=ZONE))
    with pytest.raises(WrongState, match=r"2026年6月1日.*“切换”.*“退出”.*“故障"):
        world.file(kind)
    assert world.file("incident").pk


def test_a_growth_in_the_switchover_month_is_temporary_and_ends_with_it(world: World) -> None:
    ending(world)
    world.at(noon(EARLY + DAY))
    with pytest.raises(Invalid) as refused:
        world.take(world.file("change"), "submit_for_costing")
    assert set(refused.value.errors) == {"term"}
    with pytest.raises(Invalid) as refused:
        world.take(world.file("change", term="temporary", end_date="2026-07-03"), "submit")
    assert "2026年7月1日" in refused.value.errors["end_date"][0]
    assert world.take(world.file("change", term="temporary", end_date="2026-07-01"), "submit").state == "approving"


def an_end(world: World, **changes: object) -> TermEvent:
    people = {"proposed_by": world.user("clerk"), "agreed_by": world.user("lead")}
    row = {"act": "early_end", "basis": "12.1", "ends": EARLY, "evidence": "函", "agreed_at": world.now, **people}
    return TermEvent(contract=world.contract, proposed_at=world.now, **{**row, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"agreed_by": "clerk"},
        {"ends": None},
        {"act": "renewal"},
        {"act": "expiry", "basis": "12.1"},
        {"act": "extension", "basis": "14.4"},
        {"agreed_at": None},
    ],
)
def test_the_database_takes_no_end_that_cannot_be(world: World, changes: dict[str, object]) -> None:
    if "agreed_by" in changes:
        changes = {"agreed_by": world.user("clerk")}
    with pytest.raises(IntegrityError), transaction.atomic():
        an_end(world, **changes).save()


def test_the_database_takes_one_end(world: World) -> None:
    an_end(world).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        an_end(world, act="expiry", basis="not_renewed", ends=LAST).save()
