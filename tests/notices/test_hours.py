"""Quiet hours: what can wait goes out when they are over, what cannot goes out at any hour. Nothing is lost."""

from datetime import datetime, time

import pytest

from accounts import mailboxes
from tests.pages.conftest import Visitor
from tests.world import World
from tickets import actions, outbox, sweep
from tickets.datelaw.types import ZONE
from tickets.models import AuditEntry, Delivery, Notice, NoticeHours
from tickets.outbox import hours


@pytest.fixture
def reached(world: World) -> World:
    """The lead and the engineer have addresses."""
    for name in ("lead", "engineer", "desk"):
        mailboxes.vouch(world.user(name), f"{name}@example.test")
    return world


@pytest.fixture
def visitor(world: World, clock_at) -> Visitor:
    return Visitor(world, clock_at)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def goes_out(world: World, who: str, event: str) -> set[datetime]:
    rows = Delivery.objects.filter(notice__recipient=world.user(who), notice__event=event)
    return set(rows.values_list("next_at", flat=True))


@pytest.mark.parametrize(
    ("now", "out"),
    [
        (at(2, 10), at(2, 10)),
        (at(2, 22), at(3, 7)),
        (at(2, 23, 59), at(3, 7)),
        (at(3, 3), at(3, 7)),
        (at(3, 7), at(3, 7)),
    ],
)
def test_a_request_of_the_night_goes_out_in_the_morning(reached: World, now: datetime, out: datetime) -> None:
    reached.at(now).take(reached.file("restart"), "submit")
    assert goes_out(reached, "lead", "your_move") == {out}
    assert Notice.objects.get(recipient=reached.user("lead")).at == now


def test_it_is_held_not_lost(reached: World) -> None:
    reached.at(at(2, 23)).take(reached.file("restart"), "submit")
    assert not sweep.deliver_one(at(3, 6, 59))
    assert sweep.deliver_one(at(3, 7))


def test_a_fault_asks_at_any_hour_and_so_do_its_warnings(reached: World) -> None:
    ticket = reached.at(at(3, 3)).file("incident", "clerk")
    assert goes_out(reached, "engineer", "your_move") == {reached.now}
    clock = reached.clock(ticket, "incident.respond")
    reached.at(clock.next_at)
    assert actions.fire(clock.pk, reached.now)
    assert goes_out(reached, "engineer", "half") == {reached.now}


def test_a_missed_clock_of_the_contract_is_told_at_any_hour(reached: World) -> None:
    ticket = reached.at(at(3, 3)).file("incident", "clerk")
    clock = reached.clock(ticket, "incident.respond")
    reached.at(clock.due_at).later(seconds=2)
    assert actions.fire(clock.pk, reached.now)
    assert goes_out(reached, "lead", "breach") == {reached.now}


def test_what_a_person_chose_counts(reached: World) -> None:
    lead = reached.user("lead")
    hours.keep(lead, quiet_from=time(12), quiet_until=time(14), copies_by_digest=False)
    reached.at(at(2, 13)).take(reached.file("restart"), "submit")
    assert goes_out(reached, "lead", "your_move") == {at(2, 14)}
    hours.keep(lead, quiet_from=time(0), quiet_until=time(0), copies_by_digest=False)
    reached.at(at(2, 23)).take(reached.file("restart"), "submit")
    assert goes_out(reached, "lead", "your_move") == {at(2, 14), at(2, 23)}


def test_people_set_them_on_their_page_and_the_log_says_so(world: World, visitor: Visitor) -> None:
    assert 'value="22:00"' in visitor.get("clerk", "/notices/hours/")
    typed = {"quiet_from": "21:00", "quiet_until": "06:30", "copies_by_digest": "on"}
    page = visitor.post("clerk", "/notices/hours/", typed)
    assert "免打扰设置已保存" in page
    assert 'value="06:30"' in page
    kept = NoticeHours.objects.get(user=world.user("clerk"))
    assert (kept.quiet_from, kept.quiet_until, kept.copies_by_digest) == (time(21), time(6, 30), True)
    visitor.post("clerk", "/notices/hours/", typed)
    entry = AuditEntry.objects.get(action="notice_hours")
    assert (entry.actor, entry.data["quiet_from"]) == (world.user("clerk"), "21:00")


@pytest.mark.parametrize("wrong", [{"quiet_from": ""}, {"quiet_until": "25:00"}])
def test_what_is_no_hour_is_refused(world: World, visitor: Visitor, wrong: dict[str, str]) -> None:
    typed = {"quiet_from": "21:00", "quiet_until": "06:30"} | wrong
    assert "field-wrong" in visitor.post("clerk", "/notices/hours/", typed, expect=200)
    assert not NoticeHours.objects.exists()


def test_whoever_set_nothing_costs_no_further_statement(reached: World, django_assert_num_queries) -> None:
    people = [reached.user(name).pk for name in ("lead", "engineer", "desk")]
    ticket = reached.file("restart")
    params = {"actor": "x", "action": "submit", "state": "draft"}
    with django_assert_num_queries(4):
        outbox.queue("your_move", people, ticket=ticket, key="k", params=params, now=reached.now)
