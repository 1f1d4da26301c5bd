"""Triggers that refuse every change of an audit entry or a seal, whoever asks: pages, shell, admin, plain
SQL.

SQLite drops a table's triggers when a later migration rebuilds it (AddField, AlterField): such a migration
must run `RunPython(guard, unguard)` again as its last operation; `guard` may be run any number of times.
"""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "the audit is append-only"
#: table -> what makes a row the same row: SQLite's INSERT OR REPLACE walks past a DELETE trigger.
TABLES = {
    "tickets_auditentry": "id = NEW.id OR (ticket_id IS NEW.ticket_id AND seq = NEW.seq)",
    "tickets_seal": "id = NEW.id OR day = NEW.day",
}


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unguard(_apps, schema_editor)
    _run(schema_editor, GUARDS[schema_editor.connection.vendor]())


def unguard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, BACK[schema_editor.connection.vendor]())


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterator[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _postgresql() -> Iterator[str]:
    yield f"""
        CREATE FUNCTION tickets_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
    """
    for table in TABLES:
        yield f"""
            CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION tickets_append_only()
        """
        yield f"""
            CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION tickets_append_only()
        """


def _postgresql_back() -> Iterator[str]:
    for table in TABLES:
        yield f"DROP TRIGGER IF EXISTS append_only_rows ON {table}"
        yield f"DROP TRIGGER IF EXISTS append_only_table ON {table}"
    yield "DROP FUNCTION IF EXISTS tickets_append_only()"


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table, same in TABLES.items():
        for event in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {refuse}"
        yield f"""
            CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}
        """  # noqa: S608  # our own table names


def _sqlite_back() -> Iterator[str]:
    for table in TABLES:
        yield from (f"DROP TRIGGER IF EXISTS {table}_no_{event}" for event in ("update", "delete", "replace"))


GUARDS = {"postgresql": _postgresql, "sqlite": _sqlite}
BACK = {"postgresql": _postgresql_back, "sqlite": _sqlite_back}
