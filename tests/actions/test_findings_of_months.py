"""拟认定 of months where nothing is priced: proposed once a month is over, from outages that nobody contests; and
events that name outages."""

from datetime import datetime
from typing import Any

import pytest

from tests.outages.office import at, down
from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.lifecycle.kinds.finding.questions import EVENT_MONTH
from tickets.models import Interpretation, MonitoredOutage, Ticket
from tickets.outages.entries import waiting

APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)
BELOW = ["A2.1", "A3.1"]


@pytest.fixture(autouse=True)
def _unpriced(world: World) -> None:
    """Where breaches are priced they are proposed by the groups of their claims: test_findings_of_groups.py."""
    world.contract.penalty_editions.all().delete()


def proposed(world: World) -> list[Ticket]:
    actions.propose_findings(world.now)
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def rules(ticket: Ticket) -> list[str]:
    return [row["rule"] for row in ticket.fields["rules"]]


def test_a_month_below_its_availability_is_proposed_once_it_is_over(world: World) -> None:
    fault = down(world, at(10), at(10, 30))
    assert proposed(world.at(at(23, day=31))) == []
    (ticket,) = proposed(world.at(APRIL))
    assert (rules(ticket), ticket.system, ticket.state) == (BELOW, world.system, "proposed")
    assert (ticket.fields["event_month"], ticket.fields["event_on"]) == ("2026-03-01", "2026-03-31")
    told, named = ticket.fields["event_rows"]
    assert told["event_told"] == "2026-03 可用率99.93279%，低于合同约定的99.99%"
    assert named == {"event_order": fault.number}
    assert world.clock(ticket, "finding.judge").party == "agency"
    assert len(proposed(world.later(hours=1))) == 1


def test_a_month_that_keeps_to_it_leads_to_nothing(world: World) -> None:
    down(world, at(10), at(10, 4))
    assert proposed(world.at(APRIL)) == []


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(2, 10, 12)], [["A3.5"], BELOW]),
        ([(2, 10, 11), (3, 10, 11), (4, 10, 11)], [["A3.6"], BELOW]),
        ([(2, 8, 12), (20, 8, 12)], [["A3.5"], ["A3.5"], ["A3.6"], BELOW]),
    ],
)
def test_what_stands_out_of_a_month_is_proposed_by_itself(
    world: World, spans: list[tuple[int, int, int]], found: list[list[str]]
) -> None:
    for day, begins, ends in spans:
        down(world, at(begins, day=day), at(ends, day=day))
    assert sorted(map(rules, proposed(world.at(APRIL)))) == sorted(found)
    assert len(proposed(world.later(hours=1))) == len(found)


def test_of_the_platform_where_the_contract_is_read_so(world: World) -> None:
    Interpretation.objects.filter(contract=world.contract, key="availability.measured").update(value="platform")
    down(world, at(10), at(11))
    (ticket,) = proposed(world.at(APRIL))
    assert (ticket.system, ticket.title) == (None, "拟认定：2026-03 云平台整体")


def test_while_an_outage_of_the_month_is_still_on_nothing_is_proposed(world: World) -> None:
    down(world, at(10), at(11))
    world.at(at(9, day=31)).file("incident", impact="down", reported_at=at(9, day=31).isoformat())
    assert proposed(world.at(APRIL)) == []


def test_what_people_have_raised_on_the_month_is_not_proposed_beside_it_nor_found_on_twice(world: World) -> None:
    down(world, at(10), at(11))
    said: dict[str, Any] = {"event_month": "2026-03-20", "rules": [{"rule": "A3.1"}]}
    first = world.at(APRIL).file("finding", **said)
    assert proposed(world) == [first]
    with pytest.raises(Invalid) as refused:
        world.file("finding", **said | {"event_month": "2026-03-02"})
    assert first.number in refused.value.errors["event_rows"][0]
    other = world.contract.systems.get(code="energy-sensing")
    world.file("finding", system=other, **said)


def test_an_event_names_an_outage_that_monitoring_reported_and_both_sides_confirm(world: World) -> None:
    row = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": "M-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    said: dict[str, Any] = {"event_rows": [{"event_outage": "M-1"}], "rules": [{"rule": "A3.1"}]}
    with pytest.raises(Invalid) as refused:
        world.file("finding", **said | {"event_rows": [{"event_outage": "M-9"}]})
    assert set(refused.value.errors) == {"event_rows"}
    ticket = world.file("finding", **said)
    with pytest.raises(Invalid):
        world.file("finding", **said)
    with pytest.raises(WrongState, match="M-1"):
        world.take(ticket, "assess")
    keys = [one.pk for group in waiting([world.contract], world.now) for one in group.monitored]
    actions.say_of_outage(keys, "outage", reason="用户无法访问", actor=world.user("clerk"), now=world.now)
    actions.answer_outage(keys, "confirmed", reason="", actor=world.user("desk"), now=world.now)
    assert MonitoredOutage.objects.count() == 1
    assert world.take(ticket, "assess").state == "judged"


def test_of_the_month_of_an_event_any_day_is_entered_and_the_month_shown() -> None:
    assert EVENT_MONTH.in_words(EVENT_MONTH.clean("2026-03-31"), {}) == "2026-03"
