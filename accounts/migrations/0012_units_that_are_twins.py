"""A unit of before whose code differs from another's by case alone is marked: it stays, and no further one comes."""

from importlib import import_module

from django.db import migrations, models

fitting = import_module("accounts.migrations.0009_roles_fit_their_units")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_when_an_account_was_disabled")]

    operations = [
        migrations.RunPython(fitting.unfit, fitting.fit),  # SQLite builds the table anew, and drops its triggers
        migrations.AddField("organization", "twin", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(fitting.fit, fitting.unfit),
    ]
