from django.db import migrations, models

from tickets.migrations._unindexed import Unindexed

#: Another index begins with the same column; nobody looks for a row by it; or, of the rest, most rows have nothing there.
WITHOUT = {
    "ticket": ["contract", "opened_by"],
    "deadline": ["start_fact", "stop_fact"],
    "breach": [
        "found_by", "set_aside_by", "set_aside_for", "set_aside_claim", "set_aside_fact", "reinstated_by",
    ],
    "auditentry": ["ticket", "actor", "on_behalf_of", "unit"],
    "notice": ["recipient", "digest"],
    "delivery": ["group", "cancelled_by"],
}


def leave_room(_apps, schema_editor):
    """An order's row changes with each act, most often in no column of an index: beside itself on its page it touches
    none of these."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE tickets_ticket SET (fillfactor = 85)", params=None)


def leave_none(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE tickets_ticket RESET (fillfactor)", params=None)


def _of_what_is_there(model, field, name):
    index = models.Index(fields=[field], condition=models.Q((f"{field}__isnull", False)), name=name)
    return migrations.AddIndex(model_name=model, index=index)


class Migration(migrations.Migration):

    dependencies = [("tickets", "0080_rights_warn_by_days")]

    operations = [
        Unindexed(WITHOUT),
        _of_what_is_there("auditentry", "actor", "audit_by_actor"),
        _of_what_is_there("auditentry", "on_behalf_of", "audit_on_behalf_of"),
        _of_what_is_there("auditentry", "unit", "audit_of_unit"),
        _of_what_is_there("breach", "found_by", "breach_found_by"),
        _of_what_is_there("breach", "set_aside_claim", "breach_fell_by_claim"),
        _of_what_is_there("breach", "set_aside_fact", "breach_fell_by_fact"),
        _of_what_is_there("deadline", "start_fact", "deadline_started_by"),
        _of_what_is_there("deadline", "stop_fact", "deadline_stopped_by"),
        _of_what_is_there("notice", "digest", "notice_of_a_digest"),
        migrations.RunPython(leave_room, leave_none),
    ]
