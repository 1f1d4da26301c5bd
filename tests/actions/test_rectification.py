"""整改 (8.1, 12.4): put right by the day of the notice; nobody rules or judges on a notice of their own."""

from datetime import datetime

import pytest

from accounts.models import Membership, User
from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

CURE, REVIEW = "rectification.cure", "rectification.review"


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


def issued(world: World, by: str = "agency", **fields: str) -> Ticket:
    """A notice of that side, to be put right by the ninth."""
    fields = {"due_on": "2026-03-09", **fields}
    if by == "agency":
        return world.take(world.file("rectification", **fields), "submit", "issue")
    return world.take(world.file("rectification", "auditor", **fields), "issue_supervision")


def told(world: World, ticket: Ticket) -> set[str]:
    return world.told(ticket, "step") | world.told(ticket, "your_move")


@pytest.fixture
def of_the_agency(world: World) -> Ticket:
    return issued(world)


@pytest.fixture
def of_the_supervisor(world: World) -> Ticket:
    return issued(world, "supervisor")


def test_the_notice_names_the_last_day_and_all_are_told(world: World, of_the_agency: Ticket) -> None:
    clock = world.clock(of_the_agency, CURE)
    assert (clock.party, clock.internal, clock.due_at) == ("provider", False, at(10))
    assert {"manager", "desk", "auditor"} <= told(world, of_the_agency)


def test_the_supervisor_issues_its_own_at_once_and_the_authority_hears_of_it(
    world: World, of_the_supervisor: Ticket
) -> None:
    assert world.clock(of_the_supervisor, CURE).due_at == at(10)
    assert {"manager", "clerk", "lead", "officer"} <= told(world, of_the_supervisor)


def test_a_draft_of_the_supervisor_is_nobody_elses(world: World) -> None:
    draft = world.file("rectification", "auditor")
    for step, who in (("submit", "clerk"), ("discard", "clerk")):
        with pytest.raises(Forbidden):
            world.take(draft, step, who=who)
    assert world.take(draft, "discard", who="auditor").state == "discarded"


@pytest.mark.parametrize("day", ["2026-03-02", "2026-08-30"])
def test_the_limit_begins_with_the_next_working_day_and_lies_within_half_a_year(world: World, day: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("rectification", due_on=day)
    assert set(refused.value.errors) == {"due_on"}


def test_a_limit_that_went_by_before_the_notice_was_issued_is_not_issued(world: World) -> None:
    ticket = world.take(world.file("rectification", due_on="2026-03-03"), "submit")
    world.at(at(4, 9))
    with pytest.raises(Invalid):
        world.take(ticket, "issue")


def test_an_objection_is_entered_once_and_the_time_runs_on(world: World, of_the_agency: Ticket) -> None:
    world.take(of_the_agency, "object")
    assert world.clock(of_the_agency, CURE).state == "running"
    assert world.clock(of_the_agency, "rectification.rule").party == "supervisor"
    with pytest.raises(WrongState):
        world.take(of_the_agency, "object")


@pytest.mark.parametrize(
    ("by", "rules", "may_not"), [("agency", "auditor", "officer"), ("supervisor", "officer", "auditor")]
)
def test_nobody_rules_on_a_notice_of_their_own(world: World, by: str, rules: str, may_not: str) -> None:
    ticket = issued(world, by)
    with pytest.raises((Forbidden, WrongState)):
        world.take(ticket, "uphold", who=rules)  # nobody has objected
    world.take(ticket, "object")
    for step in ("uphold", "annul"):
        with pytest.raises(Forbidden):
            world.take(ticket, step, who=may_not)
    assert world.take(ticket, "annul", who=rules).state == "cancelled"
    assert not ticket.deadlines.filter(stopped_at__isnull=True).exists()


def test_what_is_turned_back_counts_from_the_report_on(world: World, of_the_agency: Ticket) -> None:
    reported = world.at(at(5, 10)).take(of_the_agency, "report_cured")
    assert (world.clock(reported, CURE).state, world.clock(reported, REVIEW).party) == ("paused", "agency")
    world.at(at(6, 10)).take(reported, "return_cure")
    assert world.clock(reported, CURE).due_at == at(10)


def test_whoever_issued_it_alone_extends_or_withdraws_it(
    world: World, of_the_agency: Ticket, of_the_supervisor: Ticket
) -> None:
    for ticket, who in ((of_the_agency, "auditor"), (of_the_supervisor, "lead")):
        for step in ("extend", "withdraw_notice"):
            with pytest.raises(Forbidden):
                world.take(ticket, step, who=who)
    with pytest.raises(Invalid):
        world.take(of_the_agency, "extend", due_on="2026-03-09")
    later = world.take(of_the_agency, "extend", due_on="2026-03-16")
    assert (later.fields["due_on"], world.clock(later, CURE).due_at) == ("2026-03-16", at(17))
    assert world.take(of_the_supervisor, "withdraw_notice", who="auditor").state == "cancelled"


def test_it_is_found_not_put_right_only_when_the_limit_is_over_and_no_objection_open(
    world: World, of_the_agency: Ticket
) -> None:
    world.take(of_the_agency, "object")
    with pytest.raises(WrongState, match="期限未满"):
        world.take(of_the_agency, "find_not_cured")
    world.at(at(10, 9))
    with pytest.raises(WrongState, match="尚未裁定"):
        world.take(of_the_agency, "find_not_cured")
    found = world.take(of_the_agency, "uphold", "find_not_cured")
    assert (found.state, world.clock(found, CURE).breached_at) == ("not_cured", at(10))
    assert {"finance", "officer", "manager"} <= told(world, found)


def test_a_report_in_time_is_no_breach_however_long_it_is_looked_at(world: World, of_the_agency: Ticket) -> None:
    reported = world.at(at(9, 17)).take(of_the_agency, "report_cured")
    world.at(at(20, 9))
    with pytest.raises(WrongState):
        world.take(reported, "find_not_cured")
    assert world.take(reported, "confirm_cured").state == "closed"


def test_a_lone_auditors_notice_is_concluded_by_the_agency_or_a_second_auditor(
    world: World, of_the_agency: Ticket, of_the_supervisor: Ticket
) -> None:
    second = User.objects.create(username="auditor-2", name="演示·另一名监管人员")
    unit = world.contract.supervisor
    Membership.objects.create(user=second, organization=unit, role="supervisor_auditor")
    for ticket in (of_the_agency, of_the_supervisor):
        world.take(ticket, "report_cured")
    with pytest.raises(Forbidden):
        world.take(of_the_supervisor, "confirm_cured", who="auditor")
    with pytest.raises(Forbidden):
        world.take(of_the_agency, "confirm_cured", who="auditor-2")
    assert world.take(of_the_supervisor, "confirm_cured", who="auditor-2").state == "closed"
    assert world.take(of_the_agency, "confirm_cured", who="lead").state == "closed"
