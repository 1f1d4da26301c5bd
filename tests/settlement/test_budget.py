"""All facts of a contract are read by the same queries, however much happened under it."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.outages.office import at, down
from tests.settlement.stories import found, grown_after_the_second_limit, in_vain, slow, staff_replaced_late
from tests.sheets import LATE_FEE, sheet_with
from tests.world import World
from tickets.actions import perform
from tickets.settlement import claims_of

#: Of a contract of which every sort of fact is there.
MOST = 45


def spent(world: World) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        claims_of(world.contract, world.now)
    assert len(queries) <= MOST, "\n".join(one["sql"] for one in queries.captured_queries)
    return len(queries)


def much(world: World) -> None:
    found(world, [in_vain(world), slow(world)], "A3.7")
    staff_replaced_late(world)
    grown_after_the_second_limit(world)
    down(world, world.now, world.now + timedelta(hours=3))


def test_it_costs_as_few_queries_for_much_as_for_more(world: World) -> None:
    down(world, at(10), at(10, 30))
    much(world)
    once = spent(world)
    much(world.later(days=1))
    assert spent(world) == once


#: An act with its audit and notices, and the settlement reckoned once: 33, and some where lines are held back.
MOST_OF_A_PAYMENT = 40


def approved(world: World) -> int:
    """What the agency owes for one more late payment, demanded and approved: how many queries the last act asked."""
    sheet_with(world, (LATE_FEE, "of_agency"))
    order = world.take(world.file("recovery", "desk", owed_for="late_fee", damages=None), "demand_sum")
    with CaptureQueriesContext(connection) as queries:
        perform(order, "approve_payment", actor=world.user("lead"), now=world.now)
    assert len(queries) <= MOST_OF_A_PAYMENT, "\n".join(one["sql"] for one in queries.captured_queries)
    return len(queries)


def test_the_payment_of_what_is_owed_is_approved_by_as_few_queries_after_many_sheets_and_orders(world: World) -> None:
    once = approved(world)
    for _month in range(5):
        sheet_with(world, *[(LATE_FEE, "current")] * 4)
        approved(world)
    assert approved(world) == once
