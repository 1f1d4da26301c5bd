"""A common word is met on the way through the index of the list, without a look at the orders."""

from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0034_exports'),
    ]

    operations = [
        AddIndexInPeace(
            model_name='ticket',
            index=models.Index(fields=['next_due', '-id', 'contract', 'kind', 'closed_at', 'sent_at', 'opened_unit', 'system', 'title'], name='ticket_urgent_and_titled'),
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_urgent_first',
        ),
    ]
