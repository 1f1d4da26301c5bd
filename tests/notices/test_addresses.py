"""Where I am told: each person sees, enters and removes their own addresses, by their password and on the record."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts import mailboxes
from accounts.models import User
from tests.notices.conftest import Pager
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry, ContactAddress, Delivery, Notice

PAGE = "/notices/addresses/"


def confirmed(visitor: Visitor, who: str) -> None:
    """The password once more, as allauth asks for it before such a change."""
    answer = visitor.send(who, "/accounts/reauthenticate/", {"password": settings.DEMO_PASSWORD})
    assert answer.status_code == 302


def kept(who: str) -> dict[str, str]:
    return dict(ContactAddress.objects.filter(user__username=who).values_list("channel", "address"))


def recorded() -> list[tuple[str, dict[str, Any]]]:
    entries = AuditEntry.objects.filter(action="contact_addresses").order_by("seq")
    return list(entries.values_list("actor__username", "data"))


def test_the_page_shows_the_mail_address_and_what_each_channel_asks_for(visitor: Visitor, pager: Pager) -> None:
    mailboxes.vouch(User.objects.get(username="desk"), "desk@example.test")
    page = visitor.get("desk", PAGE)
    assert "desk@example.test" in page
    assert "寻呼机号码" in page
    assert "四位数字" in page
    assert PAGE in visitor.get("desk", "/profile/")


def test_without_a_further_channel_there_is_nothing_to_enter(visitor: Visitor) -> None:
    page = visitor.get("desk", PAGE)
    assert "保存修改" not in page
    assert "/accounts/email/" in page


def test_whoever_enters_an_address_is_told_there(visitor: Visitor, world: World, pager: Pager) -> None:
    confirmed(visitor, "desk")
    page = visitor.post("desk", PAGE, {"pager": "1234"})
    assert "通知接收方式已保存" in words(page)
    assert 'value="1234"' in page
    world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    visitor.clock_at(world.now)
    call_command("sweep", until_idle=True)
    assert any("GD-2026-000001" in line for line in pager.shows("1234"))


def test_an_address_is_removed_by_leaving_it_empty(visitor: Visitor, world: World, pager: Pager) -> None:
    confirmed(visitor, "desk")
    visitor.post("desk", PAGE, {"pager": "1234"})
    visitor.post("desk", PAGE, {"pager": ""})
    assert kept("desk") == {}
    world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    call_command("sweep", until_idle=True)
    assert pager.shows("1234") == []


def test_what_waits_for_an_address_that_is_removed_goes_nowhere_and_alarms_nobody(
    visitor: Visitor, world: World, pager: Pager
) -> None:
    confirmed(visitor, "desk")
    visitor.post("desk", PAGE, {"pager": "1234"})
    world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    visitor.post("desk", PAGE, {"pager": ""})
    call_command("sweep", until_idle=True)
    assert pager.shows("1234") == []
    waited = Delivery.objects.filter(channel="pager", notice__recipient=world.user("desk"))
    assert set(waited.values_list("state", flat=True)) == {"dead"}
    assert not Notice.objects.filter(event="delivery_dead").exists()


def test_an_address_that_is_none_comes_back_with_what_is_wrong(visitor: Visitor, pager: Pager) -> None:
    confirmed(visitor, "desk")
    page = visitor.post("desk", PAGE, {"pager": "12 34 56"}, expect=200)
    assert "field-error" in page
    assert 'value="12 34 56"' in page
    assert kept("desk") == {}


def test_the_record_names_the_channel_and_never_the_address(visitor: Visitor, pager: Pager) -> None:
    confirmed(visitor, "desk")
    for number in ("1234", "1234", "5678", ""):
        visitor.post("desk", PAGE, {"pager": number})
    entered = {"address": "127.0.0.1", "entered": ["pager"], "removed": []}
    removed = {"address": "127.0.0.1", "entered": [], "removed": ["pager"]}
    assert recorded() == [("desk", entered), ("desk", entered), ("desk", removed)]


def test_a_session_left_open_leads_no_notices_elsewhere(visitor: Visitor, pager: Pager) -> None:
    answer = visitor.send("desk", PAGE, {"pager": "1234"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert kept("desk") == {}
    answer = visitor.send("desk", answer.url, {"password": settings.DEMO_PASSWORD})
    assert answer.url == PAGE
    assert kept("desk") == {"pager": "1234"}  # what was typed before the password was asked for


def test_a_wrong_address_is_put_right_after_the_password(visitor: Visitor, pager: Pager) -> None:
    """The answer to the password is the page as it was sent, and its form leads to its own address."""
    asked = visitor.send("desk", PAGE, {"pager": "wrong"})
    page = visitor.post("desk", asked.url, {"password": settings.DEMO_PASSWORD}, expect=200)
    assert 'value="wrong"' in page
    assert f'action="{PAGE}"' in page


def test_nobody_enters_an_address_for_another(visitor: Visitor, pager: Pager) -> None:
    confirmed(visitor, "desk")
    desk = User.objects.get(username="desk")
    visitor.post("desk", PAGE, {"pager": "1234", "user": "lead", "mail": "elsewhere@example.test"})
    assert list(ContactAddress.objects.values_list("user", "channel")) == [(desk.pk, "pager")]
    assert "1234" not in visitor.get("lead", PAGE)


def test_an_administrator_enters_an_address_too(visitor: Visitor, pager: Pager) -> None:
    confirmed(visitor, "sysadmin")
    visitor.post("sysadmin", PAGE, {"pager": "0007"})
    assert kept("sysadmin") == {"pager": "0007"}


def test_strangers_are_led_to_the_sign_in(client: Any, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_the_database_holds_one_address_a_person_and_channel_and_none_that_is_empty(world: World) -> None:
    desk = world.user("desk")
    ContactAddress.objects.create(user=desk, channel="pager", address="1")
    for wrong in ({"channel": "pager", "address": "2"}, {"channel": "sms", "address": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactAddress.objects.create(user=desk, **wrong)
