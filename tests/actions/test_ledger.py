"""What is in use after tickets have come to their ends: the sum of what was confirmed, and nothing after leaving."""

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import World
from tickets import ledger
from tickets.models import System, Ticket

TWO_LINES = [{"line": "vcpu", "quantity": 8}, {"line": "memory_gb", "quantity": 16}]


def used(world: World) -> dict[str, int]:
    return {line.code: line.used for line in ledger.balances(world.contract) if line.used}


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
    cut = [{"line": "vcpu", "quantity": -2}]
    way = "submit approve record_filing accept start_work deliver confirm"
    carry(world, "change", way, type="reduction", lines=cut)
    assert used(world) == {"vcpu": 10, "memory_gb": 16}


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
