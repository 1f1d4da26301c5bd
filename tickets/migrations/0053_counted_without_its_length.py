
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0052_passages_are_found'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='rollup',
            name='seconds',
        ),
    ]
