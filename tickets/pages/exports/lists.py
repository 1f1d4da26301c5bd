"""The lists that can be taken out, each as its own page declares it."""

from typing import Final

from tickets.pages.board.taken import CLOCKS
from tickets.pages.breaches.taken import BREACHES
from tickets.pages.calendar.taken import CALENDAR
from tickets.pages.checks.taken import CHECKS
from tickets.pages.claim_list.taken import CLAIMS
from tickets.pages.clock_list.taken import EVERY_CLOCK
from tickets.pages.manage.taken import PEOPLE, RIGHTS, UNITS
from tickets.pages.notices.taken import NOTICES
from tickets.pages.operations.taken import DELIVERIES, TASKS
from tickets.pages.outages.taken import OUTAGES
from tickets.pages.parts.exported import ExportedList
from tickets.pages.registers.taken import TAKEN
from tickets.pages.reports.taken import REPORTS
from tickets.pages.sampling.taken import SAMPLES
from tickets.pages.sheets.taken import SHEETS
from tickets.pages.statistics.taken import PASSAGES
from tickets.pages.supervision.taken import SUPERVISION
from tickets.pages.ticket_list.taken import TICKETS

LISTS: Final[dict[str, ExportedList]] = {
    one.name: one
    for one in (
        PEOPLE,
        UNITS,
        RIGHTS,
        DELIVERIES,
        TASKS,
        TICKETS,
        BREACHES,
        CALENDAR,
        CLAIMS,
        CLOCKS,
        CHECKS,
        EVERY_CLOCK,
        NOTICES,
        OUTAGES,
        PASSAGES,
        REPORTS,
        SAMPLES,
        SHEETS,
        SUPERVISION,
        *TAKEN,
    )
}
