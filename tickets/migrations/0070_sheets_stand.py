"""From here on the database itself refuses to change a sheet that is closed."""

from django.db import migrations

from tickets.migrations._sheets import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("tickets", "0069_sheets_of_months")]

    operations = [migrations.RunPython(guard, unguard)]
