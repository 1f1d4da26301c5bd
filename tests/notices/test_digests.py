"""Copies told together: at half past eight of a working day, of internal targets on Monday; one after an outage."""

from datetime import datetime

import pytest
from django.core import mail

from accounts import mailboxes
from tests.world import World
from tickets import actions, outbox, sweep
from tickets.datelaw.types import ZONE
from tickets.models import Notice
from tickets.outbox import lives
from tickets.sweep import mornings


def at(day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def followed(world: World) -> World:
    """The auditor has copies of two orders, and an address."""
    mailboxes.vouch(world.user("auditor"), "auditor@example.test")
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.take(world.file("incident"), "respond", "start_handling", "locate", "recover", "submit_report", "confirm")
    return world


def digests(world: World, who: str, event: str = "digest") -> list[Notice]:
    return list(Notice.objects.filter(recipient=world.user(who), event=event).order_by("id"))


def test_one_notice_says_what_others_did_and_its_lines_know_it(followed: World) -> None:
    mornings.tell(at(3))
    (digest,) = digests(followed, "auditor")
    words = outbox.render(digest, "zh-hans")
    assert words.subject == "昨日进展：2件工单"
    numbers = {row["ticket"] for row in digest.params["rows"]}
    assert len(numbers) == 2
    assert all(number in words.body for number in numbers)
    assert "无需您办理" in words.body
    assert set(digest.lines.values_list("recipient__username", flat=True)) == {"auditor"}
    assert not Notice.objects.filter(held="daily", digest=None).exists()


def test_copies_ring_nobody_until_then(followed: World) -> None:
    asked = {notice.event for notice in lives.unread(followed.user("auditor"), followed.now)}
    assert "step" not in asked
    mornings.tell(at(3))
    assert "digest" in {notice.event for notice in lives.unread(followed.user("auditor"), at(3))}


def test_it_goes_out_by_mail_once(followed: World) -> None:
    mornings.tell(at(3))
    mornings.tell(at(4))
    while sweep.deliver_one(at(4)):
        pass
    assert len([one for one in mail.outbox if one.subject.startswith("昨日进展") and "auditor" in one.to[0]]) == 1


def test_what_was_read_on_the_order_is_in_no_digest(followed: World) -> None:
    auditor = followed.user("auditor")
    for notice in Notice.objects.filter(recipient=auditor).select_related("ticket"):
        lives.mark_opened(auditor, notice.ticket, now=followed.now)
    mornings.tell(at(3))
    assert digests(followed, "auditor") == []


def test_on_a_rest_day_nothing_is_told_and_on_the_next_working_day_all_of_it(followed: World) -> None:
    mornings.tell(at(7))  # a Saturday
    assert digests(followed, "auditor") == []
    mornings.tell(at(9))
    assert len(digests(followed, "auditor")) == 1


def test_after_an_outage_there_is_one_digest(followed: World) -> None:
    sweep.fire_one(at(2, 12))  # the tasks are put down
    for _attempt in range(30):
        sweep.fire_one(at(6, 15))
    assert len(digests(followed, "auditor")) == 1


def test_targets_are_told_to_the_own_lead_on_monday_while_they_are_open(world: World) -> None:
    first, second = (world.take(world.file("restart"), "submit", "approve_restart") for _ in range(2))
    for ticket in (first, second):
        clock = world.clock(ticket, "restart.verify")
        world.at(max(world.now, clock.due_at)).later(seconds=5)
        assert actions.fire(clock.pk, world.now)
    world.take(second, "verify")
    mornings.tell(at(6))
    assert digests(world, "manager", "targets") == []
    mornings.tell(at(9))
    (told,) = digests(world, "manager", "targets")
    assert [row["ticket"] for row in told.params["rows"]] == [first.number]
    assert "不计违约" in outbox.render(told, "zh-hans").body
    assert {who for who in ("lead", "auditor", "officer") if digests(world, who, "targets")} == set()


def test_digests_cost_the_same_however_many_orders(followed: World, django_assert_max_num_queries) -> None:
    for _order in range(5):
        followed.take(followed.file("staff_replacement"), "submit", "issue_demand")
    with django_assert_max_num_queries(14):
        mornings.tell(at(3))


def test_a_person_may_have_all_copies_drawn_together(world: World) -> None:
    clerk = world.user("clerk")
    actions.keep_hours(
        quiet_from=at(2, 22).time(),
        quiet_until=at(2, 7).time(),
        copies_by_digest=True,
        actor=clerk,
        now=world.now,
        address="10.0.0.1",
    )
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    copies = Notice.objects.filter(recipient=clerk, ticket=ticket, event="step")
    assert set(copies.values_list("held", flat=True)) == {"daily"}
    mornings.tell(at(3))
    assert len(digests(world, "clerk")) == 1
