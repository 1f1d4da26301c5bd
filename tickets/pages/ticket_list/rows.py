"""The rows of the list, ready to be printed: one look at the orders, one at their clocks, and no model for a name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets import actions
from tickets.models import Ticket, Turn
from tickets.pages.parts import lamps, rows, turn, wording
from tickets.pages.parts.moments import due_short
from tickets.pages.parts.naming import ANY_NUMBER
from tickets.policy.types import Basis


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """One row in words. clock, due: of the running clock that matters most, "" without one; internal: what it is
    called where it is an internal target. supervised: the grade of an open order of supervision, "" without one."""

    pk: int
    version: int
    number: str
    url: str
    title: str
    lamp: SafeString
    to_check: bool
    unauthorised: bool
    supervised: str
    clock: str
    due: str
    internal: str
    kind: str
    unit: str
    system: str
    state: str
    owner: str


def listed(ids: Iterable[int], now: datetime) -> list[ListedTicket]:
    """The orders of these ids, most urgent first."""
    found = rows.in_brief(ids)
    return list(_worded(found, actions.awaited(found, now), now))


def _worded(tickets: Iterable[Ticket], turns: Mapping[int, Sequence[Turn]], now: datetime) -> Iterator[ListedTicket]:
    address = reverse("ticket", args=[ANY_NUMBER])
    whole, target = _("Whole contract"), wording.basis(Basis.JUDGEMENT)
    for ticket in tickets:
        worst = lamps.worst(ticket.clocks, now)
        yield ListedTicket(
            pk=ticket.pk,
            version=ticket.version,
            number=ticket.number,
            url=address.replace(ANY_NUMBER, ticket.number),
            title=ticket.title,
            lamp=rows.ticket_lamp(ticket, now),
            to_check=rows.to_check(ticket),
            unauthorised=ticket.unauthorised,  # type: ignore[attr-defined]  # annotated
            supervised=ticket.supervised or "",  # type: ignore[attr-defined]
            clock=worst.title if worst else "",  # type: ignore[attr-defined]
            due=due_short(worst, now) if worst else "",
            internal=target if worst and worst.internal else "",
            kind=wording.kind(ticket.kind),
            unit=ticket.unit,  # type: ignore[attr-defined]
            system=ticket.system_name or whole,  # type: ignore[attr-defined]
            state=str(ticket.stage.label),
            owner=turn.owner_of(ticket, turns.get(ticket.pk, ())),
        )
