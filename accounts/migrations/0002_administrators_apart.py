"""The database refuses an administrator who would also hold another role, whoever writes the row.

SQLite drops a table's triggers when a later migration rebuilds it: such a migration must run `separate` again.
"""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "an administrator holds no other role"
ADMINS = "('system_admin', 'security_admin', 'audit_admin')"
CLASH = f"""
    SELECT 1 FROM accounts_membership m
    WHERE m.user_id = NEW.user_id AND m.id <> NEW.id AND (m.role IN {ADMINS} OR NEW.role IN {ADMINS})
"""

#: The lock on the person makes two memberships written at once queue up, so that the second sees the first.
POSTGRESQL = (
    f"""
    CREATE FUNCTION accounts_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
        IF EXISTS ({CLASH}) THEN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER membership_administrators_apart BEFORE INSERT OR UPDATE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_administrators_apart()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS membership_administrators_apart ON accounts_membership",
    "DROP FUNCTION IF EXISTS accounts_administrators_apart()",
)
#: After, not before: a row being inserted has no id yet.
SQLITE = tuple(
    f"""
    CREATE TRIGGER membership_administrators_apart_{event} AFTER {event.upper()} ON accounts_membership
    WHEN EXISTS ({CLASH}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for event in ("insert", "update")
)
SQLITE_BACK = tuple(
    f"DROP TRIGGER IF EXISTS membership_administrators_apart_{event}" for event in ("insert", "update")
)


def statements(postgresql: tuple[str, ...], sqlite: tuple[str, ...]) -> Callable[..., None]:
    def run(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        by_vendor = {"postgresql": postgresql, "sqlite": sqlite}
        for statement in by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


separate = statements(POSTGRESQL, SQLITE)
join = statements(POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people")]

    operations = [migrations.RunPython(separate, join)]
