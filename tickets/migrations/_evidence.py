"""Triggers that refuse a change of what was recorded once: breaches, alerts, endorsements, ledger, supplements.

For each table the columns that never change once written (`FROZEN`) and those that are written once (`ONCE`); other
columns are free. SQLite drops a table's triggers when a later migration rebuilds it: such a migration runs
`RunPython(guard, unguard)` again as its last operation; `guard` may be run any number of times. It knows the columns
of its own release: a migration that renames or drops one of them brings triggers of its own.
"""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "this row is evidence and append-only"
FROZEN = {
    "tickets_breach": ("id", "deadline_id", "occurred_at", "detected_at"),
    "tickets_alert": ("id", "deadline_id", "level", "due_at", "fired_at", "collapsed"),
    "tickets_endorsement": (
        "id", "ticket_id", "name", "action", "by_id", "on_behalf_of_id", "unit_id", "at", "data",
    ),
    "tickets_ledgerentry": ("id", "line_id", "system_id", "ticket_id", "quantity", "at", "note"),
    "tickets_supplement": ("id", "line_id", "ticket_id", "number", "quantity", "at"),
    "tickets_keyedsince": ("id", "at", "through", "chains", "entries", "keyed_by", "digest"),
}  # fmt: skip
ONCE = {"tickets_endorsement": ("used_at", "voided_at")}
#: What makes a row the same row beside its id: SQLite's INSERT OR REPLACE walks past a trigger on DELETE.
SAME = {
    "tickets_breach": "(deadline_id = NEW.deadline_id AND occurred_at = NEW.occurred_at)",
    "tickets_alert": "(deadline_id = NEW.deadline_id AND level = NEW.level AND due_at = NEW.due_at)",
}


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unguard(_apps, schema_editor)
    _run(schema_editor, GUARDS[schema_editor.connection.vendor]())


def unguard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, BACK[schema_editor.connection.vendor]())


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterator[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _differs(table: str, other: str) -> str:
    """The condition under which an UPDATE changes what stands. `other`: how this database says “is another”."""
    changed = [f'OLD."{name}" {other} NEW."{name}"' for name in FROZEN[table]]
    again = [f'(OLD."{name}" IS NOT NULL AND OLD."{name}" {other} NEW."{name}")' for name in ONCE.get(table, ())]
    return " OR ".join([*changed, *again])


def _postgresql() -> Iterator[str]:
    yield f"""
        CREATE FUNCTION tickets_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
    """
    for table in FROZEN:
        refuse = "EXECUTE FUNCTION tickets_evidence()"
        yield f"""
            CREATE TRIGGER evidence_stands BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN ({_differs(table, "IS DISTINCT FROM")}) {refuse}
        """
        yield f"CREATE TRIGGER evidence_stays BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER evidence_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"


def _postgresql_back() -> Iterator[str]:
    for table in FROZEN:
        for name in ("stands", "stays", "table"):
            yield f"DROP TRIGGER IF EXISTS evidence_{name} ON {table}"
    yield "DROP FUNCTION IF EXISTS tickets_evidence()"


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in FROZEN:
        yield f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} WHEN {_differs(table, 'IS NOT')} {refuse}"
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refuse}"
        rule = " OR ".join(["id = NEW.id", *filter(None, [SAME.get(table)])])
        same = f"SELECT 1 FROM {table} WHERE {rule}"  # noqa: S608  # our own table names
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({same}) {refuse}"


def _sqlite_back() -> Iterator[str]:
    for table in FROZEN:
        yield from (f"DROP TRIGGER IF EXISTS {table}_{name}" for name in ("stands", "stays", "no_replace"))


GUARDS = {"postgresql": _postgresql, "sqlite": _sqlite}
BACK = {"postgresql": _postgresql_back, "sqlite": _sqlite_back}
