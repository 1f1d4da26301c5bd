"""A clock that was missed and rests counts for the order of lists, as those do that run: its ticket shows a red lamp."""

from django.db import migrations
from django.db.models import F, Min


def draw(apps, schema_editor):
    alias = schema_editor.connection.alias
    tickets = apps.get_model("tickets", "Ticket").objects.using(alias)
    clocks = apps.get_model("tickets", "Deadline").objects.using(alias)
    open_clocks = clocks.filter(internal=False, stopped_at=None, ticket__closed_at=None)
    missed = open_clocks.filter(breached_at__isnull=False, breached_at__lt=F("ticket__next_due"))
    for pk, first in missed.order_by().values_list("ticket").annotate(first=Min("breached_at")):
        tickets.filter(pk=pk).update(next_due=first)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0070_sheets_stand")]

    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
