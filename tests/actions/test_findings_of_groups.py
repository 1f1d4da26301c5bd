"""拟认定 where breaches are priced: one finding for all that is of one event (12.3), from what nobody contests."""

from datetime import datetime, timedelta

from tests.actions.test_assessment import FULL
from tests.outages.office import at, down
from tests.outages.test_entries import row, taken, waits
from tests.settlement.stories import claims, judged, slow, staff_replaced_late
from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import Ticket
from tickets.settlement import findings_on, of_claim

NAME = "MONITOR-2026-03-02-0000"
APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)


def proposed(world: World) -> list[Ticket]:
    actions.propose_findings(world.now)
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def rules(ticket: Ticket) -> list[str]:
    return [row["rule"] for row in ticket.fields["rules"]]


def complained(world: World, outage: Ticket) -> None:
    """One complaint about the outage, in a month that was scored and accepted since."""
    first = outage.opened_at.astimezone(ZONE).date().replace(day=1)
    last = world.now.date() - timedelta(days=1)
    month = world.file("assessment", month=first.isoformat(), month_ends=last.isoformat())
    said = {"complaint_about": "availability", "outage_order": outage.number}
    month = world.take(month, "record_complaint", complaint_at=at(9, day=3, month=first.month).isoformat(), **said)
    month = world.take(world.take(month, "end_month"), "submit_score", score_lines=FULL)
    world.take(month, "issue_result", "accept_result")


def test_all_rows_of_one_event_stand_in_one_finding_once_its_month_is_over(world: World) -> None:
    fault = down(world, at(10), at(12))
    assert proposed(world.at(at(23, day=31))) == []
    (ticket,) = proposed(world.at(APRIL))
    assert sorted(rules(ticket)) == ["A2.1", "A3.1", "A3.5"]
    assert (ticket.system, ticket.state, ticket.opened_by) == (world.system, "proposed", None)
    assert {"event_order": fault.number} in ticket.fields["event_rows"]
    assert (ticket.fields["event_month"], ticket.fields["event_on"]) == ("2026-03-01", "2026-03-31")
    assert len(proposed(world.later(hours=1))) == 1


def test_a_mean_in_a_band_is_proposed_with_both_rows_and_its_faults(world: World) -> None:
    fault = slow(world)
    (ticket,) = proposed(world.at(APRIL))
    assert rules(ticket) == ["A2.7", "A3.8"]
    told, named = ticket.fields["event_rows"]
    assert told["event_told"].startswith("2026年3月，")
    assert "违约金" not in told["event_told"]
    assert named == {"event_order": fault.number}
    world.take(ticket, "assess", **judged())
    (one,) = claims(world)
    finding = of_claim(one, findings_on(world.contract))
    assert finding is not None
    assert finding.number == ticket.number


def test_what_no_row_prices_is_proposed_as_that(world: World) -> None:
    slow(world, 10)
    (ticket,) = proposed(world.at(APRIL))
    assert rules(ticket) == ["no_band"]


def test_what_was_late_by_the_day_is_proposed_by_itself(world: World) -> None:
    staff_replaced_late(world)
    slow(world)
    assert sorted(map(rules, proposed(world.at(APRIL)))) == [["12.5"], ["A2.7", "A3.8"]]


def test_while_one_of_the_event_is_contested_nothing_is_proposed(world: World) -> None:
    slow(world)
    world.file("incident", impact="risk")
    assert proposed(world.at(APRIL)) == []


def test_what_people_have_raised_or_dropped_is_not_proposed_beside_it(world: World) -> None:
    fault = slow(world)
    own = world.file("finding", event_rows=[{"event_order": fault.number}], rules=[{"rule": "A3.8"}])
    assert proposed(world.at(APRIL)) == [own]
    world.take(world.take(own, "assess", **judged()), "dismiss_finding")
    assert len(proposed(world)) == 1


def test_a_claim_that_hangs_together_with_earlier_months_keeps_nothing_back(world: World) -> None:
    """Three complaints tie the outages of three months to one another; each month is proposed as it is over."""
    found: list[Ticket] = []
    for month in (3, 4, 5):
        outage = down(world, at(10, month=month), at(11, month=month))
        complained(world.at(at(9, day=1, month=month + 1)), outage)
        fresh = [one for one in proposed(world.at(at(12, day=3, month=month + 1))) if one not in found]
        assert [sorted(rules(one)) for one in fresh] == [["A2.1", "A3.1"]]
        found += fresh
    assert "A3.2" in {one.rule for one in claims(world)}


def test_outages_whose_names_begin_alike_are_proposed_each(world: World) -> None:
    """Monitoring may call them what no key of a row takes."""
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    long = {"from": "2026-03-02 09:30", "to": "2026-03-02 13:50"}
    taken(world.at(at(15)), row(world, f"{NAME}1", **long), row(world, f"{NAME}2", **long, system=other.code))
    for group in waits(world):
        keys = [one.pk for one in group.monitored]
        actions.say_of_outage(keys, "outage", reason="当时未报修", actor=world.user("desk"), now=world.now)
        actions.answer_outage(keys, "confirmed", reason="", actor=world.user("clerk"), now=world.now)
    assert {ticket.system for ticket in proposed(world.at(APRIL))} == {world.system, other}
    assert len(proposed(world.later(hours=1))) == 2
