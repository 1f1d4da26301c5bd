"""What stands on an order and holds nothing up: what was told later than it should have been, what was done how often.

The advance of a filing (8.3) or of maintenance (8.7) is advice: late is said to everybody, and never refused. It is
worked out anew from the endorsement that told it, so that it stays as long as the order does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets import registered
from tickets.actions.facts import rules_of
from tickets.datelaw import explain
from tickets.datelaw.advance import Advance, advance
from tickets.datelaw.types import day_end, local
from tickets.lifecycle.endorsements import FILING
from tickets.lifecycle.fields import Field
from tickets.lifecycle.kind import Advised
from tickets.lifecycle.kinds.staff_replacement import StaffReplacement
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.kinds.staffing.questions import BADGE
from tickets.lifecycle.questions import FILING_NO, WINDOW_START
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.words import ACTIONS
from tickets.models import AuditEntry, Clause, Deadline, Endorsement, RegisterEntry, Ticket
from tickets.registers.books.secrecy import Secrecy

#: So many other orders are named.
MOST = 5


@dataclass(frozen=True, slots=True)
class OrderRemark:
    """One of them in the reader's language. code: of the clause, or the name of the step that is counted."""

    code: str
    message: str
    #: Of an advance: the latest day in time; and when it was told, None as long as it was not.
    last_day: date | None = None
    told_at: datetime | None = None
    count: int | None = None


def remarks(ticket: Ticket, scene: Scene) -> list[OrderRemark]:
    """Those on this ticket; `scene` as it stands now. At most six queries, none for a kind that has no such rule."""
    return [*_late(ticket, scene), *_counted(ticket), *_filed_twice(ticket, scene), *_unsigned(ticket)]


def ahead(ticket: Ticket, scene: Scene, clocks: Iterable[Deadline]) -> list[OrderRemark]:
    """Those that an order would bear if it were filed now, so that they are read before the button is pressed. scene,
    clocks: as it would stand then. Without a query."""
    return [*_late(ticket, scene), *_too_late_for_the_work(ticket, scene, clocks)]


def _too_late_for_the_work(ticket: Ticket, scene: Scene, clocks: Iterable[Deadline]) -> Iterator[OrderRemark]:
    """Whoever acts by the suggested time alone acts after the work was to begin."""
    points = [scene.value(WINDOW_START), *(one.planned.at(scene) for one in ticket.machine.advised)]
    begins = min((_instant(one) for one in points if one is not None), default=None)
    for row in clocks:
        if begins is not None and row.internal and row.open and row.due_at > begins:
            message = _(
                "%(clause)s: the suggested time %(due)s lies after the planned beginning, %(planned)s."
                " Have it done sooner."
            )
            said = {
                "clause": row.clause.title_in(get_language()),
                "due": explain.deadline(row.unit, row.due_at),
                "planned": explain.moment(begins),
            }
            yield OrderRemark(row.clause.code, message % said)


def _instant(at: date) -> datetime:
    """Of a day its end: the work may begin at any hour of it."""
    return at if isinstance(at, datetime) else day_end(at)


def _filed_twice(ticket: Ticket, scene: Scene) -> Iterator[OrderRemark]:
    """The number of its filing is that of another order as well: one letter may file two, or a digit is wrong."""
    filed = scene.endorsed(FILING)
    if filed is None or not (number := filed.value(FILING_NO)):
        return
    same = Endorsement.objects.filter(name=FILING.name, **{f"data__{FILING_NO.name}": number})
    others = same.filter(voided_at=None, ticket__contract=ticket.contract_id).exclude(ticket=ticket)
    if orders := list(others.values_list("ticket__number", flat=True)[:MOST]):
        said = {"number": number, "orders": ", ".join(orders)}
        message = _("Filing number %(number)s stands on %(orders)s as well. If it is mistyped, have it corrected.")
        yield OrderRemark("filing_no", message % said)


def _unsigned(ticket: Ticket) -> Iterator[OrderRemark]:
    """The register has no signed secrecy contract of whoever was nominated, or came on duty before one was signed
    (15.4): it is said, and refuses nothing."""
    badges = _named_by(ticket)
    if not badges:
        return
    rows = RegisterEntry.objects.filter(contract=ticket.contract_id, register=Secrecy.code, subject__in=badges)
    known = [(one.subject, one.values.get(Secrecy.signed_on.name)) for one in registered.counting(rows)]
    signed = {badge for badge, day in known if day and day <= badges[badge]}
    if missing := [badge for badge in badges if badge not in signed]:
        message = _("The register of secrecy has no signed secrecy contract of %(badge)s.")
        yield OrderRemark("secrecy", message % {"badge": ", ".join(missing[:MOST])})


def _named_by(ticket: Ticket) -> dict[str, str]:
    """Badge -> the day, as JSON has it, by which its contract must be signed."""
    if ticket.kind == StaffReplacement.kind:
        badge = _said(ticket, StaffReplacement.nominate, StaffReplacement.nominee_post).order_by("-seq").first()
        return {badge[0]: date.max.isoformat()} if badge else {}
    if ticket.kind != Staffing.kind:
        return {}
    signed_in = _said(ticket, Staffing.sign_duty, BADGE).order_by("-seq")
    return {badge: local(at).date().isoformat() for badge, at in signed_in if badge}


def _said(ticket: Ticket, step: Step, field: Field[str]) -> "QuerySet[AuditEntry, tuple[str, datetime]]":
    """(what was typed, when) of each time the step was taken."""
    taken = AuditEntry.objects.filter(ticket=ticket, action=step.name, allowed=True)
    return taken.values_list(f"data__fields__{field.name}", "at")


def _late(ticket: Ticket, scene: Scene) -> Iterator[OrderRemark]:
    planned = [one for one in ticket.machine.advised if _open(one, ticket, scene)]
    if not planned:
        return
    rules = rules_of(ticket)
    for one in planned:
        clause, day, told = rules.clauses.get(one.advice.code), one.planned.at(scene), one.told.at(scene)
        if clause is None or clause.limit is None or day is None:
            continue
        known = told if isinstance(told, datetime) else None
        found = advance(day, known or scene.now, clause.limit, rules.calendar)
        if found.late:
            yield OrderRemark(clause.code, _worded(clause, found, known), found.last_day, known)


def _open(one: Advised, ticket: Ticket, scene: Scene) -> bool:
    """Something is planned, and it was told or still is to be."""
    return one.planned.at(scene) is not None and (one.told.at(scene) is not None or not ticket.final)


def _worded(clause: Clause, found: Advance, told: datetime | None) -> str:
    said = (
        _("%(clause)s: the last day in time for %(planned)s was %(last)s; it was told on %(told)s.")
        if told
        else _("%(clause)s: the last day in time for %(planned)s was %(last)s. It can still be filed.")
    )
    return said % {
        "clause": clause.title_in(get_language()),
        "planned": explain.day(found.planned),
        "last": explain.day(found.last_day),
        "told": explain.moment(found.told_at),
    }


def _counted(ticket: Ticket) -> Iterator[OrderRemark]:
    """How often each step was taken that is counted."""
    names = [step.name for step in ticket.machine.steps if step.counted]
    if not names:
        return
    taken = AuditEntry.objects.filter(ticket=ticket, action__in=names, allowed=True).order_by()
    for name, times in taken.values_list("action").annotate(times=Count("id")):
        message = _("%(action)s: %(times)d times so far.") % {"action": ACTIONS[name], "times": times}
        yield OrderRemark(name, message, count=times)
