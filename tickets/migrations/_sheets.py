"""Triggers that refuse every change of a sheet and its lines: sheets follow one another month by month, each begins with
what those before come to, and none takes more lines than it was closed with.

SQLite drops a table's triggers when a later migration rebuilds it: such a migration runs `RunPython(guard, unguard)`
again as its last operation; `guard` may be run any number of times.
"""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "a closed sheet stands: what is decided later stands in a later one"
SHEETS, LINES = TABLES = ("tickets_monthsheet", "tickets_sheetline")
#: What makes a row the same row beside its id: SQLite's INSERT OR REPLACE walks past a trigger on DELETE.
SAME = {
    SHEETS: "(contract_id = NEW.contract_id AND (month = NEW.month OR number = NEW.number))",
    LINES: "(sheet_id = NEW.sheet_id AND number = NEW.number) OR reverses_id = NEW.reverses_id",
}
#: How each database says the month after, and that two sums are one.
MONTH = {"sqlite": "date(one.month, '+1 month')", "postgresql": "(one.month + INTERVAL '1 month')::date"}
SUMS = {
    "sqlite": 'round(one.before + one."sum", 2) = round(NEW.before, 2)',
    "postgresql": 'one.before + one."sum" = NEW.before',
}
FIRST = {"sqlite": "strftime('%d', NEW.month) = '01'", "postgresql": "EXTRACT(DAY FROM NEW.month) = 1"}


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unguard(_apps, schema_editor)
    _run(schema_editor, GUARDS[schema_editor.connection.vendor]())


def unguard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, BACK[schema_editor.connection.vendor]())


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterator[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _fits(vendor: str) -> dict[str, str]:
    """The condition under which a new row is taken."""
    before = (
        f"SELECT 1 FROM {SHEETS} AS one WHERE one.contract_id = NEW.contract_id"  # noqa: S608  # our own table names
        f" AND one.number = NEW.number - 1 AND {MONTH[vendor]} = NEW.month AND {SUMS[vendor]}"
    )
    room = f"SELECT 1 FROM {SHEETS} AS one WHERE one.id = NEW.sheet_id AND NEW.number <= one.size"  # noqa: S608
    return {SHEETS: f"{FIRST[vendor]} AND (NEW.number = 1 OR EXISTS ({before}))", LINES: f"EXISTS ({room})"}


def _postgresql() -> Iterator[str]:
    yield f"""
        CREATE FUNCTION tickets_sheets() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
    """
    for table, fits in _fits("postgresql").items():
        refuse = "EXECUTE FUNCTION tickets_sheets()"
        yield f"CREATE TRIGGER sheet_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER sheet_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        yield f"""
            CREATE FUNCTION {table}_fits() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT ({fits}) THEN
                    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$
        """
        yield f"CREATE TRIGGER sheet_fits BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_fits()"


def _postgresql_back() -> Iterator[str]:
    for table in TABLES:
        for name in ("rows", "table", "fits"):
            yield f"DROP TRIGGER IF EXISTS sheet_{name} ON {table}"
        yield f"DROP FUNCTION IF EXISTS {table}_fits()"
    yield "DROP FUNCTION IF EXISTS tickets_sheets()"


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table, fits in _fits("sqlite").items():
        for event in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {refuse}"
        same = f"SELECT 1 FROM {table} WHERE id = NEW.id OR {SAME[table]}"  # noqa: S608  # our own table names
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({same}) {refuse}"
        yield f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} WHEN NOT ({fits}) {refuse}"


def _sqlite_back() -> Iterator[str]:
    for table in TABLES:
        yield from (f"DROP TRIGGER IF EXISTS {table}_{name}" for name in ("no_update", "no_delete", "no_replace", "fits"))


GUARDS = {"postgresql": _postgresql, "sqlite": _sqlite}
BACK = {"postgresql": _postgresql_back, "sqlite": _sqlite_back}
