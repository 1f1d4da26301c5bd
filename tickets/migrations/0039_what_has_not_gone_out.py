"""What has not gone out is few among all that was ever told: the console of deliveries finds it by an index."""

from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0038_cancelled_deliveries'),
    ]

    operations = [
        AddIndexInPeace(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sent'), _negated=True), fields=['-next_at', '-id'], name='delivery_not_sent'),
        ),
    ]
