"""A periodic task that fails says since when and how."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0040_saved_views'),
    ]

    operations = [
        migrations.AddField(
            model_name='periodictask',
            name='error',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='periodictask',
            name='failing_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='periodictask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('error', ''), ('failing_since__isnull', True)), models.Q(('failing_since__isnull', False), models.Q(('error', ''), _negated=True)), _connector='OR'), name='periodic_task_fails_by_name'),
        ),
    ]
