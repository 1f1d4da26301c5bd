"""A notice ends with its duty: read when its order is opened, over when the duty is done, by whomever."""

from datetime import timedelta

import pytest

from accounts import mailboxes
from accounts.models import User
from tests.pages.claimed import claim, late_answer
from tests.pages.conftest import Visitor
from tests.world import World
from tickets import actions, sweep
from tickets.models import Delivery, Notice, Ticket
from tickets.outbox import lives


@pytest.fixture
def visitor(world: World, clock_at) -> Visitor:
    return Visitor(world, clock_at)


def asked(world: World, who: str, ticket: Ticket, event: str = "your_move") -> list[Notice]:
    """What the person was told by this event, the newest last."""
    return list(Notice.objects.filter(recipient=world.user(who), ticket=ticket, event=event).order_by("id"))


def bell(world: World, who: str) -> int:
    return lives.unread(world.user(who), world.now).count()


def test_a_request_to_move_is_over_once_it_is_anothers_move(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    (notice,) = asked(world, "lead", ticket)
    assert notice.ended_at is None
    world.later(minutes=5).take(ticket, "approve_restart")
    (notice,) = asked(world, "lead", ticket)
    assert (notice.ended_at, notice.read_at) == (world.now, None)
    assert bell(world, "lead") == 0
    assert {one.ended_at for who in ("desk", "manager") for one in asked(world, who, ticket)} == {None}


def test_whoever_does_it_ends_it_for_all_who_were_asked(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", who="desk")
    assert all(one.ended_at for one in asked(world, "engineer", ticket)[:1])


def test_one_who_still_has_to_move_keeps_his_notice(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", who="engineer")
    world.later(minutes=1).take(ticket, "start_handling", who="engineer")
    assert [one.ended_at for one in asked(world, "engineer", ticket)] == [None]


def test_one_who_has_signed_is_asked_no_more_while_others_have_to(world: World) -> None:
    """The state goes on waiting for three parties: whose part is done is no longer among them."""
    way = "submit approve record_filing accept submit_readiness sign_supervisor"
    ticket = world.take(world.file("go_live"), *way.split())
    open_now = {who for who in ("clerk", "lead", "desk", "manager", "auditor") if open_asked(world, who, ticket)}
    assert open_now
    assert "auditor" not in open_now
    signed = world.later(minutes=1).take(ticket, "sign_agency")
    assert not {"lead", "auditor"} & {who for who in open_now if open_asked(world, who, signed)}


def test_what_is_passed_on_is_asked_of_the_taker_alone_until_it_is_passed_back(world: World) -> None:
    second = User.objects.create(username="lead2", name="演示·负责人二")
    second.memberships.create(organization=world.contract.agency, role="agency_lead")
    third = User.objects.create(username="lead3", name="演示·负责人三")
    third.memberships.create(organization=world.contract.agency, role="agency_lead")
    ticket = world.take(world.file("restart"), "submit")
    by = {"actor": world.user("lead"), "now": world.later(minutes=1).now}
    actions.pass_on(ticket, "lead2", "出差", **by)
    assert not open_asked(world, "lead", ticket)
    assert not open_asked(world, "lead3", ticket)
    actions.pass_back(ticket, actor=world.user("lead"), now=world.later(minutes=1).now)
    assert open_asked(world, "lead3", ticket)


def open_asked(world: World, who: str, ticket: Ticket) -> list[Notice]:
    return [one for one in asked(world, who, ticket) if one.ended_at is None]


def test_who_is_asked_anew_has_one_request_of_the_order(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    ticket = world.later(minutes=5).take(ticket, "return_to_clerk")
    world.later(minutes=5).take(ticket, "resubmit")
    assert [one.ended_at is None for one in asked(world, "lead", ticket)] == [False, True]


def test_the_end_of_the_order_ends_all_requests(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    actions.remind(ticket, actor=world.user("lead"), now=world.now)
    world.later(minutes=5).take(ticket, "verify", "revoke")
    assert not Notice.objects.filter(ticket=ticket, event__in=lives.OF_MOVE, ended_at=None).exists()


def test_warnings_are_over_when_the_clock_stops_and_the_next_level_takes_the_place_of_the_last(world: World) -> None:
    ticket = world.file("incident")
    clock = world.clock(ticket, "incident.respond")
    for _level in ("half", "eighty"):
        world.at(world.clock(ticket, "incident.respond").next_at)
        assert actions.fire(clock.pk, world.now)
    (half,), (eighty,) = asked(world, "engineer", ticket, "half"), asked(world, "engineer", ticket, "eighty")
    assert (half.ended_at, eighty.ended_at) == (world.now, None)
    world.later(seconds=10).take(ticket, "respond")
    assert asked(world, "engineer", ticket, "eighty")[0].ended_at == world.now
    assert not Notice.objects.filter(deadline=clock, ended_at=None).exists()


def test_a_limit_that_was_missed_by_the_act_that_met_it_is_still_told(world: World) -> None:
    ticket = world.file("incident")
    world.later(minutes=30).take(ticket, "respond")
    missed = Notice.objects.filter(ticket=ticket, event="breach", recipient=world.user("lead"))
    assert list(missed.values_list("ended_at", "read_at").distinct()) == [(None, None)]


def test_what_was_told_of_a_claim_is_over_when_it_is_settled(world: World) -> None:
    ticket = late_answer(world)
    (raised,) = asked(world, "lead", ticket, "claim_raised")
    assert raised.ended_at is None
    actions.accept_claim(claim(ticket).pk, actor=world.user("lead"), now=world.now)
    assert not Notice.objects.filter(ticket=ticket, event="claim_raised", ended_at=None).exists()


def test_word_of_an_outage_is_over_with_its_order(world: World) -> None:
    ticket = world.take(world.file("incident", "clerk"), "dismiss", who="lead")
    assert not Notice.objects.filter(ticket=ticket, event="outage", ended_at=None).exists()


def test_a_contest_takes_the_place_of_the_question(world: World) -> None:
    ticket = late_answer(world)
    by = {"actor": world.user("lead"), "now": world.now, "comment": "无此通话"}
    actions.contest_claim(claim(ticket).pk, value=None, **by)
    over = Notice.objects.filter(ticket=ticket, event="claim_raised").values_list("ended_at", flat=True)
    assert set(over) == {world.now}
    assert set(Notice.objects.filter(ticket=ticket, event="claim_contested").values_list("ended_at", flat=True)) == {
        None
    }


def test_to_open_the_order_is_to_read_of_it(world: World, visitor: Visitor) -> None:
    ticket, other = (world.take(world.file("restart"), "submit") for _ in range(2))
    assert bell(world, "lead") == 2
    visitor.get("lead", f"/tickets/{ticket.number}/")
    assert asked(world, "lead", ticket)[0].read_at == world.now
    assert asked(world, "lead", other)[0].read_at is None
    assert bell(world, "lead") == 1


def test_a_page_left_open_and_another_person_read_nothing(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    visitor.client("lead").get(f"/tickets/{ticket.number}/", headers={"HX-Request": "true"})
    visitor.get("clerk", f"/tickets/{ticket.number}/")
    assert asked(world, "lead", ticket)[0].read_at is None


def test_mail_that_waited_for_the_morning_is_not_sent_of_what_was_done_at_night(world: World) -> None:
    world.later(hours=13)
    mailboxes.vouch(world.user("lead"), "lead@example.test")
    ticket = world.take(world.file("restart"), "submit")
    (notice,) = asked(world, "lead", ticket)
    held = Delivery.objects.get(notice=notice)
    assert held.next_at > world.now
    world.later(minutes=5).take(ticket, "approve_restart")
    while sweep.deliver_one(held.next_at + timedelta(seconds=1)):
        pass
    held.refresh_from_db()
    assert (held.state, held.error) == ("dead", "the duty was done before")


def test_an_auditor_finds_every_row_with_its_times(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    visitor.get("lead", f"/tickets/{ticket.number}/")
    read = world.now
    world.later(minutes=5).take(ticket, "approve_restart")
    (notice,) = asked(world, "lead", ticket)
    assert (notice.at, notice.read_at, notice.ended_at) == (read, read, world.now)
