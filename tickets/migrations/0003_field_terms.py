"""The rows bear the field's own terms; contracts name their kinds, tickets the edition of their form."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0002_audit_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Repeat", "IdempotencyKey"),
        migrations.RenameModel("Chore", "PeriodicTask"),
        migrations.RenameModel("Node", "WorkerHeartbeat"),
        migrations.RenameModel("HouseChain", "SystemLogHead"),
        migrations.RenameModel("Interval", "Pause"),
        migrations.RenameModel("Firing", "Alert"),
        migrations.RenameIndex("WorkerHeartbeat", "heartbeat_newest", "node_newest"),
        migrations.RemoveConstraint("IdempotencyKey", "repeat_key_once"),
        migrations.AddConstraint(
            "IdempotencyKey",
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once"),
        ),
        migrations.RemoveConstraint("Alert", "rung_fired_once"),
        migrations.RenameField("Alert", "rung", "level"),
        migrations.AlterField(
            "Alert",
            "deadline",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="tickets.deadline"
            ),
        ),
        migrations.AddConstraint(
            "Alert", models.UniqueConstraint(fields=["deadline", "level"], name="alert_level_once")
        ),
        migrations.RemoveConstraint("Pause", "interval_open_once"),
        migrations.RemoveConstraint("Pause", "interval_ends_after_start"),
        migrations.RenameField("Pause", "ground", "reason"),
        migrations.RenameField("Pause", "struck", "voided"),
        migrations.RenameField("Pause", "struck_at", "voided_at"),
        migrations.AlterField(
            "Pause",
            "deadline",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="tickets.deadline"
            ),
        ),
        migrations.AddConstraint(
            "Pause",
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(ended_at__isnull=True, voided=False),
                name="pause_open_once",
            ),
        ),
        migrations.AddConstraint(
            "Pause",
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        ),
        migrations.AddField("Contract", "kinds", models.JSONField(default=list)),
        migrations.AddField("Clause", "target_n", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("Clause", "target_unit", models.CharField(blank=True, max_length=20)),
        migrations.AddField("Ticket", "form_edition", models.PositiveSmallIntegerField(default=1)),
    ]
