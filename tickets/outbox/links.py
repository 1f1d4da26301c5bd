"""The way from a notice that left the service back to its ticket. A link opens a page; it never acts."""

from typing import Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from tickets.lifecycle import KINDS
from tickets.lifecycle.kinds.recovery import Recovery
from tickets.lifecycle.steps import Op, Step
from tickets.models import Notice, Ticket
from tickets.notices.events import LAST_NIGHT
from tickets.notices.of_outages import OUTAGE_EVENTS
from tickets.notices.of_registers import OF_REGISTERS
from tickets.notices.of_service import OF_FEES, OF_MONEY, OF_SHEETS, OF_TERMS
from tickets.notices.of_supervision import REPORT_SENT

#: Where a notice leads that is about no order.
LEAD: Final = {LAST_NIGHT: "last_night", REPORT_SENT: "reports", **dict.fromkeys(OUTAGE_EVENTS, "outages")}


def link(notice: Notice) -> str:
    """The address of the page that the notice is about, with the act that it asks for in view; "" without SITE_URL."""
    if not settings.SITE_URL:
        return ""
    ticket = notice.ticket
    if ticket is None:
        return f"{settings.SITE_URL}{apart(notice) or reverse('notices')}"
    page = f"{settings.SITE_URL}{reverse('ticket', args=[ticket.number])}"
    step = answer(ticket, notice.deadline.code) if notice.deadline else ""
    return f"{page}?act={quote(step)}#act-{quote(step)}" if step else page


def apart(notice: Notice) -> str:
    """The page of what a notice is about that is about no order; "": there is none."""
    if notice.event in OF_TERMS:
        return reverse("operations_edition", args=[notice.params["proposal"]])
    if notice.event in OF_FEES:
        return reverse("fee_tables", args=[notice.params["contract"]])
    if notice.event in OF_SHEETS:
        return reverse("sheet", args=[notice.params["contract"], notice.params["month"]])
    if notice.event in OF_MONEY:
        return recovery_form(notice.params["contract"], notice.params["because"])
    if notice.event in OF_REGISTERS:
        return f"{reverse('register', args=[notice.params['register']])}?contract={quote(notice.params['contract'])}"
    return reverse(LEAD[notice.event]) if notice.event in LEAD else ""


def recovery_form(contract: str, because: str) -> str:
    """The form of the order that demands what is owed under the contract of this number, filled in because of a
    payment; "": of none."""
    asked = {"contract": contract, **({"because": because} if because else {})}
    return f"{reverse('file_kind', args=[Recovery.kind])}?{urlencode(asked)}"


def answer(ticket: Ticket, clock: str) -> str:
    """The name of the one step that now ends this clock by doing what it asks; "" where there is none, or several."""
    kind = KINDS.get(ticket.kind)
    steps = [step for step in kind.steps if ticket.state in step.sources and _ends(step, clock)] if kind else []
    return steps[0].name if len(steps) == 1 else ""


def _ends(step: Step, clock: str) -> bool:
    """Whether it does the duty; a refusal, a return and a withdrawal end the clock too, and are nobody's to-do."""
    stops = any(mark.op is Op.STOP and mark.clause == clock for mark in step.clocks)
    return stops and not (step.aside or step.refuses or step.turns_back)
