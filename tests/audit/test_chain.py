"""What is written down, and that it reads back as it was written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import Organization
from accounts.record import AccountEvent
from tests.rows import NOW, make_ticket, make_user, write_down
from tickets import audit
from tickets.audit.chain import canonical
from tickets.models import AuditEntry, SystemLogHead, Ticket

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return [str(fault) for fault in audit.verify()]


def test_an_entry_says_who_did_what_for_whom_and_when():
    ticket, actor, principal = make_ticket(), make_user("desk"), make_user("lead")
    unit = Organization.objects.first()
    write_down(
        ticket,
        "approve",
        now=NOW,
        actor=actor,
        unit=unit.pk,
        on_behalf_of=principal.pk,
        source="approving",
        target="verifying",
        data={"comment": "同意"},
    )
    entry = AuditEntry.objects.get()
    assert (entry.ticket_id, entry.seq, entry.at, entry.action) == (ticket.pk, 1, NOW, "approve")
    assert (entry.actor, entry.on_behalf_of, entry.unit) == (actor, principal, unit)
    assert (entry.source, entry.target, entry.allowed) == ("approving", "verifying", True)
    assert entry.data["comment"] == "同意"


def test_each_entry_carries_the_hash_of_the_one_before_and_the_ticket_that_of_the_last():
    ticket = make_ticket()
    first, second = (write_down(ticket, name, now=NOW, actor=None, unit=None) for name in ("open", "submit"))
    assert (first.previous, second.previous) == ("", first.hash)
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.chain_length, stored.chain_head) == (2, second.hash)
    assert first.hash != second.hash


def test_two_tickets_and_the_system_log_have_chains_of_their_own():
    one, other = make_ticket("GD-1"), make_ticket("GD-2")
    for ticket in (one, other, one):
        write_down(ticket, "comment", now=NOW, actor=None, unit=None)
    audit.log_system("load_contract", now=NOW, data={"number": "T-1"})
    audit.log_system("signed_in", now=NOW)
    lengths = AuditEntry.objects.order_by("ticket", "seq").values_list("ticket__number", "seq")
    assert sorted(lengths, key=str) == [("GD-1", 1), ("GD-1", 2), ("GD-2", 1), (None, 1), (None, 2)]
    assert SystemLogHead.objects.get().length == 2
    assert faults() == []


@pytest.mark.parametrize(
    "data",
    [
        {"b": 1, "a": [True, None, "x"], "中": {"文": "字"}},
        {"amount": Decimal("1203010.38"), "on": date(2026, 3, 2), "at": NOW},
        {"big": 10**30, "negative": -5, "empty": {}, "quote": '"\\\n\t'},
        {"text": "引号“”，全角，emoji 🙂, \u2028"},
    ],
)
def test_what_was_written_reads_back_with_the_same_hash(data):
    write_down(make_ticket(), "submit", now=NOW, actor=None, unit=None, data=data)
    assert faults() == []


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), {1, 2}])
def test_what_two_databases_would_write_differently_is_refused(value):
    ticket = make_ticket()
    with pytest.raises((TypeError, ValueError)):
        write_down(ticket, "submit", now=NOW, actor=None, unit=None, data={"value": value})
    assert not AuditEntry.objects.exists()


def test_an_instant_is_hashed_in_utc_whatever_zone_it_came_in():
    ticket, again = make_ticket("GD-1"), make_ticket("GD-2")
    here = write_down(ticket, "open", now=NOW, actor=None, unit=None)
    there = write_down(again, "open", now=NOW.astimezone(UTC), actor=None, unit=None)
    assert here.at == there.at
    assert faults() == []


def test_canonical_json_knows_one_spelling_only():
    assert canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}' == canonical({"a": "中", "b": 1})


def test_sign_ins_go_into_the_system_log_with_their_address():
    user = make_user("clerk")
    event = AccountEvent("signed_in", NOW, user, None, "10.0.0.9", {"username": "clerk"})
    audit.account_event(event)
    entry = AuditEntry.objects.get(ticket=None)
    assert (entry.action, entry.actor, entry.at) == ("signed_in", user, NOW)
    assert entry.data == {"address": "10.0.0.9", "username": "clerk"}


def test_an_instant_to_the_microsecond_survives():
    at = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
    write_down(make_ticket(), "open", now=at, actor=None, unit=None)
    assert AuditEntry.objects.get().at == at
    assert faults() == []
