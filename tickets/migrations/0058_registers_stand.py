"""From here on the database itself refuses to change or drop what was entered into a register."""

from django.db import migrations

from tickets.migrations._register_stands import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("tickets", "0057_registers_of_contracts")]

    operations = [migrations.RunPython(guard, unguard)]
