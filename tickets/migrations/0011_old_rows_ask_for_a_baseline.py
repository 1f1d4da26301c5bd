"""Where an earlier release left rows, no entry of the audit tells what stands in them: `manage.py baseline` is due."""

from django.db import migrations


def ask(apps, _schema_editor):
    rows = (apps.get_model("tickets", "Contract"), apps.get_model("accounts", "User"))
    if any(model.objects.exists() for model in rows):
        apps.get_model("tickets", "SystemLogHead").objects.update_or_create(pk=1, defaults={"baseline_due": True})


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_audit_is_keyed"), ("accounts", "0004_people_without_post")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
