"""Clocks that the sweep put off are found by an index."""

from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0041_tasks_that_fail'),
    ]

    operations = [
        AddIndexInPeace(
            model_name='deadline',
            index=models.Index(condition=models.Q(('try_after__isnull', False)), fields=['try_after', 'id'], name='deadline_put_off'),
        ),
    ]
