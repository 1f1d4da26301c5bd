"""Dues, days and refusals in the reader's language: what a page, the API and the command `due` all print."""

from datetime import date, datetime, timedelta
from functools import reduce, singledispatch

from django.utils import dateformat
from django.utils.translation import get_language, ngettext, ngettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from tickets.datelaw.narrator import Days
from tickets.datelaw.types import ONE_DAY, Due, ReckoningStep, local
from tickets.errors import PolicyError
from tickets.policy.calendar_files import OffRange
from tickets.policy.types import Limit, Unit

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)

LIMITS = {
    Unit.MINUTE: ngettext_lazy("%(n)s minute", "%(n)s minutes", "n"),
    Unit.HOUR: ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    Unit.DAY: ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    Unit.NATURAL_DAY: ngettext_lazy("%(n)s natural day", "%(n)s natural days", "n"),
    Unit.WORKING_DAY: ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    Unit.MONTH: ngettext_lazy("%(n)s month", "%(n)s months", "n"),
    Unit.MONTH_BEFORE: ngettext_lazy("At least %(n)s month before", "At least %(n)s months before", "n"),
    Unit.WORKING_DAY_BEFORE: ngettext_lazy(
        "At least %(n)s working day before", "At least %(n)s working days before", "n"
    ),
}


def answer(due: Due) -> dict[str, object]:
    """What the command `due --json` and the REST call `due/` give: plain values, the steps in words."""
    return {
        "start": due.start.isoformat(),
        "limit": str(due.limit),
        "nominal_last_day": due.nominal_last_day and due.nominal_last_day.isoformat(),
        "last_day": due.last_day and due.last_day.isoformat(),
        "due_at": due.legal.isoformat(),
        "provisional": due.provisional,
        "steps": lines(due),
    }


def lines(due: Due) -> list[str]:
    """The reasoning, a line a step, in the active language."""
    return [_worded(step) for step in due.steps]


def refusal(error: PolicyError) -> str:
    """A refusal of the pure modules in the active language."""
    return _worded(ReckoningStep(error.msgid, error.params))


def day(at: date) -> str:
    """2026年11月5日（周四）, Thu 5 November 2026."""
    date_ = dateformat.format(at, pgettext("date format", "j F Y"))
    return _("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[at.weekday()], "date": date_}


def days(first: date, last: date) -> str:
    """From the first day to the last, or the one day that both are."""
    return day(first) if first == last else _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def festival(off: OffRange) -> str:
    """春节, Spring Festival."""
    return off.name if (get_language() or "").startswith("zh") else off.name_en


def moment(at: datetime) -> str:
    """2026年11月5日（周四）17:30, Thu 5 November 2026, 17:30, in Asia/Shanghai; seconds if any."""
    here = local(at)
    return _("%(day)s, %(time)s") % {"day": day(here.date()), "time": _time(here)}


def deadline(unit: Unit, due_at: datetime) -> str:
    """The due as people write it: 2026年11月5日（周四）24时前 for day limits, else the instant."""
    if unit.elapsed:
        return moment(due_at)
    return _("by 24:00 of %(day)s") % {"day": day(local(due_at).date() - ONE_DAY)}


def limit(value: Limit) -> str:
    """20个工作日, 20 working days."""
    return LIMITS[value.unit] % {"n": value.n}


def span(time_: timedelta) -> str:
    """2天3小时5分钟, 2 days 3 hours 5 minutes; parts that are nothing are left out."""
    minutes, seconds = divmod(int(time_.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [limit(Limit(n, unit)) for n, unit in ((days, Unit.DAY), (hours, Unit.HOUR), (minutes, Unit.MINUTE)) if n]
    if seconds or not parts:
        parts.append(ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds})
    return reduce(lambda larger, smaller: _("%(larger)s %(smaller)s") % {"larger": larger, "smaller": smaller}, parts)


def _worded(step: ReckoningStep) -> str:
    text = _(step.msgid)
    return text % {name: _word(value) for name, value in step.params.items()} if step.params else text


@singledispatch
def _word(value: object) -> object:
    return value  # numbers and texts, as they are


_word.register(date, day)
_word.register(datetime, moment)
_word.register(timedelta, span)
_word.register(Limit, limit)
_word.register(PolicyError, refusal)
_word.register(OffRange, festival)


@_word.register
def _days(value: Days) -> str:
    return days(value.first, value.last)


def _time(at: datetime) -> str:
    """A fraction of a second is reckoned with and not said: people write none."""
    return at.time().isoformat("seconds" if at.second or at.microsecond else "minutes")
