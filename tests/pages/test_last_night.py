"""昨夜情况: what failed, when it was restored, and the one thing to do, or none."""

from datetime import datetime

import pytest
from django.test import Client

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import outbox
from tickets.datelaw.types import ZONE
from tickets.models import Notice
from tickets.sweep import mornings


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def fault(world: World, start: datetime, *, restored: bool) -> str:
    """A fault of that hour; restored half an hour later."""
    ticket = world.at(start).file("incident", "clerk", reported_at=start.isoformat(), alarm_at=None)
    if restored:
        world.take(ticket, "respond", who="engineer")
        world.later(minutes=30).take(ticket, "locate", "recover", who="engineer")
    return ticket.number


@pytest.fixture
def night(world: World) -> dict[str, str]:
    """Two faults of the night of 2 March, and one of the day before it, all but one restored."""
    old = fault(world, at(2, 11), restored=True)
    told = {"old": old, "over": fault(world, at(2, 23), restored=True), "open": fault(world, at(3, 4), restored=False)}
    world.at(at(3, 8))
    return told


def test_it_says_what_failed_and_when_it_was_restored(night: dict[str, str], visitor: Visitor) -> None:
    page = words(visitor.get("lead", "/last-night/"))
    assert night["over"] in page
    assert "2026-03-02 23:00发生故障 · 2026-03-02 23:30恢复 · 历时30分钟" in page
    assert night["open"] in page
    assert "尚未恢复" in page
    assert night["old"] not in page


def test_it_says_that_nothing_is_to_be_done_or_what(night: dict[str, str], visitor: Visitor) -> None:
    assert "无需您办理" in words(visitor.get("clerk", "/last-night/"))
    page = visitor.get("manager", "/last-night/")
    assert f"/tickets/{night['open']}/?act=respond#act-respond" in page


def test_a_quiet_night_is_said_to_be_one(world: World, visitor: Visitor) -> None:
    assert "昨夜无故障" in visitor.get("clerk", "/last-night/")


@pytest.mark.parametrize("who", ["engineer", "desk", "auditor", "officer", "finance"])
def test_it_is_for_the_agencys_people_and_the_leads(world: World, visitor: Visitor, who: str) -> None:
    visitor.get(who, "/last-night/", expect=404)


def test_nobody_reads_it_without_signing_in(db: None) -> None:
    assert Client().get("/last-night/").status_code == 302


@pytest.mark.parametrize(("hour", "linked"), [(6, False), (7, True), (11, True), (12, False)])
def test_the_todo_leads_there_in_the_morning(world: World, visitor: Visitor, hour: int, linked: bool) -> None:
    world.at(at(3, hour))
    assert ("/last-night/" in visitor.get("lead", "/")) is linked
    assert "/last-night/" not in visitor.get("engineer", "/")


def test_on_monday_it_reaches_back_to_friday_evening(world: World, visitor: Visitor) -> None:
    number = fault(world, at(7, 3), restored=True)
    world.at(at(9, 8))
    page = words(visitor.get("lead", "/last-night/"))
    assert number in page
    assert "2026-03-06 18:00至2026-03-09 08:00" in page


def test_the_morning_notice_leads_there(night: dict[str, str], world: World, visitor: Visitor) -> None:
    mornings.tell(at(3, 8, 30))
    told = Notice.objects.filter(event="last_night")
    assert {"clerk", "lead", "manager"} <= set(told.values_list("recipient__username", flat=True))
    assert not told.filter(recipient__username__in=("desk", "engineer", "auditor", "officer")).exists()
    notice = told.get(recipient=world.user("lead"))
    said = outbox.render(notice, "zh-hans")
    assert said.subject == "昨夜情况：故障2起，未恢复1起"
    assert night["over"] in said.body
    world.at(at(3, 8, 40))
    assert visitor.send("lead", "/notices/read/", {"notice": notice.pk}).url == "/last-night/"


def test_a_quiet_night_is_told_to_nobody(world: World) -> None:
    mornings.tell(at(3, 8, 30))
    assert not Notice.objects.filter(event="last_night").exists()


def test_the_page_costs_the_same_however_many_faults(
    world: World, visitor: Visitor, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for hour in (1, 2, 3):
        fault(world, at(3, hour), restored=True)
    world.at(at(3, 8))
    visitor.get("lead", "/last-night/")
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's fixture
        visitor.get("lead", "/last-night/")
