"""The lanes of the board: every open clock by the time it has left, and the settled ones. Pure but for the questions
that it puts together: what a number counts and what it opens are the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tickets.datelaw.types import day_end, local
from tickets.models import Deadline
from tickets.models.deadlines import BREACHED, ELAPSED, MET, PAUSED, RUNNING

#: The on-time rate looks back over this stretch.
RATE_DAYS: Final = 90
OPEN: Final = Q(stopped_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Lane:
    """The clocks of the lane are those `since` an instant, in its order, and none that is due after `until`. colour: of
    its edge. listed: it stands on the board itself. order: which of them comes first."""

    name: str
    label: Promise
    colour: str
    since: Callable[[datetime], Q]
    until: Callable[[datetime], datetime] | None = None
    listed: bool = True
    order: str = "due_at"

    def clocks(self, now: datetime) -> Q:
        return self.since(now) & (Q(due_at__lte=self.until(now)) if self.until else Q())


#: Each question is answered by what stands in the board's indexes: an open clock that is late reads breached, and a
#: running one is late only by its due instant.
def _running(now: datetime) -> Q:
    return OPEN & Q(state=RUNNING, due_at__gte=now) & ~Q(_just_due(now))


def _overdue(now: datetime) -> Q:
    return OPEN & ~Q(state=PAUSED) & (Q(state=BREACHED) | Q(due_at__lt=now) | _just_due(now))


def _just_due(now: datetime) -> Q:
    """Due this very instant: minutes and hours are still on time then, days are over."""
    return Q(due_at=now) & ~Q(limit_unit__in=ELAPSED)


def _after_the_hour(now: datetime) -> Q:
    return _running(now) & Q(due_at__gt=in_an_hour(now))


def _after_today(now: datetime) -> Q:
    return _running(now) & Q(due_at__gt=tonight(now))


def _later(now: datetime) -> Q:
    return _running(now) & Q(due_at__gt=in_three_days(now))


def _paused(_now: datetime) -> Q:
    return OPEN & Q(state=PAUSED)


def _amber(now: datetime) -> Q:
    return _running(now) & Q(amber_at__lte=now)


def settled(now: datetime) -> Q:
    return Q(stopped_at__gte=now - timedelta(days=RATE_DAYS), state__in=(MET, BREACHED))


def _late(now: datetime) -> Q:
    return settled(now) & Q(state=BREACHED)


def in_an_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def tonight(now: datetime) -> datetime:
    """The end of the day; in its last hour the end of that hour, so that no clock stands in two lanes."""
    return max(in_an_hour(now), day_end(local(now).date()))


def in_three_days(now: datetime) -> datetime:
    return now + timedelta(days=3)


#: In the order of danger.
LANES: Final = {
    lane.name: lane
    for lane in (
        Lane("overdue", gettext_lazy("Overdue"), "red", _overdue),
        Lane("hour", gettext_lazy("Within one hour"), "amber", _running, in_an_hour),
        Lane("today", gettext_lazy("Today"), "amber", _after_the_hour, tonight),
        Lane("days", gettext_lazy("Within three days"), "green", _after_today, in_three_days),
        Lane("later", gettext_lazy("Later"), "green", _later),
        Lane("paused", gettext_lazy("Paused"), "grey", _paused, order="rests_since"),
        Lane("amber", gettext_lazy("Nearly due"), "amber", _amber, listed=False),
        Lane("settled", gettext_lazy("Settled in 90 days"), "green", settled, listed=False),
        Lane("late", gettext_lazy("Settled late in 90 days"), "red", _late, listed=False),
    )
}
LISTED: Final = [lane for lane in LANES.values() if lane.listed]
#: Where one of them begins or ends, by the hour.
BOUNDS: Final = (in_an_hour, tonight, in_three_days)


def lane_of(clock: Deadline, now: datetime) -> str:
    """The lane in which an open clock stands."""
    if clock.late(now):
        return "overdue"
    if clock.state == PAUSED:
        return "paused"
    if clock.due_at <= in_an_hour(now):
        return "hour"
    if clock.due_at <= tonight(now):
        return "today"
    return "days" if clock.due_at <= in_three_days(now) else "later"
