"""What becomes due by time alone, one piece a call: an alert, a lapse, a periodic task, deliveries of a channel.

Each is chosen by the state of its row and taken there: any number of processes may call these functions at once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from tickets import leaps, outbox
from tickets.models import WorkerHeartbeat
from tickets.outbox.channels import CHANNELS, in_use
from tickets.outbox.lanes import ChannelLane
from tickets.sweep import clocks, earlier, periodic, waiting
from tickets.sweep.clocks import LEASE, fire_leased
from tickets.sweep.periodic import due_apart, run_apart, run_apart_named
from tickets.sweep.waiting import DueWork

__all__ = [
    "LEASE", "channel_names", "deliver_from", "deliver_one", "due_apart", "fire_leased", "fire_one", "heartbeat",
    "run_apart", "run_apart_named", "tell_of_leap",
]  # fmt: skip


def fire_one(now: datetime, give: Callable[[list[int]], None] | None = None) -> int:
    """Do one piece of what is due of each sort: a batch of alerts, a lapse, an overdue claim or reply, a periodic task;
    where nothing is, a ticket of an earlier release. How much; 0: nothing is due, or the clock cannot be trusted.

    give: hands a batch of clocks over to whoever calls `fire_leased` with them; None: they fire here. Raises
    OperationalError and InterfaceError where the database is at fault: what was done by then stays.
    """
    if leaps.GUARD.held:
        return 0
    work = dict(WORK)
    if give:
        work[DueWork.CLOCK] = partial(clocks.hand_over, give=give)
    due = waiting.due(now)
    return sum(work[sort](now) for sort in sorted(due & work.keys())) or (
        DueWork.TURNS in due and earlier.draw_turns(now)
    )


#: One piece of each sort of work, in order.
WORK: Final[Mapping[DueWork, Callable[[datetime], int]]] = {
    DueWork.CLOCK: clocks.fire_deadlines,
    DueWork.LAPSE: clocks.lapse_ticket,
    DueWork.CLAIM: clocks.lapse_claim,
    DueWork.SUPERVISION: clocks.tell_of_supervision,
    DueWork.TASK: periodic.run_one,
}


def channel_names() -> list[str]:
    """The channels to deliver from."""
    return [channel.name for channel in in_use()]


def deliver_from(name: str, now: datetime) -> bool:
    """Deliver what is due in this channel, so many. False: nothing is, or the channel is out of reach. A process that
    stays has a `ChannelLane` of each, which remembers who is."""
    return ChannelLane(CHANNELS[name]).deliver(now)


def deliver_one(now: datetime) -> bool:
    """Send some deliveries of each channel. False: no channel got anything out."""
    went_out = [deliver_from(channel, now) for channel in channel_names()]
    return any(went_out)


def heartbeat(row: WorkerHeartbeat, now: datetime) -> None:
    """Record that this process swept; a row that was deleted meanwhile is written anew."""
    row.started_at = row.started_at or now
    row.swept_at = now
    WorkerHeartbeat.objects.update_or_create(
        pk=row.pk, defaults={"role": row.role, "started_at": row.started_at, "swept_at": now}
    )


def tell_of_leap(now: datetime) -> None:
    """Tell the administrators, once a day of that clock, that it leapt and that nothing is judged by it."""
    said = {"seconds": round(leaps.GUARD.astray.total_seconds())}
    outbox.queue("clock_held", outbox.administrators(), ticket=None, key=f"clock:{now:%F}", params=said, now=now)
