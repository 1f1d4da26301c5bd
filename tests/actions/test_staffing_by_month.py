"""月度值守 (3.6, 12.4(3)): opened by the service where a number of people is promised; two short months lead on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, attendance
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.models import Contract, System, Ticket

INSTANT = timedelta(microseconds=1)
RULES = ("report.monthly", "report.authority", "report.plan", "assessment.monthly", "staffing.guard")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def served(world: World) -> World:
    """In service since January; nothing but the months of staff on duty recurs. Six people are promised."""
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=at(1, 1))
    System.objects.filter(pk=world.system.pk).update(live_since=at(1, 5))
    world.contract.interpretations.filter(key__in=RULES).update(value="off")
    return world


def month(world: World, number: int) -> Ticket:
    """The order of a month of 2026, on duty."""
    actions.open_recurring(at(number, 1))
    world.at(at(number, 1))
    return Ticket.objects.get(contract=world.contract, kind="staffing", fields__occasion_named=f"2026-{number:02}")


def over(world: World, ticket: Ticket) -> Ticket:
    """As time ends the month."""
    ends = datetime.fromisoformat(ticket.fields["duty_to"])
    assert not actions.lapse(ticket.pk, ends)
    assert actions.lapse(ticket.pk, ends + INSTANT)
    world.at(ends + timedelta(hours=9))
    return world.fresh(ticket)


def short(world: World, number: int, people: int = 5, *, least: int = 4) -> Ticket:
    """A month whose confirmed sheet has so many people."""
    ticket = over(world, month(world, number))
    ticket = world.take(ticket, "hand_in_lapses", people_kept=people, present_least=least)
    return world.take(ticket, "confirm_sheet")


def test_each_month_is_opened_once_on_its_first_day_and_is_on_duty_at_once(served: World) -> None:
    ticket = month(served, 4)
    assert [actions.open_recurring(at(4, day)) for day in (1, 2, 30)] == [0, 0, 0]
    assert (ticket.title, ticket.opened_by, ticket.state) == ("2026年04月值守出勤", None, "on_duty")
    assert (ticket.fields["duty_sort"], ticket.fields["people_promised"]) == ("month", 6)
    assert ticket.lapses_at == at(5, 1, 0)
    assert not ticket.deadlines.exists()
    assert served.told(ticket, "your_move") == {"manager"}


def test_the_first_month_begins_with_the_service(served: World) -> None:
    System.objects.filter(pk=served.system.pk).update(live_since=at(4, 17))
    assert actions.open_recurring(at(4, 16)) == 0
    assert actions.open_recurring(at(4, 17)) == 1
    ticket = Ticket.objects.get(contract=served.contract, kind="staffing")
    assert ticket.fields["duty_from"] == at(4, 17, 0).isoformat()


@pytest.mark.parametrize(("head_count", "reading"), [([], "on"), (None, "off")])
def test_without_a_promised_number_or_switched_off_no_month_is_opened(
    served: World, head_count: list[Any] | None, reading: str
) -> None:
    if head_count is not None:
        Contract.objects.filter(pk=served.contract.pk).update(head_count=head_count)
    served.contract.interpretations.filter(key="staffing.monthly").update(value=reading)
    assert actions.open_recurring(at(4, 1)) == 0


def test_a_month_has_the_number_that_is_promised_on_its_first_day(served: World) -> None:
    rows = [{"since": f"2026-{month:02}-{day:02}", "people": n, "source": "约定"} for month, day, n in
            ((1, 1, 6), (4, 2, 8), (5, 1, 7))]  # fmt: skip
    Contract.objects.filter(pk=served.contract.pk).update(head_count=rows)
    assert [month(served, one).fields["people_promised"] for one in (4, 5)] == [6, 7]


def test_a_month_that_is_over_is_not_opened_any_more(served: World) -> None:
    Contract.objects.filter(pk=served.contract.pk).update(head_count=[])
    assert actions.open_recurring(at(4, 30)) == 0
    Contract.objects.filter(pk=served.contract.pk).update(head_count=served.contract.head_count)
    assert month(served, 5).fields["occasion_named"] == "2026-05"


def test_its_sheet_is_due_three_working_days_after_its_end_and_full_attendance_closes_it(served: World) -> None:
    ticket = over(served, month(served, 4))
    sheet = served.clock(ticket, "staffing.sheet")
    assert (sheet.party, sheet.due_at) == ("provider", at(5, 9, 0))
    assert {"desk", "manager"} <= served.told(ticket, "your_move")
    with pytest.raises(Invalid) as fewer:
        served.take(ticket, "hand_in_sheet", present_least=5)
    assert "承诺人数为6人" in fewer.value.errors["present_least"][0]
    assert served.take(ticket, "hand_in_sheet", present_least=6).state == "closed"
    (found,) = attendance.months(served.contract)
    assert (found.month.month, found.promised, found.people, found.short("sheet")) == (4, 6, 6, False)


def test_exceptions_need_the_agencys_confirmation_and_the_head_count_of_the_month(served: World) -> None:
    ticket = over(served, month(served, 4))
    for kept in (None, 3):
        with pytest.raises(Invalid) as unsaid:
            served.take(ticket, "hand_in_lapses", people_kept=kept, present_least=4)
        assert set(unsaid.value.errors) == {"people_kept"}
    ticket = served.take(ticket, "hand_in_lapses", people_kept=6, present_least=4)
    assert attendance.months(served.contract) == []
    ticket = served.take(ticket, "return_sheet", who="clerk")
    assert (ticket.state, served.clock(ticket, "staffing.sheet").open) == ("reporting", True)
    ticket = served.take(ticket, "hand_in_lapses", people_kept=6, present_least=5)
    assert served.take(ticket, "confirm_sheet").state == "closed"


def test_two_neighbouring_short_months_are_told_to_the_agencys_clerk_and_its_other_leads(served: World) -> None:
    served.user("lead2")
    assert served.told(short(served, 4), "staff_short") == set()
    second = short(served, 5)
    assert served.told(second, "staff_short") == {"clerk", "lead2"}


def test_a_full_month_between_breaks_the_row(served: World) -> None:
    short(served, 4)
    served.take(over(served, month(served, 5)), "hand_in_sheet", present_least=6)
    assert served.told(short(served, 6), "staff_short") == set()


def test_a_month_that_is_confirmed_later_closes_the_row_as_well(served: World) -> None:
    first = served.take(over(served, month(served, 4)), "hand_in_lapses", people_kept=5, present_least=4)
    assert served.told(short(served, 5), "staff_short") == set()
    assert served.told(served.take(first, "confirm_sheet"), "staff_short") == {"clerk"}


@pytest.mark.parametrize(("key", "value", "told"), [
    ("staffing.short_month", "any_day", {"clerk"}),
    ("staffing.short_month", "sheet", set()),
])  # fmt: skip
def test_the_contract_says_by_which_figure_a_month_is_short(
    served: World, key: str, value: str, told: set[str]
) -> None:
    served.contract.interpretations.filter(key=key).update(value=value)
    short(served, 4, people=6)
    assert served.told(short(served, 5, people=6), "staff_short") == told


def test_the_contract_says_how_many_short_months_make_a_row(served: World) -> None:
    served.contract.interpretations.filter(key="staffing.short_in_a_row").update(value=3)
    short(served, 4)
    assert served.told(short(served, 5), "staff_short") == set()
    assert served.told(short(served, 6), "staff_short") == {"clerk"}


def test_nobody_opens_a_month_or_calls_one_off(served: World) -> None:
    for said in ({"duty_sort": "month"}, {"people_promised": 6}):
        with pytest.raises(Invalid) as refused:
            served.file("staffing", **said)
        assert "系统" in refused.value.errors["duty_sort"][0]
    with pytest.raises(WrongState):
        served.take(month(served, 4), "call_off_duty")


def test_a_month_is_checked_on_the_spot_as_a_guarded_period_is(served: World) -> None:
    ticket = month(served, 4)
    served.at(at(4, 8, 12))
    ticket = served.take(ticket, "find_absent", who="clerk")
    ticket = over(served, ticket)
    with pytest.raises(WrongState):
        served.take(ticket, "hand_in_sheet", present_least=6)
