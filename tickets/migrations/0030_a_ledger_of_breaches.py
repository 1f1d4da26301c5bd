"""Breaches say under which contract, against whom and of which clause they are; what these columns hold follows."""

import django.db.models.deletion
from django.db import migrations, models

from tickets.migrations._evidence import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0029_a_citys_board'),
    ]

    operations = [
        migrations.AddField(
            model_name='breach',
            name='contract',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.contract'),
        ),
        migrations.AddField(
            model_name='breach',
            name='party',
            field=models.CharField(default='', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='breach',
            name='code',
            field=models.CharField(default='', max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='breach',
            name='internal',
            field=models.BooleanField(default=False),
        ),
        # SQLite builds the table anew and drops its triggers
        migrations.RunPython(guard, unguard),
    ]
