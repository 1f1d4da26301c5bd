"""What was said of a claim names the files that came with it; of before, those of the same unit at the same instant."""

from django.db import migrations, models

#: Slots whose files are evidence of a time or of a pause.
SLOTS = ("fact_evidence", "pause_evidence")


def forwards(apps, _schema_editor):
    attachments = apps.get_model("tickets", "Attachment").objects.filter(slot__in=SLOTS)
    said = apps.get_model("tickets", "Statement").objects.filter(unit__isnull=False).select_related("claim")
    for statement in said:
        same = attachments.filter(ticket=statement.claim.ticket_id, unit=statement.unit_id, at=statement.at)
        statement.papers.set(same)


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0020_merged_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="papers",
            field=models.ManyToManyField(related_name="statements", to="tickets.attachment"),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
