"""The database itself refuses to change or drop what was recorded once; what has still to happen to a row may."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import World
from tickets.models import Alert, Breach, Endorsement, LedgerEntry, Supplement, Ticket

TABLES = ("breach", "alert", "endorsement", "ledgerentry", "supplement")
GROWN = (
    "submit_for_costing clear_cost approve record_filing require_supplement sign_supplement countersign_supplement "
    "start_work deliver confirm"
)


@pytest.fixture
def office(world: World) -> World:
    """A row in each of the tables."""
    world.take(world.file("change", lines=[{"line": "vcpu", "quantity": 500}]), *GROWN.split())
    fault = world.file("incident")
    world.later(hours=2).take(fault, "respond")
    assert all(model.objects.exists() for model in (Breach, Alert, Endorsement, LedgerEntry, Supplement))
    return world


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "evidence" in str(error)
    return False


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_evidence_cannot_be_deleted(office: World, table: str) -> None:
    assert refused(f"DELETE FROM tickets_{table}")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "breach SET detected_at = occurred_at",
        "alert SET level = 'other'",
        "endorsement SET by_id = NULL WHERE name = 'filing'",
        'endorsement SET data = \'{"filing_no": "X"}\'',
        "endorsement SET at = used_at",
        "ledgerentry SET quantity = quantity + 1",
        "supplement SET quantity = quantity + 1",
    ],
)
def test_what_was_recorded_cannot_be_changed(office: World, change: str) -> None:
    assert refused(f"UPDATE tickets_{change}")


def test_an_approval_is_voided_and_used_once(office: World) -> None:
    one = Endorsement.objects.filter(voided_at=None).order_by("id")[0]
    Endorsement.objects.filter(pk=one.pk).update(voided_at=office.now, digest="0" * 64, request="0" * 64)
    assert refused(f"UPDATE tickets_endorsement SET voided_at = NULL WHERE id = {one.pk}")  # noqa: S608


def test_what_stays_as_it_is_may_be_written_again(office: World) -> None:
    for row in (Breach.objects.all()[0], Endorsement.objects.all()[0], LedgerEntry.objects.all()[0]):
        row.save()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
def test_a_replace_is_refused(office: World) -> None:
    columns = "deadline_id, occurred_at, detected_at, told_at"
    for key in ("id", "id + 100"):
        row = f"SELECT {key}, {columns} FROM tickets_breach"  # noqa: S608
        assert refused(f"INSERT OR REPLACE INTO tickets_breach (id, {columns}) {row}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL knows TRUNCATE")
@pytest.mark.parametrize("table", TABLES)
def test_a_truncate_is_refused(office: World, table: str) -> None:
    connection.check_constraints()
    assert refused(f"TRUNCATE tickets_{table} CASCADE")
    assert Ticket.objects.exists()
