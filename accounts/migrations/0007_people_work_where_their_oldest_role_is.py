"""Whoever holds a role works in its unit, until the system administrator says otherwise."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    User = apps.get_model("accounts", "User")
    Membership = apps.get_model("accounts", "Membership")
    oldest = Membership.objects.filter(user=OuterRef("pk")).order_by("id").values("organization")[:1]
    User.objects.filter(unit=None).update(unit=Subquery(oldest))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_units_of_people")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
