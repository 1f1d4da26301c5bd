"""Of what waits to go out, what is urgent is so from here on. Run again, it changes nothing."""

from django.db import migrations


def mark(apps, _schema_editor):
    waiting = apps.get_model("tickets", "Delivery").objects.filter(state="pending", urgent=False)
    waiting.filter(notice__urgent=True).update(urgent=True)


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0073_urgent_deliveries'),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
