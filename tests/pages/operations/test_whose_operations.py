"""The operator's pages are the system administrator's alone, and cost few queries."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.addresses import PLACE, filled
from tests.pages.conftest import Visitor
from tests.pages.operations.whose import GROUP, OPERATIONS
from tests.world import SEATS
from tickets.models import AuditEntry, Deadline, Delivery, Ticket
from tickets.outbox import mending

HeldUp = Callable[..., Delivery]


def address(route: str, pk: int) -> str:
    said = {"pk": pk} | OPERATIONS[route]
    return "/" + filled(route, *(said[name] for _sort, name in PLACE.findall(route)))


@pytest.mark.parametrize("who", ["secadmin", "auditadmin", *SEATS.values()])
def test_to_everybody_else_it_is_not_there_and_nothing_is_done(visitor: Visitor, held_up: HeldUp, who: str) -> None:
    row = held_up(mending.GIVEN_UP)
    before = AuditEntry.objects.count()
    for route in OPERATIONS:
        visitor.get(who, address(route, row.pk), expect=404)
        assert visitor.send(who, address(route, row.pk), {"reason": "x", "name": "seal", "clock": "1"}).status_code in (
            404,
            405,
        )
    assert AuditEntry.objects.count() == before
    assert Delivery.objects.get(pk=row.pk).state == "dead"


def test_to_the_system_administrator_it_is(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.GIVEN_UP)
    for route in OPERATIONS.keys() - {GROUP}:
        visitor.get("sysadmin", address(route, row.pk))


@pytest.mark.parametrize("path", ["/manage/deliveries/", "/manage/tasks/", "/manage/clocks/"])
def test_a_page_costs_few_queries_however_long_it_is(
    visitor: Visitor, held_up: HeldUp, order: Ticket, path: str
) -> None:
    for _one in range(6):
        held_up(mending.GIVEN_UP)
    later = visitor.world.now + timedelta(minutes=5)
    Deadline.objects.filter(ticket=order).update(try_after=later, tries=1, error="KeyError: 'x'")
    visitor.get("sysadmin", path)
    with CaptureQueriesContext(connection) as spent:
        visitor.get("sysadmin", path)
    assert len(spent.captured_queries) <= 10, "\n".join(one["sql"] for one in spent.captured_queries)
