"""What was authorised bounds what may be claimed (9.9): before approval, before permit, outside the window."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import sweep
from tickets.errors import Invalid, WrongState
from tickets.models import AuditEntry, Breach, Claim, Notice, Ticket
from tickets.outbox import render

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WHY = "主机失去响应，先行处置"


@pytest.fixture
def executing(world: World) -> Ticket:
    """claims.csv 36: the window runs from 7:00 to 12:00; approved 10:00, verified 10:10, begun 10:20."""
    at = world.now.replace
    window = {"window_start": at(hour=7).isoformat(), "window_end": at(hour=12).isoformat()}
    ticket = world.take(world.file("restart", **window), "submit", "approve_restart")
    ticket = world.later(minutes=10).take(ticket, "verify")
    ticket = world.later(minutes=10).take(ticket, "begin")
    world.later(minutes=10)
    return ticket


def written(ran: dict[str, datetime]) -> dict[str, str]:
    return {name: at.isoformat() for name, at in ran.items()}


def run(world: World, start: timedelta) -> dict[str, str]:
    began = world.now.replace(hour=10, minute=0) + start
    return {"started_at": began.isoformat(), "finished_at": (began + 10 * MINUTE).isoformat()}


def test_a_restart_before_its_approval_says_so_or_is_refused(world: World, executing: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(executing, "complete", **run(world, -2 * HOUR))
    assert list(refused.value.errors) == ["unauthorised"]
    assert "早于2026年3月2日 10:00的书面同意" in refused.value.errors["unauthorised"][0]
    with pytest.raises(Invalid):
        world.take(executing, "complete", **run(world, -2 * HOUR), unauthorised=True, comment="")

    ticket = world.later(minutes=1).take(executing, "complete", **run(world, -2 * HOUR), unauthorised=True, comment=WHY)
    assert ticket.state == "confirming"
    assert world.clock(ticket, "restart.execute").state == "cancelled"
    assert not Breach.objects.filter(deadline__ticket=ticket, deadline__code="restart.execute").exists()
    assert ticket.endorsements.get(name="unauthorised").data["unauthorised"] is True
    began = AuditEntry.objects.get(ticket=ticket, action="begin", allowed=True)
    assert ticket.endorsements.get(name="permit").used_at == began.at  # by what was begun under it, and not by this
    assert world.told(ticket, "unauthorised") == {"lead", "auditor"}


def test_those_who_are_told_read_both_instants_and_the_reason(world: World, executing: Ticket) -> None:
    ticket = world.take(executing, "complete", **run(world, -2 * HOUR), unauthorised=True, comment=WHY)
    words = render(Notice.objects.filter(ticket=ticket, event="unauthorised")[0], "zh-hans")
    assert "未在许可时间内执行" in words.subject
    assert "开始时间2026年3月2日08:00，早于2026年3月2日 10:00的书面同意" in words.body
    assert WHY in words.body


def test_lawful_work_cannot_be_called_unauthorised_to_be_rid_of_its_clock(world: World, executing: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(executing, "complete", **run(world, 20 * MINUTE), unauthorised=True)
    assert list(refused.value.errors) == ["unauthorised"]
    ticket = world.take(executing, "complete", **run(world, 20 * MINUTE))
    assert world.clock(ticket, "restart.execute").state == "paused"
    assert not world.told(ticket, "unauthorised")


def test_after_its_permit_lapsed_what_was_done_is_still_reported(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    end = datetime.fromisoformat(ticket.fields["window_end"])
    ticket = world.at(end + MINUTE).take(ticket, "expire", who="desk")
    inside = {"started_at": end - 30 * MINUTE, "finished_at": end - 20 * MINUTE}
    outside = {"started_at": end + 6 * MINUTE, "finished_at": end + 9 * MINUTE}
    world.at(end + 10 * MINUTE)
    with pytest.raises(Invalid):
        world.take(ticket, "report_afterwards", **written(outside))
    done = world.take(ticket, "report_afterwards", **written(inside), late_reason=WHY)
    assert (done.state, done.assignee.username) == ("confirming", "engineer")
    assert world.take(done, "confirm").state == "closed"


def test_what_was_done_in_time_and_told_after_the_lapse_is_judged_by_when_it_was_done(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    end = datetime.fromisoformat(ticket.fields["window_end"])
    world.at(end + 2 * SECOND)
    while sweep.fire_one(world.now):
        pass
    assert world.fresh(ticket).state == "expired"
    assert world.clock(ticket, "restart.execute").breached_at == end

    ran = written({"started_at": end - 30 * MINUTE, "finished_at": end - 20 * MINUTE})
    ticket = world.later(minutes=30).take(ticket, "report_afterwards", late_reason="值班交接后补录", **ran)
    assert not Claim.objects.exists(), "an internal target asks nobody"
    clock = world.clock(world.take(ticket, "confirm"), "restart.execute")
    assert (clock.state, clock.breached_at, clock.stopped_at) == ("met", None, end - 20 * MINUTE)


def test_what_began_within_five_minutes_behind_the_window_is_reported_as_lawful(world: World) -> None:
    """The sweep has let the permit lapse by then: the button is gone, the tolerance of facts is not."""
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    end = datetime.fromisoformat(ticket.fields["window_end"])
    world.at(end + 2 * MINUTE)
    while sweep.fire_one(world.now):
        pass
    with pytest.raises(WrongState):
        world.take(ticket, "begin")
    ran = written({"started_at": end + 5 * MINUTE, "finished_at": end + 15 * MINUTE})
    ticket = world.at(end + 20 * MINUTE).take(ticket, "report_afterwards", late_reason=WHY, **ran)
    assert (ticket.state, world.told(ticket, "unauthorised")) == ("confirming", set())


def test_what_was_done_outside_a_lapsed_permit_is_reported_as_that(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    end = datetime.fromisoformat(ticket.fields["window_end"])
    ticket = world.at(end + HOUR).take(ticket, "expire", who="desk")
    ran = {"started_at": (end + 10 * MINUTE).isoformat(), "finished_at": (end + 15 * MINUTE).isoformat()}
    ticket = world.take(ticket, "report_afterwards", **ran, unauthorised=True, comment=WHY)
    assert world.told(ticket, "unauthorised") == {"lead", "auditor"}
    assert not ticket.endorsements.filter(name="permit", used_at__isnull=False).exists()


def test_a_restart_that_was_not_carried_out_ends_with_its_reason(world: World, executing: Ticket) -> None:
    with pytest.raises(Invalid):
        world.take(executing, "report_not_done", comment="")
    ticket = world.take(executing, "report_not_done", obstacle="target")
    assert (ticket.state, ticket.final) == ("not_carried_out", True)
    assert world.clock(ticket, "restart.execute").state == "cancelled"
    assert {"clerk", "lead", "auditor"} <= world.told(ticket, "step")


def test_one_person_on_shift_verifies_and_carries_out_and_says_why(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    ticket = world.take(ticket, "verify", who="manager", assignee="manager")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "begin", who="manager")
    assert list(refused.value.errors) == ["alone_reason"]
    ticket = world.take(ticket, "begin", who="manager", alone_reason="夜间值班仅一人")
    assert ticket.endorsements.get(name="single_handed").data["alone_reason"] == "夜间值班仅一人"
    assert world.told(ticket, "single_handed") == {"auditor"}


def test_an_approval_given_in_the_service_needs_no_scan(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    assert ticket.state == "permitted"
    assert not ticket.attachments.exists()


def test_a_go_live_outside_its_window_that_has_happened_is_reported_as_that(world: World) -> None:
    way = "submit approve record_filing accept submit_readiness sign_agency sign_provider sign_supervisor release"
    ticket = world.take(world.file("go_live"), *way.split())
    end = datetime.fromisoformat(ticket.fields["window_end"])
    late = (end + HOUR).isoformat()
    world.at(end + 2 * HOUR)
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "report_switched_on", started_at=late)
    assert list(refused.value.errors) == ["unauthorised"]
    ticket = world.take(ticket, "report_switched_on", started_at=late, unauthorised=True, comment=WHY)
    assert ticket.state == "observing"
    assert world.told(ticket, "unauthorised") == {"lead", "auditor"}


def test_after_a_returned_receipt_the_same_truth_is_reported_again(world: World, executing: Ticket) -> None:
    begun = world.now
    done = {"started_at": begun.isoformat(), "finished_at": (begun + timedelta(minutes=5)).isoformat()}
    world.later(minutes=10).take(executing, "complete", **done)
    world.later(minutes=30).take(executing, "return_receipt")
    ticket = world.later(minutes=2).take(executing, "complete", late_reason="按原记录再次提交", **done)
    assert ticket.state == "confirming"
