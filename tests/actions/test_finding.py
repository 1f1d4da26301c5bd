"""违约认定 (12, 15.11, annexes 1 to 3): told, answered, settled by a second person; the right and its end."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, sweep
from tickets.actions.claims.born import Value
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.kinds.finding.levels import asked
from tickets.models import Breach, Claim, Ticket
from tickets.settlement import findings_on

SECRECY = [{"rule": "15.11"}]
#: Whatever the impact, both remain.
SEVERAL = [{"rule": "A3.5"}, {"rule": "A3.6"}]
LATE = "finding.object"
RIGHT = "finding.terminate"


def at(day: int, month: int = 3, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


def swept(world: World) -> None:
    while sweep.fire_one(world.now):
        pass


def thresholds(rule: str, *unmet: str, unknown: str = "") -> list[dict[str, str]]:
    """Each threshold of the rule as met but for these."""
    said = {one: "no" if one in unmet else "unknown" if one == unknown else "yes" for one in sorted(asked([rule]))}
    return [{"threshold": code, "threshold_met": met, "threshold_source": "监测记录"} for code, met in said.items()]


def served(world: World, **fields: Any) -> Ticket:
    return world.take(world.take(world.file("finding", **fields), "assess"), "serve")


def grave(world: World, rule: str, day: date, *unmet: str, unknown: str = "") -> Ticket:
    """Assessed, served, agreed to: the second person is left."""
    ticket = world.file("finding", rules=[{"rule": rule}], event_on=day.isoformat(), known_on=day.isoformat())
    ticket = world.take(ticket, "assess", thresholds=thresholds(rule, *unmet, unknown=unknown))
    return world.take(ticket, "serve", "accept_finding")


def of_level_b(world: World, day: date) -> Ticket:
    return grave(world, "A1.3", day, "over_three")


def fault(world: World, minutes: int = 0) -> Ticket:
    """A fault that nobody answered in time; told so many minutes late."""
    told = world.now - timedelta(minutes=minutes)
    late = {"reported_at": told.isoformat(), "late_reason": "先电话报告"} if minutes else {}
    return world.file("incident", **late)


@pytest.fixture
def missed(world: World) -> Ticket:
    ticket = fault(world)
    world.later(minutes=6)
    swept(world)
    assert Breach.objects.filter(deadline__ticket=ticket, code="incident.respond").exists()
    return ticket


def resting_on(ticket: Ticket, clock: str = "incident.respond", **more: Any) -> dict[str, Any]:
    return {"event_rows": [{"event_order": ticket.number, "event_clock": clock}], "rules": [{"rule": "A3.8"}], **more}


# Who, and in which order.


def test_the_provider_is_told_objects_or_agrees_and_another_lead_settles_it(world: World) -> None:
    ticket = world.file("finding")
    assert world.clock(ticket, "finding.judge").party == "agency"
    with pytest.raises(Forbidden):
        world.take(ticket, "assess", who="clerk")
    ticket = world.take(ticket, "assess", "serve")
    clock = world.clock(ticket, LATE)
    assert (clock.party, clock.internal, clock.due_at) == ("provider", True, at(10, hour=0))
    assert {"manager", "desk", "auditor"} <= world.told(ticket, "step") | world.told(ticket, "your_move")
    ticket = world.take(ticket, "object_finding", who="manager")
    ticket = world.take(ticket, "give_opinion", who="auditor")
    ticket = world.take(ticket, "uphold_finding")
    with pytest.raises(Forbidden):
        world.take(ticket, "confirm_finding", who="lead")
    closed = world.take(ticket, "confirm_finding", who="lead2")
    assert closed.state == "closed"
    assert {"finance", "officer", "manager"} <= world.told(closed, "step")


def test_against_the_agency_the_sides_are_the_other_way_round(world: World) -> None:
    said = {"against": "agency", "rules": [{"rule": "12.6"}]}
    ticket = world.file("finding", "desk", **said)
    assert ticket.opening_party == "provider"
    assert world.clock(ticket, "finding.judge").party == "provider"
    ticket = world.take(ticket, "assess", "serve")
    assert world.clock(ticket, LATE).party == "agency"
    with pytest.raises(Forbidden):
        world.take(ticket, "accept_finding", who="manager")
    assert world.take(ticket, "accept_finding", "confirm_finding").state == "closed"
    with pytest.raises(Invalid) as refused:
        world.file("finding", "clerk", **said)
    assert set(refused.value.errors) == {"against"}


def test_what_the_supervisor_raises_the_authority_gives_its_opinion_on(world: World) -> None:
    ticket = world.take(served(world), "object_finding")
    assert world.clock(ticket, "finding.opinion").party == "supervisor"
    raised = world.take(world.file("finding", "auditor"), "assess", "serve", "object_finding")
    assert world.clock(raised, "finding.opinion_authority").party == "authority"
    with pytest.raises(Forbidden):
        world.take(raised, "give_opinion", who="auditor")
    assert world.take(raised, "give_opinion", who="officer").state == "deciding"


def test_it_goes_on_without_the_opinion_once_its_time_is_over(world: World) -> None:
    ticket = world.take(served(world), "object_finding")
    with pytest.raises(WrongState):
        world.take(ticket, "pass_over_opinion")
    world.at(at(10, hour=0))
    assert world.take(ticket, "pass_over_opinion").state == "deciding"


def test_silence_agrees_to_nothing_and_is_no_breach(world: World) -> None:
    ticket = served(world)
    world.at(at(9, hour=23))
    swept(world)
    assert world.fresh(ticket).state == "notified"
    world.at(at(10, hour=0).replace(minute=1))
    swept(world)
    lapsed = world.fresh(ticket)
    assert (lapsed.state, world.audit(lapsed)[-1].action, world.audit(lapsed)[-1].actor) == (
        "confirming",
        "lapse",
        None,
    )
    assert world.clock(lapsed, LATE).state == "cancelled"
    assert not Breach.objects.filter(deadline__ticket=ticket, code=LATE).exists()
    assert world.take(lapsed, "confirm_finding").state == "closed"


def test_a_suspension_of_the_objection_moves_the_hour_at_which_it_lapses(world: World) -> None:
    ticket = served(world)
    ticket = world.take(ticket, "suspend", who="lead", ground="force_majeure")
    assert world.fresh(ticket).lapses_at is None
    ticket = world.at(at(5)).take(ticket, "resume", who="lead")
    assert world.fresh(ticket).lapses_at > at(10, hour=0)


def test_several_rules_of_one_event_are_agreed_on_by_both(world: World) -> None:
    ticket = world.take(served(world, rules=SEVERAL), "accept_finding")
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_finding")
    ticket = world.take(ticket, "confirm_several")
    assert ticket.state == "agreeing"
    ticket = world.take(ticket, "propose_rule", chosen_rule="A3.5", who="lead")
    with pytest.raises(WrongState):
        world.take(ticket, "agree_rule", who="lead2")
    closed = world.take(ticket, "agree_to_claim", who="manager")
    assert closed.state == "closed"


def agreed_with_the_rule(world: World) -> Ticket:
    ticket = served(world, rules=SEVERAL)
    return world.take(ticket, "accept_with_rule", chosen_rule="A3.6")


def test_who_agrees_to_the_finding_may_agree_to_the_rule_with_it(world: World) -> None:
    """The second person agrees by settling it so (12.3), or leaves the rule to be agreed on."""
    first, second = agreed_with_the_rule(world), agreed_with_the_rule(world)
    assert world.take(first, "confirm_finding").state == "closed"
    second = world.take(second, "confirm_several")
    assert world.take(second, "agree_rule", who="lead").state == "closed"


def test_what_was_agreed_to_is_not_the_finding_that_is_assessed_anew(world: World) -> None:
    ticket = world.take(agreed_with_the_rule(world), "return_finding", "reassess", "assess", "serve", "accept_finding")
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_finding")


def test_to_a_rule_agrees_only_who_names_one_of_several(world: World) -> None:
    with pytest.raises(WrongState):
        world.take(served(world), "accept_with_rule", chosen_rule="12.5")
    with pytest.raises(Invalid) as refused:
        world.take(served(world, rules=SEVERAL), "accept_with_rule", chosen_rule="12.5")
    assert set(refused.value.errors) == {"chosen_rule"}


def test_whose_other_side_does_not_agree_to_the_rule_is_settled_at_once_and_held(world: World) -> None:
    """Silence is no agreement, and a no need not wait for the end of the time (12.3)."""
    ticket = world.take(served(world, rules=SEVERAL), "accept_finding", "confirm_several")
    with pytest.raises(WrongState):
        world.take(ticket, "decline_rule", who="manager")
    proposed = world.take(ticket, "propose_rule", chosen_rule="A3.6", who="lead")
    with pytest.raises(Forbidden):
        world.take(proposed, "decline_rule", who="lead2")
    closed = world.take(proposed, "decline_rule", who="manager")
    (one,) = findings_on(world.contract)[closed.number]
    assert (closed.state, one.held, one.chosen) == ("closed", True, "")


def test_what_is_not_agreed_on_in_time_is_left_open(world: World) -> None:
    ticket = world.take(served(world, rules=SEVERAL), "accept_finding", "confirm_several")
    with pytest.raises(WrongState):
        world.take(ticket, "leave_open", who="lead")
    world.at(world.clock(ticket, "finding.agree").due_at)
    assert world.take(ticket, "leave_open", who="lead").state == "closed"


@pytest.mark.parametrize("rules", [["A1.1", "A3.5"], ["12.4", "A2.6"], ["15.11", "12.5"], ["12.5", "12.5"]])
def test_grave_breaches_share_no_finding_with_what_has_a_sum(world: World, rules: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("finding", rules=[{"rule": one} for one in rules])
    assert "rules" in refused.value.errors


# What it may rest on.


def test_it_names_a_clock_of_the_contract_that_was_missed(world: World, missed: Ticket) -> None:
    assert world.file("finding", **resting_on(missed)).state == "proposed"
    for clock in ("incident.handle", "common.confirm"):
        with pytest.raises(Invalid) as refused:
            world.file("finding", **resting_on(missed, clock))
        assert set(refused.value.errors) == {"event_rows"}


def test_what_was_missed_of_an_internal_target_is_no_event(world: World) -> None:
    order = world.take(world.file("onboarding"), "submit")
    world.at(world.clock(order, "common.approve").due_at + timedelta(hours=1))
    swept(world)
    with pytest.raises(Invalid):
        world.file("finding", **resting_on(order, "common.approve"))


def test_a_second_finding_on_the_same_event_is_refused_with_the_number_of_the_first(
    world: World, missed: Ticket
) -> None:
    first = world.file("finding", **resting_on(missed))
    with pytest.raises(Invalid) as refused:
        world.file("finding", **resting_on(missed))
    assert first.number in refused.value.errors["event_rows"][0]
    assert world.file("finding", **resting_on(missed, rules=[{"rule": "12.5"}])).state == "proposed"
    world.take(first, "dismiss_finding")
    assert world.file("finding", **resting_on(missed)).state == "proposed"


def test_nothing_is_found_on_what_is_contested(world: World) -> None:
    order = fault(world, minutes=20)
    swept(world)
    claim = Claim.objects.get(ticket=order)
    ticket = world.file("finding", event_rows=[{"event_order": order.number}], rules=[{"rule": "A3.8"}])
    with pytest.raises(WrongState) as refused:
        world.take(ticket, "assess")
    assert f"{order.number}第{claim.number}号主张" in str(refused.value.message)
    actions.accept_claim(claim.pk, actor=world.user(_of(world, claim.answered_by)), now=world.now)
    assert world.take(ticket, "assess").state == "judged"


def _of(world: World, side: str) -> str:
    return {"provider": "manager", "agency": "lead"}[side]


def test_a_claim_raised_meanwhile_holds_up_the_second_person(world: World, missed: Ticket) -> None:
    ticket = world.take(served(world, **resting_on(missed)), "accept_finding")
    actions.claim_time(
        missed, fact="reported_at", number=1, value=Value(world.now - timedelta(minutes=8)), reason="迟报",
        actor=world.user("lead"), now=world.now,
    )  # fmt: skip
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_finding")


def test_a_breach_that_was_set_aside_carries_no_finding(world: World, missed: Ticket) -> None:
    ticket = world.file("finding", **resting_on(missed))
    Breach.objects.filter(deadline__ticket=missed).update(
        set_aside_at=world.now, set_aside_claim=Claim.objects.filter(ticket=fault(world, minutes=20)).get()
    )
    with pytest.raises(WrongState) as refused:
        world.take(ticket, "assess")
    assert missed.number in str(refused.value.message)
    assert world.take(ticket, "dismiss_finding").state == "not_established"


# Annex 1, and the right to terminate.


def test_an_event_of_level_a_gives_the_right(world: World) -> None:
    ticket = grave(world, "A1.2", date(2026, 3, 1))
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_finding", event_level="none")
    ticket = world.take(ticket, "confirm_level", right_ground="A")
    clock = world.clock(ticket, RIGHT)
    assert ticket.state == "entitled"
    assert (clock.party, clock.started_at, clock.due_at) == ("agency", at(1, hour=0), at(2, hour=0, year=2027))


def test_a_threshold_that_is_not_known_settles_no_level(world: World) -> None:
    ticket = grave(world, "A1.2", date(2026, 3, 1), unknown="noticed_national")
    for step, said in (("confirm_finding", {"event_level": "none"}), ("confirm_level", {"right_ground": "A"})):
        with pytest.raises(WrongState):
            world.take(ticket, step, **said)
    assert world.take(ticket, "return_finding", who="lead").state == "deciding"


def test_every_threshold_is_judged(world: World) -> None:
    ticket = world.file("finding", rules=[{"rule": "A1.3"}])
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "assess", thresholds=thresholds("A1.3")[1:])
    assert set(refused.value.errors) == {"thresholds"}


def test_the_third_event_of_level_b_within_a_year_gives_the_right_two_do_not(world: World) -> None:
    for day in (date(2026, 1, 5), date(2026, 2, 5)):
        ticket = of_level_b(world, day)
        with pytest.raises(WrongState):
            world.take(ticket, "confirm_level", right_ground="B")
        assert world.take(ticket, "confirm_finding", event_level="B").state == "closed"
    third = of_level_b(world, date(2026, 3, 2))
    with pytest.raises(WrongState):
        world.take(third, "confirm_finding", event_level="B")
    with pytest.raises(Invalid):
        world.take(third, "confirm_level", right_ground="A")
    assert world.take(third, "confirm_level", right_ground="B").state == "entitled"


def test_once_the_second_is_settled_the_third_is_asked_of_whoever_may_give_the_right(world: World) -> None:
    first, second, third = (of_level_b(world, date(2026, month, 2)) for month in (1, 2, 3))
    world.take(first, "confirm_finding", event_level="B")
    world.take(second, "confirm_finding", event_level="B")
    stale = set(actions.stale_turns().values_list("pk", flat=True))
    assert stale == {third.pk}
    actions.draw_stale(third.pk, world.now)
    assert set(third.turns.values_list("step", flat=True)) == {"confirm_level"}


def test_an_event_that_was_found_to_be_of_no_level_is_not_counted(world: World) -> None:
    for day in (date(2026, 1, 5), date(2026, 2, 5)):
        world.take(of_level_b(world, day), "confirm_finding", event_level="none")
    assert world.take(of_level_b(world, date(2026, 3, 2)), "confirm_finding", event_level="B").state == "closed"


@pytest.fixture
def entitled(world: World) -> Ticket:
    return world.take(served(world, rules=SECRECY), "accept_finding", "confirm_level")


def test_the_right_is_exercised_in_time_or_dies_and_nothing_was_missed(world: World, entitled: Ticket) -> None:
    assert world.clock(entitled, RIGHT).due_at == at(3, hour=0, year=2027)
    assert entitled.lapses_at < at(3, hour=0, year=2027)
    world.at(at(3, hour=0, year=2027))
    with pytest.raises(WrongState):
        world.take(entitled, "exercise")
    world.later(minutes=1)
    swept(world)
    lapsed = world.fresh(entitled)
    assert (lapsed.state, world.audit(lapsed)[-1].action) == ("closed", "lapse_right")
    assert not Breach.objects.filter(deadline__ticket=entitled, code=RIGHT).exists()
    assert not lapsed.deadlines.filter(stopped_at=None).exists()


def test_the_last_day_of_the_right_is_not_rolled(world: World) -> None:
    ticket = served(world, rules=SECRECY, event_on="2026-02-28", known_on="2026-02-28")
    ticket = world.take(ticket, "accept_finding", "confirm_level")
    assert world.clock(ticket, RIGHT).due_at == at(1, hour=0, year=2027)  # 28 February 2027 is a Sunday


def test_the_right_is_exercised_by_the_lead_with_a_notice_or_waived(world: World, entitled: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(entitled, "exercise", who="clerk")
    assert world.take(entitled, "exercise", who="lead").state == "closed"
    other = world.take(served(world, rules=SECRECY), "accept_finding", "confirm_level")
    assert world.take(other, "waive_right").state == "closed"


# A third party's security notice.


def test_a_third_partys_notice_is_dealt_with_within_a_day_of_it(world: World) -> None:
    order = world.take(fault(world), "respond")
    told = world.now - timedelta(hours=3)
    ticket = world.take(order, "record_notice", who="clerk", notified_at=told.isoformat(), late_reason="电话通报")
    clock = world.clock(ticket, "incident.dispose")
    assert (clock.party, clock.internal) == ("provider", False)
    ticket = world.take(ticket, "report_disposed", who="engineer")
    assert world.clock(ticket, "incident.dispose").state == "met"
