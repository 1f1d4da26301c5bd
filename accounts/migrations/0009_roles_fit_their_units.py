"""The database refuses a role in a unit of another sort, and another sort for a unit in which roles are held.

Roles of before that do not fit stay as they are, and may be taken. SQLite drops a table's triggers when a later
migration rebuilds it: such a migration must run `fit` again.
"""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "this role is not held in a unit of this sort"
ADMINS = "('system_admin', 'security_admin', 'audit_admin')"
#: A role's name begins with its party, which is the sort of its unit.
FITS = """(
    {role} IN {admins} AND {kind} IN ('operator', 'authority')
    OR {role} NOT IN {admins} AND ({role} = {kind} OR substr({role}, 1, length({kind}) + 1) = {kind} || '_')
)"""
MISFIT = f"""
    EXISTS (SELECT 1 FROM accounts_organization o WHERE o.id = NEW.organization_id
            AND NOT {FITS.format(role="NEW.role", kind="o.kind", admins=ADMINS)})
"""
HELD = f"""
    EXISTS (SELECT 1 FROM accounts_membership m WHERE m.organization_id = NEW.id
            AND NOT {FITS.format(role="m.role", kind="NEW.kind", admins=ADMINS)})
"""
POSTGRESQL = (
    f"""
    CREATE FUNCTION accounts_role_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {MISFIT} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION accounts_unit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.kind <> OLD.kind AND {HELD} THEN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER membership_role_fits BEFORE INSERT OR UPDATE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_role_fits()
    """,
    """
    CREATE TRIGGER organization_kind_fits BEFORE UPDATE OF kind ON accounts_organization
    FOR EACH ROW EXECUTE FUNCTION accounts_unit_fits()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS membership_role_fits ON accounts_membership",
    "DROP TRIGGER IF EXISTS organization_kind_fits ON accounts_organization",
    "DROP FUNCTION IF EXISTS accounts_role_fits()",
    "DROP FUNCTION IF EXISTS accounts_unit_fits()",
)
SQLITE = (
    *(
        f"""
        CREATE TRIGGER membership_role_fits_{event} AFTER {event.upper()} ON accounts_membership
        WHEN {MISFIT} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """
        for event in ("insert", "update")
    ),
    f"""
    CREATE TRIGGER organization_kind_fits AFTER UPDATE OF kind ON accounts_organization
    WHEN NEW.kind <> OLD.kind AND {HELD} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS membership_role_fits_insert",
    "DROP TRIGGER IF EXISTS membership_role_fits_update",
    "DROP TRIGGER IF EXISTS organization_kind_fits",
)


def statements(postgresql: tuple[str, ...], sqlite: tuple[str, ...]) -> Callable[..., None]:
    def run(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        by_vendor = {"postgresql": postgresql, "sqlite": sqlite}
        for statement in by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


fit = statements(POSTGRESQL, SQLITE)
unfit = statements(POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_names_are_unique_without_case")]

    operations = [migrations.RunPython(fit, unfit)]
