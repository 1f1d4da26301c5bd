"""Sign-ins and failures of one person are found among all that the system log holds."""

from django.conf import settings
from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0010_when_tokens_were_used'),
        ('tickets', '0050_exports_say_how_they_were_narrowed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexInPeace(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('ticket__isnull', True)), fields=['action', '-seq'], name='system_log_by_act'),
        ),
    ]
