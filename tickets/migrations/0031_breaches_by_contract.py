"""Fills what the ledger of breaches is narrowed by, from the clocks, and indexes it. Cut off, it is run again."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from tickets.migrations._evidence import guard, unguard
from tickets.migrations._in_peace import AddIndexInPeace, patience

#: Rows in one transaction.
CHUNK = 10_000


def fill(apps, schema_editor):
    breaches, clocks = apps.get_model("tickets", "Breach").objects, apps.get_model("tickets", "Deadline").objects
    if schema_editor.connection.vendor != "postgresql":
        _fill(breaches, clocks)
        return
    with patience(schema_editor):
        _fill(breaches, clocks)


def _fill(breaches, clocks):
    last = breaches.order_by("-pk").values_list("pk", flat=True).first() or 0
    own = clocks.filter(pk=OuterRef("deadline"))
    told = {
        "contract": Subquery(own.values("ticket__contract")[:1]),
        **{name: Subquery(own.values(name)[:1]) for name in ("party", "code", "internal")},
    }
    for first in range(1, last + 1, CHUNK):
        breaches.filter(pk__gte=first, pk__lt=first + CHUNK, contract=None).update(**told)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0030_a_ledger_of_breaches'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='breach',
            name='contract',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.contract'),
        ),
        AddIndexInPeace(
            model_name='breach',
            index=models.Index(condition=models.Q(('internal', False)), fields=['-occurred_at', '-id', 'contract', 'party', 'code'], name='breach_of_the_contract'),
        ),
        migrations.RunPython(guard, unguard),
    ]
