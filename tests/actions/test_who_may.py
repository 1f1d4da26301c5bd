"""Who may open, edit and remind is asked in one place: what a page offers is what the act lets pass."""

from datetime import timedelta

import pytest

from tests.world import SEATS, World
from tickets import actions
from tickets.errors import Forbidden, Refusal, WrongState
from tickets.lifecycle import KINDS
from tickets.models import Ticket
from tickets.permissions import Standing, standing

PEOPLE = [*SEATS.values(), "outsider", "sysadmin"]
HOUR = timedelta(hours=1)


def where(world: World, who: str) -> Standing:
    return standing(world.user(who), world.now)


# --- open ---


@pytest.mark.parametrize("kind", KINDS)
def test_the_roles_of_the_declaration_open_and_nobody_else(world: World, kind: str) -> None:
    allowed = {SEATS[role] for role in KINDS[kind].opening.by}
    check = (KINDS[kind], world.contract, world.system)
    passed = {who for who in PEOPLE if actions.passes(actions.check_open, *check, where(world, who), world.now)}
    assert passed == allowed


def test_the_menu_offers_filing_to_whoever_opens_any_kind(world: World) -> None:
    openers = {SEATS[role] for kind in KINDS.values() for role in kind.opening.by} | {"outsider"}
    assert {who for who in PEOPLE if actions.may_open_any(where(world, who))} == openers


def test_outside_the_term_the_sentence_is_the_same_on_page_and_in_the_act(world: World) -> None:
    world.at(world.now.replace(year=2024))
    with pytest.raises(WrongState) as at_the_page:
        actions.check_open(KINDS["restart"], world.contract, world.system, where(world, "clerk"), world.now)
    with pytest.raises(WrongState) as at_the_act:
        world.file("restart")
    assert at_the_page.value.message == at_the_act.value.message


# --- edit ---


def test_the_unit_that_opened_it_edits_while_the_content_is_open(world: World) -> None:
    draft = world.file("restart")
    passed = {who for who in PEOPLE if actions.passes(actions.check_edit, draft, where(world, who))}
    assert passed == {"clerk"}
    with pytest.raises(WrongState):
        actions.check_edit(world.take(draft, "submit"), where(world, "clerk"))
    with pytest.raises(Forbidden):
        actions.check_edit(world.file("migration", "officer"), where(world, "clerk"))


# --- remind ---


def refusal(world: World, ticket: Ticket, who: str) -> str:
    """The class of the refusal that a reminder meets, none where the page may offer it; the act says the same."""
    turns = actions.awaited([ticket], world.now).get(ticket.pk, [])
    asked = (ticket, where(world, who), actions.reminded_lately([ticket], world.now), turns)
    if actions.passes(actions.check_remind, *asked):
        return ""
    with pytest.raises(Refusal) as at_the_page:
        actions.check_remind(*asked)
    with pytest.raises(Refusal) as at_the_act:
        actions.remind(ticket, actor=world.user(who), now=world.now)
    assert str(at_the_page.value) == str(at_the_act.value)
    return type(at_the_page.value).__name__


def test_whoever_is_concerned_reminds_the_others_and_never_themselves(world: World) -> None:
    fault = world.file("incident", "clerk")  # desk, engineers and lead of the provider have to move
    refused = {who: refusal(world, fault, who) for who in PEOPLE}
    own = {"desk", "engineer", "manager"}
    assert {who for who, name in refused.items() if name == "WrongState"} == own
    assert {who for who, name in refused.items() if name == "Forbidden"} == {"outsider", "sysadmin"}
    assert {who for who, name in refused.items() if not name} == set(SEATS.values()) - own


def test_a_running_clock_of_ones_own_side_does_not_hinder_where_others_have_to_move(world: World) -> None:
    """The provider's clock rests while the agency must confirm: the provider may ask for that."""
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    assert refusal(world, ticket, "manager") == ""
    assert refusal(world, ticket, "lead") == "WrongState"


def test_of_engineers_only_the_assignee_has_to_move(world: World) -> None:
    permitted = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    assert permitted.assignee == world.user("engineer")
    assert refusal(world, permitted, "engineer") == "WrongState"

    world.take(permitted, "hand_over", who="manager", assignee="desk")
    assert refusal(world, world.fresh(permitted), "engineer") == ""


def test_one_reminder_an_hour_whoever_sends_it(world: World) -> None:
    ticket = world.take(world.file("onboarding"), "submit", "approve")
    actions.remind(ticket, actor=world.user("clerk"), now=world.now)
    assert refusal(world, ticket, "lead") == "WrongState"
    world.now += HOUR
    assert refusal(world, ticket, "lead") == ""


def test_of_several_tickets_only_those_reminded_within_the_hour_are_held_back(world: World) -> None:
    first, second, third = (world.take(world.file("onboarding"), "submit", "approve") for _ in range(3))
    actions.remind(first, actor=world.user("clerk"), now=world.now)
    world.now += HOUR
    actions.remind(second, actor=world.user("clerk"), now=world.now)
    assert actions.reminded_lately([first, second, third], world.now) == {second.pk}


def test_nobody_is_reminded_of_what_is_finished(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit")
    ticket = actions.perform(ticket, "refuse", actor=world.user("lead"), now=world.now, comment="不符合规定")
    assert ticket.final
    assert refusal(world, ticket, "clerk") == "WrongState"
