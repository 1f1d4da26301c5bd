"""What was told before this release and asks nothing more of anybody is over; an internal target was never urgent."""

from django.db import migrations
from django.db.models import DateTimeField, F, Max, OuterRef, Q, Subquery

LEVELS = ("half", "eighty", "five_days", "one_day", "last_day", "breach", "authority")
OF_MOVE = ("your_move", "reminder", "read_back")
CLAIMS = (
    "claim_raised", "claim_contested", "claim_referred", "claim_unanswered", "claim_undecided", "claim_proposed",
    "claim_review", "claim_unproved",
)  # fmt: skip
UNSETTLED = ("contested", "pending")


def forwards(apps, _schema_editor):
    notices = apps.get_model("tickets", "Notice").objects
    notices.filter(event__in=LEVELS, urgent=True, params__basis="judgement").update(urgent=False)
    going = notices.filter(ended_at__isnull=True)
    stopped = going.filter(event__in=LEVELS, deadline__stopped_at__gt=F("at"))
    stopped.update(ended_at=_of(apps, "Deadline", "deadline", "stopped_at"))
    moved = going.filter(event__in=OF_MOVE, ticket__state_since__gt=F("at"))
    moved.update(ended_at=_of(apps, "Ticket", "ticket", "state_since"))
    settled = apps.get_model("tickets", "Claim").objects.filter(~Q(state__in=UNSETTLED))
    for claim, at in settled.annotate(last=Max("statements__at")).values_list("pk", "last").iterator():
        of_it = notices.filter(event__in=CLAIMS, key__startswith=f"claim:{claim}:", ended_at__isnull=True)
        of_it.update(ended_at=at)


def _of(apps, model, link, column):
    rows = apps.get_model("tickets", model).objects.filter(pk=OuterRef(link))
    return Subquery(rows.values(column)[:1], output_field=DateTimeField())


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0026_notices_end_with_their_duties"),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
