"""What is urgent goes out first: deliveries are taken by their own columns alone, by one index, however many wait."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0072_epochs_of_the_database'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='urgent',
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_pending',
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['channel', 'urgent', 'next_at', 'id'], name='delivery_waiting'),
        ),
    ]
