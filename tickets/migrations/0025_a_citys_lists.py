"""Lists and searches find their rows without a look at the others, however many there are."""

import django.db.models.functions.text
from django.db import migrations, models

from tickets.migrations._in_peace import AddIndexInPeace, patience

#: Each letter of a text and each pair of letters that stand together, in small letters: words of Chinese are of two.
GRAMS = """CREATE OR REPLACE FUNCTION tickets_grams(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(substr(lower(said), place, long))
    FROM generate_series(1, length(said)) AS place, generate_series(1, 2) AS long
$$"""
NAME = "ticket_title_grams"


def index_titles(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(GRAMS)
    with patience(schema_editor):
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON tickets_ticket USING gin (tickets_grams(title))"
        )
        # How common each pair is: by that the database chooses between this index and the order of the list.
        schema_editor.execute("ANALYZE tickets_ticket")


def forget_titles(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")
    schema_editor.execute("DROP FUNCTION IF EXISTS tickets_grams")


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0024_channels_of_groups_and_choices'),
    ]

    operations = [
        AddIndexInPeace(
            model_name='ticket',
            index=models.Index(fields=['kind', 'next_due', '-id', 'contract', 'closed_at', 'sent_at', 'opened_unit'], name='ticket_kind_urgent_first'),
        ),
        AddIndexInPeace(
            model_name='ticket',
            index=models.Index(fields=['contract', 'next_due', '-id', 'kind', 'closed_at', 'sent_at', 'opened_unit'], name='ticket_contract_urgent_first'),
        ),
        AddIndexInPeace(
            model_name='ticket',
            index=models.Index(fields=['opened_by', 'next_due', '-id', 'contract', 'sent_at', 'opened_unit'], name='ticket_opener_urgent_first'),
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_opened_by',
        ),
        AddIndexInPeace(
            model_name='ticket',
            index=models.Index(django.db.models.functions.text.Right('number', 7), name='ticket_number_count'),
        ),
        AddIndexInPeace(
            model_name='breach',
            index=models.Index(fields=['-occurred_at', '-id'], name='breach_newest'),
        ),
        AddIndexInPeace(
            model_name='claim',
            index=models.Index(fields=['-entered_at', '-id'], name='claim_newest'),
        ),
        migrations.RunPython(index_titles, forget_titles),
    ]
