"""From what happened, through the door, to what it comes to: the row, the systems, the month, the sum."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.actions.test_assessment import FULL, failed
from tests.editions import edition
from tests.outages.office import at, down, fault
from tests.settlement.stories import (
    ToldClaim,
    claims,
    found,
    grown_after_the_second_limit,
    in_vain,
    judged,
    paid_late,
    signed,
    slow,
    staff_replaced_late,
    swept,
    told,
)
from tests.settlement.stories import line as line_of
from tests.world import World
from tickets import actions, register
from tickets.datelaw.types import ZONE
from tickets.models import Breach, Claim, Contract, PenaltyEdition, Recurrence, System, Ticket
from tickets.policy.penalty_terms import Trigger
from tickets.settlement import claims_of, facts_of, pricing_of

OPERATION = ("city-operation",)


def answered_late(world: World) -> None:
    slow(world)


def answered_late_with_a_grave_accident(world: World) -> None:
    found(world, [slow(world)], "A2.7", grave=("grave_accident",))


def answered_in_the_gap_between_in_time_and_the_first_band(world: World) -> None:
    slow(world, 10)


def two_answered_late_of_which_the_mean_is_in_time(world: World) -> None:
    slow(world, 9)
    slow(world, 1)


def down_for_two_hours(world: World) -> None:
    down(world, at(10), at(12))


def found_to_be_no_fault(world: World) -> None:
    ticket = world.file("incident")
    swept(world.later(minutes=20))
    world.take(ticket, "dismiss")


def pursued_no_further(world: World) -> None:
    finding = world.file("finding", event_rows=[{"event_order": slow(world).number}], rules=[{"rule": "A3.8"}])
    world.take(world.take(finding, "assess", **judged()), "dismiss_finding")


def grown_late_and_the_second_limit_kept(world: World) -> None:
    way = "submit_for_costing clear_cost approve record_filing accept"
    ticket = world.take(world.file("change"), *way.split())
    swept(world.at(world.clock(ticket, "change.expand").due_at))
    world.take(ticket, "order_expansion", "start_work", "deliver", "confirm")


def a_secret_that_leaked(world: World) -> None:
    world.take(world.file("finding", rules=[{"rule": "15.11"}]), "assess")


def a_page_tampered_with_gravely(world: World) -> None:
    found(world, [slow(world, 4, 20)], "A2.3", grave=("grave_influence",))


def a_page_tampered_with_not_gravely(world: World) -> None:
    found(world, [slow(world, 4, 20)], "A2.3")


def a_notice_in_vain_of_which_no_problem_came(world: World) -> None:
    found(world, [in_vain(world)], "A3.7")


def a_notice_in_vain_and_a_problem(world: World) -> None:
    found(world, [in_vain(world), slow(world, 4, 20)], "A3.7")


def a_notice_in_vain_and_a_problem_that_no_order_tells_of(world: World) -> None:
    rows = [{"event_order": in_vain(world).number}, {"event_told": "整改通知所指的页面被篡改。"}]
    finding = world.file("finding", event_rows=rows, rules=[{"rule": "A3.7"}])
    world.take(finding, "assess", **judged())


def three_months_failed_and_not_put_right(world: World) -> None:
    months = [failed(world, month) for month in (1, 2, 3)]
    named = [{"related_order": one.number} for one in months]
    said: dict[str, Any] = {"rectify_ground": "assessment", "related": named, "due_on": "2026-05-20"}
    order = world.take(world.file("rectification", **said), "submit", "issue")
    world.at(world.clock(order, "rectification.cure").due_at).take(order, "find_not_cured", who="lead2")


def line(rule: str, amount: str, month: str = "2026-03", systems: tuple[str, ...] = OPERATION) -> ToldClaim:
    return ToldClaim(rule, systems, month, amount)


STORIES: list[tuple[Callable[[World], None], list[ToldClaim]]] = [
    (answered_late, [line("A3.8", "7465.12")]),
    (answered_late_with_a_grave_accident, [line("A2.7", "49767.49")]),
    (answered_in_the_gap_between_in_time_and_the_first_band, [line("", "None")]),
    (two_answered_late_of_which_the_mean_is_in_time, []),
    (down_for_two_hours, [line("A3.1", "12441.87"), line("A3.5", "7465.12"), line("", "None")]),
    (found_to_be_no_fault, []),
    (pursued_no_further, []),
    (staff_replaced_late, [line("12.5", "3609.03")]),
    (grown_late_and_the_second_limit_kept, []),
    (grown_after_the_second_limit, [line("A3.4", "4976.75")]),
    (a_secret_that_leaked, [line("15.11", "240602.08", systems=())]),
    (a_page_tampered_with_gravely, [line("A2.3", "149302.48")]),
    (a_page_tampered_with_not_gravely, []),
    (a_notice_in_vain_of_which_no_problem_came, []),
    (a_notice_in_vain_and_a_problem, [line("A3.7", "12441.87")]),
    (a_notice_in_vain_and_a_problem_that_no_order_tells_of, [line("A3.7", "12441.87")]),
    (three_months_failed_and_not_put_right, [line("A3.3", "4976.75", "2026-05")]),
    (paid_late, [line("12.6", "120.30", "2026-04", ())]),
]


@pytest.mark.parametrize(("play", "expected"), STORIES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_happened_comes_to(world: World, play: Callable[[World], None], expected: list[ToldClaim]) -> None:
    signed(world)
    play(world)
    assert sorted(told(world)) == sorted(expected)


def test_until_the_fees_are_signed_a_sum_on_one_system_is_estimated(world: World) -> None:
    slow(world)
    (one,) = claims(world)
    assert (str(one.amount), one.estimated) == ("30075.26", True)
    signed(world)
    (one,) = claims(world)
    assert (str(one.amount), one.estimated) == ("7465.12", False)


def test_a_restart_is_answered_as_well_where_all_requests_are_averaged(world: World) -> None:
    """W1: read as usual it is in no mean."""
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    world.later(minutes=20).take(ticket, "verify")
    (fact,) = facts_of(world.contract, world.now).faults
    assert (fact.event, fact.request, fact.times[Trigger.RESPONSE].net) == (ticket.number, True, timedelta(minutes=20))
    assert told(world) == []
    edition_ = world.contract.penalty_editions.get()
    PenaltyEdition.objects.update(readings=edition_.readings | {"penalty.averaged_of": "requests"})
    assert [one.rule for one in told(world)] == ["A3.8"]


def test_a_fault_that_is_not_over_leaves_its_month_open(world: World) -> None:
    signed(world)
    slow(world)
    fault(world, world.now, impact="risk")
    assert [one for one in told(world) if one.contested] == [
        ToldClaim("", OPERATION, "2026-03", "None", contested=True)
    ]


def test_nothing_is_made_of_a_time_that_somebody_contests(world: World) -> None:
    signed(world)
    began = world.now - timedelta(hours=2)
    ticket = world.file("incident", impact="risk", reported_at=began.isoformat(), late_reason="先电话报告")
    world.take(ticket, "respond")
    assert {one.contested for one in told(world)} == {True}


def test_an_outage_that_monitoring_alone_reports_waits_and_counts_once_both_sides_say_so(world: World) -> None:
    signed(world)
    row = {"system": world.system.code, "from": "2026-03-02 07:30", "to": "2026-03-02 09:50", "source_id": "M-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    assert {(one.rule, one.contested) for one in told(world)} == {("A3.1", True), ("A3.5", True)}
    entry = world.contract.monitored.get()
    actions.say_of_outage([entry.pk], "outage", reason="用户无法访问", actor=world.user("clerk"), now=world.now)
    actions.answer_outage([entry.pk], "confirmed", reason="", actor=world.user("desk"), now=world.now)
    assert {(one.rule, one.contested) for one in told(world)} == {("A3.1", False), ("A3.5", False)}


def test_a_breach_that_a_settlement_sets_aside_falls_out(world: World) -> None:
    staff_replaced_late(world)
    assert [one.rule for one in told(world)] == ["12.5"]
    told_late = world.file(
        "incident", reported_at=(world.now - timedelta(hours=1)).isoformat(), late_reason="先电话报告"
    )
    claim = Claim.objects.get(ticket=told_late)
    Breach.objects.filter(code="staff.replace").update(set_aside_at=world.now, set_aside_claim=claim)
    assert facts_of(world.contract, world.now).late == ()


def test_a_contract_that_prices_nothing_comes_to_nothing(world: World) -> None:
    world.contract.penalty_editions.all().delete()
    slow(world)
    assert (pricing_of(world.contract), claims_of(world.contract, world.now)) == (None, ())


def test_another_contract_is_another_file(world: World) -> None:
    other = Contract.objects.get(number="ZX2026-0031")
    by = pricing_of(other)
    assert by is not None
    assert (by.terms.service_months, by.fees.total) == (18, Decimal(other.amount))
    assert claims_of(other, datetime(2026, 12, 1, tzinfo=ZONE)) == ()


def test_a_month_keeps_the_edition_under_which_it_began(world: World) -> None:
    signed(world)
    slow(world)
    first = world.contract.penalty_editions.get()
    rules = [one | ({"share": "90"} if one["code"] == "A3.8" else {}) for one in first.terms["rules"]]
    PenaltyEdition.objects.filter(pk=first.pk).update(current=False, since=at(0, day=1, month=1))
    since = at(12, day=20)
    PenaltyEdition.objects.create(
        contract=world.contract, edition=2, since=since, readings=first.readings, terms=first.terms | {"rules": rules}
    )
    slow(world.at(at(10, day=2, month=4)))
    assert told(world) == [line("A3.8", "7465.12"), line("A3.8", "22395.37", "2026-04")]
    shares = [
        by.terms.rule("A3.8").share for month in (3, 4) if (by := pricing_of(world.contract, date(2026, month, 1)))
    ]
    assert list(map(str, shares)) == ["30", "90"]


def absent(world: World, hours: float) -> Ticket:
    """The provider says themselves that a post was empty for so long in a holiday."""
    said = {"duty_from": at(9, day=6).isoformat(), "duty_to": at(18, day=9).isoformat(), "plan_by": "2026-03-04"}
    order = world.take(world.file("staffing", **said), "submit_duty_plan", "agree_duty_plan")
    since = at(10, day=7)
    until = since + timedelta(hours=hours)
    return world.at(until).take(order, "report_absence", empty_from=since.isoformat(), empty_to=until.isoformat())


@pytest.mark.parametrize(
    ("hours", "rule", "amount"),
    [(1.5, "A3.12", "7465.12"), (3, "A3.13", "12441.87"), (2, "", "None"), (0.5, "", "None")],
)
def test_a_post_that_nobody_held_comes_under_its_band(world: World, hours: float, rule: str, amount: str) -> None:
    signed(world)
    order = absent(world, hours)
    assert told(world) == [line(rule, amount)]
    assert claims(world)[0].events == {f"{order.number}/1"}


def test_three_complaints_about_outages_of_failed_months_are_one_claim(world: World) -> None:
    """What was noted counts once the month is accepted."""
    signed(world)
    fault_ = down(world, at(10), at(11))
    month = world.at(at(9, day=1, month=4)).file("assessment", month="2026-03-01", month_ends="2026-03-31")
    said = {"complaint_about": "availability", "outage_order": fault_.number}
    for day in (3, 4, 5):
        month = world.take(month, "record_complaint", complaint_at=at(9, day=day).isoformat(), **said)
    found_ = [one for one in claims(world) if one.rule == "A3.2"]
    assert [one.contested for one in found_] == [True]
    month = world.take(world.take(month, "end_month"), "submit_score", score_lines=FULL)
    world.take(month, "issue_result", "accept_result")
    (one,) = [one for one in claims(world) if one.rule == "A3.2"]
    assert (str(one.amount), one.contested) == ("4976.75", False)
    assert one.events == {fault_.number, *(f"{month.number}/{n}" for n in (1, 2, 3))}


def test_data_that_was_lost_is_a_claim_of_the_whole_platform(world: World) -> None:
    live = at(0, day=1, month=1)
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=live)
    System.objects.filter(pk=world.system.pk).update(live_since=live)
    world.stock(storage_plain_gb=1000)
    actions.open_recurring(world.at(at(1, day=1, month=4)).now)
    report = Recurrence.objects.get(contract=world.contract, rule="report.monthly", period="2026-03").ticket
    assert told(world) == []
    world.take(report, "hand_in", lost_gb="0.50")
    (one,) = claims(world)
    assert (line_of(one), one.events) == (line("A3.1", "50125.43", systems=()), {report.number})


def test_secrets_that_return_late_are_charged_by_the_day(world: World) -> None:
    ticket = world.take(world.file("secrecy_return"), "submit", "issue_return")
    swept(world.at(world.clock(ticket, "secrecy_return.hand_back").due_at + timedelta(days=1)))
    world.take(ticket, "report_returned", "confirm_returned")
    (fact,) = facts_of(world.contract, world.now).late
    assert (fact.duty, fact.secret, fact.annexed) == ("secrecy_return.hand_back", True, False)
    assert [(one.rule, str(one.amount)) for one in claims(world)] == [("12.5", "2406.02")]


def test_what_the_supervisor_asked_for_late_is_priced_by_the_annexes_alone(world: World) -> None:
    ticket = world.take(world.file("rectification", "auditor"), "issue_supervision")
    swept(world.at(world.clock(ticket, "rectification.cure").due_at + timedelta(hours=2)))
    world.take(world.take(ticket, "report_cured"), "confirm_cured", who="lead")
    (fact,) = facts_of(world.contract, world.now).late
    assert (fact.duty, fact.annexed) == ("rectification.cure", True)
    assert told(world) == []


def test_a_system_that_came_after_the_table_of_fees_is_estimated_until_it_is_in_one(world: World) -> None:
    signed(world)
    terms = edition(world.contract)
    register.load(
        replace(terms, systems=(*terms.systems, replace(terms.systems[0], code="new", name="新增信息系统"))),
        now=world.now,
    )
    slow(world)
    down(world, at(10, day=3), at(14, 30, day=3), world.contract.systems.get(code="new"))
    assert {one.systems: one.estimated for one in claims(world) if one.rule} == {
        ("city-operation",): False,
        ("new",): True,
    }


@pytest.mark.parametrize("chosen", ["A2.7", "A3.8"])
@pytest.mark.parametrize("grave", [(), ("grave_accident",)])
def test_of_two_rows_of_one_band_that_counts_on_which_the_sides_agreed(
    world: World, chosen: str, grave: tuple[str, ...]
) -> None:
    """Whichever was judged to be hit before."""
    signed(world)
    rules = [{"rule": "A2.7"}, {"rule": "A3.8"}]
    ticket = world.file("finding", event_rows=[{"event_order": slow(world).number}], rules=rules)
    ticket = world.take(world.take(ticket, "assess", **judged(*grave)), "serve", "accept_finding", "confirm_finding")
    assert [one.rule for one in claims(world)] == ["A2.7" if grave else "A3.8"]
    said = {"decided_rule": chosen, **judged(*grave)}
    world.take(world.take(world.take(ticket, "take_up"), "offer_decision", **said), "agree_decision")
    (one,) = claims(world)
    amount = Decimal("49767.49") if chosen == "A2.7" else Decimal("7465.12")
    assert (one.rule, one.key.partition("/")[0], one.amount) == (chosen, chosen, amount)
