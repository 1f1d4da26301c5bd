"""What the months of a contract came to, as they were scored and settled. A month that is closed never changes."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from tickets.lifecycle.endorsements import RESULT_ACCEPTED, RULED, SCORED
from tickets.lifecycle.kinds.assessment import LINES, MONTH, PASS_MARK, SHEET, Assessment
from tickets.models import AuditEntry, Contract, Endorsement, Ticket
from tickets.penalties.counts import failed_rows
from tickets.policy.types import ScoreItemTerms, ScoreSheetTerms

#: Of several that stand the first counts: the supervisor's score over the agency's.
COUNTED: Final = (RULED.name, SCORED.name)
#: By either of them what was noted in the month is settled; silence settles nothing (N32).
SETTLES: Final = frozenset({RESULT_ACCEPTED.name, RULED.name})


@dataclass(frozen=True, slots=True)
class MonthScore:
    """One month as it was scored. settled: the provider accepted it or the supervisor ruled; else nobody objected in
    time."""

    number: str
    month: date
    sum: int
    most: int
    pass_mark: int
    settled: bool
    ruled: bool

    @property
    def passed(self) -> bool:
        return self.sum >= self.pass_mark


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint of a user as the agency noted it. settled: as the month in which it was noted."""

    number: str
    about: str
    settled: bool


def sheet(contract: Contract) -> ScoreSheetTerms | None:
    """The sheet that both sides agreed on; None: none is. It lies in the contract's row: no query."""
    held = contract.score_sheet
    return ScoreSheetTerms(**{**held, "items": tuple(ScoreItemTerms(**one) for one in held["items"])}) if held else None


def sheet_row(terms: ScoreSheetTerms | None) -> dict[str, Any] | None:
    """As the contract's row holds it."""
    return {**asdict(terms), "items": [asdict(item) for item in terms.items]} if terms is not None else None


def of_order(ticket: Ticket, endorsements: Iterable[Endorsement]) -> MonthScore | None:
    """By what stands on the order; None while nothing is scored."""
    standing = {one.name: one for one in endorsements if one.voided_at is None}
    counted = next((standing[name] for name in COUNTED if name in standing), None)
    if counted is None:
        return None
    return MonthScore(
        number=ticket.number,
        month=MONTH.revive(ticket.fields[MONTH.name]),
        sum=LINES.sum(counted.data[LINES.name]),
        most=sum(row["points_most"] for row in ticket.fields[SHEET.name]),
        pass_mark=ticket.fields[PASS_MARK.name],
        settled=not SETTLES.isdisjoint(standing),
        ruled=RULED.name in standing,
    )


def given(endorsements: Iterable[Endorsement]) -> dict[str, dict[str, Any]]:
    """Item -> its row as it is scored so far."""
    standing = {one.name: one for one in endorsements if one.voided_at is None}
    counted = next((standing[name] for name in COUNTED if name in standing), None)
    return {row["score_item"]: row for row in counted.data[LINES.name]} if counted is not None else {}


def of_contract(contract: Contract) -> list[MonthScore]:
    """Every month that is closed, oldest first. Two queries."""
    orders = Ticket.objects.filter(contract=contract, kind=Assessment.kind, state=Assessment.closed.code)
    scored = [of_order(order, order.endorsements.all()) for order in orders.prefetch_related("endorsements")]
    return sorted((one for one in scored if one is not None), key=lambda one: one.month)


def opened(contract: Contract) -> dict[date, str]:
    """First day of each month that is scored by an order, or was -> its number."""
    there = Ticket.objects.filter(contract=contract, kind=Assessment.kind).exclude(state=Assessment.void.code)
    stored = there.values_list(f"fields__{MONTH.name}", "number")
    return {MONTH.revive(month): number for month, number in stored}


def recorders(ticket: Ticket) -> frozenset[int]:
    """Who recorded what was looked at in the month, and whom they stood in for."""
    looked = AuditEntry.objects.filter(ticket=ticket, action=Assessment.record_check.name, allowed=True)
    people = looked.values_list("actor", "on_behalf_of")
    return frozenset(person for both in people for person in both if person is not None)


def row_with(number: str, months: Sequence[MonthScore], *, adjacent: bool) -> list[MonthScore]:
    """The row in which this order stands; none where its month was passed."""
    rows = failed_rows(months, adjacent=adjacent)
    return next((row for row in rows if any(one.number == number for one in row)), [])


def complaints(contract: Contract, months: Iterable[MonthScore]) -> list[Complaint]:
    """Every complaint that was noted under the contract, of which these months are closed. One query."""
    noted = AuditEntry.objects.filter(
        ticket__contract=contract, action=Assessment.record_complaint.name, allowed=True
    ).order_by("id")
    settled = {one.number for one in months if one.settled}
    rows: list[tuple[str, dict[str, Any]]] = list(noted.values_list("ticket__number", "data"))
    return [Complaint(number, data["fields"]["complaint_about"], number in settled) for number, data in rows]
