"""Short messages: one gateway that settings describe, one registered telephone a person, seventy characters."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest

from accounts.doors import people
from accounts.management.answering import shell
from accounts.roles import SYSTEM_ADMIN
from tests.notices.receiver import Receiver
from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tickets import outbox, sweep
from tickets.models import Delivery, Notice
from tickets.outbox import leases
from tickets.outbox.channel import Account, Envelope, RefusedError, UncertainError, UnreachableError
from tickets.outbox.channels import CHANNELS, sms

JSON = '{"PhoneNumbers":"{phone}","Param":{"text":"{text}"},"Key":"c0ffee"}'
BRIEF = Envelope(key="k", to="13800000000", subject="", body="", brief='GD-1 已超期："响应"')


def gateway(receiver: Receiver, settings: Any, **more: str) -> None:
    receiver.allow(settings, "sms", **{"URL": f"{receiver.url}/send", **more})


def test_a_gateway_that_takes_json_is_sent_json(receiver: Receiver, settings: Any) -> None:
    gateway(receiver, settings, BODY=JSON, HEADER="Authorization: Bearer c0ffee")
    sms.send(BRIEF)
    (asked,) = receiver.arrived
    assert asked.json == {"PhoneNumbers": "13800000000", "Param": {"text": 'GD-1 已超期："响应"'}, "Key": "c0ffee"}
    assert asked.headers["authorization"] == "Bearer c0ffee"
    assert asked.headers["content-type"].startswith("application/json")


def test_a_gateway_that_takes_a_form_is_sent_a_form(receiver: Receiver, settings: Any) -> None:
    gateway(receiver, settings, BODY="mobile={phone}&content={text}")
    sms.send(BRIEF)
    (asked,) = receiver.arrived
    assert asked.body == "mobile=13800000000&content=GD-1+%E5%B7%B2%E8%B6%85%E6%9C%9F%EF%BC%9A%22%E5%93%8D%E5%BA%94%22"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_gateway_that_is_asked_by_get_finds_both_in_the_address(receiver: Receiver, settings: Any) -> None:
    gateway(receiver, settings, URL=f"{receiver.url}/send?to={{phone}}&text={{text}}", METHOD="get")
    sms.send(BRIEF)
    (asked,) = receiver.arrived
    assert (asked.method, asked.query) == ("GET", {"to": "13800000000", "text": 'GD-1 已超期："响应"'})


def test_what_a_good_answer_contains_is_a_setting(receiver: Receiver, settings: Any) -> None:
    gateway(receiver, settings, BODY=JSON, SUCCESS='"Code": *"OK"')
    receiver.answer = (200, '{"Code": "OK"}', {})
    sms.send(BRIEF)
    receiver.answer = (200, '{"Code": "isv.BUSINESS_LIMIT_CONTROL", "Phone": "13800000000"}', {})
    with pytest.raises(RefusedError) as error:
        sms.send(BRIEF)
    assert str(error.value) == "the gateway refuses it"
    receiver.answer = (503, "", {})
    with pytest.raises(UnreachableError):
        sms.send(BRIEF)


def test_what_may_have_gone_out_is_paid_once(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway(receiver, settings, BODY=JSON)
    monkeypatch.setattr("tickets.outbox.web.SECONDS", 0.3)
    receiver.drips = True
    with pytest.raises(UncertainError, match="perhaps sent"):
        sms.send(BRIEF)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_gateway_that_breaks_off_says_neither_yes_nor_no(receiver: Receiver, settings: Any, status: int) -> None:
    gateway(receiver, settings, BODY=JSON)
    receiver.answer = (status, "", {})
    with pytest.raises(UncertainError, match="perhaps sent"):
        sms.send(BRIEF)


@pytest.fixture
def told(receiver: Receiver, settings: Any) -> None:
    """One notice that waits for its short message."""
    gateway(receiver, settings, BODY="{text}")
    person = make_user("a")
    make_user("sysadmin", role=SYSTEM_ADMIN)
    people.register_phone(shell(), person, "13800000000")
    clock = make_deadline(make_ticket(), make_clause(), NOW)
    outbox.queue("breach", [person.pk], ticket=clock.ticket, deadline=clock, key="k", now=NOW)


def doubted() -> Delivery:
    row = Delivery.objects.get(channel="sms")
    assert (row.state, row.lease) == ("uncertain", None)
    assert "perhaps sent" in row.error
    assert Notice.objects.filter(event="delivery_uncertain").count() == 1
    return row


@pytest.mark.django_db
def test_what_is_in_doubt_is_told_and_never_sent_twice(told: None, receiver: Receiver) -> None:
    receiver.answer = (502, "", {})
    for hours in (0, 1, 30):
        sweep.deliver_from("sms", NOW + timedelta(hours=hours))
        leases.give_up(NOW + timedelta(hours=hours))
    doubted()
    assert len(receiver.arrived) == 1


@pytest.mark.django_db
def test_what_a_sender_had_in_hand_when_it_died_is_in_doubt(told: None, receiver: Receiver) -> None:
    assert len(leases.take(sms.CHANNEL, NOW, 20)) == 1
    for hours in (0, 1, 30):
        sweep.deliver_from("sms", NOW + timedelta(hours=hours))
        leases.give_up(NOW + timedelta(hours=hours))
    doubted()
    assert receiver.arrived == []


@pytest.mark.django_db
def test_what_did_not_go_out_is_tried_again(told: None, receiver: Receiver) -> None:
    receiver.answer = (503, "", {})
    sweep.deliver_from("sms", NOW)
    receiver.answer = (200, "", {})
    sweep.deliver_from("sms", NOW + timedelta(hours=1))
    assert Delivery.objects.get(channel="sms").state == "sent"
    assert len(receiver.arrived) == 2


@pytest.mark.parametrize(
    ("phone", "to"),
    [
        ("13800000000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("010-00000001", ""),
        ("", ""),
    ],
)
def test_only_a_mobile_takes_short_messages(phone: str, to: str) -> None:
    assert sms.mobile(Account("", phone)) == to


def test_a_long_text_ends_in_a_sign_that_says_so() -> None:
    assert sms.shortened("工" * 70) == "工" * 70
    assert sms.shortened("工" * 71) == "工" * 69 + "…"


@pytest.mark.django_db
def test_a_person_is_reached_at_the_registered_telephone_in_seventy_characters(
    receiver: Receiver, settings: Any
) -> None:
    gateway(receiver, settings, BODY="{text}")
    person, ticket = make_user("a"), make_ticket(title="王某身份证号的问题")
    people.register_phone(shell(), person, "138 0000 0000")
    clock = make_deadline(ticket, make_clause(), NOW)
    outbox.queue("breach", [person.pk], ticket=ticket, deadline=clock, key="k", now=NOW)
    while sweep.deliver_from("sms", NOW):
        pass
    assert Delivery.objects.get(channel="sms").state == "sent"
    (asked,) = receiver.arrived

    text = unquote_plus(asked.body)
    assert text == "GD-2026-000001 已超期：“人员更换”，应于2026年3月1日（周日）24时前办结"
    assert len(text) <= 70


def test_it_is_not_in_use_before_its_gateway_is_described() -> None:
    assert not CHANNELS["sms"].in_use
