"""Fills who names whom from the answers of the orders that are there. Run again, it adds what is missing."""

from django.db import migrations

#: Kinds that name others, question -> the cells of its rows, as they were when this was written.
KINDS = ("dispute", "finding", "rectification")
CELLS = {"related": ("related_order", ""), "event_rows": ("event_order", "event_clock")}
#: Rows in one statement.
CHUNK = 1_000


def fill(apps, _schema_editor):
    tickets, namings = apps.get_model("tickets", "Ticket").objects, apps.get_model("tickets", "Naming")
    chunk = []
    for ticket, fields in tickets.filter(kind__in=KINDS).values_list("pk", "fields").iterator(CHUNK):
        chunk += [(ticket, *named) for named in _named(fields)]
        if len(chunk) >= CHUNK:
            _write(tickets, namings, chunk)
            chunk = []
    _write(tickets, namings, chunk)


def _named(fields):
    for question, (number, clock) in CELLS.items():
        for row in fields.get(question) or ():
            if row.get(number):
                yield question, row[number], row.get(clock) or ""


def _write(tickets, namings, chunk):
    ids = dict(tickets.filter(number__in={number for _t, _q, number, _c in chunk}).values_list("number", "pk"))
    rows = [
        namings(ticket_id=ticket, of_id=ids[number], field=question, clock=clock)
        for ticket, question, number, clock in chunk
        if number in ids
    ]
    namings.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0063_orders_that_name_others'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
