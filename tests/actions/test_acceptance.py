"""服务验收 (6, 12.5): counted from the last day of the service; what fails is put right once within its days."""

from datetime import date, datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, register
from tickets.datelaw import reckoning
from tickets.datelaw.calendar import shipped
from tickets.datelaw.types import ZONE, midnight
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Contract, Recurrence, Ticket

APPLY, EXAMINE, RECTIFY = "acceptance.apply", "acceptance.examine", "acceptance.correct"
DAY = timedelta(days=1)
FOUND = ("apply_acceptance", "accept_material", "submit_findings")
#: The term of FW2025091703.
LAST = date(2026, 10, 9)


def noon(day: date) -> datetime:
    return midnight(day) + timedelta(hours=12)


@pytest.fixture
def over(world: World) -> World:
    """At noon of the day after a term that ended like that of the real contract."""
    Contract.objects.filter(pk=world.contract.pk).update(starts=date(2025, 10, 10), ends=LAST)
    world.contract.refresh_from_db()
    return world.at(noon(LAST + DAY))


@pytest.fixture
def failed(world: World) -> Ticket:
    """On Saturday 5 September 2026."""
    ticket = world.take(world.file("acceptance"), *FOUND)
    return world.at(datetime(2026, 9, 5, 10, tzinfo=ZONE)).take(ticket, "fail_acceptance")


@pytest.mark.parametrize("opened", [LAST - 20 * DAY, LAST, LAST + DAY, LAST + 20 * DAY])
def test_the_twenty_days_run_from_the_last_day_of_the_service_whenever_the_order_is_opened(
    over: World, opened: date
) -> None:
    ticket = over.at(noon(opened)).file("acceptance")
    examine, apply = over.clock(ticket, EXAMINE), over.clock(ticket, APPLY)
    assert (examine.started_at, apply.started_at) == (midnight(LAST), midnight(LAST))
    assert (apply.state, apply.due_at) == ("running", midnight(date(2026, 10, 16)))
    assert reckoning.due(examine.started_at, examine.limit, shipped()).last_day == date(2026, 11, 5)


def test_an_application_at_once_leaves_all_twenty_days_and_a_late_one_takes_none_of_them(over: World) -> None:
    soon = over.at(noon(LAST)).take(over.file("acceptance"), "apply_acceptance")
    assert over.clock(soon, EXAMINE).due_at == midnight(date(2026, 11, 6))
    over.take(soon, "return_material")
    assert over.clock(soon, EXAMINE).state == "paused"


def test_the_days_without_an_application_do_not_count(over: World) -> None:
    ticket = over.at(noon(LAST + DAY)).file("acceptance")
    assert over.clock(ticket, EXAMINE).state == "paused"
    # 10 (a Saturday at work), 12 and 13 October lie wholly in the pause
    applied = over.at(noon(date(2026, 10, 14))).take(ticket, "apply_acceptance")
    examine = over.clock(applied, EXAMINE)
    assert (examine.state, examine.due_at) == ("running", midnight(date(2026, 11, 11)))
    assert over.clock(applied, APPLY).state == "met"


def test_it_is_opened_the_day_after_the_last_once_and_not_beside_an_order_of_peoples_own(over: World) -> None:
    def opened() -> int:
        actions.open_recurring(over.now)
        return over.contract.tickets.filter(kind="acceptance").count()

    Contract.objects.filter(pk=over.contract.pk).update(loaded_at=midnight(date(2026, 10, 1)))
    over.at(noon(LAST))
    assert opened() == 0
    own = over.file("acceptance")
    over.at(noon(LAST + DAY))
    assert opened() == 1
    over.take(own, "cancel_acceptance")
    assert [opened(), opened()] == [2, 2]
    ticket = Recurrence.objects.get(rule="acceptance.opened", contract=over.contract).ticket
    assert (ticket.opened_by, ticket.fields["period_to"], ticket.state) == (None, LAST.isoformat(), "applying")
    assert (over.clock(ticket, EXAMINE).state, over.clock(ticket, EXAMINE).started_at) == ("paused", midnight(LAST))


def test_the_service_of_a_contract_is_accepted_once(world: World) -> None:
    first = world.file("acceptance")
    with pytest.raises(Invalid) as refused:
        world.file("acceptance")
    assert first.number in refused.value.errors["period_to"][0]
    world.take(first, "cancel_acceptance")
    assert world.file("acceptance").pk


def test_without_an_application_the_agency_examines_once_its_time_is_over(over: World) -> None:
    ticket = over.file("acceptance")
    with pytest.raises(WrongState):
        over.take(ticket, "start_unasked")
    over.at(over.clock(ticket, APPLY).due_at + DAY)
    with pytest.raises(Forbidden):
        over.take(ticket, "start_unasked", who="clerk")
    begun = over.take(ticket, "start_unasked")
    assert (begun.state, over.clock(begun, EXAMINE).state) == ("examining", "running")
    assert over.clock(begun, APPLY).late(over.now)


def test_a_lead_who_handed_in_nothing_concludes(world: World) -> None:
    found = world.take(world.file("acceptance"), *FOUND)
    for who in ("clerk", "manager", "auditor"):
        with pytest.raises(Forbidden):
            world.take(found, "pass_acceptance", who=who)
    passed = world.take(found, "pass_acceptance")
    assert (passed.state, world.clock(passed, EXAMINE).state) == ("closed", "met")
    assert {"finance", "desk", "manager", "officer"} <= world.told(passed, "step")


def test_open_items_are_done_by_their_day_and_all_struck_off_before_it_closes(world: World) -> None:
    found = world.take(world.file("acceptance"), *FOUND)
    with pytest.raises(Invalid) as refused:
        world.take(found, "pass_with_items", items_by=(world.now.date() + 91 * DAY).isoformat())
    assert set(refused.value.errors) == {"items_by"}
    by = world.now.date() + 30 * DAY
    listed = world.take(found, "pass_with_items", items_by=by.isoformat())
    assert (listed.state, world.clock(listed, "acceptance.items").last_day) == ("open_items", by)

    some = world.later(days=1).take(listed, "report_items", "close_some")
    assert (some.state, world.clock(some, "acceptance.items").state) == ("open_items", "running")
    with pytest.raises(Forbidden):
        world.take(world.take(some, "report_items"), "close_items", who="manager")
    assert world.take(world.fresh(some), "close_items").state == "closed"


def test_the_fifteen_days_end_on_a_sunday_at_work(world: World, failed: Ticket) -> None:
    """20 September 2026 makes up for a holiday."""
    assert world.clock(failed, RECTIFY).due_at == midnight(date(2026, 9, 21))


def test_a_second_failure_gives_no_new_days(world: World, failed: Ticket) -> None:
    again = world.later(days=5).take(failed, "hand_in_again")
    assert world.clock(again, RECTIFY).state == "paused"
    twice = world.later(days=1).take(again, "fail_recheck")
    clock = world.clock(twice, RECTIFY)
    assert (clock.round, clock.started_at, clock.due_at) == (
        1, datetime(2026, 9, 5, 10, tzinfo=ZONE), midnight(date(2026, 9, 21))
    )  # fmt: skip


def test_it_ends_as_not_accepted_only_after_a_second_failure_and_the_last_day(world: World, failed: Ticket) -> None:
    late = midnight(date(2026, 9, 21)) + DAY
    world.at(late)
    with pytest.raises(WrongState, match="仅一次"):
        world.take(failed, "reject_acceptance")
    world.at(datetime(2026, 9, 6, 10, tzinfo=ZONE))
    twice = world.take(failed, "hand_in_again", "fail_recheck")
    with pytest.raises(WrongState, match="整改期限未满"):
        world.take(twice, "reject_acceptance")
    rejected = world.at(late).take(twice, "reject_acceptance")
    assert (rejected.state, world.clock(rejected, RECTIFY).late(late)) == ("rejected", True)


def test_what_passes_the_second_time_is_accepted(world: World, failed: Ticket) -> None:
    passed = world.later(days=2).take(failed, "hand_in_again", "pass_recheck")
    assert (passed.state, world.clock(passed, RECTIFY).state) == ("closed", "met")


def test_the_second_contract_counts_its_own_days(world: World) -> None:
    other = Contract.objects.get(number="ZX2026-0031")
    clauses = register.clauses(other)
    assert [str(clauses[code].limit) for code in (EXAMINE, RECTIFY)] == ["25 working days", "12 days"]


def test_the_contract_says_the_last_day_and_no_other_is_taken(over: World) -> None:
    for other in (LAST - DAY, LAST + DAY):
        with pytest.raises(Invalid) as refused:
            over.file("acceptance", period_to=other.isoformat())
        assert set(refused.value.errors) == {"period_to"}
    ticket = over.file("acceptance", period_to=None)
    assert (ticket.fields["period_to"], over.clock(ticket, EXAMINE).started_at) == (LAST.isoformat(), midnight(LAST))
