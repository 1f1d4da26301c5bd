"""A group of a unit that is stopped keeps its address."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0046_how_orders_went'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupchannel',
            name='stopped_at',
            field=models.DateTimeField(null=True),
        ),
    ]
