"""Which systems leave: named as rows, erased with their lines and no others; a demand may come in parts (13.2)."""

from datetime import timedelta

import pytest

from tests.actions.test_every_kind_to_its_end import LEAVING
from tests.world import SEATS, World
from tickets import actions, ledger
from tickets.errors import Invalid, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.models import AuditEntry, System, Ticket

ALL = ["city-operation", "energy-monitoring", "energy-sensing"]
HERE, THERE, REST = ALL


def whole(world: World, kind: str, **fields: object) -> Ticket:
    """An order for the whole contract."""
    opening = KINDS[kind].opening
    examples = world.examples(kind, schema(opening.asks, world.sample))
    return actions.open_ticket(
        kind, contract=world.contract, system=None, title="责令迁出", fields=examples | fields,
        actor=world.user(SEATS[opening.by[0]]), now=world.now,
    )  # fmt: skip


def systems(world: World) -> dict[str, System]:
    return {system.code: system for system in world.contract.systems.all()}


def used(world: World) -> dict[str, int]:
    """vCPU by system."""
    found = ledger.held(systems(world).values())
    return {code: found[system.pk]["vcpu"] for code, system in systems(world).items() if found[system.pk]}


def gone(world: World) -> set[str]:
    return {code for code, system in systems(world).items() if system.gone_since}


@pytest.fixture
def stocked(world: World) -> World:
    for quantity, system in enumerate(systems(world).values(), start=10):
        world.stock(system, vcpu=quantity)
    return world


def the_rest(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(part_of=ticket)


def test_an_order_for_the_whole_contract_says_row_by_row_what_that_is(world: World) -> None:
    assert whole(world, "migration").fields["scope"] == ALL
    assert whole(world, "switchover", scope=[THERE, HERE]).fields["scope"] == [HERE, THERE]
    assert "scope" not in world.file("migration").fields


def test_a_migration_demanded_in_two_parts_erases_the_one_that_was_carried_out(stocked: World) -> None:
    world, held = stocked, used(stocked)
    first = world.take(whole(world, "migration"), "issue_order", "demand", scope=[THERE])
    second = the_rest(first)
    assert (first.fields["scope"], second.fields["scope"]) == ([THERE], [HERE, REST])
    assert (second.state, second.part_of_id) == ("awaiting_demand", first.pk)

    second = world.later(days=2).take(second, "demand", scope=[HERE, REST])
    moves = [world.clock(one, "migration.move") for one in (first, second)]
    assert moves[1].started_at - moves[0].started_at == timedelta(days=2)
    first = world.take(first, *LEAVING.split())

    assert gone(world) == {THERE}
    assert used(world) == {code: quantity for code, quantity in held.items() if code != THERE}
    assert second.state == "inventorying"
    assert not Ticket.objects.filter(part_of=second).exists()


def test_what_a_demand_leaves_out_waits_with_a_clock_of_its_own(world: World) -> None:
    order = world.take(whole(world, "migration"), "issue_order")
    first = world.later(days=1).take(order, "demand", scope=[HERE])
    second = the_rest(first)
    assert world.clock(first, "migration.demand").state == "met"
    assert world.clock(second, "migration.demand").started_at == world.now
    entry = AuditEntry.objects.get(ticket=second, seq=1)
    assert (entry.action, entry.data["part_of"], entry.data["fields"]["scope"]) == ("open", first.number, [THERE, REST])


def test_a_demand_that_names_nothing_takes_in_all_of_the_order(world: World) -> None:
    ticket = world.take(whole(world, "migration", scope=[HERE, REST]), "issue_order", "demand")
    assert ticket.fields["scope"] == [HERE, REST]
    assert not Ticket.objects.filter(part_of=ticket).exists()


@pytest.mark.parametrize("named", [["no-such-system"], [THERE, HERE, REST]])
def test_a_demand_names_systems_of_its_order_alone(world: World, named: list[str]) -> None:
    ticket = world.take(whole(world, "migration", scope=[HERE, REST]), "issue_order")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "demand", scope=named)
    assert set(refused.value.errors) == {"scope"}


@pytest.mark.parametrize("named", ["第一批：能源综合监测", [1], [HERE, HERE], {"system": HERE}])
def test_a_scope_is_rows_and_never_a_text(world: World, named: object) -> None:
    ticket = world.take(whole(world, "migration"), "issue_order")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "demand", scope=named)
    assert set(refused.value.errors) == {"scope"}


def test_an_order_for_one_system_names_no_other(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("switchover", scope=[THERE])
    assert set(refused.value.errors) == {"scope"}
    assert world.file("switchover", scope=[HERE]).fields["scope"] == [HERE]


def test_a_switchover_of_some_systems_leaves_the_others_on_the_cloud(stocked: World) -> None:
    ticket = whole(stocked, "switchover", scope=[HERE, REST])
    stocked.take(ticket, "submit", "issue_notice", *LEAVING.split())
    assert gone(stocked) == {HERE, REST}
    assert set(used(stocked)) == {THERE}


def test_an_order_of_release_0_1_without_rows_means_what_it_meant(stocked: World) -> None:
    """The whole contract, or its one system."""
    ticket = whole(stocked, "migration")
    Ticket.objects.filter(pk=ticket.pk).update(fields={**ticket.fields, "scope": None}, form_edition=1)
    ticket = stocked.take(stocked.fresh(ticket), "issue_order", "demand", *LEAVING.split())
    assert gone(stocked) == set(ALL)
    assert used(stocked) == {}


def test_a_system_that_has_left_takes_no_orders(world: World) -> None:
    world.take(world.file("exit"), *["submit", "approve", "record_filing", "accept"], *LEAVING.split())
    for kind in KINDS:
        with pytest.raises(WrongState, match="退出云平台"):
            world.file(kind)
    assert world.file("change", system=systems(world)[THERE]).pk
    assert whole(world, "switchover").fields["scope"] == [THERE, REST]


def test_nothing_is_ordered_for_a_contract_of_which_nothing_runs(world: World) -> None:
    System.objects.update(gone_since=world.now)
    with pytest.raises(WrongState, match="均已退出"):
        whole(world, "switchover")


def test_a_system_in_service_is_not_put_into_service_again(world: World) -> None:
    System.objects.filter(pk=world.system.pk).update(live_since=world.now)
    with pytest.raises(WrongState, match=r"2026年3月2日.*上线.*“变更”"):
        world.file("go_live")
