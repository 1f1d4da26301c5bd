"""The month of the scripted year with most findings (`tests/penalties/year.csv`, 2025-11), told anew in any month: an
outage, a mean in a band, a mean that no band holds, and people replaced late."""

from datetime import datetime, time, timedelta

from tests.outages.office import down
from tests.settlement.stories import signed, slow, staff_replaced_late
from tests.world import World
from tickets import actions
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import ZONE
from tickets.models import Contract, Ticket


def as_in_november(world: World, month: Period, now: datetime) -> list[Ticket]:
    """What the service proposes of it, in the order in which it does. The contract was loaded before that month."""
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=month.first)
    monitoring, sensing = (world.contract.systems.get(code=f"energy-{one}") for one in ("monitoring", "sensing"))
    first = datetime.combine(month.starts + timedelta(days=5), time(10), ZONE)
    signed(world.at(first))
    staff_replaced_late(world)
    slow(world.at(first + timedelta(days=1)), system=sensing)
    for days, minutes in ((2, 10), (3, 20)):
        slow(world.at(first + timedelta(days=days)), minutes, system=monitoring)
    begins = first + timedelta(days=4)
    down(world, begins, begins + timedelta(hours=2))
    actions.propose_findings(world.at(now).now)
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def month_before(now: datetime) -> Period:
    return Period.around(MONTH, now.astimezone(ZONE).date()).before
