"""The post of a person is dropped: only the demo ever set it, their roles say what they do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_shared_cache")]

    operations = [migrations.RemoveField("user", "post")]
