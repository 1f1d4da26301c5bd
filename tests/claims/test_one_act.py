"""What is entered in one act is weighed at once, asked as one question, and answered together."""

from datetime import datetime, timedelta

import pytest

from tests.world import NOW, World
from tickets import actions
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Breach, Claim, Fact, Notice, Ticket


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def call(world: World, who: str = "desk", *, called: int = 0, answered: int = 4, **more: object) -> Ticket:
    return actions.take_call(
        contract=world.contract,
        system=world.system,
        caller="市交通委 王工",
        called_at=at(called),
        answered_at=at(answered),
        symptom="业务系统无法登录",
        actor=world.user(who),
        now=world.now,
        **more,
    )


def stamps(**instants: int) -> dict[str, dict[str, object]]:
    """What is typed at each stamp; the cause and its cure where they are asked for."""
    said = {
        "respond": {"note": "已受理"},
        "locate": {"cause": "platform", "measure": "切换备用链路"},
        "recover": {"outcome": "业务已恢复"},
    }
    return {name: {**said.get(name, {}), "happened_at": at(minute).isoformat()} for name, minute in instants.items()}


def late(world: World, ticket: Ticket, who: str = "engineer", **instants: int) -> Ticket:
    return actions.stamp_late(
        ticket, stamps(**instants), late_reason="先抢修，后补录", actor=world.user(who), now=world.now
    )


def test_a_call_answered_in_time_is_filed_and_met_in_one_act(world: World) -> None:
    ticket = call(world.at(at(20)))

    assert ticket.state == "handling"
    clock = world.clock(ticket, "incident.respond")
    assert (clock.state, clock.started_at, clock.stopped_at) == ("met", at(0), at(4))
    assert [one.action for one in world.audit(ticket)][:2] == ["open", "respond"]
    assert not Breach.objects.filter(deadline=clock).exists()
    assert "王工" in Fact.objects.get(name="respond").late_reason


def test_a_call_answered_late_is_spoken_against_oneself(world: World) -> None:
    ticket = call(world.at(at(20)), answered=9)

    claim = Claim.objects.get(ticket=ticket)
    assert (claim.state, claim.admission) == ("accepted", True)
    assert world.clock(ticket, "incident.respond").breach.occurred_at == at(5)


def test_a_call_is_taken_by_the_provider_alone_and_nothing_is_left_of_one_refused(world: World) -> None:
    with pytest.raises(Forbidden):
        call(world.at(at(20)), "clerk")
    with pytest.raises(Invalid) as refused:
        call(world, answered=-1)
    assert list(refused.value.errors) == ["answered_at"]
    assert Ticket.objects.count() == 0


def test_a_call_under_one_key_is_taken_once(world: World) -> None:
    first = call(world.at(at(20)), key="call-1")
    assert call(world, key="call-1") == first
    assert Ticket.objects.count() == 1


@pytest.fixture
def fault(world: World) -> Ticket:
    """Reported at ten by the agency; the provider deals with it first, and enters everything after an hour."""
    ticket = world.file("incident", "clerk")
    world.at(at(60))
    return ticket


def test_all_stamps_are_one_act_and_one_question(world: World, fault: Ticket) -> None:
    ticket = late(world, fault, respond=3, start_handling=4, locate=8, recover=20)

    assert ticket.state == "recovered"
    taken = [one.action for one in world.audit(ticket)]
    assert taken[1:5] == ["respond", "start_handling", "locate", "recover"]
    assert {one.late_reason for one in Fact.objects.filter(ticket=ticket)[1:]} == {"先抢修，后补录"}
    claims = list(Claim.objects.filter(ticket=ticket))
    assert {one.question for one in claims} == {claims[0].number}
    assert Notice.objects.filter(event="claim_raised", recipient__username="clerk").count() == 1
    assert Notice.objects.filter(ticket=ticket, event="step", recipient__username="lead").count() == 1


def test_one_answer_settles_them_all_and_judges_them_at_once(world: World, fault: Ticket) -> None:
    ticket = late(world, fault, respond=3, locate=8, recover=20)
    claims = list(Claim.objects.filter(ticket=ticket))

    actions.accept_claim(claims[-1].pk, actor=world.user("clerk"), now=world.later(minutes=5).now)

    assert set(Claim.objects.values_list("state", flat=True)) == {"accepted"}
    assert {world.clock(ticket, f"incident.{code}").state for code in ("respond", "locate_key", "handle")} == {"met"}
    assert not Breach.objects.filter(set_aside_at=None, deadline__clause__basis="contract").exists()


def test_one_contest_puts_them_all_before_the_supervisor(world: World, fault: Ticket) -> None:
    ticket = late(world, fault, respond=3, recover=20)
    first = Claim.objects.filter(ticket=ticket).first()

    actions.contest_claim(first.pk, value=None, actor=world.user("clerk"), now=world.now, comment="未接到电话")

    assert set(Claim.objects.values_list("state", flat=True)) == {"contested"}


def test_a_stamp_out_of_order_is_refused_at_its_place_and_nothing_is_kept(world: World, fault: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        late(world, fault, respond=8, recover=5)
    assert list(refused.value.errors) == ["stamps.recover.happened_at"]
    with pytest.raises(Invalid):
        late(world, fault, withdraw=5)
    with pytest.raises(Invalid):
        late(world, fault)
    assert world.fresh(fault).state == "reported"
    assert len(world.audit(fault)) == 1


def test_a_preview_writes_nothing(world: World, fault: Ticket) -> None:
    said = {"note": "已受理", "happened_at": at(3).isoformat(), "late_reason": "先电话答复"}
    engineer = world.user("engineer")

    def verb() -> Ticket:
        return actions.perform(fault, "respond", actor=engineer, now=world.now, **said)

    seen = {one.code: one.readings for one in actions.preview(fault, verb, actor=engineer, now=world.now)}

    entry, stated = seen["incident.respond"]
    assert (entry["by"], entry["state"]) == ("entry", "breached")
    assert (stated["by"], stated["state"], stated["happened_at"]) == ("engineer", "met", at(3).isoformat())
    assert world.fresh(fault).state == "reported"
    assert Claim.objects.count() == len(world.audit(fault)) - 1 == 0


@pytest.fixture
def claim(world: World, fault: Ticket) -> Claim:
    late(world, fault, respond=3)
    return Claim.objects.get()


def test_both_leads_settle_claims_by_minutes(world: World, fault: Ticket, claim: Claim) -> None:
    value = actions.Value(at(4))
    minutes = actions.settle_together(
        [(claim.pk, value)], text="双方核对通话记录", actor=world.user("manager"), now=world.now
    )
    assert Claim.objects.get().state == "pending"

    with pytest.raises(Forbidden):
        actions.agree_minutes(minutes.pk, actor=world.user("manager"), now=world.now)
    with pytest.raises(Forbidden):
        actions.agree_minutes(minutes.pk, actor=world.user("clerk"), now=world.now)
    actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)

    settled = Claim.objects.get()
    assert (settled.state, settled.fact.standing_at) == ("accepted", at(4))
    done = [one.action for one in world.audit(fault) if one.allowed]
    assert done[-2:] == ["claim.proposed", "claim.agreed"]
    assert world.clock(fault, "incident.respond").state == "met"
    with pytest.raises(WrongState):
        actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)


def test_minutes_need_a_lead_words_and_claims(world: World, claim: Claim) -> None:
    value, at_once = actions.Value(at(4)), {"now": world.now}
    with pytest.raises(Forbidden):
        actions.settle_together([(claim.pk, value)], text="核对", actor=world.user("desk"), **at_once)
    for items, text, where in (([(claim.pk, value)], " ", "minutes"), ([], "核对", "claims")):
        with pytest.raises(Invalid) as refused:
            actions.settle_together(items, text=text, actor=world.user("lead"), **at_once)
        assert list(refused.value.errors) == [where]
    early = actions.Value(at(-5))
    with pytest.raises(Invalid):
        actions.settle_together([(claim.pk, early)], text="核对", actor=world.user("lead"), **at_once)


def test_a_late_entry_that_nobody_was_asked_about_is_asked_once_when_something_turns_on_it(world: World) -> None:
    """Recovered after 20 of 30 minutes and entered after 29: nothing turns. Then the agency says that it reported the
    fault three minutes earlier, and the provider accepts: by its entry the recovery is late now."""
    ticket = world.file("incident", "clerk")
    ticket = world.later(minutes=4).take(ticket, "respond")
    world.at(at(29))
    ticket = late(world, ticket, recover=22)
    recovered = Fact.objects.get(name="recover")
    assert (recovered.standing_at, recovered.late) == (at(22), True)
    assert not Claim.objects.filter(fact=recovered).exists()

    earlier = actions.claim_time(
        ticket, fact="reported_at", value=actions.Value(at(-3)), reason="先前已电话报障", actor=world.user("clerk"),
        now=world.later(minutes=1).now,
    )  # fmt: skip
    actions.accept_claim(earlier.pk, actor=world.user("desk"), now=world.later(minutes=1).now)

    asked = Claim.objects.get(fact=recovered)
    assert (asked.state, asked.side, asked.fact.standing_at) == ("pending", "provider", at(29))
    assert world.clock(ticket, "incident.handle").unsettled
    assert "claim.raised" in [one.action for one in world.audit(ticket)]
    actions.accept_claim(asked.pk, actor=world.user("lead"), now=world.later(minutes=1).now)
    assert Claim.objects.filter(fact=recovered).count() == 1
    assert world.clock(ticket, "incident.handle").state == "met"


def test_what_a_call_said_is_not_torn_apart_by_what_is_entered_later(world: World) -> None:
    """Called after ten minutes, answered two later and entered at twenty: in time by both. Taken by itself, the answer
    at its entry would be late from the call on, but the two were said in one act."""
    ticket = call(world.at(at(20)), called=10, answered=12)
    late(world.at(at(26)), ticket, locate=15, recover=18)
    clock = world.clock(ticket, "incident.respond")
    assert (clock.state, clock.stopped_at, clock.unsettled) == ("met", at(12), False)
    assert not Claim.objects.filter(fact__name="respond").exists()
