"""Growth beyond the contract needs a supplementary contract signed by both, and then holds (3.5, 17)."""

import pytest

from tests.world import World
from tickets import ledger
from tickets.errors import WrongState

BEYOND = [{"line": "vcpu", "quantity": 500}]


def test_what_goes_beyond_waits_for_both_signatures_and_is_then_in_use(world: World) -> None:
    ticket = world.file("change", lines=BEYOND)
    ticket = world.take(ticket, "submit_for_costing", "clear_cost", "approve", "record_filing")

    with pytest.raises(WrongState, match="补充合同"):
        world.take(ticket, "accept")
    ticket = world.take(ticket, "require_supplement", "sign_supplement", "countersign_supplement")
    ticket = world.take(ticket, "start_work", "deliver", "confirm")

    line = ledger.balances(world.contract).get(code="vcpu")
    assert (line.quantity, line.added, line.used) == (470, 30, 500)
