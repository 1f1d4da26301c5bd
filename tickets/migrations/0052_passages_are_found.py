"""What a figure of the statistics was counted from is found by an index: the entries by which a state was left."""

from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0051_the_system_log_by_act'),
    ]

    operations = [
        AddIndexInPeace(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('allowed', True), ('ticket__isnull', False), models.Q(('source', ''), _negated=True)), fields=['source', '-at', '-id'], name='audit_left'),
        ),
    ]
