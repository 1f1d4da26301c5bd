"""Rows are made without Django's own making of them, and are what it would have made."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from tests.rows import NOW, make_ticket, make_user
from tests.world import World
from tickets import sweep
from tickets.clocks import readings
from tickets.models import Alert, Deadline, Notice, Ticket
from tickets.models.row import Row
from tickets.prepared import bring

pytestmark = pytest.mark.django_db


def plainly(row: models.Model) -> dict[str, Any]:
    """All that the row holds in memory, but for its state."""
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_row_that_is_read_is_as_django_makes_it(world: World) -> None:
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    tables = [model for model in apps.get_app_config("tickets").get_models() if issubclass(model, Row)]
    found = [row for model in tables if not model._meta.proxy for row in model._default_manager.all()[:3]]
    assert {type(row) for row in found} >= {Deadline, Notice}
    for row in found:
        names = [one.attname for one in row._meta.concrete_fields]
        usual = super(Row, type(row)).from_db("default", names, [getattr(row, name) for name in names])
        assert plainly(row) == plainly(usual)
        assert (row._state.adding, row._state.db, row._state.fields_cache) == (False, "default", {})


def test_what_is_not_asked_for_is_fetched_when_it_is_looked_at(world: World) -> None:
    filed = world.file("restart")
    ticket = Ticket.objects.only("number").get(pk=filed.pk)
    assert ticket.get_deferred_fields() >= {"title", "fields"}
    assert (ticket.title, ticket.fields) == (filed.title, filed.fields)


def test_a_row_like_another_has_columns_of_its_own_and_refers_to_what_it_is_given() -> None:
    ticket, (one, two) = make_ticket(), [make_user(name) for name in ("one", "two")]
    first = Notice.new(recipient=one, ticket=ticket, key="a", event="comment", at=NOW)
    second, none = first.like(recipient_id=two.pk), first.like(ticket=None)
    assert (first.recipient, second.recipient, second.ticket) == (one, two, ticket)
    assert (none.ticket, none.ticket_id, first.ticket_id) == (None, None, ticket.pk)
    usual = Notice(recipient=one, ticket=ticket, key="a", event="comment", at=NOW)
    assert plainly(first) == plainly(usual)
    assert second._state.adding


def test_what_rows_refer_to_is_brought_along_once_for_all(world: World) -> None:
    tickets = [world.file("restart").pk, world.file("restart").pk]
    rows, usual = (list(Ticket.objects.filter(pk__in=tickets).order_by("pk")) for _ in range(2))
    prefetch_related_objects(usual, "contract", "system", "assignee")
    with CaptureQueriesContext(connection) as asked:
        bring(rows, "contract", "system", "assignee")
        beside = [(row.contract, row.system, row.assignee) for row in rows]
    assert beside == [(row.contract, row.system, row.assignee) for row in usual]
    assert rows[0].contract is rows[1].contract
    assert len(asked) == 2  # nobody is assigned to either
    bring([], "contract")


def test_clocks_of_several_tickets_are_read_as_those_of_each(world: World) -> None:
    reported = {"reported_at": world.now.isoformat(), "alarm_at": None}
    tickets = [world.file("incident", **reported), world.file("restart"), world.file("incident", **reported)]
    world.take(tickets[0], "respond")
    while sweep.fire_one(world.now + timedelta(minutes=6)):
        pass
    together = readings.rounds_of(tickets)
    for ticket in tickets:
        apart = readings.rounds(ticket)
        assert [plainly(row) for row in together[ticket.pk]] == [plainly(row) for row in apart]
        for row, same in zip(together[ticket.pk], apart, strict=True):
            assert (row.ticket, row.clause, row.start_fact) == (same.ticket, same.clause, same.start_fact)
            assert all(one.deadline is row for one in (*row.rests, *row.fired, *row.missed))
    assert 0 < Alert.objects.count() == sum(len(row.fired) for rows in together.values() for row in rows)
