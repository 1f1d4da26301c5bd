"""What is in use after tickets have come to their ends: the sum of what was confirmed, and nothing after leaving."""

from typing import Any

import pytest

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import World
from tickets import ledger
from tickets.errors import Invalid, WrongState
from tickets.models import System, Ticket

CHANGED = "submit approve record_filing accept start_work deliver confirm"
TWO_LINES = [{"line": "vcpu", "quantity": 8}, {"line": "memory_gb", "quantity": 16}]


def used(world: World) -> dict[str, int]:
    return {line.code: line.used for line in ledger.balances(world.contract) if line.used}


def cut(quantity: int) -> list[dict[str, Any]]:
    return [{"line": "vcpu", "quantity": -quantity}]


def other(world: World) -> System:
    return world.contract.systems.exclude(pk=world.system.pk).order_by("code")[0]


def carry(world: World, kind: str, way: str = "", **fields: object) -> Ticket:
    return world.take(world.file(kind, **fields), *(way or WAYS[kind]).split())


def test_nothing_is_in_use_before_the_agency_has_confirmed(world: World) -> None:
    ticket = carry(world, "onboarding", WAYS["onboarding"].removesuffix(" confirm"), lines=TWO_LINES)
    assert used(world) == {}
    world.take(ticket, "confirm")
    assert used(world) == {"vcpu": 8, "memory_gb": 16}


def test_growth_adds_and_a_cut_takes_away(world: World) -> None:
    carry(world, "onboarding", lines=TWO_LINES)
    carry(world, "change", lines=[{"line": "vcpu", "quantity": 4}])
    carry(world, "change", CHANGED, type="reduction", lines=cut(2))
    assert used(world) == {"vcpu": 10, "memory_gb": 16}


def test_no_more_is_cut_than_the_system_holds_and_the_refusal_says_the_figure(world: World) -> None:
    carry(world, "onboarding", lines=TWO_LINES)
    with pytest.raises(Invalid) as refused:
        world.file("change", type="reduction", lines=cut(9))
    assert "vCPU 8 < 9" in refused.value.errors["lines"][0]
    with pytest.raises(Invalid):
        world.file("change", system=other(world), type="reduction", lines=cut(1))
    assert carry(world, "change", CHANGED, type="reduction", lines=cut(8)).state == "closed"
    assert used(world) == {"memory_gb": 16}


def test_two_cuts_that_each_fitted_do_not_go_below_nothing_together(world: World) -> None:
    world.stock(vcpu=10)
    first, second = (world.file("change", type="reduction", lines=cut(6)) for _ in range(2))
    way = CHANGED.split()
    first = world.take(first, *way[:-1])
    world.take(second, *way)
    with pytest.raises(WrongState, match="结存 4，不能减少 6"):
        world.take(first, "confirm")
    assert used(world) == {"vcpu": 4}
    assert world.take(first, "roll_back", "report_undone", "confirm_undone").state == "cancelled"


def test_a_move_leaves_one_system_and_arrives_in_the_other(world: World) -> None:
    world.stock(vcpu=10)
    there = other(world)
    moving = {"type": "move", "to_system": there.code, "lines": [{"line": "vcpu", "quantity": 4}]}
    ticket = carry(world, "change", CHANGED, **moving)
    assert ledger.held([world.system, there]) == {world.system.pk: {"vcpu": 6}, there.pk: {"vcpu": 4}}
    assert used(world) == {"vcpu": 10}
    entries = ticket.entries.order_by("id").values_list("system__code", "quantity", "after")
    assert list(entries) == [(world.system.code, -4, 6), (there.code, 4, 4)]


def test_a_move_of_release_0_1_named_no_destination_and_moves_nothing(world: World) -> None:
    world.stock(vcpu=10)
    ticket = world.take(world.file("change", type="software", lines=[]), *CHANGED.split()[:-1])
    balanced = [{"line": "vcpu", "quantity": 4}, {"line": "vcpu", "quantity": -4}]
    Ticket.objects.filter(pk=ticket.pk).update(fields={**ticket.fields, "type": "move", "lines": balanced})
    assert world.take(world.fresh(ticket), "confirm").state == "closed"
    assert used(world) == {"vcpu": 10}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lines": [{"line": "vcpu", "quantity": 4}]}, "to_system"),
        ({"to_system": "city-operation", "lines": [{"line": "vcpu", "quantity": 4}]}, "to_system"),
        ({"to_system": "energy-sensing", "lines": [{"line": "vcpu", "quantity": -4}]}, "lines"),
    ],
)
def test_a_move_says_how_much_goes_where(world: World, fields: dict, field: str) -> None:
    world.stock(vcpu=10)
    with pytest.raises(Invalid) as refused:
        world.take(world.file("change", type="move", **fields), "submit")
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("change", {"lines": [("vcpu", 4), ("memory_gb", -4)]}, "请更正第2行"),
        ("change", {"type": "reduction", "lines": [("vcpu", 4)]}, "请更正第1行"),
        ("change", {"lines": [("vcpu", 4), ("vcpu", 2)]}, "第2行与第1行是同一清单项"),
        ("onboarding", {"lines": [("vcpu", 0), ("memory_gb", 4)]}, "请更正第1行"),
        ("onboarding", {"lines": [("vcpu", 1), ("vcpu", 1)]}, "第2行与第1行是同一清单项"),
    ],
)
def test_a_line_that_cannot_be_is_named_by_its_row(world: World, kind: str, fields: dict, said: str) -> None:
    """At the door, so that page and REST say the same."""
    rows = [{"line": line, "quantity": quantity} for line, quantity in fields.pop("lines")]
    step = "submit_for_costing" if fields.get("type", "expansion") == "expansion" else "submit"
    with pytest.raises(Invalid) as refused:
        world.take(world.file(kind, lines=rows, **fields), step)
    assert any(said in sentence for sentence in refused.value.errors["lines"]), refused.value.errors


def test_growth_by_99_999_needs_a_supplement_which_then_holds_it(world: World) -> None:
    beyond = [{"line": "vcpu", "quantity": 99_999}]
    ticket = world.take(world.file("change", lines=beyond), *["submit_for_costing", "clear_cost", "approve"])
    ticket = world.take(ticket, "record_filing")
    with pytest.raises(WrongState, match="补充合同"):
        world.take(ticket, "accept")
    supplemented = "require_supplement sign_supplement countersign_supplement start_work deliver confirm"
    world.take(ticket, *supplemented.split())
    line = ledger.balances(world.contract).get(code="vcpu")
    assert (line.used, line.total, line.left) == (99_999, 99_999, 0)


def test_what_did_not_come_to_pass_is_not_in_use(world: World) -> None:
    way = "submit_for_costing clear_cost approve record_filing accept start_work roll_back report_undone confirm_undone"
    carry(world, "change", way)
    assert used(world) == {}


def test_a_system_that_has_left_uses_nothing_and_the_others_keep_theirs(world: World) -> None:
    other = System.objects.filter(contract=world.contract).exclude(pk=world.system.pk).first()
    carry(world, "onboarding", lines=TWO_LINES)
    world.take(world.file("onboarding", system=other, lines=TWO_LINES), *WAYS["onboarding"].split())

    carry(world, "exit")

    assert used(world) == {"vcpu": 8, "memory_gb": 16}
    assert System.objects.get(pk=world.system.pk).gone_since == world.now
    assert System.objects.get(pk=other.pk).gone_since is None


def test_a_switchover_of_the_whole_contract_releases_everything(world: World) -> None:
    carry(world, "onboarding", lines=TWO_LINES)
    ticket = world.file("switchover")
    Ticket.objects.filter(pk=ticket.pk).update(system=None)
    world.take(world.fresh(ticket), *WAYS["switchover"].split())
    assert used(world) == {}
    assert not System.objects.filter(contract=world.contract, gone_since=None).exists()


def test_a_system_is_live_from_the_confirmed_go_live(world: World) -> None:
    carry(world, "go_live")
    assert System.objects.get(pk=world.system.pk).live_since == world.now


@pytest.mark.parametrize("moves", [False, True])
def test_nothing_is_put_into_use_where_a_system_has_left(world: World, *, moves: bool) -> None:
    """An order that was on its way when its system left is rolled back: nobody could take the stock out again."""
    world.stock(vcpu=10)
    there = other(world)
    moving = {"type": "move", "to_system": there.code, "lines": [{"line": "vcpu", "quantity": 4}]}
    way = CHANGED if moves else WAYS["change"]
    ticket = carry(world, "change", way.removesuffix(" confirm"), **(moving if moves else {}))
    leaving = there if moves else world.system
    world.take(world.file("exit", system=leaving), *WAYS["exit"].split())
    before = ledger.held([world.system, there])
    with pytest.raises(WrongState, match="已迁出"):
        world.take(ticket, "confirm")
    assert ledger.held([world.system, there]) == before
    assert world.take(ticket, "roll_back", "report_undone", "confirm_undone").state == "cancelled"
