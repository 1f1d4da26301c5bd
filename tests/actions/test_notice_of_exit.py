"""13.1: six months before the end of the term, and a second too late is too late."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid, WrongState
from tickets.models import AuditEntry, Ticket

#: The term of the contract ends with 31 December 2026: the last lawful day is 30 June.
LATE = datetime(2026, 7, 1, tzinfo=ZONE)
LAST_DAY = "2026年6月30日"
MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)


@pytest.fixture
def draft(world: World) -> Ticket:
    return world.file("provider_exit")


def test_the_last_instant_of_the_last_day_is_in_time(world: World, draft: Ticket) -> None:
    assert world.at(LATE - MICROSECOND).take(draft, "apply").state == "reviewing"


@pytest.mark.parametrize("late", [timedelta(0), SECOND, timedelta(days=20)])
def test_after_it_the_application_is_refused_naming_the_last_lawful_day(
    world: World, draft: Ticket, late: timedelta
) -> None:
    with pytest.raises(WrongState, match=LAST_DAY):
        world.at(LATE + late).take(draft, "apply")

    assert world.fresh(draft).state == "draft"
    entry = AuditEntry.objects.get(ticket=draft, allowed=False)
    assert (entry.action, entry.data["guard"], LAST_DAY in entry.data["reason"]) == ("apply", "in_time", True)


def test_a_correction_keeps_the_day_of_the_first_application(world: World, draft: Ticket) -> None:
    ticket = world.at(LATE - SECOND).take(draft, "apply")
    ticket = world.at(LATE + timedelta(days=3)).take(ticket, "return_application", "reapply")
    assert ticket.state == "reviewing"


def test_another_day_or_scope_is_a_new_application_and_too_late(world: World, draft: Ticket) -> None:
    ticket = world.at(LATE - SECOND).take(draft, "apply")
    ticket = world.at(LATE + timedelta(days=3)).take(ticket, "return_application")
    ticket = actions.edit(
        ticket, actor=world.user("manager"), now=world.now, version=ticket.version,
        fields={"last_service_day": "2026-11-30"},
    )  # fmt: skip
    with pytest.raises(WrongState, match=LAST_DAY):
        world.take(ticket, "reapply")


@pytest.fixture
def handed_over(world: World, draft: Ticket) -> Ticket:
    """On paper on the last lawful day, and entered the day after."""
    world.at(LATE + timedelta(hours=9))
    said = {"happened_at": (LATE - timedelta(hours=8)).isoformat(), "late_reason": "当日送达纸质申请，次日补录"}
    return world.take(draft, "apply", **said)


def test_handed_over_on_paper_in_time_it_waits_for_the_agency_s_word(world: World, handed_over: Ticket) -> None:
    claim = handed_over.claims.get()
    assert (handed_over.state, claim.state) == ("reviewing", "pending")
    assert (claim.side, claim.answered_by) == ("provider", "agency")
    assert world.clock(handed_over, "provider_exit.decide").started_at == world.now
    with pytest.raises(WrongState, match="尚未确定"):
        world.take(handed_over, "permit_exit")
    actions.accept_claim(claim.pk, actor=world.user("clerk"), now=world.now)
    assert world.take(handed_over, "permit_exit").state == "inventorying"


def test_decided_to_have_come_too_late_it_is_not_permitted(world: World, handed_over: Ticket) -> None:
    claim = handed_over.claims.get()
    entered = actions.Value(handed_over.facts.get(name="apply").entered_at)
    actions.contest_claim(claim.pk, value=entered, actor=world.user("clerk"), now=world.now, comment="当日未收到")
    actions.decide_claim(claim.pk, value=entered, actor=world.user("auditor"), now=world.now, comment="签收记录为次日")
    with pytest.raises(WrongState, match=LAST_DAY):
        world.take(handed_over, "permit_exit")


def test_said_to_be_handed_over_too_late_it_is_refused_as_well(world: World, draft: Ticket) -> None:
    world.at(LATE + timedelta(hours=9))
    with pytest.raises(WrongState, match=LAST_DAY):
        world.take(draft, "apply", happened_at=LATE.isoformat(), late_reason="次日送达")


def test_withdrawing_loses_the_day(world: World, draft: Ticket) -> None:
    ticket = world.at(LATE - SECOND).take(draft, "apply")
    ticket = world.at(LATE + SECOND).take(ticket, "withdraw")
    with pytest.raises(WrongState, match=LAST_DAY):
        world.take(ticket, "apply")


@pytest.mark.parametrize(("day", "bound"), [("2027-01-01", "2026年12月31日"), ("2026-03-01", "2026年3月2日")])
def test_the_last_day_of_service_lies_in_what_is_left_of_the_term(world: World, day: str, bound: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("provider_exit", last_service_day=day)
    assert bound in refused.value.errors["last_service_day"][0]


def test_the_help_lasts_to_the_last_day_of_service(world: World, draft: Ticket) -> None:
    ticket = world.take(draft, "apply", "permit_exit")
    clock = world.clock(ticket, "provider_exit.help")
    assert (clock.last_day.isoformat(), clock.due_at) == ("2026-12-31", datetime(2027, 1, 1, tzinfo=ZONE))
