
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_when_tokens_were_used'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='stopped_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
