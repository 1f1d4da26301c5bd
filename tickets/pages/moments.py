"""Instants and stretches in words, in Beijing time. Days run to 24:00, as people and the law say it."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.datelaw.types import ZONE
from tickets.models import Deadline

MINUTE, HOUR, DAY = 60, 3600, 86_400


def short(at: datetime) -> str:
    """`03-18 09:10`, for lists."""
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


def full(at: datetime) -> str:
    """`2026-03-18 09:10`."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def exact(at: datetime) -> str:
    """With seconds, where minutes decide."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def clock_time(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M}"


def local_day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def due_short(deadline: Deadline, at: datetime | None = None) -> str:
    """The due instant for lists; 00:00 of the day after a last day reads as 24:00 of the last day."""
    due = (at or deadline.due_at).astimezone(ZONE)
    if deadline.unit.elapsed:
        return f"{due:%m-%d %H:%M}"
    return f"{due - timedelta(seconds=1):%m-%d} 24:00"


def due_full(at: datetime) -> str:
    """A due instant without its deadline at hand: midnight reads as 24:00 of the day before."""
    here = at.astimezone(ZONE)
    return full(at) if here.time() != time.min else f"{here - timedelta(seconds=1):%Y-%m-%d} 24:00"


def span(length: timedelta) -> str:
    """A stretch in at most two units; whoever is late by seconds is told so."""
    seconds = max(0, int(length.total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        return _("%(days)dd %(hours)dh") % {"days": days, "hours": hours} if hours else _days(days)
    if hours:
        return _("%(hours)dh %(minutes)dmin") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)dmin") % {"minutes": minutes} if minutes else _("%(seconds)ds") % {"seconds": seconds}


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
