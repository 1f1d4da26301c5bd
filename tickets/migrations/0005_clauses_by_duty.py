"""Clauses are named by the duty; the article of each contract is its data. Contracts of before know ten kinds."""

from django.db import migrations

DUTIES = {
    "1.4-check": "go_live.check",
    "3.4-expand": "change.expand",
    "3.5-end": "change.temporary_end",
    "3.8-handle": "incident.handle",
    "3.8-onsite": "incident.onsite",
    "3.8-respond": "incident.respond",
    "3.10-locate": "incident.locate",
    "3.10-locate-key": "incident.locate_key",
    "4.1-confirm": "common.confirm",
    "8.3-advance": "filing.advance",
    "8.3-filing": "filing.register",
    "8.3-late-filing": "change.file_late",
    "8.7-notice": "notice.advance",
    "8.9-replace": "staff.replace",
    "9.1-accept": "common.accept",
    "9.1-allocate": "onboarding.allocate",
    "9.1-implement": "common.implement",
    "9.1-undo": "change.undo",
    "9.9-restart": "restart.execute",
    "9.9-verify": "restart.verify",
    "9.10-handover": "exit.handover",
    "9.13-progress": "incident.progress",
    "9.13-report": "incident.report",
    "13.1-answer": "provider_exit.answer",
    "13.1-claim": "provider_exit.claim",
    "13.1-decide": "provider_exit.decide",
    "13.1-help": "provider_exit.help",
    "13.1-notice": "provider_exit.notice",
    "13.2-demand": "migration.demand",
    "13.2-erase": "leaving.erase",
    "13.2-migrate": "migration.move",
    "13.2-shut": "leaving.shut",
    "13.3-switch": "switchover.move",
    "A3.4-second": "change.expand_again",
}
KINDS = [
    "onboarding",
    "go_live",
    "change",
    "exit",
    "provider_exit",
    "restart",
    "staff_replacement",
    "migration",
    "switchover",
    "incident",
]


def rename(apps, names):
    for model in ("Clause", "Deadline"):
        rows = apps.get_model("tickets", model).objects
        for old, new in names.items():
            rows.filter(code=old).update(code=new)


def forwards(apps, _schema_editor):
    rename(apps, DUTIES)
    apps.get_model("tickets", "Contract").objects.update(kinds=KINDS)


def backwards(apps, _schema_editor):
    rename(apps, {duty: article for article, duty in DUTIES.items()})


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_states_by_kind")]

    operations = [migrations.RunPython(forwards, backwards)]
