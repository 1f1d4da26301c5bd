"""From here on the database itself refuses to change or drop a breach, an alert, an endorsement or a ledger line."""

from django.db import migrations

from tickets.migrations._evidence import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_old_rows_ask_for_a_baseline")]

    operations = [migrations.RunPython(guard, unguard)]
