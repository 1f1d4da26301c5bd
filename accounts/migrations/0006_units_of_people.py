"""Where a person works, and what a token is called."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_addresses_of_before_are_confirmed"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [
        migrations.AddField(
            "user",
            "unit",
            models.ForeignKey(
                "accounts.Organization",
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
            ),
        ),
        migrations.CreateModel(
            "TokenName",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.OneToOneField(
                        "knox.AuthToken", on_delete=django.db.models.deletion.CASCADE, related_name="named"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
        ),
    ]
