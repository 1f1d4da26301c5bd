"""What time alone makes due, one piece a call: a clock's rung, a permit that lapses, a chore, a delivery.

Everything is chosen by the state of its row, never "since the last sweep", and claimed there: any number of
processes may call these functions at once, and none of them leads. `now` is read by the caller.
"""

from datetime import datetime

from tickets.models import Node
from tickets.notices import outbox
from tickets.sweep import chores, clocks
from tickets.sweep.deliveries import LANES, deliver_from
from tickets.sweep.guard import ClockGuard

__all__ = ["LANES", "ClockGuard", "deliver_from", "deliver_one", "fire_one", "heartbeat", "rescue"]


def fire_one(now: datetime) -> bool:
    """Do one thing that is due: a deadline's rung, else a lapse, else a chore. False: nothing was left."""
    return clocks.fire_deadline(now) or clocks.lapse_ticket(now) or chores.run_one(now)


def deliver_one(now: datetime) -> bool:
    """Send one delivery of each lane. False: no lane got anything out of the house."""
    went_out = [deliver_from(lane, now) for lane in LANES]
    return any(went_out)


def rescue(now: datetime) -> int:
    """Give up deliveries whose sender died at every attempt; all others are claimable again by themselves."""
    return outbox.bury(now)


def heartbeat(node: Node, now: datetime) -> None:
    """Show that this process swept. A row that was tidied away comes back."""
    node.started_at = node.started_at or now
    node.swept_at = now
    Node.objects.update_or_create(
        pk=node.pk, defaults={"role": node.role, "started_at": node.started_at, "swept_at": now}
    )
