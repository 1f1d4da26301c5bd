"""A contract ends early on 12.1, 12.2, 12.4 or 15.11 by one right that a finding gave, unexpired, and once."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.pages.conftest import Visitor, visitor, words  # noqa: F401  # a fixture
from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import WrongState
from tickets.models import Occasion, TermEvent, Ticket
from tickets.sweep import clocks

SECRECY = "15.11"


def entitled(world: World) -> Ticket:
    ticket = world.file("finding", rules=[{"rule": SECRECY}], event_on="2026-03-01", known_on="2026-03-02")
    return world.take(ticket, "assess", "serve", "accept_finding", "confirm_level")


def notice(world: World, basis: str = SECRECY) -> Ticket:
    ends = (world.now.date() + timedelta(days=30)).isoformat()
    return world.take(world.file("switchover", basis=basis, end_date=ends), "submit")


def test_without_a_right_no_notice_is_issued(world: World) -> None:
    with pytest.raises(WrongState):
        world.take(notice(world), "issue_notice")
    entitled(world)
    with pytest.raises(WrongState):
        world.take(notice(world, "12.1"), "issue_notice")
    assert world.take(notice(world, "agreement"), "issue_notice").state == "inventorying"


def test_the_notice_exercises_the_right_and_names_it(world: World) -> None:
    finding = entitled(world)
    order = world.take(notice(world), "issue_notice")
    assert Occasion.objects.get(ticket=order).of == finding
    used = world.fresh(finding)
    assert (used.state, world.audit(used)[-1].action) == ("closed", "exercise")
    assert world.clock(used, "finding.terminate").state == "met"
    assert TermEvent.objects.get(contract=world.contract).basis == SECRECY


def test_a_right_ends_a_contract_once(world: World) -> None:
    entitled(world)
    order = world.take(notice(world), "issue_notice")
    world.take(order, "cancel")
    again = notice(world)
    assert (
        world.take(again, "issue_notice").state == "inventorying"
    )  # the first was broken off: the right is free again
    other = notice(world)
    with pytest.raises(WrongState):
        world.take(other, "issue_notice")


def test_a_right_exercised_by_its_own_notice_before_is_used_as_well(world: World) -> None:
    finding = world.take(entitled(world), "exercise")
    order = world.take(notice(world), "issue_notice")
    assert Occasion.objects.get(ticket=order).of == finding


def test_a_right_that_lapsed_or_was_waived_ends_nothing(world: World) -> None:
    world.take(entitled(world), "waive_right")
    with pytest.raises(WrongState):
        world.take(notice(world), "issue_notice")
    finding = entitled(world)
    order = notice(world)
    Ticket.objects.filter(pk=finding.pk).update(lapses_at=None)
    finding.deadlines.filter(code="finding.terminate").update(due_at=world.now)
    with pytest.raises(WrongState):
        world.take(order, "issue_notice")


def test_the_contracts_page_lists_the_rights_with_their_last_day(world: World, visitor: Visitor) -> None:  # noqa: F811
    assert 'id="rights"' not in visitor.get("lead", "/contracts/DEMO/")
    finding = entitled(world)
    page = words(visitor.get("lead", "/contracts/DEMO/"))
    assert "解除权" in page
    assert finding.number in page
    assert "2027年3月2日" in page
    assert 'id="rights"' not in visitor.get("vendor", "/contracts/DEMO/")


def test_the_day_first_known_counts_not_the_day_of_the_event(world: World) -> None:
    clock = world.clock(entitled(world), "finding.terminate")
    assert clock.started_at == datetime(2026, 3, 2, tzinfo=ZONE)
    assert clock.due_at.astimezone(ZONE).date() == date(2027, 3, 3)


def test_who_may_use_it_is_warned_ninety_thirty_and_seven_days_before_it_lapses(world: World) -> None:
    """Nothing else of it is told: a right that lapses is no breach."""
    finding = entitled(world)
    last = date(2027, 3, 2)
    for days, level in ((90, "ninety_days"), (30, "thirty_days"), (7, "seven_days")):
        world.at(datetime.combine(last - timedelta(days=days), time(9), ZONE))
        while clocks.fire_deadlines(world.now):
            pass
        assert world.told(finding, level) == {"lead", "lead2"}, level
        assert (world.clock(finding, "finding.terminate").lamp(world.now) == "amber") is (days <= 30), level
