"""Tests empty append-only tables by lifting their triggers; afterwards every one of them stands again."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.rows import NOW
from tests.triggers import rows
from tickets import audit
from tickets.models import AuditEntry

ENABLED = {
    "postgresql": "SELECT tgrelid, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
}


@pytest.mark.django_db(transaction=True)
def test_a_flush_leaves_every_trigger_as_it_was() -> None:
    before = rows(ENABLED[connection.vendor])
    audit.log_system("signed_in", now=NOW)
    call_command("flush", interactive=False, verbosity=0)
    assert rows(ENABLED[connection.vendor]) == before
    assert before
    assert not AuditEntry.objects.exists()
