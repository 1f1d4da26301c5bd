"""Which database sends a message, and since which restore."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tickets", "0071_missed_clocks_come_first")]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("epoch", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("mark", models.UUIDField(unique=True)),
                ("began_at", models.DateTimeField()),
            ],
            options={"abstract": False, "default_permissions": ()},
        ),
    ]
