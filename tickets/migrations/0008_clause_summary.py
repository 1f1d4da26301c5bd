"""A clause shows the contract's own words; what the service makes of them stands beside as a summary."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_facts_and_claims")]

    operations = [
        migrations.AddField("clause", "summary", models.TextField(blank=True, default=""), preserve_default=False),
    ]
