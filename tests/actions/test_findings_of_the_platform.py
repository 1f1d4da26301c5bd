"""附件1 服务中断: proposed where supervisor and authority have said that a long outage hit much of the platform."""

import io
from datetime import datetime
from typing import Any

import pytest

from tests.outages.office import at, down
from tests.world import PDF, World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import RegisterEntry, Ticket

APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)


def hit(world: World, fault: Ticket, **said: Any) -> RegisterEntry:
    """Entered by the supervisor and confirmed by the authority."""
    told = {"outage": fault.number, "outage_on": "2026-03-02", "share": 12, "source": "月度通报"} | said
    scan = ("影响.pdf", io.BytesIO(PDF))
    entry = actions.enter(world.contract, "impacts", told, actor=world.user("auditor"), now=world.now, scan=scan)
    return actions.confirm_entry(entry, actor=world.user("officer"), now=world.now)


def proposed(world: World) -> list[list[str]]:
    actions.propose_findings(world.now)
    found = Ticket.objects.filter(kind="finding").order_by("id")
    return [[row["rule"] for row in ticket.fields["rules"]] for ticket in found]


def test_it_is_proposed_once_and_stands_in_no_way_of_what_has_a_sum(world: World) -> None:
    fault = down(world, at(10), at(12, 30))
    assert proposed(world) == []
    hit(world, fault, people=100_000)
    assert proposed(world) == [["A1.1"]]
    ticket = Ticket.objects.get(kind="finding")
    assert {"event_order": fault.number} in ticket.fields["event_rows"]
    assert (ticket.system, ticket.fields["event_on"]) == (None, "2026-03-02")
    first, second = proposed(world.at(APRIL))
    assert first == ["A1.1"]
    assert set(second) == {"A2.1", "A3.1", "A3.5"}


@pytest.mark.parametrize("said", [{"share": 9}, {"share": 12, "people": 50}])
def test_what_reaches_no_level_is_not_proposed(world: World, said: dict[str, int]) -> None:
    hit(world, down(world, at(10), at(12, 30)), **said)
    assert proposed(world) == []


def test_a_short_outage_is_none_of_it(world: World) -> None:
    hit(world, down(world, at(10), at(11)))
    assert proposed(world) == []
