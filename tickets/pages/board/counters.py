"""The counters of the board, a line each obliged side: what is late, nearly due and paused now, and how many of those
done of late were on time."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from tickets import permissions
from tickets.models import Deadline
from tickets.models.deadlines import BREACHED
from tickets.pages.board.lanes import LANES, settled
from tickets.pages.parts.keyset import MOST
from tickets.pages.parts.shell import Tally, places
from tickets.pages.parts.visit import Visit
from tickets.permissions import Standing
from tickets.policy.types import PARTIES
from tickets.prepared import SOME_HOUR, Prepared

#: What is counted as it stands at this instant.
NOW: Final = ("overdue", "amber", "paused")
SIDES: Final = sorted(party.value for party in PARTIES)
#: What was done in 90 days is counted anew each minute.
KEPT: Final = timedelta(minutes=1)
#: The sides that an order runs clocks against before it is sent: only they see those.
OPENING: Final = ("agency", "vendor")


@dataclass(frozen=True, slots=True)
class SideCounts:
    """now: by lane, no further than to `MOST` + 1. done, late: in 90 days."""

    now: Mapping[str, int]
    done: int
    late: int


def counted(here: Visit, *, internal: bool) -> dict[str, SideCounts]:
    """Side -> its figures, of every side that owes a clock."""
    standing, done = here.standing, _done(here, internal=internal)
    (row,) = _question(standing, places(standing), internal).ask(here.now)
    counts, found = iter(row), {}
    for party in SIDES:
        now = {lane: next(counts) for lane in NOW}
        met, late = done.get(party, (0, 0))
        if any(now.values()) or met or late:
            found[party] = SideCounts(now, met + late, late)
    return found


@lru_cache(maxsize=256)
def _question(standing: Standing, _places: Hashable, internal: bool) -> Prepared:  # noqa: FBT001
    """Side by side, and lane by lane of each."""
    tallies = [
        Tally(_of(standing, party, internal=internal).filter(LANES[lane].clocks(SOME_HOUR)), most=MOST + 1)
        for party in SIDES
        for lane in NOW
    ]
    return Prepared.of(User.objects.filter(pk=standing.user.pk).values_list(*tallies))


def _of(standing: Standing, party: str, *, internal: bool) -> QuerySet[Deadline]:
    clocks = permissions.visible_clocks(standing).filter(internal=internal, party=party)
    return clocks.filter(permissions.sent(standing)) if party in OPENING else clocks


def _done(here: Visit, *, internal: bool) -> dict[str, tuple[int, int]]:
    """Side -> (on time, late) of what was done in 90 days."""
    who = ",".join(f"{one.role}.{one.unit}.{one.principal}.{'.'.join(one.kinds)}" for one in here.standing.capacities)
    minute = int(here.now.timestamp()) // int(KEPT.total_seconds())
    key = f"board-done:{minute}:{sha256(f'{internal} {who}'.encode()).hexdigest()}"
    kept: dict[str, tuple[int, int]] | None = cache.get(key)
    if kept is None:
        kept = _count_done(here, internal=internal)
        cache.set(key, kept, KEPT.total_seconds())
    return kept


def _count_done(here: Visit, *, internal: bool) -> dict[str, tuple[int, int]]:
    clocks = permissions.visible_clocks(here.standing).filter(settled(here.now), internal=internal)
    found: dict[str, tuple[int, int]] = {}
    for part in (clocks.exclude(party__in=OPENING), clocks.filter(permissions.sent(here.standing), party__in=OPENING)):
        overrun = Count("pk", filter=Q(state=BREACHED))
        rows = part.order_by().values("party").annotate(overrun=overrun, done=Count("pk"))
        found |= {row["party"]: (row["done"] - row["overrun"], row["overrun"]) for row in rows}
    return found
