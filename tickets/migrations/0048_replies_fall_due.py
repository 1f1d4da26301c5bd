"""That no reply came to an order of supervision is told once: when, stands in the row."""

from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0047_groups_that_are_stopped'),
    ]

    operations = [
        migrations.AddField(
            model_name='supervisionorder',
            name='next_at',
            field=models.DateTimeField(null=True),
        ),
        AddIndexInPeace(
            model_name='supervisionorder',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at', 'id'], name='supervision_falls_due'),
        ),
    ]
