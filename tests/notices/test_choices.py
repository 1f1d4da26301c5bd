"""What a person is told where: chosen on My account, and never so that a missed deadline of a contract goes unsaid."""

from typing import Any

import pytest
from django.conf import settings as django_settings

from accounts import mailboxes
from accounts.doors import people
from accounts.management.answering import shell
from tests.notices.conftest import Pager
from tests.notices.receiver import Receiver
from tests.pages.conftest import Visitor, words
from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tests.world import World
from tickets import outbox
from tickets.models import AuditEntry, ContactAddress, Delivery, MutedChannel
from tickets.notices.events import COPIES, GROUPS, LIMITS

PAGE, CHOICES = "/notices/addresses/", "/notices/choices/"


def everything(*channels: str) -> dict[str, str]:
    return {f"{channel}:{group}": "on" for channel in channels for group in GROUPS}


def channels_of(event: str, **deadline: Any) -> list[str]:
    person = make_user("a")
    outbox.keep_addresses(person, {"pager": "1234"})
    outbox.keep_choices(person, {("mail", LIMITS), ("pager", LIMITS), ("mail", COPIES)}, ["mail", "pager"])
    ticket = make_ticket()
    clock = make_deadline(ticket, make_clause(**deadline), NOW)
    params = {"actor": "李工"}
    outbox.queue(event, [person.pk], ticket=ticket, deadline=clock, key="k", params=params, now=NOW)
    return sorted(Delivery.objects.values_list("channel", flat=True))


@pytest.mark.django_db
def test_what_is_not_wanted_on_a_channel_goes_out_on_the_others(pager: Pager) -> None:
    assert channels_of("comment") == ["pager"]


@pytest.mark.django_db
def test_a_warning_that_nobody_wants_is_not_sent(pager: Pager) -> None:
    assert channels_of("one_day") == []


@pytest.mark.django_db
def test_a_missed_deadline_of_a_contract_is_sent_by_one_way_at_least(pager: Pager) -> None:
    assert channels_of("breach") == ["mail"]


@pytest.mark.django_db
def test_an_internal_target_is_not(pager: Pager) -> None:
    assert channels_of("breach", basis="judgement") == []


@pytest.fixture
def desk(world: World, visitor: Visitor, pager: Pager) -> Visitor:
    mailboxes.vouch(world.user("desk"), "desk@office.test")
    visitor.send("desk", "/accounts/reauthenticate/", {"password": django_settings.DEMO_PASSWORD})
    visitor.post("desk", PAGE, {"pager": "1234"})
    return visitor


def test_all_is_wanted_until_somebody_says_otherwise(desk: Visitor) -> None:
    page = desk.get("desk", PAGE)
    assert page.count('type="checkbox"') == page.count("checked") == 2 * len(GROUPS)
    assert "合同时限超期的通知至少以一种方式发送" in words(page)


def test_a_choice_is_kept_shown_and_recorded(desk: Visitor) -> None:
    wanted = everything("mail", "pager")
    del wanted["pager:copies"]
    page = desk.post("desk", CHOICES, wanted)
    assert "接收设置已保存" in words(page)
    assert page.count("checked") == 2 * len(GROUPS) - 1
    assert list(MutedChannel.objects.values_list("user__username", "channel", "group")) == [("desk", "pager", "copies")]
    assert AuditEntry.objects.get(action="notice_choices").data["unwanted"] == ["copies:pager"]
    desk.post("desk", CHOICES, wanted)
    assert AuditEntry.objects.filter(action="notice_choices").count() == 1
    desk.post("desk", CHOICES, everything("mail", "pager"))
    assert not MutedChannel.objects.exists()


def test_a_session_left_open_silences_nobody(world: World, visitor: Visitor) -> None:
    mailboxes.vouch(world.user("lead"), "lead@office.test")
    answer = visitor.send("lead", CHOICES, {})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not MutedChannel.objects.exists()


def test_whom_no_channel_reaches_has_nothing_to_choose(world: World, visitor: Visitor) -> None:
    assert "各类通知的接收方式" not in visitor.get("desk", PAGE)


# --- what holds a key, and what an administrator entered ---


def test_an_address_that_holds_a_key_is_never_shown_again(
    world: World, desk: Visitor, receiver: Receiver, settings: Any
) -> None:
    receiver.allow(settings, "webhook")
    typed = f"{receiver.url}/in c0ffee"
    page = desk.post("desk", PAGE, {"pager": "1234", "webhook": typed})
    assert "c0ffee" not in page
    assert "已登记，留空则不变" in page
    desk.post("desk", PAGE, {"pager": "", "webhook": ""})
    assert outbox.address(world.user("desk"), "webhook") == typed
    desk.post("desk", PAGE, {"pager": "", "webhook": "", "webhook-remove": "on"})
    assert not ContactAddress.objects.exists()


def test_the_telephone_is_shown_in_part_and_is_the_administrators(
    world: World, visitor: Visitor, receiver: Receiver, settings: Any
) -> None:
    receiver.allow(settings, "sms", URL=receiver.url)
    people.register_phone(shell(), world.user("desk"), "13812345678")
    page = visitor.get("desk", PAGE)
    assert "138****5678" in page
    assert "13812345678" not in page
