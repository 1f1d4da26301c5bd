"""督办单 on the order's page: each with its history, and the forms of what the person may do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from tickets import actions
from tickets.lifecycle.supervision import ASKED, ISSUING
from tickets.models import AuditEntry, SupervisionDeed, SupervisionOrder, Ticket
from tickets.pages.parts import supervised
from tickets.pages.parts.forms import AskedForm
from tickets.pages.parts.visit import Visit
from tickets.permissions import Standing


class DeedForm(AskedForm):
    """What is asked with one deed."""

    def __init__(self, deed: str, number: str, data: Any = None) -> None:
        super().__init__(ASKED[deed], f"{number}-{deed}", data)
        self.deed, self.number = deed, number
        self.title = str(supervised.DEEDS[deed])


class IssueForm(AskedForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(ISSUING, "supervise", data)


@dataclass(frozen=True, slots=True)
class SupervisionCard:
    order: SupervisionOrder
    deeds: list[SupervisionDeed]
    forms: list[DeedForm]
    overdue: bool


def supervising(here: Visit, ticket: Ticket, entries: Iterable[AuditEntry], tried: AskedForm | None) -> dict[str, Any]:
    """Nothing is read of an order on which nobody was ever called."""
    called = any(entry.action == "supervision.issued" for entry in entries)
    cards = [_card(one, here, tried) for one in of_ticket(ticket)] if called else []
    issue = None
    if actions.passes(actions.check_issue, ticket, here.standing):
        issue = tried if isinstance(tried, IssueForm) else IssueForm()
    return {
        "supervision": cards,
        "supervise": issue,
        "supervision_forms": [*(form for card in cards for form in card.forms), *([issue] if issue else [])],
    }


def of_ticket(ticket: Ticket) -> list[SupervisionOrder]:
    """The open ones first. Three queries."""
    said = SupervisionDeed.objects.select_related("by", "on_behalf_of", "unit").prefetch_related("handed_in")
    rows = SupervisionOrder.objects.filter(ticket=ticket).order_by("rank", "-id")
    found = list(rows.select_related("issued_by", "issued_unit").prefetch_related(Prefetch("deeds", said)))
    for row in found:
        row.ticket = ticket
    return found


def _card(order: SupervisionOrder, here: Visit, tried: AskedForm | None) -> SupervisionCard:
    forms = list(_forms(order, here.standing, tried))
    return SupervisionCard(order, list(order.deeds.all())[::-1], forms, order.overdue(here.today))


def _forms(order: SupervisionOrder, where: Standing, tried: AskedForm | None) -> Iterable[DeedForm]:
    for deed in actions.deeds_open(order, where):
        sent = isinstance(tried, DeedForm) and (tried.number, tried.deed) == (order.number, deed)
        yield tried if sent else DeedForm(deed, order.number)  # type: ignore[misc]  # as `sent` says
