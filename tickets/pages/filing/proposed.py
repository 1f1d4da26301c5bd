"""A form that is filled in because of an order: of what it missed, failed or was found to lack. Whoever files it
changes what they like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tickets import actions, attendance, permissions, scores, settlement
from tickets.actions.rules import Rules
from tickets.lifecycle.attendance import StaffedMonth
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.assessment import GAP, Assessment
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.payment import Payment
from tickets.lifecycle.kinds.recovery import OWED_FOR, Recovery, owed_to
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.kinds.staffing.questions import OCCASION
from tickets.lifecycle.questions import RELATED
from tickets.models import Ticket
from tickets.models.sampling import OBJECTED
from tickets.pages.parts import findings
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket import staffed
from tickets.pages.ticket.view import fetch

#: The order that is the reason, and the missed clock, in the address and in the form.
BECAUSE: Final = "because"
BREACH: Final = "breach"
#: Digits of the number of a row, at most.
LONGEST_ID: Final = 18


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What stands in a form before anything is typed, and the order because of which it does."""

    of: Ticket | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


def proposal(request: HttpRequest, here: Visit, machine: type[Kind]) -> Prefilled:
    """Raises Http404 for an order or a breach that the person does not see."""
    fill_in, sent = PROPOSERS.get(machine), reasons(request)
    if fill_in is None or not sent:
        return Prefilled()
    if BREACH in sent:
        return _of_breach(sent[BREACH], here)
    order = fetch(here, sent[BECAUSE])
    return Prefilled(order, fill_in(order, here))


def reasons(request: HttpRequest) -> dict[str, str]:
    """As they came with the form, or with the address at which it was opened."""
    sent = {name: request.POST.get(name) or request.GET.get(name, "") for name in (BECAUSE, BREACH)}
    return {name: value for name, value in sent.items() if value}


def _of_breach(typed: str, here: Visit) -> Prefilled:
    pk = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_ID else 0
    rows = permissions.visible_breaches(here.standing).filter(internal=False)
    found = get_object_or_404(rows.select_related("deadline__ticket__system", "deadline__ticket__contract"), pk=pk)
    return Prefilled(found.deadline.ticket, findings.about_breach(found))


def _to_rectify(order: Ticket, here: Visit) -> Mapping[str, Any]:
    if order.machine is Assessment:
        return _failed_months(order)
    return (_short_of_staff(order) if order.machine is Staffing else {}) or _objected(order, here)


def _failed_months(order: Ticket) -> Mapping[str, Any]:
    adjacent = Rules(order.contract).reading(GAP) == "breaks"
    row = scores.row_with(order.number, scores.of_contract(order.contract), adjacent=adjacent)
    said = _("%(month)s: %(sum)d of %(most)d points, pass mark %(mark)d")
    told = [
        said % {"month": f"{one.month:%Y-%m}", "sum": one.sum, "most": one.most, "mark": one.pass_mark} for one in row
    ]
    return {
        "title": _("Monthly assessment failed in a row: %(n)d") % {"n": len(row)},
        Rectification.rectify_ground.name: "assessment",
        Rectification.demand.name: "\n".join([_("Put right what these months were marked down for:"), *told]),
        RELATED.name: [{"related_order": one.number} for one in row],
    }


def _objected(order: Ticket, here: Visit) -> Mapping[str, Any]:
    """What the person's unit objected to in an order that it drew by lot; of the last lot, where there are several."""
    drawn = actions.drawn_by(here.standing).filter(ticket=order, found=OBJECTED).order_by("-id").first()
    if drawn is None:
        return {}
    return {
        "system": order.system.code if order.system else "",
        Rectification.rectify_ground.name: "inspection",
        Rectification.demand.name: drawn.note,
        RELATED.name: [{"related_order": order.number}],
    }


def _short_of_staff(order: Ticket) -> Mapping[str, Any]:
    """Months with fewer people than promised, or the key posts of a major event that nobody held (12.4(2) and (3))."""
    run = staffed.short_months(order, Rules(order.contract))
    return _short_months(run) if run else _empty_posts(order)


def _short_months(run: list[StaffedMonth]) -> Mapping[str, Any]:
    said = _("%(month)s: %(people)d of %(promised)d people")
    told = [said % {"month": f"{one.month:%Y-%m}", "people": one.people, "promised": one.promised} for one in run]
    return {
        "title": _("Fewer staff than promised in a row: %(n)d months") % {"n": len(run)},
        Rectification.rectify_ground.name: "staff_short",
        Rectification.demand.name: "\n".join([_("Have as many people on duty as were promised:"), *told]),
        RELATED.name: [{"related_order": one.number} for one in run],
    }


def _empty_posts(order: Ticket) -> Mapping[str, Any]:
    order.endorsed = list(order.endorsements.filter(voided_at=None))
    empty = staffed.empty_key_posts(order, attendance.of_order(order))
    if not empty:
        return {}
    told, said = [one.words for one in empty], revive_all((OCCASION,), order.fields)[OCCASION.name]
    return {
        "title": _("Key staff absent from %(event)s") % {"event": said},
        Rectification.rectify_ground.name: "key_staff_absent",
        Rectification.demand.name: "\n".join(
            [_("Have the key posts of the agreed plan held. Nobody was there:"), *told]
        ),
        RELATED.name: [{"related_order": order.number}],
    }


def _owed(order: Ticket, here: Visit) -> Mapping[str, Any]:
    """What is owed to the person's side because of a payment, and not demanded yet."""
    if order.machine is not Payment:
        return {}
    found = settlement.balance(order.contract)
    open_ones = (
        what for what in owed_to(here.standing.roles) if found.open(what) and order.number in found.orders(what)
    )
    return {OWED_FOR.name: what.value} if (what := next(open_ones, None)) else {}


#: Kinds that are filed because of an order -> what it fills in.
PROPOSERS: Final[Mapping[type[Kind], Callable[[Ticket, Visit], Mapping[str, Any]]]] = {
    Finding: lambda order, _here: findings.about_order(order),
    Rectification: _to_rectify,
    Recovery: _owed,
}
