"""One outage as it is known: from when to when, what of it does not count, and what else is said of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tickets.availability import Span, excluding, length

#: Where it is read from.
INCIDENT, SUSPENSION, MONITORING = SOURCES = ("incident", "suspension", "monitoring")
#: How it stands: still on; contested, or not answered yet; counted; it does not count, as settled; it was none. And
#: of what monitoring reports: it waits to be checked; said to be none, not confirmed yet; an order tells of it.
ON, UNSETTLED, COUNTED, EXCUSED, NONE = "on", "unsettled", "counted", "excused", "none"
WAITING, DOUBTED, ORDERED = "waiting", "doubted", "ordered"
OF_ORDERS: Final = (ON, UNSETTLED, COUNTED, EXCUSED, NONE)
OF_ENTRIES: Final = (WAITING, DOUBTED, UNSETTLED, COUNTED, ORDERED, NONE)
#: Until then it is left out of the figure, and shown beside it.
OPEN: Final = frozenset({ON, UNSETTLED, WAITING, DOUBTED})


@dataclass(frozen=True, slots=True)
class Excuse:
    """Minutes that leave both terms. ground: a reason of pauses, or what sort of order agreed on it; number: of that
    order. systems: ids of those that it excuses; None: all of the contract."""

    span: Span
    ground: str
    number: str
    systems: frozenset[int] | None = None

    def holds_for(self, system: int | None) -> bool:
        return self.systems is None or system in self.systems


@dataclass(frozen=True, slots=True)
class OutageReading:
    """By one word that stands against the others. by: a username; "" where nobody says so but it may come to that."""

    by: str
    span: Span
    excuses: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownOutage:
    """key: id of the clock, or of the entry. span: to now, while it is on. readings: each other word, while it is not
    settled."""

    source: str
    key: int
    contract: int
    system: int | None
    system_name: str
    number: str
    title: str
    cause: str
    state: str
    span: Span
    on: bool
    excuses: tuple[Excuse, ...] = ()
    readings: tuple[OutageReading, ...] = ()

    @property
    def began_at(self) -> datetime:
        return self.span.start

    @property
    def ended_at(self) -> datetime | None:
        return None if self.on else self.span.end

    @property
    def settled(self) -> bool:
        return self.state not in OPEN

    def longest(self) -> OutageReading:
        """The word by which most of it counts."""
        own = OutageReading("", self.span, tuple(one.span for one in self.excuses))
        return max((own, *self.readings), key=lambda one: length(excluding([one.span], one.excuses)))
