"""What stands of a breach: a row of the table for each outcome of the claims on its clock."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.pages.claimed import claim, contested, late_answer
from tests.world import World
from tickets import actions, sweep
from tickets.clocks import breached
from tickets.models import Breach, Ticket

Story = Callable[[World], Ticket]


def unanswered(world: World) -> Ticket:
    """Missed, and the sweep said so; nobody claims another time."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    return ticket


def settled(at: int | None) -> Story:
    """The supervisor decides on the answer: at that minute past ten; None: it never came so early."""

    def story(world: World) -> Ticket:
        ticket = contested(world)
        value = actions.Value(start=world.now.replace(minute=at))
        auditor = world.user("auditor")
        actions.decide_claim(claim(ticket).pk, value=value, actor=auditor, now=world.now, comment="以通话记录为准")
        return ticket

    return story


def accepted(world: World) -> Ticket:
    ticket = late_answer(world)
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    return ticket


def withdrawn(world: World) -> Ticket:
    ticket = late_answer(world)
    actions.withdraw_claim(claim(ticket).pk, actor=world.user("engineer"), now=world.now, comment="记错了")
    return ticket


def reviewed(world: World) -> Ticket:
    """The agency asks the authority to look at the decision again."""
    ticket = settled(18)(world)
    actions.ask_review(claim(ticket).pk, actor=world.user("manager"), now=world.now, comment="另有录音")
    return ticket


STORIES: dict[str, tuple[Story, str]] = {
    "nothing is claimed": (unanswered, breached.STANDS),
    "a time waits for its answer": (late_answer, breached.TO_CONFIRM),
    "the other side says otherwise": (contested, breached.DISPUTED),
    "the claim is accepted": (accepted, breached.SET_ASIDE),
    "the claim is withdrawn": (withdrawn, breached.STANDS),
    "the decision is in time": (settled(4), breached.SET_ASIDE),
    "the decision is late": (settled(18), breached.STANDS),
    "the decision is under review": (reviewed, breached.DISPUTED),
}


@pytest.mark.parametrize(("story", "state"), STORIES.values(), ids=STORIES)
def test_what_stands_follows_the_claims_on_the_clock(world: World, story: Story, state: str) -> None:
    ticket = story(world)
    rows = Breach.objects.filter(deadline__ticket=ticket, code="incident.respond")
    assert rows.annotate(state=breached.state()).get().state == state
    for asked in breached.STATES:
        assert rows.filter(breached.in_state(asked)).exists() == (asked == state), asked


def test_a_breach_repeats_what_its_clock_says_for_good(world: World) -> None:
    unanswered(world)
    for breach in Breach.objects.select_related("deadline__ticket"):
        clock = breach.deadline
        told = (clock.ticket.contract_id, clock.party, clock.code, clock.internal)
        assert (breach.contract_id, breach.party, breach.code, breach.internal) == told


def test_lateness_runs_to_the_stop(world: World) -> None:
    """Due 10:05, answered 10:20 by its entry."""
    breach = Breach.objects.select_related("deadline").get(deadline__ticket=late_answer(world), code="incident.respond")
    much_later: datetime = world.later(days=3).now
    assert breached.late_by(breach, much_later).total_seconds() == 15 * 60
