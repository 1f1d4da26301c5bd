"""Clocks of before say by columns of their own whether they rest, were cancelled and were ever missed.

Release 0.1 told resting and cancelled by `state` alone, and a late clock that was cancelled read breached: only the
audit tells it from one that stopped. A result that was turned down after the checker's time left two pauses, the one
voided and what the checker had overran; from here on the second names the first.
"""

from collections import defaultdict
from importlib import import_module

from django.db import migrations

#: What audit entries of release 0.1 call a clause; later ones name the duty.
DUTIES = import_module("tickets.migrations.0005_clauses_by_duty").DUTIES


def forwards(apps, _schema_editor):
    clocks = apps.get_model("tickets", "Deadline").objects
    breaches = apps.get_model("tickets", "Breach").objects
    clocks.filter(pk__in=breaches.values("deadline")).update(has_breaches=True)
    clocks.filter(state="cancelled").update(cancelled=True)
    clocks.filter(pk__in=list(cancelled_late(apps))).update(cancelled=True)
    clocks.filter(state="paused").update(resting=True)
    clocks.filter(state="paused", breached_at__isnull=False).update(state="breached")
    excuse(apps.get_model("tickets", "Pause").objects)


def backwards(apps, _schema_editor):
    clocks = apps.get_model("tickets", "Deadline").objects
    clocks.filter(resting=True, stopped_at__isnull=True).update(state="paused")
    clocks.update(resting=False, cancelled=False, has_breaches=False)
    # that of which is told when the defect was seen is of this release
    excused = apps.get_model("tickets", "Pause").objects.filter(excuses__isnull=False, seen_fact__isnull=True)
    excused.update(excuses=None, checker_due=None)


def cancelled_late(apps):
    """Ids of the late clocks whose end the audit calls a cancelling."""
    late = apps.get_model("tickets", "Deadline").objects.filter(state="breached", stopped_at__isnull=False)
    ended = {tuple(key): pk for pk, *key in late.values_list("id", "ticket", "code", "round", "stopped_at")}
    entries = apps.get_model("tickets", "AuditEntry").objects.filter(ticket__in=late.values("ticket"), allowed=True)
    for ticket, at, data in entries.values_list("ticket", "at", "data").iterator():
        for change in data.get("clocks", ()):
            code = DUTIES.get(change["clock"], change["clock"])
            if change["op"] == "cancel" and (pk := ended.get((ticket, code, change["round"], at))) is not None:
                yield pk


def excuse(pauses):
    """What a checker overran ends where the result was turned down, and begins within the pause that this voided."""
    turned_down = pauses.filter(voided=True, voided_at__isnull=False)
    voided_at = defaultdict(list)
    for voided in turned_down:
        voided_at[voided.deadline_id, voided.voided_at].append(voided)
    counting = pauses.filter(voided=False, excuses__isnull=True, claim__isnull=True)
    for pause in counting.filter(deadline__in=turned_down.values("deadline")):
        for voided in voided_at.get((pause.deadline_id, pause.ended_at), ()):
            if voided.started_at <= pause.started_at < voided.voided_at and voided.reason == pause.reason:
                pause.excuses, pause.checker_due = voided, pause.started_at
                pause.save(update_fields=["excuses", "checker_due"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_minutes_and_questions")]

    operations = [
        migrations.AlterModelOptions("fact", {"default_permissions": (), "ordering": ["entered_at", "id"]}),
        migrations.RunPython(forwards, backwards),
    ]
