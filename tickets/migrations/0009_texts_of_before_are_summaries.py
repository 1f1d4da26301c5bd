"""Contracts of before gave a clause's text in words of their own: they are summaries, and are called so.

The contract's own words come with the next loading of its file, as a new edition of each clause.
"""

from django.db import migrations
from django.db.models import F


def forwards(apps, _schema_editor):
    apps.get_model("tickets", "Clause").objects.update(summary=F("text"), text="")


def backwards(apps, _schema_editor):
    apps.get_model("tickets", "Clause").objects.filter(text="").update(text=F("summary"), summary="")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_clause_summary")]

    operations = [migrations.RunPython(forwards, backwards)]
