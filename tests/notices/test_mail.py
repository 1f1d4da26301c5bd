"""What mail programs make of it: a number first, one conversation an order, and nobody's machine answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tickets import installation, outbox, sweep
from tickets.models import Notice, Ticket
from tickets.outbox.channel import Envelope
from tickets.outbox.channels.mail import subject

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def sent() -> list[Any]:
    while sweep.deliver_one(NOW):
        pass
    return mail.outbox


def test_all_mail_on_one_order_is_one_conversation_and_none_on_another() -> None:
    reader, ticket = make_user("a"), make_ticket()
    clock = make_deadline(ticket, make_clause(), NOW)
    outbox.queue("comment", [reader.pk], ticket=ticket, key="k1", params={"actor": "李工"}, now=NOW)
    outbox.queue("breach", [reader.pk], ticket=ticket, deadline=clock, key="k2", now=NOW)
    outbox.queue("comment", [reader.pk], ticket=make_ticket("GD-2"), key="k3", params={"actor": "李工"}, now=NOW)
    heads = [one.extra_headers for one in sent()]
    first, second, other = (one["References"] for one in heads)
    assert first == second != other
    assert all(one["In-Reply-To"] == one["References"] != one["Message-ID"] for one in heads)
    assert len({one["Message-ID"] for one in heads}) == 3
    assert {one["Auto-Submitted"] for one in heads} == {"auto-generated"}


def test_mail_on_no_order_belongs_to_no_conversation() -> None:
    outbox.queue("calendar_missing", [make_user("a").pk], ticket=None, key="k", params={"year": 2027}, now=NOW)
    (one,) = sent()
    assert "References" not in one.extra_headers


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("已超期：GD-1 “人员更换”（合同第8.9条）", "GD-1 已超期：“人员更换”（合同第8.9条）"),
        ("Overdue: GD-1, “Staff” (clause 8.9)", "GD-1 Overdue: “Staff” (clause 8.9)"),
        ("GD-1：李工已办理“提交”", "GD-1：李工已办理“提交”"),
    ],
)
def test_a_subject_begins_with_the_number_and_has_it_once(said: str, written: str) -> None:
    assert subject(Envelope(key="k", to="a", subject=said, body="", number="GD-1")) == written


def test_mail_comes_from_the_sender_that_is_set(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "政务云工单 <orders@example.test>"
    outbox.queue("comment", [make_user("a").pk], ticket=make_ticket(), key="k", params={"actor": "李工"}, now=NOW)
    (one,) = sent()
    assert one.from_email == "政务云工单 <orders@example.test>"
    assert one.extra_headers["Message-ID"].endswith("@example.test>")


def test_after_a_restore_no_mail_carries_the_id_of_another() -> None:
    """A restored database gives the numbers of what it has forgotten to other orders."""
    reader = make_user("a")
    outbox.queue("comment", [reader.pk], ticket=make_ticket("GD-1"), key="k", params={"actor": "李工"}, now=NOW)
    (before,) = sent()
    Notice.objects.all().delete()
    Ticket.objects.all().delete()
    later = installation.begin(NOW + HOUR).began_at
    ticket = make_ticket("GD-1")
    Ticket.objects.update(opened_at=later)
    outbox.queue("comment", [reader.pk], ticket=ticket, key="k", params={"actor": "李工"}, now=later)
    while sweep.deliver_one(later):
        pass
    after = mail.outbox[-1]
    assert before.subject == after.subject
    for head in ("Message-ID", "References"):
        assert before.extra_headers[head] != after.extra_headers[head]
