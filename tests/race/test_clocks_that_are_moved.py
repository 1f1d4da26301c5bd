"""A clock is cancelled, stopped, begun anew or contested at the instant at which it fires: one legal history.

What may be left is what is left when the two come one after the other, in either order; it is found by doing so.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.race.conftest import race
from tests.world import World
from tickets import actions, audit
from tickets.errors import Refusal
from tickets.models import Alert, Breach, Deadline, Notice, Ticket

RACES = 100 if os.environ.get("ALL_RACES") else 3
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def answered_late(world: World, ticket: Ticket) -> Ticket:
    """The desk says that it answered in time, which the other side may contest."""
    stamps = {"respond": {"note": "已受理", "happened_at": (ticket.opened_at + MINUTE).isoformat()}}
    return actions.stamp_late(ticket, stamps, late_reason="先抢修", actor=world.user("desk"), now=world.now)


def taken(name: str, who: str) -> Callable[[World, Ticket], Ticket]:
    def take(world: World, ticket: Ticket) -> Ticket:
        step = ticket.machine.by_step[name]
        typed = {"comment": "按程序办理", **world.typed(ticket, step)}
        return actions.perform(ticket, name, actor=world.user(who), now=world.now, **typed)

    return take


#: What is done to the order before, the clock that fires, and the act that meets it.
MEETINGS = [
    pytest.param("", "incident.respond", taken("dismiss", "lead"), id="cancelled"),
    pytest.param("", "incident.respond", taken("respond", "desk"), id="stopped"),
    pytest.param("", "incident.respond", answered_late, id="contested"),
    pytest.param("respond", "incident.onsite", taken("recover", "engineer"), id="paused"),
    pytest.param("respond recover", "incident.report", taken("reject_recovery", "lead"), id="begun anew"),
]


def faults(world: World, way: str, clock: str) -> Callable[[], tuple[Ticket, Deadline]]:
    """A fault whose clock is found late at `world.now`; each is filed at the same instant."""

    def fault() -> tuple[Ticket, Deadline]:
        ticket = world.file("incident", "desk", reported_at=world.now.isoformat(), alarm_at=None, on_site=True)
        ticket = world.take(ticket, *way.split())
        return ticket, world.clock(ticket, clock)

    return fault


def left(ticket: Ticket) -> tuple[Any, ...]:
    """What stands in the end, whoever came first: clocks, breaches, alerts, who was told, what was recorded."""
    clocks = Deadline.objects.filter(ticket=ticket).order_by("code", "round")
    breaches = Breach.objects.filter(deadline__ticket=ticket).values_list("code", "told_at", "set_aside_at")
    alerts = Alert.objects.filter(deadline__ticket=ticket).values_list("deadline__code", "level", "collapsed")
    told = Notice.objects.filter(ticket=ticket).values_list("event", "recipient__username", "deadline__code")
    return (
        tuple((one.code, one.round, one.state, one.cancelled, one.resting, one.stopped_at) for one in clocks),
        tuple(sorted((code, told_at is None, aside is None) for code, told_at, aside in breaches)),
        frozenset(Counter(alerts).items()),
        frozenset(Counter(told).items()),
        tuple(ticket.entries_of_audit.order_by("seq").values_list("action", "allowed")),
    )


def swept(clock: Deadline, now: datetime) -> None:
    """As the sweep does: what somebody else held is looked at again."""
    while actions.fire(clock.pk, now):
        pass


def tried(act: Callable[[World, Ticket], Ticket], world: World, ticket: Ticket) -> None:
    try:
        act(world, ticket)
    except Refusal:
        return


@pytest.mark.parametrize(("way", "clock", "act"), MEETINGS)
def test_what_is_left_is_one_of_the_two_histories(
    world: World, way: str, clock: str, act: Callable[[World, Ticket], Ticket]
) -> None:
    fault = faults(world, way, clock)
    first, second, *raced = [fault() for _ in range(2 + RACES)]
    world.at(first[1].due_at + SECOND)
    now = world.now
    tried(act, world, first[0])
    swept(first[1], now)
    swept(second[1], now)
    tried(act, world, second[0])
    histories = {left(first[0]), left(second[0])}

    race(raced, lambda pair: act(world, pair[0]), lambda pair: actions.fire(pair[1].pk, now))

    for ticket, one in raced:
        swept(one, now)
        assert left(ticket) in histories
        assert Breach.objects.filter(deadline=one).count() <= 1
    assert list(audit.verify()) == []
    assert list(audit.verify_rows()) == []
