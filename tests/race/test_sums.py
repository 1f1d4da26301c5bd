"""Two people at once, on two orders of one contract, with what its sheets and orders come to: none of it is netted or
settled twice."""

from decimal import Decimal

from tests.actions.test_payment import ACCEPTED, invoiced
from tests.race.conftest import race
from tests.sheets import LATE_FEE, empty_sheets, sheet_with
from tests.world import World
from tickets import actions, settlement
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.penalties.balance import OwedFor

#: More than one late payment comes to, less than two.
LEFT = Decimal("150.00")
TURNS = 8


def agreed(world: World, order: Ticket) -> Ticket:
    return actions.perform(order, "agree_netting", actor=world.user("manager"), now=world.now)


def settled(world: World, final: Ticket) -> Ticket:
    return actions.perform(final, "send_settlement", actor=world.user("finance"), now=world.now)


def proposed(world: World) -> Ticket:
    """The agency owes for one more late payment, and proposes to net it."""
    sheet_with(world, (LATE_FEE, "of_agency"))
    order = world.file("recovery", "desk", owed_for=OwedFor.LATE_FEE, damages=None)
    return world.take(order, "demand_sum", "propose_netting")


def test_of_two_orders_that_are_netted_at_once_with_what_serves_one_one_is_refused(world: World) -> None:
    more = LEFT
    for _turn in range(TURNS):
        sheet_with(world, (more, "current"))
        pair = proposed(world), proposed(world)

        (outcome,) = race([pair], lambda both: agreed(world, both[0]), lambda both: agreed(world, both[1]))

        assert sorted(type(gave).__name__ for gave in outcome) == ["Recovery", "WrongState"], outcome
        assert settlement.deduction(world.contract).deductible == LEFT - LATE_FEE
        more = LATE_FEE


def test_what_is_netted_while_the_settlement_is_sent_is_in_its_sum_or_refused(world: World) -> None:
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    empty_sheets(world.contract, world.now)
    sheet_with(world, (Decimal("40000.00"), "current"))
    step = final.machine.by_step["send_settlement"]
    for _turn in range(TURNS):
        order = proposed(world)
        world.hand_in(final, step, world.user("finance"))
        with_it = settlement.deduction(world.contract).paid + LATE_FEE

        ((sent, netted),) = race(
            [(final, order)], lambda both: settled(world, both[0]), lambda both: agreed(world, both[1])
        )

        assert isinstance(sent, Ticket), sent
        expected = with_it - LATE_FEE if isinstance(netted, WrongState) else with_it
        assert (Decimal(sent.fields["payable"]), settlement.deduction(world.contract).paid) == (expected, expected)
        final = world.take(sent, "object_settlement", objected_rows=[])
