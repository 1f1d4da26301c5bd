"""Names to sign in with are told apart without regard to case, as the sign-in reads them.

Two accounts of before whose names differ by case alone let neither person in. Which of them keeps the name is for an
administrator to say: the migration names them and stops, and goes on once one of them was renamed.
"""

from collections import defaultdict

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Lower


class NamesClash(Exception):
    pass


def look(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Raises NamesClash with the names, and what to do."""
    User = apps.get_model("accounts", "User")
    by_name: dict[str, list[str]] = defaultdict(list)
    for name in User.objects.order_by("id").values_list("username", flat=True):
        by_name[name.lower()].append(name)
    if clashing := ["/".join(names) for names in by_name.values() if len(names) > 1]:
        raise NamesClash(
            f"账号名仅大小写不同 these account names differ by case alone: {', '.join(clashing)}. "
            "先为其中一个改名 rename one of each first: manage.py migrate tickets; "
            "manage.py rename_account OLD NEW; manage.py migrate"
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_people_work_where_their_oldest_role_is")]

    operations = [
        migrations.RunPython(look, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user", models.UniqueConstraint(Lower("username"), name="username_is_unique_without_case")
        ),
    ]
