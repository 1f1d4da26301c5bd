"""Orders of supervision that wait for a reply fall due at the 24:00 of its day, in Beijing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations


def forwards(apps, _schema_editor):
    orders = apps.get_model("tickets", "SupervisionOrder").objects
    for pk, day in orders.filter(state="awaited", next_at=None).values_list("pk", "reply_by"):
        over = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=1)
        orders.filter(pk=pk).update(next_at=over)


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0048_replies_fall_due"),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
