"""What an order holds in rows is printed, whatever its columns."""

import pytest

from tests.world import World
from tickets.lifecycle import KINDS
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.finding.questions import RULES
from tickets.lifecycle.tables import Lines, Table
from tickets.models import Contract
from tickets.pages.print import order
from tickets.pages.print.sheet import shared_out


@pytest.mark.parametrize("count", range(1, 21))
def test_a_sheet_is_shared_out_among_its_columns_whole_and_in_fives(count: int) -> None:
    widths = shared_out(count)
    assert (len(widths), sum(widths), {one % 5 for one in widths}) == (count, 100, {0})


TABLES = [
    (machine, field)
    for machine in KINDS.values()
    for field in machine.opening.asks
    if isinstance(field, Table) and not isinstance(field, Lines)
]


def test_two_rows_of_one_article_are_told_apart_on_paper(world: World) -> None:
    """The second contract has two in its article 10.2."""
    ticket = world.file("finding")
    ticket.contract = Contract.objects.get(number="ZX2026-0031")
    ticket.fields = {**ticket.fields, RULES.name: [{"rule": "10.2"}, {"rule": "10.2a"}]}
    (grid,) = [one for one in order.tables(ticket) if one.heading == str(RULES.label)]
    assert len(set(grid.rows)) == 2


@pytest.mark.parametrize(("machine", "field"), TABLES, ids=lambda one: getattr(one, "kind", None) or one.name)
def test_every_table_that_an_order_may_hold_is_printed(world: World, machine: type[Kind], field: Table) -> None:
    """Those too that nobody need fill in, and that no example fills."""
    ticket = world.file(machine.kind)
    ticket.fields = {**ticket.fields, field.name: [{}]}
    (grid,) = [one for one in order.tables(ticket) if one.heading == str(field.label)]
    assert len(grid.columns) == len(grid.widths)
