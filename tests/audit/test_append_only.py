"""The database itself refuses to change the audit, whoever asks."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.rows import NOW, make_ticket, write_down
from tickets import audit
from tickets.models import AuditEntry, Seal

TABLES = ("tickets_auditentry", "tickets_seal")


def fill() -> None:
    write_down(make_ticket(), "open", now=NOW, actor=None, unit=None)
    audit.log_system("signed_in", now=NOW)
    audit.seal(date(2026, 3, 2), NOW)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


STATEMENTS = [
    "UPDATE tickets_auditentry SET action = 'x'",
    "UPDATE tickets_auditentry SET action = action WHERE ticket_id IS NULL",
    "DELETE FROM tickets_auditentry",
    "UPDATE tickets_seal SET digest = ''",
    "DELETE FROM tickets_seal",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_changes_the_audit_is_refused(statement):
    fill()
    assert refused(statement)
    assert AuditEntry.objects.count() == 2
    assert Seal.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL knows TRUNCATE")
def test_a_truncate_is_refused(table):
    fill()
    connection.check_constraints()  # nothing may be pending, or that alone would refuse
    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
@pytest.mark.parametrize("id_", ["id", "id + 100"], ids=["by id", "by place in its chain"])
def test_a_replace_is_refused(id_):
    fill()
    columns = (
        "seq, at, action, source, target, allowed, data, previous, hash, actor_id, on_behalf_of_id, unit_id, ticket_id"
    )
    same = f"SELECT {id_}, {columns} FROM tickets_auditentry WHERE"  # noqa: S608
    for row in ("ticket_id IS NULL", "ticket_id IS NOT NULL"):
        assert refused(f"INSERT OR REPLACE INTO tickets_auditentry (id, {columns}) {same} {row}")


@pytest.mark.django_db
def test_the_orm_is_refused_as_well():
    fill()
    entry = AuditEntry.objects.filter(ticket__isnull=False).get()
    entry.action = "x"
    for change in (entry.save, entry.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_after_a_test_that_emptied_the_tables():
    fill()
    assert all(refused(statement) for statement in STATEMENTS)
