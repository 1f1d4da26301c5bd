"""Instants and stretches in words, in Beijing time. Days run to 24:00, as people and the law say it."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import dateformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tickets.clocks import breached
from tickets.datelaw import explain
from tickets.datelaw.types import ZONE
from tickets.models import Breach, Deadline


def short(at: datetime, now: datetime) -> str:
    """`03-18 09:10`, for lists; with its year where that is another than now."""
    here = at.astimezone(ZONE)
    return f"{here:%m-%d %H:%M}" if here.year == now.astimezone(ZONE).year else full(at)


def full(at: datetime) -> str:
    """`2026-03-18 09:10`."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def exact(at: datetime) -> str:
    """With seconds, where minutes decide."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def due_short(deadline: Deadline, now: datetime) -> str:
    """The due instant for lists: `03-18 09:10`, `3月18日（周三）24时`; with its year where that is another than now."""
    if deadline.unit.elapsed:
        return short(deadline.due_at, now)
    last = last_day(deadline.due_at)
    if last.year != now.astimezone(ZONE).year:
        return explain.deadline(deadline.unit, deadline.due_at)
    return _end_of(last, get_language())


@lru_cache(maxsize=1024)
def _end_of(last: date, _language: str | None) -> str:
    """Without its year. Kept: the orders of one list end on few days."""
    named = dateformat.format(last, pgettext("day of a year", "j F"))
    day_ = _("%(weekday)s %(date)s") % {"weekday": explain.WEEKDAYS[last.weekday()], "date": named}
    return _("24:00 of %(day)s") % {"day": day_}


def due_words(deadline: Deadline) -> str:
    """As a sentence names it: `3月9日（周一）24时`, or the minute where minutes count."""
    return explain.deadline(deadline.unit, deadline.due_at)


def due_full(at: datetime) -> str:
    """A due instant without its deadline at hand: midnight reads as 24:00 of the day before."""
    if at.astimezone(ZONE).time() != time.min:
        return full(at)
    return _("24:00 of %(day)s") % {"day": explain.day(last_day(at))}


def ran_out(deadline: Deadline, at: datetime, *, to_the_second: bool = False) -> str:
    """When a limit was over: by days at the 24:00 of one, as the law has it, else at an instant."""
    if not deadline.unit.elapsed and at.astimezone(ZONE).time() == time.min:
        return due_full(at)
    return exact(at) if to_the_second else full(at)


def last_day(due_at: datetime) -> date:
    """The day that ends with this midnight."""
    return (due_at.astimezone(ZONE) - timedelta(microseconds=1)).date()


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


def late(breach: Breach, now: datetime) -> str:
    """By how much; nothing where it stopped before, as settled since. What was set aside is late by nothing: how it
    read before is said as that. Its clock must be at hand."""
    length = breached.late_by(breach, now)
    said = (span if breach.deadline.unit.elapsed else roughly)(length) if length else ""
    if breach.set_aside_at is None:
        return said
    return _("set aside (read before: %(span)s)") % {"span": said} if said else _("set aside")


def day(at: datetime) -> str:
    """`2026年3月2日`."""
    return dateformat.format(at.astimezone(ZONE).date(), pgettext("date of a sentence", "j F Y"))


def roughly(length: timedelta) -> str:
    """As `span`, without seconds: for what people do, not for what is reckoned."""
    return span(length) if length >= timedelta(minutes=1) else _("less than a minute")


def worn(length: timedelta) -> str:
    """How long a human step took, in its largest unit: nobody counts the hours of a week."""
    if length >= timedelta(days=1):
        return ngettext("%(days)d day", "%(days)d days", length.days) % {"days": length.days}
    hours = int(length / timedelta(hours=1))
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else roughly(length)


def dated(at: datetime) -> str:
    """`2026年3月2日 10:04`, as sentences say it."""
    return f"{day(at)} {_clock(at.astimezone(ZONE))}"


def beside(at: datetime, other: datetime) -> str:
    """`10:20` where it lies on the day of the other instant, else as `dated`."""
    here = at.astimezone(ZONE)
    return _clock(here) if here.date() == other.astimezone(ZONE).date() else dated(at)


def due_dated(at: datetime) -> str:
    """A due instant in a sentence: midnight reads as 24:00 of the day before."""
    here = at.astimezone(ZONE)
    if here.time() != time.min:
        return dated(at)
    return _("24:00 of %(day)s") % {"day": day(here - timedelta(seconds=1))}


def _clock(here: datetime) -> str:
    return f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"
