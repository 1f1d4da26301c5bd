"""A file on its way keeps how its list was narrowed, in words."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0049_days_of_open_replies'),
    ]

    operations = [
        migrations.AddField(
            model_name='export',
            name='said',
            field=models.TextField(blank=True, default=''),
        ),
    ]
