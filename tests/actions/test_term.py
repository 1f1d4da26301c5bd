"""What may be opened before, within and after the contract's term; which kinds are about one system."""

from datetime import datetime, time, timedelta

import pytest

from tests.actions.walks import taken_back
from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle import KINDS

ENDED = {
    "finding",
    "exit",
    "switchover",
    "incident",
    "secrecy_return",
    "consent",
    "acceptance",
    "payment",
    "dispute",
    "recovery",
}
DURING_SWITCHOVER = {
    "assessment",
    "supplement",
    "change",
    "restart",
    "staff_replacement",
    "notice",
    "rectification",
    "suspension",
    "force_majeure",
    "staffing",
}
WHOLE_CONTRACT = {kind for kind, machine in KINDS.items() if not machine.system_required}
DAY = timedelta(days=1)


def noon(day) -> datetime:
    return datetime.combine(day, time(12), ZONE)


@pytest.fixture
def after(world: World) -> World:
    """The day after the last."""
    return world.at(noon(world.contract.ends + DAY))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_opened_on_the_last_day(world: World, kind: str) -> None:
    assert world.at(noon(world.contract.ends)).file(kind).state == KINDS[kind].initial.code


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_opened_before_the_first_day(world: World, kind: str) -> None:
    world.at(noon(world.contract.starts - DAY))
    with pytest.raises(WrongState, match=world.contract.number):
        world.file(kind)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - ENDED - DURING_SWITCHOVER))
def test_after_the_term_a_kind_that_its_end_does_not_bring_about_is_refused(after: World, kind: str) -> None:
    with pytest.raises(WrongState, match="2026年12月31日"):
        after.file(kind)


@pytest.mark.parametrize("kind", sorted(ENDED))
def test_what_the_end_brings_about_is_opened_after_the_term(after: World, kind: str) -> None:
    assert after.file(kind).pk


@pytest.mark.parametrize("kind", sorted(DURING_SWITCHOVER))
def test_in_the_month_after_the_term_no_notice_of_switchover_is_waited_for(after: World, kind: str) -> None:
    assert after.file(kind).pk


@pytest.mark.parametrize("kind", sorted(DURING_SWITCHOVER))
def test_after_that_month_what_a_service_needs_is_opened_while_a_switchover_goes_on(world: World, kind: str) -> None:
    ending = {"ending": "expiry", "basis": "not_renewed", "end_date": world.contract.ends.isoformat()}
    switchover = world.take(world.file("switchover", **ending), "submit", "issue_notice")
    world.at(noon(world.contract.ends + 40 * DAY))
    assert world.file(kind).pk

    world.take(switchover, "cancel")
    with pytest.raises(WrongState, match=r"切换期也已结束.*“切换”.*“退出”.*“故障"):
        world.file(kind)


@pytest.mark.parametrize("kind", sorted(DURING_SWITCHOVER))
def test_a_switchover_that_is_only_a_draft_opens_nothing(world: World, kind: str) -> None:
    world.at(noon(world.contract.ends + 40 * DAY)).file("switchover")
    with pytest.raises(WrongState):
        world.file(kind)


def test_a_fault_is_reported_as_long_as_the_service_runs(world: World) -> None:
    world.at(noon(world.contract.ends + DAY))
    assert world.file("incident").state == "reported"
    world.at(noon(world.contract.ends + 300 * DAY))
    assert world.file("incident").state == "reported"


def test_an_open_ticket_runs_to_its_end_after_the_term(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.at(noon(world.contract.ends + DAY))
    assert world.take(ticket, "nominate", "accept_nominee", "report_handover", "confirm_handover").final


@pytest.mark.parametrize("kind", KINDS)
def test_a_ticket_names_its_system_unless_it_may_stand_for_the_whole_contract(world: World, kind: str) -> None:
    with taken_back(world):
        filled = world.file(kind).fields
    opener = world.user(next(iter(world.people)))

    def open_without() -> str:
        return actions.open_ticket(
            kind, contract=world.contract, system=None, title="全部系统", fields=filled, actor=opener, now=world.now
        ).kind

    if kind in WHOLE_CONTRACT:
        assert open_without() == kind
        return
    with pytest.raises(Invalid) as refused:
        open_without()
    assert set(refused.value.errors) == {"system"}


def test_a_system_of_another_contract_is_refused(world: World) -> None:
    foreign = type(world.system).objects.exclude(contract=world.contract).first()
    with pytest.raises(Invalid) as refused:
        world.file("restart", system=foreign)
    assert set(refused.value.errors) == {"system"}


@pytest.mark.parametrize("who", ["lead", "finance", "engineer", "officer", "auditor", "outsider", "sysadmin"])
def test_whoever_does_not_open_a_kind_is_refused(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        world.file("change", who)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("onboarding", {"lines": [{"line": "gold", "quantity": 1}]}, "lines"),
        ("onboarding", {"lines": [{"line": "vcpu", "quantity": 0}]}, "lines"),
        ("change", {"lines": [{"line": "gold", "quantity": 1}]}, "lines"),
        ("change", {"window_end": "2026-03-02T09:00:00+08:00"}, "window_end"),
        ("go_live", {"window_end": "2026-03-02T09:00:00+08:00"}, "window_end"),
        ("incident", {"reported_at": "2026-03-01T09:59:59+08:00"}, "reported_at"),
        ("incident", {"reported_at": "2026-03-02T10:05:01+08:00"}, "reported_at"),
        ("incident", {"alarm_at": "2026-03-02T10:05:01+08:00"}, "alarm_at"),
    ],
)
def test_an_opening_that_does_not_fit_is_refused_at_its_field(world: World, kind: str, given: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file(kind, **given)
    assert set(refused.value.errors) == {field}


def test_two_things_amiss_at_one_field_are_both_named(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("onboarding", lines=[{"line": "gold", "quantity": 0}])
    assert len(refused.value.errors["lines"]) == 2
