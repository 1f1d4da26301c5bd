"""Triggers that refuse a change of what was entered into a register, and of how it was decided.

SQLite drops a table's triggers when a later migration rebuilds it: such a migration runs `RunPython(guard, unguard)`
again as its last operation; `guard` may be run any number of times. It knows the columns of its own release: a
migration that renames or drops one of them brings triggers of its own.
"""

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "what was entered into a register stands: correct it by an entry of its own"
TABLE = "tickets_registerentry"
#: What never changes.
SAID = (
    "id", "contract_id", "register", "subject", "starts", "ends", "ticket_id", "replaces_id", "note", "annulled",
    "file_name", "file_type", "file_size", "file_sha256", "file_path", "side", "entered_by_id", "entered_for_id",
    "entered_unit_id", "entered_at",
)  # fmt: skip
#: What is written once, when it is decided.
DECIDED = ("state", "decided_by_id", "decided_for_id", "decided_unit_id", "decided_at", "reason")


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unguard(_apps, schema_editor)
    _run(schema_editor, GUARDS[schema_editor.connection.vendor]())


def unguard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, BACK[schema_editor.connection.vendor]())


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterator[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _differs(other: str, text: str) -> str:
    """The condition under which an UPDATE changes what stands. `other`: how this database says “is another”; `text`:
    how it makes a text of JSON, which has no equality of its own."""
    said = [f'OLD."{name}" {other} NEW."{name}"' for name in SAID]
    values = text.format('OLD."values"'), text.format('NEW."values"')
    decided = " OR ".join(f'OLD."{name}" {other} NEW."{name}"' for name in DECIDED)
    return " OR ".join([*said, f" {other} ".join(values), f"(OLD.\"state\" <> 'waiting' AND ({decided}))"])


def _postgresql() -> Iterator[str]:
    yield f"""
        CREATE FUNCTION tickets_register_stands() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
    """
    refuse = "EXECUTE FUNCTION tickets_register_stands()"
    yield f"""
        CREATE TRIGGER register_stands BEFORE UPDATE ON {TABLE}
        FOR EACH ROW WHEN ({_differs("IS DISTINCT FROM", "{}::text")}) {refuse}
    """
    yield f"CREATE TRIGGER register_stays BEFORE DELETE ON {TABLE} FOR EACH ROW {refuse}"
    yield f"CREATE TRIGGER register_table BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}"


def _postgresql_back() -> Iterator[str]:
    for name in ("stands", "stays", "table"):
        yield f"DROP TRIGGER IF EXISTS register_{name} ON {TABLE}"
    yield "DROP FUNCTION IF EXISTS tickets_register_stands()"


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"CREATE TRIGGER {TABLE}_stands BEFORE UPDATE ON {TABLE} WHEN {_differs('IS NOT', '{}')} {refuse}"
    yield f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} {refuse}"
    same = f"SELECT 1 FROM {TABLE} WHERE id = NEW.id"  # noqa: S608  # our own table name
    yield f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS ({same}) {refuse}"


def _sqlite_back() -> Iterator[str]:
    yield from (f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in ("stands", "stays", "no_replace"))


GUARDS = {"postgresql": _postgresql, "sqlite": _sqlite}
BACK = {"postgresql": _postgresql_back, "sqlite": _sqlite_back}
