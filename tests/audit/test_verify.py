"""What a superuser does past the triggers is found and named."""

import hmac
import io
import json
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.rows import NOW, make_ticket, write_down
from tests.triggers import lift_and_restore
from tickets import audit
from tickets.audit.chain import canonical, hash_of
from tickets.models import AuditEntry, Seal, SystemLogHead, Ticket

pytestmark = pytest.mark.django_db


@contextmanager
def superuser():
    """Past the triggers, as only the owner of the database can go."""
    lift, restore = lift_and_restore(connection.introspection.table_names())
    with connection.cursor() as cursor:
        connection.check_constraints()  # PostgreSQL alters no table while a check is pending
        for statement in lift:
            cursor.execute(statement)
        yield
        connection.check_constraints()
        for statement in restore:
            cursor.execute(statement)


@pytest.fixture
def ticket() -> Ticket:
    ticket = make_ticket("GD-1")
    for action in ("open", "submit", "approve", "comment"):
        write_down(ticket, action, now=NOW, actor=None, unit=None, data={"comment": action})
    return ticket


def faults() -> list[str]:
    return [str(fault) for fault in audit.verify()]


def entries() -> "AuditEntry.objects":
    return AuditEntry.objects.filter(ticket__isnull=False)


def rehashed(entry: AuditEntry) -> str:
    return hash_of(entry, entry.ticket.number)


def test_an_untouched_audit_is_counted_and_in_order(ticket):
    audit.log_system("signed_in", now=NOW)
    count = audit.Count()
    assert list(audit.verify(count)) == []
    assert (count.entries, count.chains) == (5, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"action": "refuse"},
        {"data": {"comment": "other"}},
        {"at": NOW + timedelta(seconds=1)},
        {"allowed": False},
        {"source": "draft"},
        {"target": "closed"},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_column_names_its_entry(ticket, change):
    with superuser():
        entries().filter(seq=2).update(**change)
    assert "GD-1/2: entry changed" in faults()
    assert {fault.split(":")[0] for fault in faults()} <= {"GD-1/1", "GD-1/2"}


def test_who_did_it_cannot_be_exchanged(ticket):
    with superuser():
        entries().filter(seq=3).update(actor=ticket.opened_by)
    assert faults() == ["GD-1/3: entry changed"]


def test_a_missing_entry_is_named(ticket):
    with superuser():
        entries().filter(seq__in=(2, 3)).delete()
    assert faults() == ["GD-1/2: entry missing", "GD-1/3: entry missing"]


def test_a_missing_first_entry_is_named(ticket):
    with superuser():
        entries().filter(seq=1).delete()
    assert faults() == ["GD-1/1: entry missing"]


def test_a_cut_tail_is_named(ticket):
    with superuser():
        entries().filter(seq__gte=3).delete()
    assert faults() == ["GD-1/3: entry cut off", "GD-1/4: entry cut off"]


def test_a_chain_of_which_nothing_is_left_is_named(ticket):
    with superuser():
        entries().delete()
    assert faults() == [f"GD-1/{seq}: entry cut off" for seq in (1, 2, 3, 4)]


def test_an_entry_hashed_anew_is_betrayed_by_the_next(ticket):
    with superuser():
        forged = entries().get(seq=2)
        forged.action = "refuse"
        entries().filter(seq=2).update(action="refuse", hash=rehashed(forged))
    assert faults() == ["GD-1/2: entry changed"]


def test_a_last_entry_hashed_anew_is_betrayed_by_the_ticket(ticket):
    with superuser():
        forged = entries().get(seq=4)
        forged.data = {"comment": "nothing"}
        entries().filter(seq=4).update(data=forged.data, hash=rehashed(forged))
    assert faults() == ["GD-1/4: entry changed"]


def test_an_entry_smuggled_in_behind_the_end_is_named(ticket):
    row = entries().get(seq=4)
    row.pk, row.seq, row.previous = None, 5, row.hash
    row.hash = rehashed(row)
    row.save(force_insert=True)
    assert faults() == ["GD-1/5: entry added"]


def test_the_system_log_is_checked_like_the_others():
    for action in ("signed_in", "load_contract", "signed_out"):
        audit.log_system(action, now=NOW)
    with superuser():
        AuditEntry.objects.filter(ticket=None, seq=2).update(action="nothing")
        AuditEntry.objects.filter(ticket=None, seq=3).delete()
    assert faults() == ["system log/2: entry changed", "system log/3: entry cut off"]


def test_a_system_log_whose_head_is_gone_is_named():
    audit.log_system("signed_in", now=NOW)
    SystemLogHead.objects.all().delete()
    assert faults() == ["system log/1: entry added"]


def rewrite(ticket: Ticket, change: Callable[[AuditEntry], None]) -> None:
    """The perfect forgery: one entry changed, every hash after it and the ticket's head made to fit."""
    previous = ""
    with superuser():
        for entry in entries().filter(ticket=ticket).order_by("seq"):
            change(entry)
            entry.previous = previous
            entry.hash = previous = rehashed(entry)
            entry.save()
    Ticket.objects.filter(pk=ticket.pk).update(chain_head=previous)


def forge(entry: AuditEntry) -> None:
    if entry.seq == 2:
        entry.data = {"comment": "never said"}


def test_a_chain_rewritten_to_the_end_breaks_the_seal_of_its_day(ticket):
    audit.seal(date(2026, 3, 2), NOW)
    assert list(audit.verify_seals()) == []
    rewrite(ticket, forge)
    assert faults() == []
    assert [str(fault) for fault in audit.verify_seals()] == ["seal 2026-03-02/1: seal broken"]


def test_a_chain_rewritten_to_the_end_differs_from_an_earlier_export(ticket):
    kept = io.StringIO()
    audit.export(kept, NOW)
    kept.seek(0)
    assert list(audit.against(kept)) == []
    rewrite(ticket, forge)
    kept.seek(0)
    assert [str(fault) for fault in audit.against(kept)] == ["GD-1/4: entry changed"]


def test_a_seal_takes_in_only_what_came_since_the_last_and_holds_on_to_it(ticket):
    first = audit.seal(date(2026, 3, 2), NOW)
    write_down(ticket, "comment", now=NOW, actor=None, unit=None)
    audit.log_system("signed_in", now=NOW)
    second = audit.seal(date(2026, 3, 3), NOW + timedelta(days=1))
    assert (first.entries, first.chains, first.previous) == (4, 1, "")
    assert (second.entries, second.chains, second.previous) == (2, 2, first.digest)
    assert list(audit.verify_seals()) == []


def test_a_day_is_sealed_once(ticket):
    first = audit.seal(date(2026, 3, 2), NOW)
    write_down(ticket, "comment", now=NOW, actor=None, unit=None)
    assert audit.seal(date(2026, 3, 2), NOW + timedelta(hours=1)) == first
    assert Seal.objects.count() == 1


def test_an_entry_lost_with_its_whole_ticket_breaks_the_seal(ticket):
    audit.seal(date(2026, 3, 2), NOW)
    with superuser():
        entries().delete()
        Ticket.objects.all().delete()
    assert faults() == []
    assert len(list(audit.verify_seals())) == 1


def test_the_export_can_be_checked_with_the_key_and_a_digest_alone(ticket, settings):
    (key,) = settings.AUDIT_KEYS.values()
    audit.log_system("signed_in", now=NOW)
    audit.seal(date(2026, 3, 2), NOW)
    file = io.StringIO()
    audit.export(file, NOW)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    heads: dict[str, str] = {}
    for line in lines:
        if "entry" in line:
            text = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert hmac.new(key, text.encode(), "sha256").hexdigest() == line["hash"]
            assert line["entry"]["previous"] == heads.get(line["entry"]["chain"], "")
            heads[line["entry"]["chain"]] = line["hash"]
    assert {one["head"]["chain"]: one["head"]["hash"] for one in lines if "head" in one} == heads
    assert lines[-1]["summary"]["entries"] == 5
    assert lines[-1]["summary"]["chains"] == 2
    assert sum("seal" in line for line in lines) == 1
    assert canonical(lines[0])
