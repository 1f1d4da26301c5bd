"""The board finds its clocks without a look at the others, however many there are."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

from tickets.migrations._in_peace import AddIndexInPeace


def rest_since(apps, _schema_editor):
    """Clocks that rest now, since the first of the pauses that they rest in."""
    clocks, pauses = apps.get_model("tickets", "Deadline").objects, apps.get_model("tickets", "Pause").objects
    open_pauses = pauses.filter(Q(ended_at__isnull=True) | Q(ended_at=OuterRef("resumes_at")), voided=False)
    since = open_pauses.filter(deadline=OuterRef("pk")).order_by("started_at").values("started_at")[:1]
    clocks.filter(resting=True, stopped_at__isnull=True).update(rests_since=Subquery(since))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0028_asking_a_colleague_and_passing_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='deadline',
            name='rests_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(rest_since, migrations.RunPython.noop),
        AddIndexInPeace(
            model_name='deadline',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['internal', 'due_at', 'id', 'state', 'limit_unit', 'amber_at', 'party', 'clause', 'ticket'], name='deadline_open_first_due'),
        ),
        AddIndexInPeace(
            model_name='deadline',
            index=models.Index(condition=models.Q(('state', 'paused'), ('stopped_at__isnull', True)), fields=['internal', 'rests_since', 'id', 'party', 'clause', 'ticket'], name='deadline_paused_longest'),
        ),
        AddIndexInPeace(
            model_name='deadline',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['internal', 'party', 'state', 'due_at', 'amber_at', 'limit_unit', 'clause', 'ticket'], name='deadline_open_of_a_side'),
        ),
        AddIndexInPeace(
            model_name='deadline',
            index=models.Index(condition=models.Q(('state__in', ('met', 'breached')), ('stopped_at__isnull', False)), fields=['internal', 'party', 'state', 'stopped_at', 'clause', 'ticket'], name='deadline_done_of_a_side'),
        ),
    ]
