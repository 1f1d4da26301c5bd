"""日历: a month of one's deadlines, and the same as iCalendar under a secret address that can be revoked."""

import re

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.doors import credentials, people
from accounts.doors.hands import Hand
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry, CalendarFeed, Ticket

PAGE = "/calendar/feed/"


@pytest.fixture
def running(world: World) -> Ticket:
    """Minutes of a fault, and days of a change of staff, both the provider's."""
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    return world.file("incident", "clerk")


def address(visitor: Visitor, who: str = "engineer") -> str:
    page = visitor.send(who, PAGE, {"issue": "yes"}).content.decode()
    found = re.search(r"http[^<]*?(/calendar\.ics\?key=[^<\s]+)", page)
    assert found is not None
    return found[1]


def events(path: str) -> list:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_open_clocks_of_one_s_side_stand_in_it_with_stable_names(
    world: World, visitor: Visitor, running: Ticket
) -> None:
    path = address(visitor)
    found = {str(one["summary"]): one for one in events(path)}
    respond = found[f"截止：故障响应 {running.number}"]
    clock = world.clock(running, "incident.respond")
    assert str(respond["uid"]) == f"clock-{clock.pk}@govcloud"
    assert respond.decoded("dtstart") == clock.due_at
    assert respond.decoded("dtstamp") == world.now
    assert str(respond["url"]).endswith(f"/tickets/{running.number}/")
    days = next(one for title, one in found.items() if "人员更换" in title)
    assert not hasattr(days.decoded("dtstart"), "hour")
    assert running.title not in Client().get(path).content.decode()
    assert [str(one["uid"]) for one in events(path)] == [str(one["uid"]) for one in found.values()]


def test_what_is_done_leaves_it_and_other_sides_have_their_own(world: World, visitor: Visitor, running: Ticket) -> None:
    path = address(visitor)
    world.take(running, "respond")
    assert not [one for one in events(path) if "故障响应" in one["summary"]]
    assert not [one for one in events(address(visitor, "clerk")) if "故障" in one["summary"]]
    assert events(address(visitor, "outsider")) == []


def test_the_secret_is_kept_nowhere_and_shown_once(world: World, visitor: Visitor, running: Ticket) -> None:
    secret = address(visitor).removeprefix("/calendar.ics?key=")
    row = CalendarFeed.objects.get()
    assert secret not in (row.digest, str(row.pk))
    assert len(row.digest) == 64
    page = visitor.get("engineer", PAGE)
    assert secret not in page
    assert "订阅地址已于" in words(page)
    assert secret not in str(list(AuditEntry.objects.filter(action="calendar_feed_issued").values("data")))


def test_a_new_one_ends_the_old_and_it_can_be_revoked(world: World, visitor: Visitor, running: Ticket) -> None:
    first = address(visitor)
    second = address(visitor)
    assert Client().get(first).status_code == 404
    assert events(second)
    visitor.post("engineer", PAGE, {"revoke": "yes"})
    assert Client().get(second).status_code == 404
    assert AuditEntry.objects.filter(action="calendar_feed_revoked").count() == 1


def test_what_a_disabled_account_had_leads_nowhere_even_after_it_is_restored(
    world: World, visitor: Visitor, running: Ticket
) -> None:
    path, user = address(visitor), world.user("engineer")
    people.stop(Hand(world.user("sysadmin"), world.now), user)
    assert Client().get(path).status_code == 404
    people.restore(Hand(world.user("sysadmin"), world.later(minutes=1).now), user)
    assert Client().get(path).status_code == 404
    visitor.clients.clear()
    assert "订阅地址已于" not in words(visitor.get("engineer", PAGE))
    assert events(address(visitor))


@pytest.mark.parametrize("secret", ["x", "a" * 300, "%00", "..%2f"])
def test_a_secret_that_nobody_has_is_not_found(world: World, secret: str) -> None:
    assert Client().get(f"/calendar.ics?key={secret}").status_code == 404


def test_the_month_shows_them_by_day(world: World, visitor: Visitor, running: Ticket) -> None:
    page = visitor.get("engineer", "/calendar/")
    assert 'href="#day-2026-03-02"' in page
    assert "2026年3月2日（周一）" in words(page)
    assert running.title in page
    assert "本月没有到期的时限" in words(visitor.get("engineer", "/calendar/?month=2027-03"))
    assert running.title not in visitor.get("outsider", "/calendar/")


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "x", "2200-12"])
def test_an_odd_month_is_this_month_and_is_told(world: World, visitor: Visitor, month: str) -> None:
    said = words(visitor.get("engineer", f"/calendar/?month={month}"))
    assert "2026年3月" in said
    assert f"地址中“month”的值“{month}”无法识别" in said


def test_an_address_ends_with_the_password_under_which_it_was_issued(
    world: World, visitor: Visitor, running: Ticket
) -> None:
    path = address(visitor)
    assert Client().get(path).status_code == 200
    credentials.reset_password(Hand(world.user("secadmin"), world.later(minutes=1).now), world.user("engineer"))
    assert Client().get(path).status_code == 404
