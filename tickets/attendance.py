"""Who was on duty under a contract: the people that it promises, the posts that nobody held, what months came to.

What was said of absent people is read from the audit, where it stands as it was entered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from tickets.datelaw.types import local
from tickets.lifecycle.attendance import Absence, Claimed, StaffedMonth
from tickets.lifecycle.endorsements import ATTENDANCE, DUTY_PLAN, PLAN_AGREED
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.kinds.staffing.questions import (
    ABSENCE_NO,
    ACCEPT,
    ANSWERS,
    DUTY_FROM,
    DUTY_SORT,
    DUTY_TO,
    EMPTY_FROM,
    EMPTY_POST,
    EMPTY_TO,
    MAJOR,
    MONTH,
    PEOPLE_KEPT,
    POSTS,
    PRESENT_LEAST,
    PROMISED,
    SITE,
)
from tickets.models import AuditEntry, Contract, Endorsement, Ticket
from tickets.policy.types import HeadCountTerms, Party

FOUND, ADMITTED = Staffing.find_absent.name, Staffing.report_absence.name
TAKEN_BACK, UPHELD = Staffing.withdraw_absence.name, Staffing.uphold_absence.name
ANSWERED: Final = Staffing.hand_in_lapses.name
ACTS: Final = (FOUND, ADMITTED, TAKEN_BACK, UPHELD, ANSWERED)


@dataclass(frozen=True, slots=True)
class AttendanceAct:
    """One act about absent people as its entry has it."""

    action: str
    side: str
    at: datetime
    fields: Mapping[str, Any]


def promised(contract: Contract) -> tuple[tuple[date, int], ...]:
    """(from which day on, so many people), oldest first. It lies in the contract's row: no query."""
    return tuple((date.fromisoformat(one["since"]), one["people"]) for one in contract.head_count)


def promise_rows(terms: Iterable[HeadCountTerms]) -> list[dict[str, Any]]:
    """As the contract's row holds them."""
    return [{**asdict(one), "since": one.since.isoformat()} for one in terms]


def of_order(ticket: Ticket) -> tuple[Absence, ...]:
    """What was said of one order. One query, none of another kind."""
    if ticket.kind != Staffing.kind:
        return ()
    return _by_order(ticket.contract, AuditEntry.objects.filter(ticket=ticket)).get(ticket.pk, ())


def of_contract(contract: Contract) -> dict[int, tuple[Absence, ...]]:
    """Order -> what was said of it. One query."""
    entries = AuditEntry.objects.filter(ticket__contract=contract, ticket__kind=Staffing.kind)
    return _by_order(contract, entries)


def _by_order(contract: Contract, entries: Any) -> dict[int, tuple[Absence, ...]]:
    looking = {contract.agency_id: Party.AGENCY, contract.supervisor_id: Party.SUPERVISOR}
    told: dict[int, list[AttendanceAct]] = defaultdict(list)
    ends: dict[int, datetime | None] = {}
    rows = entries.filter(action__in=ACTS, allowed=True).order_by("ticket", "seq")
    for pk, fields, action, unit, at, data in rows.values_list(
        "ticket", "ticket__fields", "action", "unit", "at", "data"
    ):
        told[pk].append(AttendanceAct(action, looking.get(unit, Party.PROVIDER).value, at, data.get("fields") or {}))
        ends[pk] = _instant(fields, DUTY_TO.name)
    return {pk: absences(said, ends[pk]) for pk, said in told.items()}


def absences(said: Iterable[AttendanceAct], ends: datetime | None = None) -> tuple[Absence, ...]:
    """What these acts come to, in their order. ends: of the duty; who is gone after it is not absent."""
    found: dict[str, Absence] = {}
    for act in said:
        if act.action in (FOUND, ADMITTED):
            number = str(len(found) + 1)
            found[number] = _absence(number, act, ends)
        else:
            found |= {one.number: one for one in _changed(found, act)}
    return tuple(found.values())


def _absence(number: str, act: AttendanceAct, ends: datetime | None) -> Absence:
    since, until = _instant(act.fields, EMPTY_FROM.name), _instant(act.fields, EMPTY_TO.name)
    if until is not None and ends is not None:
        until = min(until, ends)
    admitted = act.action == ADMITTED
    return Absence(
        number, act.fields.get(SITE.name) or "", act.fields.get(EMPTY_POST.name) or "", since, until, act.side,
        Claimed.SETTLED if admitted else Claimed.OPEN, act.at if admitted else None,
    )  # fmt: skip


def _changed(found: Mapping[str, Absence], act: AttendanceAct) -> list[Absence]:
    """Those that the act moves; what is settled stays."""
    if act.action == ANSWERED:
        answers = {row[ABSENCE_NO.name]: row["answer"] for row in act.fields.get(ANSWERS.name) or ()}
        return [_answered(found[one], answer, act) for one, answer in answers.items() if _unsettled(found, one)]
    named = act.fields.get(ABSENCE_NO.name)
    numbers = [named] if named else list(found)  # before each had its number all were taken back at once
    if act.action == TAKEN_BACK:
        return [replace(found[one], standing=Claimed.TAKEN_BACK) for one in numbers if _unsettled(found, one)]
    return [_settled(found[one], act) for one in numbers if _unsettled(found, one)]


def _unsettled(found: Mapping[str, Absence], number: str) -> bool:
    return number in found and found[number].unsettled


def _answered(one: Absence, answer: str, act: AttendanceAct) -> Absence:
    return _settled(one, act) if answer == ACCEPT else replace(one, standing=Claimed.CONTESTED)


def _settled(one: Absence, act: AttendanceAct) -> Absence:
    return replace(one, standing=Claimed.SETTLED, settled_at=act.at)


def _instant(fields: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(fields[name]) if fields.get(name) else None


def key_posts(ticket: Ticket, endorsed: Iterable[Endorsement]) -> list[dict[str, Any]]:
    """The posts of a plan that was agreed for a major event (12.4(2)); none of any other duty."""
    standing = {one.name: one for one in endorsed if one.voided_at is None}
    if not ticket.fields.get(MAJOR.name) or PLAN_AGREED.name not in standing or DUTY_PLAN.name not in standing:
        return []
    rows: list[dict[str, Any]] = standing[DUTY_PLAN.name].data.get(POSTS.name) or []
    return rows


def of_month(ticket: Ticket, endorsed: Iterable[Endorsement]) -> StaffedMonth | None:
    """What the sheet of a month says; None of another duty, and while none is handed in."""
    sheet = next((one for one in endorsed if one.name == ATTENDANCE.name and one.voided_at is None), None)
    if sheet is None or ticket.fields.get(DUTY_SORT.name) != MONTH:
        return None
    least = sheet.data[PRESENT_LEAST.name]
    since, people = _instant(ticket.fields, DUTY_FROM.name), ticket.fields[PROMISED.name]
    kept = sheet.data.get(PEOPLE_KEPT.name)
    assert since is not None  # noqa: S101  # the service wrote it
    month = local(since).date().replace(day=1)
    return StaffedMonth(ticket.number, month, people, people if kept is None else kept, least)


def months(contract: Contract) -> list[StaffedMonth]:
    """Every month whose sheet is confirmed, oldest first. Two queries."""
    orders = Ticket.objects.filter(contract=contract, kind=Staffing.kind, state=Staffing.closed.code)
    monthly = orders.filter(**{f"fields__{DUTY_SORT.name}": MONTH}).prefetch_related("endorsements")
    found = [of_month(order, order.endorsements.all()) for order in monthly]
    return sorted((one for one in found if one is not None), key=lambda one: one.month)
