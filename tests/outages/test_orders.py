"""中断台账, from orders: what each tells of an outage, and which of it counts."""

from datetime import timedelta

import pytest

from tests.outages.office import at, down, fault, mended, month, of_system
from tests.world import World
from tickets import actions
from tickets.models import Claim, Interpretation
from tickets.outages.known import COUNTED, EXCUSED, NONE, ON, UNSETTLED, KnownOutage

MINUTE = timedelta(minutes=1)


def only(world: World) -> KnownOutage:
    (found,) = of_system(world).members
    return found


def counted(world: World) -> float:
    return of_system(world).figure.down / MINUTE


def worst(world: World) -> float:
    return of_system(world).worst.down / MINUTE


def test_a_fault_is_an_outage_from_its_alarm_to_its_recovery(world: World) -> None:
    ticket = fault(world, at(10), alarm_at=at(9, 58).isoformat())
    mended(world, ticket, at(10, 40))
    found = only(world)
    assert (found.began_at, found.ended_at, found.state) == (at(9, 58), at(10, 40), COUNTED)
    assert counted(world) == 42


def test_while_it_is_on_it_counts_in_the_worst_reading_alone(world: World) -> None:
    fault(world, at(10))
    world.at(at(11))
    assert (only(world).state, counted(world), worst(world)) == (ON, 0, 60)


@pytest.mark.parametrize(("reading", "counts"), [("down", 0), ("degraded", 30)])
def test_whether_a_service_that_is_slow_is_down_the_contract_says(world: World, reading: str, counts: int) -> None:
    Interpretation.objects.filter(contract=world.contract, key="outage.impact").update(value=reading)
    mended(world, fault(world, at(10), impact="degraded"), at(10, 30))
    mended(world, fault(world, at(12), impact="risk"), at(12, 30))
    assert counted(world) == counts


def test_what_was_found_to_be_no_fault_is_none(world: World) -> None:
    world.take(fault(world, at(10)), "dismiss")
    assert (of_system(world).members, worst(world)) == ((), 0)


def test_a_recovery_that_is_denied_lets_the_outage_run_on(world: World) -> None:
    ticket = mended(world, fault(world, at(10)), at(10, 20))
    ticket = world.at(at(10, 30)).take(ticket, "reject_recovery", seen_at=None)
    assert worst(world) >= 20
    for claim in Claim.objects.filter(ticket=ticket):
        actions.accept_claim(claim.pk, actor=world.user("manager"), now=world.now)
    mended(world, world.fresh(ticket), at(11))
    assert (len(of_system(world).members), only(world).ended_at) == (1, at(11))


def test_a_fault_that_breaks_out_again_is_a_second_outage_from_when_it_broke(world: World) -> None:
    ticket = mended(world, fault(world, at(10)), at(10, 20))
    ticket = world.at(at(11)).take(ticket, "relapse", broke_at=at(10, 50).isoformat())
    mended(world, world.take(ticket, "respond"), at(11, 30))
    first, second = of_system(world).members
    assert (first.ended_at, second.began_at, second.ended_at) == (at(10, 20), at(10, 50), at(11, 30))
    assert counted(world) == 60


def test_a_time_that_is_claimed_is_left_out_until_it_is_settled_and_both_readings_are_shown(world: World) -> None:
    ticket = fault(world, at(10))
    world.at(at(11)).take(ticket, "recover", happened_at=at(10, 25).isoformat(), late_reason="抢修后补录")
    found = only(world)
    assert (found.state, counted(world), worst(world)) == (UNSETTLED, 0, 60)
    assert [(one.by, one.span.end) for one in found.readings] == [("engineer", at(10, 25))]
    claim = Claim.objects.get(ticket=ticket)
    actions.accept_claim(claim.pk, actor=world.user("clerk"), now=world.now)
    assert (only(world).state, counted(world), worst(world)) == (COUNTED, 25, 25)


def test_a_pause_counts_as_excluded_once_the_agency_accepts_it(world: World) -> None:
    ticket = mended(world, fault(world, at(10)), at(12))
    claim = actions.claim_pause(
        ticket,
        code="incident.handle",
        ground="third_party",
        value=actions.Value(at(10, 30), at(11, 30)),
        reason="第三方产品缺陷",
        actor=world.user("manager"),
        now=world.now,
    )
    assert counted(world) == 0
    actions.accept_claim(claim.pk, actor=world.user("lead"), now=world.now)
    assert counted(world) == 60
    assert of_system(world).figure.excluded == 60 * MINUTE


def test_a_suspension_reads_both_ways_until_it_is_accepted(world: World) -> None:
    ticket = world.at(at(10)).file("suspension", interrupted_at=at(9, 45).isoformat(), late_reason="先处置后补录")
    world.take(ticket, "notify")
    assert (only(world).state, worst(world)) == (ON, 15)
    ticket = world.at(at(11)).take(ticket, "report_handled")
    ticket = world.at(at(11, 30)).take(
        ticket, "report_restored", restored_at=at(11, 15).isoformat(), late_reason="先恢复后补录"
    )
    assert (only(world).state, counted(world), worst(world)) == (UNSETTLED, 0, 90)
    world.take(ticket, "accept_ground")
    assert (only(world).state, counted(world), worst(world)) == (EXCUSED, 0, 0)
    assert of_system(world).figure.excluded == 90 * MINUTE


def test_a_wrongful_suspension_is_an_outage_from_the_interruption_to_the_return(world: World) -> None:
    ticket = world.at(at(10)).file("suspension", interrupted_at=at(9, 45).isoformat(), late_reason="先处置后补录")
    ticket = world.take(ticket, "notify", "report_handled")
    ticket = world.at(at(11, 30)).take(
        ticket, "report_restored", restored_at=at(11, 15).isoformat(), late_reason="先恢复后补录"
    )
    world.take(ticket, "contest_ground", "decide_wrongful")
    found = only(world)
    assert (found.state, found.began_at, found.ended_at, counted(world)) == (COUNTED, at(9, 45), at(11, 15), 90)


def test_a_suspension_that_was_a_false_alarm_is_none(world: World) -> None:
    ticket = world.at(at(10)).file("suspension", interrupted_at=at(9, 45).isoformat(), late_reason="先处置后补录")
    world.take(ticket, "end_false_alarm")
    assert all(one.state == NONE for one in month(world).outages)


def test_what_overlaps_on_one_system_counts_once_and_on_two_for_each(world: World) -> None:
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    first = fault(world, at(10))
    second = fault(world, at(10, 10))
    third = fault(world, at(10, 10), system=other)
    for ticket in (first, second, third):
        mended(world, ticket, at(10, 30))
    assert counted(world) == 30
    assert month(world).platform.down == 50 * MINUTE


def test_force_majeure_excuses_once_it_is_confirmed_and_its_own_systems_alone(world: World) -> None:
    down(world, at(9), at(12))
    event = world.file("force_majeure", "manager", occurred_at=at(10).isoformat(), late_reason="线路中断")
    assert counted(world) == 180
    event = world.take(event, "submit_proof", who="manager")
    world.take(event, "confirm_event", who="lead")
    assert counted(world) == 60


def test_a_window_of_work_excuses_its_own_systems_alone(world: World) -> None:
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    notice = world.at(at(9)).file(
        "notice", "clerk", work_from=at(10).isoformat(), work_to=at(11).isoformat(), emergency=True
    )
    world.take(notice, "announce")
    down(world, at(10, 30), at(11, 30))
    down(world, at(10, 30), at(11, 30), other)
    assert counted(world) == 30
    assert month(world).platform.down == 90 * MINUTE
