"""A row reads the same whether it is written down in an act or read back from the database."""

from datetime import UTC

import pytest

from tests.world import World
from tickets.audit.faces import BY_MODEL, EVIDENCE, faces_of
from tickets.models import Ticket

#: With and without zeros at the end, which PostgreSQL drops.
MICROSECONDS = (0, 1, 120, 123_456, 500_000, 999_999)


@pytest.mark.parametrize("microseconds", MICROSECONDS)
def test_an_instant_reads_back_as_it_was_written_down(world: World, microseconds: int) -> None:
    ticket = world.later(microseconds=microseconds).file("incident")
    for row in (Ticket.objects.get(pk=ticket.pk), world.clock(ticket, "incident.respond")):
        evidence = BY_MODEL[type(row)._meta.concrete_model or type(row)]
        ((_ticket, name, stored),) = evidence.read(type(row)._default_manager.filter(pk=row.pk))
        assert stored == evidence.face(row), name
    assert BY_MODEL[Ticket].face(ticket)["opened_at"] == world.now.astimezone(UTC).isoformat()


def test_every_table_of_evidence_reads_back_as_its_rows_are(world: World) -> None:
    world.take(world.file("staff_replacement"), "submit", "issue_demand", "acknowledge", "nominate")
    read = 0
    for evidence in EVIDENCE:
        rows = evidence.model._default_manager.order_by("pk")
        stored = {name: face for _ticket, name, face in evidence.read(rows)}
        assert stored == faces_of(rows).get(evidence.table, {}), evidence.table
        read += len(stored)
    assert read > 100
