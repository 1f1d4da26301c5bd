"""服务报告 (6.3, 9.8, 15.7): asked for by hand, or opened by the service once for each period."""

from datetime import date, datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, audit
from tickets.datelaw.calendar import shipped
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Contract, Recurrence, System, Ticket

SUBMIT = "report.submit"


def at(year: int, month: int, day: int, hour: int = 1) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def reporting(world: World) -> World:
    """Its contract came to the service with the first day of the term, when its first system went live; months are
    reported on and not assessed, nobody's duty is opened."""
    others = ("assessment.monthly", "staffing.guard", "staffing.monthly")
    world.contract.interpretations.filter(key__in=others).update(value="off")
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=at(2026, 1, 1))
    System.objects.filter(pk=world.system.pk).update(live_since=at(2026, 1, 1))
    return world


def rules(world: World) -> set[tuple[str, str]]:
    return set(Recurrence.objects.filter(contract=world.contract).values_list("rule", "period"))


def figures(ticket: Ticket) -> list[str]:
    return [f"{row['figure']} {row['figure_value']}" for row in ticket.fields["figures"]]


def monthly_of_january(reporting: World) -> Ticket:
    actions.open_recurring(at(2026, 2, 1))
    return Ticket.objects.get(recurrence__rule="report.monthly", recurrence__period="2026-01")


def test_its_figures_come_from_the_registers_and_nobody_types_them(reporting: World) -> None:
    fault = reporting.at(at(2026, 1, 10, 9)).file("incident", impact="down")
    reporting.at(at(2026, 1, 10, 10)).take(fault, "respond", "locate", "recover")
    monthly = monthly_of_january(reporting)
    assert figures(monthly)[-4:] == [
        "当月发生的中断（次） 1",
        "当月提交的工单（件） 1",
        "当月办结的工单（件） 0",
        "月末未办结的工单（件） 1",
    ]
    assert f"可用率：{reporting.system.name} 99.86541%" in figures(monthly)
    authority = Ticket.objects.get(recurrence__rule="report.authority", recurrence__period="2026-01")
    assert figures(authority) == figures(monthly)
    for typed in ({"figures": [{"figure": "可用率", "figure_value": "100%"}]}, {"nothing_to": "2026-01-31"}):
        with pytest.raises(Invalid) as refused:
            reporting.file("report", "manager", **typed)
        assert set(refused.value.errors) == {"figures"}
    differing = reporting.at(at(2026, 2, 2, 10)).take(monthly, "hand_in_differing", differences="按我方监控为100%")
    assert (differing.state, figures(differing)) == ("checking", figures(monthly))


def test_a_month_in_which_nothing_happened_closes_itself_and_asks_nobody(reporting: World) -> None:
    monthly = monthly_of_january(reporting)
    assert reporting.told(monthly, "your_move") == set()
    assert actions.lapse(monthly.pk, at(2026, 2, 1, 2))
    closed = reporting.fresh(monthly)
    assert (closed.state, closed.fields["nothing_to"]) == ("closed", "2026-01-31")
    assert reporting.audit(closed)[-1].actor is None
    authority = Ticket.objects.get(recurrence__rule="report.authority", recurrence__period="2026-01")
    assert authority.lapses_at is None

    returned = reporting.at(at(2026, 2, 3, 10)).take(closed, "return_handed_in", who="clerk")
    assert not actions.lapse(returned.pk, at(2026, 2, 3, 11))
    assert reporting.fresh(returned).state == "due"


def test_when_a_month_is_over_its_reports_are_asked_for_once(reporting: World) -> None:
    reporting.at(at(2026, 1, 10, 9)).file("incident")
    assert actions.open_recurring(at(2026, 2, 1)) == 3
    assert [actions.open_recurring(at(2026, 2, day)) for day in (1, 2, 28)] == [0, 0, 0]
    assert rules(reporting) == {
        ("report.monthly", "2026-01"),
        ("report.authority", "2026-01"),
        ("report.plan", "start"),
    }

    monthly = Ticket.objects.get(recurrence__rule="report.monthly")
    assert (monthly.title, monthly.opened_by, monthly.opened_unit) == (
        "2026年01月政务云服务月报",
        None,
        reporting.contract.agency,
    )
    assert reporting.clock(monthly, SUBMIT).last_day == date(2026, 2, 6)
    assert {"desk", "manager"} <= reporting.told(monthly, "your_move")
    assert [one for one in map(str, audit.verify_rows()) if not one.startswith("system log")] == []


def test_when_the_term_is_over_its_last_days_and_the_whole_are_reported(reporting: World) -> None:
    Contract.objects.filter(pk=reporting.contract.pk).update(loaded_at=at(2026, 12, 31))
    actions.open_recurring(at(2027, 1, 1))
    assert rules(reporting) == {
        ("report.monthly", "2026-12"),
        ("report.authority", "2026-12"),
        ("report.summary", "end"),
        ("acceptance.opened", "end"),
        ("secrecy_return.opened", "end"),
    }
    reports = Ticket.objects.filter(recurrence__isnull=False, kind="report")
    assert {reporting.clock(one, SUBMIT).last_day for one in reports} == {
        shipped().nth_working_day(date(2026, 12, 31), 5)
    }


def test_a_service_that_was_down_leaves_the_provider_a_working_day(reporting: World) -> None:
    actions.open_recurring(at(2026, 2, 10))
    monthly = Ticket.objects.get(recurrence__rule="report.monthly")
    assert reporting.clock(monthly, SUBMIT).last_day == date(2026, 2, 11)


def test_nothing_is_asked_for_that_is_older_than_the_contract_here_or_that_it_has_not(reporting: World) -> None:
    Contract.objects.filter(pk=reporting.contract.pk).update(loaded_at=at(2026, 3, 5))
    assert actions.open_recurring(at(2026, 3, 31)) == 0
    reporting.contract.interpretations.filter(key="report.monthly").update(value="off")
    assert actions.open_recurring(at(2026, 4, 1)) == 1
    assert rules(reporting) == {("report.authority", "2026-03")}


def test_no_month_is_asked_for_while_no_system_is_live(reporting: World) -> None:
    System.objects.filter(contract=reporting.contract).update(live_since=None)
    assert actions.open_recurring(at(2026, 2, 1)) == 1
    assert rules(reporting) == {("report.plan", "start")}


def test_figures_that_agree_close_it_and_it_may_be_returned_for_five_working_days(world: World) -> None:
    report = world.take(world.file("report"), "hand_in")
    assert report.state == "closed"

    returned = world.later(days=1).take(report, "return_handed_in", who="clerk")
    assert returned.state == "due"
    assert world.clock(returned, "common.correct").open
    again = world.take(returned, "hand_in")
    assert not again.deadlines.filter(stopped_at__isnull=True).exists()

    with pytest.raises(WrongState, match="退回期限已过"):
        world.later(days=10).take(again, "return_handed_in", who="clerk")


def test_what_was_never_handed_in_is_to_be_worked_on_and_what_was_returned_to_be_corrected(world: World) -> None:
    def sorts(report: Ticket) -> set[str]:
        return set(report.turns.values_list("sort", flat=True))

    report = world.file("report")
    assert sorts(report) == {"work"}
    returned = world.take(report, "hand_in_differing", "return_report", who=None)
    assert sorts(returned) == {"correct"}


@pytest.mark.parametrize(
    ("addressee", "clock", "receiver", "other"),
    [("agency", "report.check", "clerk", "auditor"), ("authority", "report.receive", "officer", "clerk")],
)
def test_what_differs_is_looked_at_by_its_addressee_alone(
    world: World, addressee: str, clock: str, receiver: str, other: str
) -> None:
    report = world.take(world.file("report", "manager", addressee=addressee), "hand_in_differing")
    assert {one.code for one in report.deadlines.filter(stopped_at__isnull=True)} == {clock}

    with pytest.raises(Forbidden):
        world.take(report, "accept_report", who=other)
    assert world.take(report, "accept_report", who=receiver).state == "closed"


def test_whoever_asked_for_a_report_may_not_accept_it(world: World) -> None:
    report = world.take(world.file("report", "clerk"), "hand_in_differing")
    with pytest.raises(Forbidden):
        world.take(report, "accept_report", who="clerk")
    assert world.take(report, "accept_report", who="lead").state == "closed"


def test_a_report_is_not_due_today(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("report", report_by=world.now.astimezone(ZONE).date().isoformat())
    assert "report_by" in refused.value.errors
    assert world.clock(world.file("report"), SUBMIT).due_at > world.now + timedelta(days=1)


def test_help_with_a_plan_is_asked_for_as_a_report_by_a_day(world: World) -> None:
    """9.2, 9.4: the agency asks for it by the kind that is there, and the provider owes it by the day."""
    asked = {"subject": "协助编制应急预案和安全管理制度", "report_by": "2026-03-20"}
    report = world.file("report", "clerk", **asked)
    assert {"desk", "manager"} <= world.told(report, "your_move")
    assert (world.clock(report, SUBMIT).party, world.clock(report, SUBMIT).last_day) == ("provider", date(2026, 3, 20))
    assert world.take(report, "hand_in").state == "closed"
