"""A month of the calendar taken out: the clocks of its days, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import midnight
from tickets.models import Deadline
from tickets.pages.calendar.clocks import due_day, within
from tickets.pages.parts import asked_days, lamps, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn, due
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Day"), 14, due_day),
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.subject),
    SheetColumn(_("Time limit"), 24, lambda row: wording.of_round(row.title, row.round)),
    SheetColumn(_("Obliged side"), 14, lambda row: wording.side(row.party)),
    SheetColumn(_("Due"), 20, due),
    SheetColumn(_("Lamp"), 16, lambda row: row.said),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    """What one side owes in a month is never long: it is read once."""
    month = asked_days.month(query.get("month", ""), here.today)
    following = (month + timedelta(days=31)).replace(day=1)
    found = {one.pk: one for one in within(here, midnight(month), midnight(following))}

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return (_said(found[pk], here) for pk in some)

    said = [(gettext("Month"), str(Period(MONTH, month)))]
    return NarrowedList([], said, lambda most: list(found)[:most], dressed)


def _said(row: Deadline, here: Visit) -> Deadline:
    row.said = lamps.words(row, here.now)  # type: ignore[attr-defined]  # for its column
    return row


CALENDAR: Final = ExportedList("calendar", _("Calendar of deadlines"), "calendar", COLUMNS, take)
