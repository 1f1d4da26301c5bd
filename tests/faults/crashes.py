"""A death at each named point (`tickets.crash_points`): the one who repeats it finds nothing lost and nothing doubled.

Run inside an installation: `manage.py shell -c "from tests.faults import crashes; crashes.die_everywhere()"`. Each
point is come to by a forked process, which is killed there; then the same is done once more, as whoever comes back
does it. What was found is printed as JSON, a line a death.
"""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from traceback import print_exc

from django.db import connections

from tests.world import World, gathered
from tickets import actions, clock, crash_points, sweep
from tickets.models import Alert, AuditEntry, Breach, Delivery, Notice, Ticket

LEASE = timedelta(seconds=31)


@dataclass
class Death:
    """What came of one: `died` there; `times`: how often the effect stands after it was done again."""

    point: str
    story: str
    died: bool
    times: int


def killed_at(point: str, act: Callable[[], object]) -> bool:
    """Whether a process that does `act` died there."""
    connections.close_all()  # the child has a connection of its own
    child = os.fork()
    if not child:
        _go_and_die(point, act)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _go_and_die(point: str, act: Callable[[], object]) -> None:
    def here(come_to: str) -> None:
        if come_to == point:
            os.kill(os.getpid(), signal.SIGKILL)

    crash_points.here = here
    try:
        act()
    except BaseException:  # noqa: BLE001  # a forked child must not go on as its parent
        print_exc()
    finally:
        os._exit(0)


def die_everywhere() -> None:
    world = gathered(clock.now())
    for story, points in STORIES.items():
        for point in points:
            print(json.dumps(asdict(Death(point, story.__name__, *story(world, point)))), flush=True)  # noqa: T201


def opening(world: World, point: str) -> tuple[bool, int]:
    """One order, under one key."""
    title = f"opened, died at {point}"

    def file() -> Ticket:
        return actions.open_ticket(
            "incident", contract=world.contract, system=world.system, title=title, key=title,
            actor=world.user("desk"), now=world.now, fields=_examples(world),
        )  # fmt: skip

    died = killed_at(point, file)
    file()
    return died, Ticket.objects.filter(title=title).count()


def _examples(world: World) -> dict[str, object]:
    from tickets.lifecycle import KINDS
    from tickets.lifecycle.fields import schema

    opening = KINDS["incident"].opening
    asked = schema(opening.asked_as(frozenset({"provider_desk"})), world.sample)
    return world.examples("incident", asked) | {"reported_at": world.now.isoformat(), "alarm_at": None}


def answering(world: World, point: str) -> tuple[bool, int]:
    """One step, under one key."""
    ticket = world.file("incident", "desk")

    def respond() -> Ticket:
        who = {"actor": world.user("desk"), "now": world.now, "key": f"answered, died at {point}"}
        return actions.perform(ticket, "respond", note="已响应", **who)

    died = killed_at(point, respond)
    respond()
    return died, AuditEntry.objects.filter(ticket=ticket, action="respond", allowed=True).count()


def firing(world: World, point: str) -> tuple[bool, int]:
    """One breach, told once."""
    ticket = world.file("incident", "desk", reported_at=world.now.isoformat(), alarm_at=None)
    late = world.now + timedelta(minutes=5, seconds=2)

    def fire() -> None:
        while sweep.fire_one(late):
            pass

    died = killed_at(point, fire)
    fire()
    respond = {"deadline__ticket": ticket, "deadline__code": "incident.respond"}
    told = Notice.objects.filter(event="breach", recipient__username="manager", **respond).count()
    counted = {Breach.objects.filter(**respond).count(), told, Alert.objects.filter(level="breach", **respond).count()}
    return died, counted.pop() if len(counted) == 1 else -1


def delivering(world: World, point: str) -> tuple[bool, int]:
    """What waits goes out, and is marked. How often it arrived the mail server knows: see `row 2`."""
    world.file("incident", "desk", reported_at=world.now.isoformat(), alarm_at=None)
    died = killed_at(point, lambda: sweep.deliver_one(clock.now()))
    after = clock.now() + LEASE
    while sweep.deliver_one(after):
        pass
    waiting = Delivery.objects.filter(channel="mail", state="pending", next_at__lte=after).count()
    return died, 1 if waiting == 0 else 0


STORIES = {
    opening: ("acts.written", "acts.committed"),
    answering: ("door.locked", "acts.written", "acts.committed"),
    firing: ("firing.locked", "acts.written", "acts.committed"),
    delivering: ("delivery.taken", "delivery.sending", "delivery.accepted", "delivery.marked"),
}
