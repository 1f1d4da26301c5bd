"""What did not go out: found, tried again, sent at once, cancelled. What nobody hinders is left to the sweep."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import User
from tickets.models import Delivery
from tickets.outbox import DONE_BEFORE, NO_ADDRESS, PERHAPS_SENT, nudge
from tickets.outbox.faults import DeliveryFault, perhaps
from tickets.outbox.leases import not_in_hand

FAILING, GIVEN_UP, UNCERTAIN, WAITING, NEEDLESS, CANCELLED = (
    "failing", "given_up", "uncertain", "waiting", "needless", "cancelled"
)  # fmt: skip
_needless: Final = Q(error__in=(NO_ADDRESS, DONE_BEFORE))
_doubted: Final = Q(error__endswith=PERHAPS_SENT)
#: What an administrator tells apart -> the rows. failing: tried in vain, and it goes on; waiting: for its hour;
#: uncertain: it went out, and nobody knows whether it arrived (`dead` says so of releases before); needless: there was
#: nothing to send any more.
STATES: Final[Mapping[str, Q]] = {
    FAILING: Q(state="pending") & ~Q(error=""),
    GIVEN_UP: Q(state="dead") & ~_needless & ~_doubted,
    UNCERTAIN: Q(state="uncertain") | Q(state="dead") & _doubted,
    WAITING: Q(state="pending", error=""),
    NEEDLESS: Q(state="dead") & _needless,
    CANCELLED: Q(state="cancelled"),
}
#: What somebody should look at.
AT_FAULT: Final = STATES[FAILING] | STATES[GIVEN_UP] | STATES[UNCERTAIN]


def undelivered(state: str = "") -> QuerySet[Delivery]:
    """All that has not gone out, in one of the `STATES`; "": what is at fault. Whatever was sent is not among them."""
    return Delivery.objects.filter(~Q(state="sent"), STATES[state] if state else AT_FAULT)


def state_of(row: Delivery) -> str:
    """Which of the `STATES` it is in; "": it was sent."""
    if row.state == "pending":
        return FAILING if row.error else WAITING
    if row.state != "dead":
        return row.state if row.state in STATES else ""
    if row.error in (NO_ADDRESS, DONE_BEFORE):
        return NEEDLESS
    return UNCERTAIN if row.error.endswith(PERHAPS_SENT) else GIVEN_UP


def retry(rows: QuerySet[Delivery], now: datetime) -> int:
    """Of these, tries again from the first attempt on what was given up and may go out yet: its duty stands, and its
    group is there. How many."""
    over = Q(state__in=("dead", "uncertain"))
    found = rows.filter(over, notice__ended_at=None, group__ended_at=None).order_by().values_list("pk", flat=True)
    again = {"state": "pending", "attempts": 0, "next_at": now, "lease": None, "lease_until": None}
    done = Delivery.objects.filter(over, pk__in=list(found)).update(**again)
    nudge()
    return done


def hasten(rows: QuerySet[Delivery], now: datetime) -> int:
    """What waits goes out now. How many."""
    done = rows.filter(not_in_hand(now), state="pending").update(next_at=now)
    nudge()
    return done


def cancel(rows: QuerySet[Delivery], reason: str, by: User | None, now: datetime) -> int:
    """It goes nowhere any more. How many."""
    said = {"cancelled_at": now, "cancelled_by": by, "cancelled_for": reason}
    open_yet = rows.filter(not_in_hand(now), state__in=("pending", "dead", "uncertain"))
    return open_yet.update(state="cancelled", lease=None, lease_until=None, **said)


def doubt(now: datetime) -> int:
    """After a restore: what has fallen due since the backup, or was in hand then, may have gone out. It is not sent
    again until somebody has looked. How many."""
    perhaps_gone = Q(next_at__lte=now) | Q(lease__isnull=False)
    told = {"state": "uncertain", "lease": None, "lease_until": None, "error": perhaps(DeliveryFault.RESTORED)}
    return Delivery.objects.filter(perhaps_gone, state="pending").update(**told)
