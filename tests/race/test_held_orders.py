"""Who wants an order that another holds for too long is told so, and nothing is changed."""

from typing import Any

import pytest
from django.db import connection, connections

from tests.world import World
from tickets import actions
from tickets.errors import WrongState
from tickets.models import AuditEntry, Ticket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no lock of a row"),
]


def test_an_order_that_another_holds_is_refused_with_a_sentence(world: World) -> None:
    order = world.file("incident", "desk")
    before = AuditEntry.objects.count()
    other: Any = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"SELECT 1 FROM {Ticket._meta.db_table} WHERE id = %s FOR UPDATE", [order.pk])  # noqa: S608
            with connection.cursor() as own:
                own.execute("SET lock_timeout = '100ms'")
            with pytest.raises(WrongState, match="其他人员正在办理"):
                actions.comment(order, "请补充材料", actor=world.user("clerk"), now=world.now)
    finally:
        other.close()
        with connection.cursor() as own:
            own.execute("RESET lock_timeout")
    assert AuditEntry.objects.count() == before
