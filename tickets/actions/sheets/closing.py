"""A month's sheet is closed: by the agency's lead on its last day, else by the service when that day is over; month by
month, an empty one too. No order is about it, so that it stands in the system log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from accounts.roles import AGENCY_FINANCE, AGENCY_LEAD, AUTHORITY_OFFICER, PROVIDER_LEAD, SUPERVISOR_AUDITOR
from tickets import audit, outbox, priced, sheets
from tickets.actions import door
from tickets.actions.apart import each_apart
from tickets.actions.owing import look_for_owed, tell_of_owed
from tickets.actions.redraw import redraw_payments
from tickets.actions.rules import Rules
from tickets.actions.sheets import gathered
from tickets.actions.sheets.writing import Closer, write
from tickets.datelaw.types import local, midnight
from tickets.errors import Forbidden, WrongState
from tickets.models import Contract, MonthSheet, SheetLine
from tickets.penalties import closing, explain
from tickets.penalties.closing import ClosingMonth, MonthCase
from tickets.permissions import Capacity, Standing, people_of, standing

CLOSED: Final = "sheet_closed"
TOLD: Final = (AGENCY_LEAD, AGENCY_FINANCE, PROVIDER_LEAD, SUPERVISOR_AUDITOR, AUTHORITY_OFFICER)


@dataclass
class NextSheet:
    """The sheet of a contract that is to be closed next, as it stands now. Each part is read once."""

    contract: Contract
    now: datetime

    @cached_property
    def last(self) -> MonthSheet | None:
        return self.contract.month_sheets.last()

    @property
    def month(self) -> date:
        return sheets.following(self.contract, self.last)

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.contract)

    @property
    def closes_on(self) -> date:
        return sheets.closes_on(self.month, self.rules.calendar, self.rules.readings)

    @property
    def closes_at(self) -> datetime:
        return sheets.closes_at(self.month, self.rules.calendar, self.rules.readings)

    @property
    def overdue(self) -> bool:
        return self.closes_at <= self.now

    @property
    def until(self) -> datetime:
        """What is settled later belongs to the sheet after it."""
        return min(self.now, self.closes_at)

    @cached_property
    def case(self) -> MonthCase | None:
        """None: the contract never priced a breach."""
        return self._case(self.until)

    @cached_property
    def known(self) -> MonthCase | None:
        """As it stands now, of later months too: once its own day is over a sheet is made of what stood then."""
        if not self.overdue:
            return self.case
        return self._case(self.now)

    def _case(self, until: datetime) -> MonthCase | None:
        since = self.last.until if self.last is not None else None
        return gathered.case_of(self.contract, self.month, until, before=self.closes_at, since=since)

    def as_closed(self, case: MonthCase) -> ClosingMonth:
        stands = [sheets.row(one) for one in sheets.lines(self.contract)]
        return closing.close(self.month, case, stands, on=self._day)

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def _day(self) -> date:
        """24:00 belongs to the day that it ends."""
        return self.closes_on if self.overdue else self.today

    @property
    def may_close_early(self) -> bool:
        """The last one, for the settlement: the service is accepted, and no claim is open any more."""
        accepted = self.rules.accepted_on
        if accepted is None or self.case is None or self.month < accepted.replace(day=1):
            return False
        found = self.as_closed(self.case)
        return midnight(self.month) <= self.now and not found.waiting and not found.unsettled


def check_close_sheet(contract: Contract, month: date, where: Standing, now: datetime) -> Capacity:
    """The agency's lead, on the day on which the sheet closes; the last one early. Raises Forbidden, WrongState."""
    held = (one for one in where.on(contract, None, "") if one.role == AGENCY_LEAD and not one.kinds)
    if (capacity := next(held, None)) is None:
        raise Forbidden(_("The agency's lead closes the sheet of a month."))
    found = NextSheet(contract, now)
    if not priced.ever(contract):
        raise WrongState(_("This contract prices no breach: it has no sheets."))
    if month != found.month:
        told = {"month": explain.month(found.month)}
        raise WrongState(_("Sheets are closed month by month: that of %(month)s is next.") % told)
    if now < midnight(found.closes_on) and not found.may_close_early:
        told = {"month": explain.month(month), "day": found.closes_on.isoformat()}
        raise WrongState(_("The sheet of %(month)s closes on %(day)s. What is settled by then is in.") % told)
    return capacity


def close_sheet(contract: Contract, month: date, *, actor: User, now: datetime) -> MonthSheet:
    """From now on it never changes. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
        capacity = check_close_sheet(contract, month, standing(actor, now), now)
        found = NextSheet(contract, now)
        return _close(found, Closer(until=found.until, at=now, by=actor, unit=capacity.unit))


def close_due_sheets(now: datetime) -> int:
    """Close what nobody closed in time, and tell of what is owed and not demanded. How many sheets, each in a
    transaction of its own; of the contracts one that cannot be closed holds up no other."""
    door.check()
    return each_apart(lambda pk: _close_all(pk, now), _priced())


def _close_all(contract: int, now: datetime) -> int:
    closed = sum(1 for _sheet in _closed(contract, now))
    look_for_owed(contract, now)
    return closed


def _priced() -> list[int]:
    return list(priced.contracts().order_by("number").values_list("pk", flat=True))


def _closed(contract: int, now: datetime) -> Iterator[MonthSheet]:
    while (sheet := _close_by_rule(contract, now)) is not None:
        yield sheet


@transaction.atomic
def _close_by_rule(contract: int, now: datetime) -> MonthSheet | None:
    """None: nothing is due."""
    found = NextSheet(Contract.objects.select_for_update().get(pk=contract), now)
    if not found.overdue or found.case is None or _is_over(found):
        return None
    return _close(found, Closer(until=found.until, at=now))


def _is_over(found: NextSheet) -> bool:
    """The last instalment is settled and the term is over: from then on a month is closed by hand, for a correction."""
    return found.last is not None and gathered.is_settled(found.contract) and found.month > found.rules.term_ends


def _close(found: NextSheet, closer: Closer) -> MonthSheet:
    case = found.case
    assert case is not None  # noqa: S101  # whoever calls has looked
    sheet = write(found.contract, found.as_closed(case), case, closer)
    redraw_payments(found.contract)
    _record(sheet, closer)
    _tell(sheet, closer)
    if closer.by is not None:
        tell_of_owed(found.contract, closer.at)
    return sheet


def print_sheet(sheet: MonthSheet, form: str, *, actor: User, now: datetime, address: str) -> None:
    """What leaves the service on paper or as a file is recorded."""
    told = {"contract": sheet.contract.number, "month": f"{sheet.month:%Y-%m}", "form": form, "address": address}
    audit.log_system("sheet_printed", now=now, actor=actor, unit=unit_of(actor), data=told)


def _record(sheet: MonthSheet, closer: Closer) -> None:
    told = {"contract": sheet.contract.number, "month": f"{sheet.month:%Y-%m}", "total": sheet.sum, "rows": sheet.size}
    faces = audit.faces_of([sheet, *SheetLine.objects.filter(sheet=sheet).select_related("sheet__contract")])
    audit.log_system(CLOSED, now=closer.at, actor=closer.by, unit=sheet.closed_unit, data=told, rows=faces)


def _tell(sheet: MonthSheet, closer: Closer) -> None:
    params = {"contract": sheet.contract.number, "month": f"{sheet.month:%Y-%m}", "sum": str(sheet.sum)}
    people = people_of(sheet.contract, TOLD) - ({closer.by.pk} if closer.by else set())
    outbox.queue(CLOSED, people, ticket=None, key=f"{CLOSED}:{sheet.pk}", params=params, now=closer.at)
