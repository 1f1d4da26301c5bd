"""Entries and seals say under which key they were hashed; a row says since when they must be, another what was sent."""

import django.db.models.deletion
from django.db import migrations, models

from tickets.migrations._append_only import guard


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_texts_of_before_are_summaries")]

    operations = [
        # SQLite drops the triggers of the tables that it rebuilds: they are made again, on the way back too.
        migrations.RunPython(migrations.RunPython.noop, guard),
        migrations.CreateModel(
            name="KeyedSince",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("through", models.BigIntegerField()),
                ("chains", models.PositiveIntegerField()),
                ("entries", models.PositiveIntegerField()),
                ("keyed_by", models.CharField(max_length=24)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={"abstract": False, "default_permissions": ()},
        ),
        migrations.AddField("AuditEntry", "keyed_by", models.CharField(blank=True, default="", max_length=24)),
        migrations.AddField("Seal", "keyed_by", models.CharField(blank=True, default="", max_length=24)),
        migrations.AddField("SystemLogHead", "baseline_due", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="SentSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "seal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent", to="tickets.seal"
                    ),
                ),
            ],
            options={"abstract": False, "default_permissions": ()},
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
