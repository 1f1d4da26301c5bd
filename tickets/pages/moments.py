"""Instants and stretches in words, in Beijing time. Days run to 24:00, as people and the law say it."""

from datetime import datetime, time, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tickets.datelaw.types import ZONE
from tickets.models import Deadline


def short(at: datetime) -> str:
    """`03-18 09:10`, for lists."""
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


def full(at: datetime) -> str:
    """`2026-03-18 09:10`."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def exact(at: datetime) -> str:
    """With seconds, where minutes decide."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def due_short(deadline: Deadline) -> str:
    """The due instant for lists; 00:00 of the day after a last day reads as 24:00 of the last day."""
    if deadline.unit.elapsed:
        return short(deadline.due_at)
    return f"{deadline.due_at.astimezone(ZONE) - timedelta(seconds=1):%m-%d} 24:00"


def due_full(at: datetime) -> str:
    """A due instant without its deadline at hand: midnight reads as 24:00 of the day before."""
    here = at.astimezone(ZONE)
    return full(at) if here.time() != time.min else f"{here - timedelta(seconds=1):%Y-%m-%d} 24:00"


def span(length: timedelta) -> str:
    """A stretch in at most two units; whoever is late by seconds is told so."""
    minutes, seconds = divmod(max(0, int(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days and hours:
        return _("%(days)dd %(hours)dh") % {"days": days, "hours": hours}
    if days:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if hours:
        return _("%(hours)dh %(minutes)dmin") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)dmin") % {"minutes": minutes} if minutes else _("%(seconds)ds") % {"seconds": seconds}


def dated(at: datetime) -> str:
    """`2026年3月2日 10:04`, as sentences say it."""
    here = at.astimezone(ZONE)
    day = dateformat.format(here.date(), pgettext("date of a sentence", "j F Y"))
    return f"{day} {_clock(here)}"


def beside(at: datetime, other: datetime) -> str:
    """`10:20` where it lies on the day of the other instant, else as `dated`."""
    here = at.astimezone(ZONE)
    return _clock(here) if here.date() == other.astimezone(ZONE).date() else dated(at)


def due_dated(at: datetime) -> str:
    """A due instant in a sentence: midnight reads as 24:00 of the day before."""
    here = at.astimezone(ZONE)
    if here.time() != time.min:
        return dated(at)
    day = (here - timedelta(seconds=1)).date()
    return _("24:00 of %(day)s") % {"day": dateformat.format(day, pgettext("date of a sentence", "j F Y"))}


def _clock(here: datetime) -> str:
    return f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"
