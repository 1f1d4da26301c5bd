"""The virtual clock: what time alone makes due is done at its own instant, before whatever comes after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Max, Min

from tickets import actions
from tickets.datelaw.types import ZONE, local
from tickets.models import AuditEntry, Claim, Deadline, SupervisionOrder, Ticket
from tickets.sweep import clocks

#: The sweep looks once a second.
TICK: Final = timedelta(seconds=1)
#: When the day's work of the service is done: sheets that closed at midnight, orders that recur, findings.
MORNING: Final = time(0, 5)
#: Each takes the instant, and says whether it did something.
FIRING: Final[tuple[Callable[[datetime], int], ...]] = (
    clocks.fire_deadlines, clocks.lapse_ticket, clocks.lapse_claim, clocks.tell_of_supervision,
)  # fmt: skip


@dataclass
class VirtualClock:
    now: datetime

    def pass_until(self, at: datetime) -> None:
        """Everything that falls due by then, each at the tick after its instant; then it is `at`."""
        while (due := self._next()) <= at:
            self.now = max(self.now, due)
            if due == self._morning():
                self._work(due)
                self._worked = local(due).date()
            elif not any(fire(self.now) for fire in FIRING):
                self._held_up = True
        self.now = at

    def __post_init__(self) -> None:
        self._worked = local(self.now).date()
        #: Something is due that cannot be done: it is tried again in the morning.
        self._held_up = False
        #: The last entry of the audit when findings were last looked for.
        self._looked = 0

    def _next(self) -> datetime:
        fired = next_due() if not self._held_up else None
        return min(self._morning(), fired + TICK) if fired is not None else self._morning()

    def _morning(self) -> datetime:
        return datetime.combine(self._worked + timedelta(days=1), MORNING, ZONE)

    def _work(self, now: datetime) -> None:
        """As the periodic tasks do it every hour; findings only where something was done since, or a month is over."""
        actions.close_due_sheets(now)
        actions.open_recurring(now)
        if self._looked != (last := _last_entry()) or local(now).day == 1:
            actions.propose_findings(now)
            self._looked = last
        self._held_up = False


def _last_entry() -> int:
    return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def next_due() -> datetime | None:
    """When a clock, permit, claim or reply next has something to say. A row that failed is left to the sweeper."""
    instants = (
        Deadline.objects.filter(try_after__isnull=True).aggregate(at=Min("next_at"))["at"],
        Ticket.objects.aggregate(at=Min("lapses_at"))["at"],
        Claim.objects.aggregate(at=Min("next_at"))["at"],
        SupervisionOrder.objects.aggregate(at=Min("next_at"))["at"],
    )
    return min((at for at in instants if at is not None), default=None)
