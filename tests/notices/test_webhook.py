"""A program of a person's own: what it is sent, and how it knows who sent it."""

import base64
import hashlib
import hmac
import time
from typing import Any

import pytest

from tests.notices.receiver import Receiver
from tests.rows import NOW, make_ticket, make_user
from tickets import outbox, sweep
from tickets.models import ContactAddress, Delivery
from tickets.outbox.channels import webhook

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-sorts"


@pytest.fixture(autouse=True)
def in_use(receiver: Receiver, settings: Any) -> None:
    receiver.allow(settings, "webhook")
    settings.SITE_URL = "https://orders.example"


def tell(receiver: Receiver, secret: str = SECRET) -> Any:
    person = make_user("a")
    outbox.keep_addresses(person, {"webhook": f"{receiver.url}/in {secret}"})
    params = {"actor": "李工", "text": "请补充材料"}
    outbox.queue("comment", [person.pk], ticket=make_ticket(), key="k", params=params, now=NOW)
    sweep.deliver_from("webhook", NOW)
    return receiver.arrived[-1]


def test_a_program_is_told_what_and_where(receiver: Receiver) -> None:
    assert tell(receiver).json == {
        "type": "notice.comment",
        "ticket": "GD-2026-000001",
        "subject": "李工评论：GD-2026-000001 重启申请",
        "text": "李工在工单GD-2026-000001“重启申请”中写道：\n请补充材料",
        "link": "https://orders.example/tickets/GD-2026-000001/",
    }
    assert Delivery.objects.get(channel="webhook").state == "sent"


@pytest.mark.parametrize("secret", [SECRET, "whsec_" + base64.b64encode(b"bytes").decode()])
def test_the_signature_holds_for_id_time_and_body(receiver: Receiver, secret: str) -> None:
    asked = tell(receiver, secret)
    key = b"bytes" if secret.startswith("whsec_") else secret.encode()
    name, at = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    assert abs(int(at) - time.time()) < 60
    proof = hmac.new(key, f"{name}.{at}.{asked.body}".encode(), hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(proof).decode()}"


def test_a_repeat_has_the_same_id(receiver: Receiver) -> None:
    first = tell(receiver)
    Delivery.objects.filter(channel="webhook").update(state="pending", next_at=NOW, sent_at=None)
    sweep.deliver_from("webhook", NOW)
    assert receiver.arrived[-1].headers["webhook-id"] == first.headers["webhook-id"]
    assert len(receiver.arrived) == 2


def test_neither_address_nor_secret_stands_in_a_row_or_the_log(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answer = (500, SECRET, {})
    tell(receiver)
    row = Delivery.objects.get(channel="webhook")
    assert (row.state, row.error) == ("pending", "HTTP 500")
    stored = ContactAddress.objects.get().address
    assert SECRET not in stored
    assert receiver.host not in stored
    assert len(stored) <= ContactAddress.LONGEST
    assert SECRET not in caplog.text


def test_the_longest_address_fits_when_it_is_sealed(receiver: Receiver) -> None:
    person = make_user("a")
    longest = f"{receiver.url}/{'x' * 300}"[:290] + " 123456789"
    assert webhook.CHANNEL.address.clean(longest) == longest
    outbox.keep_addresses(person, {"webhook": longest})
    row = ContactAddress.objects.get()
    row.full_clean()
    assert outbox.address(person, "webhook") == longest


def test_after_a_change_of_the_key_the_address_is_entered_anew(receiver: Receiver, settings: Any) -> None:
    person = make_user("a")
    outbox.keep_addresses(person, {"webhook": f"{receiver.url}/in {SECRET}"})
    outbox.queue("comment", [person.pk], ticket=make_ticket(), key="k", params={"actor": "x"}, now=NOW)
    settings.SECRET_KEY = "another"
    sweep.deliver_from("webhook", NOW)
    row = Delivery.objects.get(channel="webhook")
    assert (row.state, row.error) == ("dead", "sealed under another SECRET_KEY: enter the address anew")
