"""Under which key an entry and a seal stand, and what is not believed: past, lost, retired and forged keys."""

from copy import copy
from datetime import date, timedelta

import pytest

from tests.rows import NOW, make_ticket, write_down
from tickets import audit
from tickets.audit.chain import hash_of
from tickets.errors import Unavailable
from tickets.models import AuditEntry, KeyedSince, Seal, Ticket

pytestmark = pytest.mark.django_db

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}


def written(number: str = "GD-1", *actions: str) -> Ticket:
    ticket = Ticket.objects.filter(number=number).first() or make_ticket(number)
    for action in actions or ("open", "submit"):
        write_down(ticket, action, now=NOW, actor=None, unit=None)
    return ticket


def faults() -> list[str]:
    return [str(fault) for fault in [*audit.verify(), *audit.verify_seals()]]


def test_an_entry_names_the_digest_and_the_key_that_it_stands_under(settings):
    settings.AUDIT_KEYS = NEW
    written()
    assert set(AuditEntry.objects.values_list("keyed_by", flat=True)) == {"sha256:new"}
    assert faults() == []


def test_whoever_has_no_key_cannot_compute_an_entry_anew(settings):
    settings.AUDIT_KEYS = NEW
    written()
    entry = AuditEntry.objects.get(seq=2)
    settings.AUDIT_KEYS = {"new": b"guessed" * 5}
    assert hash_of(entry, "GD-1") != entry.hash


def test_nothing_is_put_on_record_without_a_key(settings):
    settings.AUDIT_KEYS = {}
    with pytest.raises(Unavailable, match="AUDIT_KEY"):
        written()
    assert not AuditEntry.objects.exists()


def test_a_key_that_is_lost_is_named_for_each_entry(settings):
    settings.AUDIT_KEYS = OLD
    written()
    audit.seal(date(2026, 3, 2), NOW)
    settings.AUDIT_KEYS = NEW
    lost = "the key that it was written under is not at hand"
    assert faults() == [f"GD-1/1: {lost}", f"GD-1/2: {lost}", f"seal 2026-03-02/1: {lost}"]


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies(settings):
    settings.AUDIT_KEYS = OLD
    written()
    audit.seal(date(2026, 3, 2), NOW)
    settings.AUDIT_KEYS = NEW | OLD
    written("GD-2")
    audit.seal(date(2026, 3, 3), NOW + timedelta(days=1))
    assert Seal.objects.latest("day").keyed_by == "sha256:new"
    assert faults() == []


def test_a_process_that_still_has_the_old_key_is_believed_up_to_the_first_seal_under_the_new(settings):
    settings.AUDIT_KEYS = NEW | OLD
    written()
    settings.AUDIT_KEYS = OLD
    written("GD-2", "open")
    settings.AUDIT_KEYS = NEW | OLD
    audit.seal(date(2026, 3, 2), NOW)
    assert faults() == []
    settings.AUDIT_KEYS = OLD
    written("GD-3", "open")
    settings.AUDIT_KEYS = NEW | OLD
    assert faults() == ["GD-3/1: entry not under the key of its time"]


def test_another_digest_is_told_by_the_entry(settings):
    settings.AUDIT_KEYS = NEW
    written("GD-1")
    settings.AUDIT_DIGEST = "sha512_256"
    written("GD-2")
    settings.AUDIT_DIGEST = "sha256"
    assert faults() == []


def without_a_key(entry: AuditEntry) -> AuditEntry:
    """As release 0.1 wrote it, and as everybody can."""
    plain = copy(entry)
    plain.pk, plain.seq, plain.previous, plain.keyed_by = None, entry.seq + 1, entry.hash, ""
    plain.hash = hash_of(plain, entry.ticket.number)
    plain.save(force_insert=True)
    Ticket.objects.filter(pk=entry.ticket_id).update(chain_length=plain.seq, chain_head=plain.hash)
    return plain


def test_an_entry_without_a_key_is_believed_only_under_the_first_keyed_seal(settings):
    written()
    without_a_key(AuditEntry.objects.get(seq=2))
    assert faults() == ["GD-1/3: entry not under the key of its time"]
    audit.begin_keys(NOW)
    assert faults() == []
    without_a_key(AuditEntry.objects.get(seq=3))
    assert faults() == ["GD-1/4: entry not under the key of its time"]


def test_the_first_keyed_seal_is_made_once_and_only_where_it_is_needed():
    written()
    audit.begin_keys(NOW)
    assert not KeyedSince.objects.exists()
    without_a_key(AuditEntry.objects.get(seq=2))
    for hours in (0, 1):
        audit.begin_keys(NOW + timedelta(hours=hours))
    assert KeyedSince.objects.get().at == NOW
