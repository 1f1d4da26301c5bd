"""复议: a settled finding is never edited; a later decision has a number of its own and corrects the next sheet."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.actions.test_agreed_sums import SUM
from tests.actions.test_finding import of_level_b
from tests.actions.test_sheets import all_closed, at, breach_of_secrecy
from tests.pages.conftest import Visitor, visitor, words  # noqa: F401  # a fixture
from tests.settlement.stories import claims, found, judged, signed, slow
from tests.world import World
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import MonthSheet, Ticket
from tickets.settlement.decided import decisions
from tickets.settlement.findings import of_contract

MAJOR = {"decision": "found", "decided_rule": "A2.7", **judged("grave_accident")}
LIGHT, HEAVY = Decimal("7465.12"), Decimal("49767.49")


@pytest.fixture
def settled(world: World) -> Ticket:
    """A response that was slow, found to have had no grave influence."""
    signed(world)
    return world.take(found(world, [slow(world)], "A3.8"), "serve", "accept_finding", "confirm_finding")


def anew(world: World, finding: Ticket, **said: Any) -> Ticket:
    """Decided on by one lead and confirmed by the other."""
    decided = world.take(world.take(finding, "take_up"), "decide_anew", **said)
    return world.take(decided, "set_aside" if said.get("decision") == "set_aside" else "confirm_decision")


def sheet_of(world: World, month: int) -> MonthSheet:
    """As it closes in the month after."""
    return {one.month.month: one for one in all_closed(world.at(at(25, month + 1)))}[month]


def lines(sheet: MonthSheet) -> list[tuple[str, str, Decimal]]:
    return [(one.sort, one.rule, one.amount) for one in sheet.lines.all()]


def test_a_decision_has_its_number_and_the_next_sheet_the_difference_in_a_pair(world: World, settled: Ticket) -> None:
    march = sheet_of(world, 3)
    assert lines(march) == [("current", "A3.8", LIGHT)]
    closed = anew(world, settled, decision_ground="evidence", **MAJOR)
    assert (closed.state, [one.number for one in decisions(closed)]) == ("closed", [f"{closed.number}-1"])
    april = sheet_of(world, 4)
    assert lines(april) == [("reversed", "A3.8", -LIGHT), ("corrected", "A2.7", HEAVY)]
    assert (april.together, lines(march)) == (HEAVY, [("current", "A3.8", LIGHT)])
    fresh = april.lines.get(sort="corrected")
    assert (fresh.assessed_by, fresh.confirmed_by) == (world.user("lead"), world.user("lead2"))
    assert fresh.settled_on == date(2026, 4, 25)


def test_until_it_is_confirmed_the_old_finding_stands_and_is_entered(world: World, settled: Ticket) -> None:
    world.take(world.take(settled, "take_up"), "decide_anew", **MAJOR)
    assert lines(sheet_of(world, 3)) == [("current", "A3.8", LIGHT)]


def test_what_was_decided_after_a_sheet_fell_due_is_not_in_it(world: World, settled: Ticket) -> None:
    """The worker was down when it fell due: the sheet holds what stood then."""
    anew(world.at(at(20, 4)), settled, decision="set_aside")
    sheets = all_closed(world)
    assert lines(sheets[2]) == [("current", "A3.8", LIGHT)]
    assert lines(sheet_of(world, 4)) == [("reversed", "A3.8", -LIGHT)]


def test_of_several_decisions_the_newest_counts(world: World, settled: Ticket) -> None:
    closed = anew(world, anew(world, settled, **MAJOR), decision="found", decided_rule="A3.8", **judged())
    assert [one.number for one in decisions(closed)] == [f"{closed.number}-1", f"{closed.number}-2"]
    assert lines(sheet_of(world, 3)) == [("current", "A3.8", LIGHT)]


def test_two_leads_of_the_side_that_claims_decide_and_nobody_else(world: World, settled: Ticket) -> None:
    for who in ("clerk", "manager", "finance", "auditor", "officer"):
        with pytest.raises(Forbidden):
            world.take(settled, "take_up", who=who)
    decided = world.take(world.take(settled, "take_up", who="lead"), "decide_anew", who="lead", **MAJOR)
    with pytest.raises(Forbidden, match="另一名负责人"):
        world.take(decided, "confirm_decision", who="lead")
    with pytest.raises(Forbidden):
        world.take(decided, "confirm_decision", who="manager")
    assert world.take(decided, "return_decision", who="lead2").state == "reviewing"
    assert claims(world)[0].amount == LIGHT


def test_the_accused_side_asks_for_it_and_it_may_be_left_as_it_is(world: World, settled: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(settled, "ask_review", who="lead")
    asked = world.take(settled, "ask_review", who="manager")
    clock = world.clock(asked, "finding.decide")
    assert (asked.state, clock.party, clock.state) == ("reviewing", "agency", "running")
    kept = world.take(asked, "keep_finding")
    assert (kept.state, kept.deadlines.filter(stopped_at=None).count()) == ("closed", 0)
    assert [one.decision for one in of_contract(world.contract)] == [None]


def test_what_is_not_settled_is_decided_on_by_its_own_steps(world: World) -> None:
    ticket = found(world, [slow(world)], "A3.8")
    for step in ("take_up", "ask_review"):
        with pytest.raises(WrongState):
            world.take(ticket, step)


@pytest.mark.parametrize("said", [
    {"decision": "found"}, {"decision": "found", "decided_rule": "12.6"},
    {"decision": "set_aside", "decided_rule": "A3.8"},
    {"decision": "found", "decided_rule": "15.11"},
])  # fmt: skip
def test_a_rule_is_named_where_it_is_found_and_none_where_it_is_not(
    world: World, settled: Ticket, said: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(world.take(settled, "take_up"), "decide_anew", **said)
    assert set(refused.value.errors) == {"decided_rule"}


# Not pursued after all.


def test_set_aside_after_it_was_entered_the_next_sheet_takes_it_back_and_names_it(
    world: World, settled: Ticket
) -> None:
    march = sheet_of(world, 3)
    gone = anew(world, settled, decision_ground="judgment", decision="set_aside")
    assert gone.state == "not_established"
    april = sheet_of(world, 4)
    assert (lines(april), april.together) == ([("reversed", "A3.8", -LIGHT)], 0)
    assert april.printed["set_aside"] == [{"number": gone.number, "rules": ["A3.8"]}]
    assert (lines(march), march.printed["set_aside"]) == ([("current", "A3.8", LIGHT)], [])
    assert lines(sheet_of(world, 5)) == []


def test_what_was_set_aside_is_found_again_by_a_finding_of_its_own(world: World, settled: Ticket) -> None:
    anew(world, settled, decision="set_aside")
    event = settled.fields["event_rows"]
    again = world.take(world.file("finding", event_rows=event, rules=[{"rule": "A3.8"}]), "assess", **judged())
    again = world.take(again, "serve", "accept_finding", "confirm_finding")
    sheet = sheet_of(world, 3)
    assert [one.finding for one in sheet.lines.all()] == [again]


def test_a_right_whose_finding_is_set_aside_reads_so_and_ends_nothing(world: World, visitor: Visitor) -> None:  # noqa: F811
    entitled = breach_of_secrecy(world)
    taken = world.take(entitled, "take_up")
    assert world.clock(taken, "finding.terminate").state == "running"
    with pytest.raises(WrongState):
        world.take(taken, "keep_finding")
    assert world.take(taken, "keep_right").state == "entitled"
    with pytest.raises(Invalid):
        world.take(world.take(world.fresh(entitled), "take_up"), "decide_anew", decision="found", decided_rule="12.5")
    gone = world.take(world.take(world.fresh(entitled), "decide_anew"), "set_aside")
    assert (gone.state, world.clock(gone, "finding.terminate").state) == ("not_established", "cancelled")
    assert "依据已撤销" in words(visitor.get("lead", "/contracts/DEMO/"))
    assert f"{gone.number}-1号决定" in words(visitor.get("lead", f"/tickets/{gone.number}/"))
    ends = date(2026, 4, 1).isoformat()
    notice = world.take(world.file("switchover", basis="15.11", end_date=ends), "submit")
    with pytest.raises(WrongState):
        world.take(notice, "issue_notice")


def test_a_right_by_three_events_falls_with_any_of_them(world: World) -> None:
    first, second = (
        world.take(of_level_b(world, date(2026, month, 5)), "confirm_finding", event_level="B") for month in (1, 2)
    )
    third = world.take(of_level_b(world, date(2026, 3, 2)), "confirm_level", right_ground="B")
    anew(world, first, decision="set_aside")
    with pytest.raises(WrongState, match="B级事件"):
        world.take(third, "exercise", who="lead")
    assert world.fresh(second).state == "closed"


# By agreement of both sides.


def test_what_the_sides_left_open_is_agreed_on_later_and_held_back_no_more(world: World) -> None:
    signed(world)
    ticket = world.file(
        "finding", event_rows=[{"event_order": slow(world).number}], rules=[{"rule": "A3.5"}, {"rule": "A3.8"}]
    )
    ticket = world.take(world.take(ticket, "assess", **judged()), "serve", "accept_finding", "confirm_several")
    closed = world.at(world.clock(ticket, "finding.agree").due_at).take(ticket, "leave_open", who="lead")
    march = sheet_of(world, 3)
    assert [one.held for one in march.lines.all()] == [True]
    offered = world.take(world.take(closed, "take_up"), "offer_decision", decided_rule="A3.8")
    clock = world.clock(offered, "finding.agree")
    assert (clock.party, clock.state) == ("provider", "running")
    for who in ("lead", "lead2", "desk"):
        with pytest.raises(Forbidden):
            world.take(offered, "agree_decision", who=who)
    world.take(offered, "agree_decision", who="manager")
    (one,) = of_contract(world.contract)
    assert (one.held, one.chosen, one.decision.binds_both) == (False, "A3.8", True)
    assert lines(sheet_of(world, 4)) == []


def test_an_offer_is_declined_or_taken_back_and_silence_agrees_to_nothing(world: World, settled: Ticket) -> None:
    offered = world.take(world.take(settled, "ask_review"), "offer_decision", decided_rule="A2.7", **judged())
    declined = world.take(offered, "decline_decision", who="manager")
    again = world.take(declined, "offer_decision", decided_rule="A2.7", **judged())
    world.at(world.clock(again, "finding.agree").due_at)
    assert world.take(again, "take_offer_back").state == "reviewing"
    assert list(decisions(world.fresh(settled))) == []


def test_a_base_may_be_agreed_on_while_no_fees_are_signed(world: World) -> None:
    ticket = world.take(found(world, [slow(world)], "A3.8"), "serve", "accept_finding", "confirm_finding")
    assert [one.estimated for one in claims(world)] == [True]
    said = {"decided_rule": "A3.8", "agreed_base": "298604.95", **judged()}
    world.take(world.take(world.take(ticket, "take_up"), "offer_decision", **said), "agree_decision")
    (line,) = sheet_of(world, 3).lines.all()
    assert (line.amount, line.formula["base"]) == (LIGHT, "298604.95")


def test_a_sum_that_both_agreed_on_is_agreed_on_anew_by_both(world: World) -> None:
    ticket = world.file("finding", event_rows=[{"event_order": slow(world, 10).number}], rules=[{"rule": "no_band"}])
    ticket = world.take(world.take(ticket, "assess", **judged()), "serve", "accept_finding", "confirm_several")
    closed = world.take(world.take(ticket, "propose_sum", who="lead", **SUM), "agree_to_claim", who="manager")
    up = world.take(closed, "take_up")
    with pytest.raises(Invalid):
        world.take(up, "decide_anew", decision="found", decided_rule="no_band")
    said = {"decided_rule": "no_band", "agreed_sum": "30000.00", **judged()}
    world.take(world.take(up, "offer_decision", **said), "agree_decision", who="manager")
    assert [str(one.amount) for one in claims(world)] == ["30000.00"]


def test_the_form_of_a_decision_offers_the_rules_of_the_contract_that_have_a_sum(
    world: World,
    settled: Ticket,
    visitor: Visitor,  # noqa: F811
) -> None:
    page = visitor.get("lead", f"/tickets/{world.take(settled, 'take_up').number}/")
    form = page.partition('data-step="decide_anew"')[2] or page
    assert 'value="A2.7"' in form
    assert 'value="15.11"' not in form
