"""What a contract does not limit has no clock: a ticket in flight is carried on, and its record says so."""

import pytest

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import World
from tickets.models import Clause, Interpretation, Ticket


def begun(world: World, kind: str) -> Ticket:
    """Filed while the contract still gave everything; then it lacks all that a release could ask for."""
    ticket = world.file(kind)
    Clause.objects.update(current=False)
    Interpretation.objects.filter(contract=world.contract).delete()
    return ticket


def started_without_a_limit(world: World, ticket: Ticket) -> set[str]:
    changes = [change for entry in world.audit(ticket) for change in entry.data.get("clocks", ())]
    return {change["clock"] for change in changes if change["op"] == "none"}


@pytest.mark.parametrize("kind", WAYS)
def test_it_is_carried_to_closed_and_its_record_names_the_limits_that_are_missing(world: World, kind: str) -> None:
    ticket = begun(world, kind)
    before = set(ticket.deadlines.values_list("code", flat=True))

    for step in WAYS[kind].split():
        ticket = world.later(minutes=1).take(ticket, step)

    assert ticket.state == "closed"
    assert set(ticket.deadlines.values_list("code", flat=True)) == before
    assert started_without_a_limit(world, ticket)


def test_a_clause_that_comes_with_the_next_load_runs_from_the_next_start(world: World) -> None:
    verify = world.contract.clauses.filter(code="restart.verify")
    ticket = world.file("restart")
    verify.update(current=False)
    ticket = world.take(ticket, "submit", "approve_restart", "return_identity")
    assert not ticket.deadlines.filter(code="restart.verify").exists()

    verify.update(current=True)
    ticket = world.take(ticket, "resupply")
    assert world.clock(ticket, "restart.verify").round == 1


def test_a_limit_that_the_ticket_was_never_asked_for_does_not_run(world: World) -> None:
    """Its clause takes the limit from a field that came with a later edition of the form."""
    ticket = world.take(world.file("switchover"), "submit")
    moving = world.contract.clauses.filter(code="switchover.move")
    moving.update(limit_n=None, limit_unit="", limit_from="asked_later")
    ticket = world.take(ticket, "issue_notice")
    assert started_without_a_limit(world, ticket) == {"switchover.move"}
