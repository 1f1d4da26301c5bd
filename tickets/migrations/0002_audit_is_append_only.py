"""From here on the database itself refuses UPDATE, DELETE, TRUNCATE and REPLACE of audit entries and seals."""

from django.db import migrations

from tickets.migrations._append_only import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_the_register_and_the_orders")]

    operations = [migrations.RunPython(guard, unguard)]
