"""A duty that had begun under an earlier release ends at its own hour, as those of this one do."""

from datetime import datetime

from django.db import migrations


def end(apps, schema_editor):
    tickets = apps.get_model("tickets", "Ticket").objects.using(schema_editor.connection.alias)
    for ticket in tickets.filter(kind="staffing", state="on_duty", lapses_at=None).only("fields"):
        if ticket.fields.get("duty_to"):
            tickets.filter(pk=ticket.pk).update(lapses_at=datetime.fromisoformat(ticket.fields["duty_to"]))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0066_staffing_by_month")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
