"""Triggers that refuse every change of what was entered in a register or said of it: a correction is a further row.

SQLite drops a table's triggers when a later migration rebuilds it: such a migration runs `RunPython(guard, unguard)`
again as its last operation; `guard` may be run any number of times.
"""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "what stands in a register is append-only"
TABLES = ("tickets_monitoredoutage", "tickets_outageword")


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
        CREATE FUNCTION tickets_registers() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
    """
    for table in TABLES:
        refuse = "EXECUTE FUNCTION tickets_registers()"
        yield f"CREATE TRIGGER register_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER register_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"


def _postgresql_back() -> Iterator[str]:
    for table in TABLES:
        yield f"DROP TRIGGER IF EXISTS register_rows ON {table}"
        yield f"DROP TRIGGER IF EXISTS register_table ON {table}"
    yield "DROP FUNCTION IF EXISTS tickets_registers()"


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES:
        for event in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {refuse}"
        same = f"SELECT 1 FROM {table} WHERE id = NEW.id"  # noqa: S608  # our own table names
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({same}) {refuse}"


def _sqlite_back() -> Iterator[str]:
    for table in TABLES:
        yield from (f"DROP TRIGGER IF EXISTS {table}_no_{event}" for event in ("update", "delete", "replace"))


GUARDS = {"postgresql": _postgresql, "sqlite": _sqlite}
BACK = {"postgresql": _postgresql_back, "sqlite": _sqlite_back}
