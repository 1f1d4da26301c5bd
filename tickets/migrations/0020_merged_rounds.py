"""A round that is part of an earlier one says which: until here it was only cancelled, as any other.

It began when somebody told that the fault was never removed, and the earlier round rests by the claim that said so.
"""

from django.db import migrations, models


def forwards(apps, _schema_editor):
    clocks = apps.get_model("tickets", "Deadline").objects
    pauses = apps.get_model("tickets", "Pause").objects
    denied = pauses.filter(claim__type="time", claim__fact__standing_at__isnull=True, voided=False)
    for pause in denied.select_related("deadline", "claim"):
        row = pause.deadline
        later = clocks.filter(ticket=row.ticket_id, code=row.code, round__gt=row.round, cancelled=True)
        later.filter(started_at=pause.claim.entered_at).update(merged_into=row.round)


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0019_filing_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="merged_into",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("cancelled", True), ("merged_into__lt", models.F("round"))),
                    _connector="OR",
                ),
                name="deadline_merged_into_an_earlier_round",
            ),
        ),
    ]
