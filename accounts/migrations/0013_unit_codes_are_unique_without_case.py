"""Codes of units are told apart without regard to case, as people read them.

Codes stand in contract files, in addresses and in the system log, so that nothing is renamed: of those that read alike
the one in small letters, as files write it, is the plain one, or else the oldest; the others are marked as its twins
and go on. They are named where the migration runs, and by `manage.py check`.
"""

import sys
from collections import defaultdict

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q
from django.db.models.functions import Lower


def mark(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Organization = apps.get_model("accounts", "Organization")
    alike: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for pk, code in Organization.objects.values_list("id", "code"):
        alike[code.lower()].append((code != code.lower(), pk, code))
    for found in alike.values():
        plain, *twins = sorted(found)
        Organization.objects.filter(pk__in=[pk for _small, pk, _code in twins]).update(twin=True)
        for _small, _pk, code in twins:
            sys.stderr.write(f"单位代码仅大小写不同 these codes of units differ by case alone: {plain[2]}, {code}\n")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_units_that_are_twins")]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            "organization",
            models.UniqueConstraint(Lower("code"), condition=Q(twin=False), name="unit_code_is_unique_without_case"),
        ),
    ]
