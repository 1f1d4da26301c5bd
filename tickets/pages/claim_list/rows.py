"""The rows of the ledger of claims, ready to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import queries
from tickets.models import Claim, Ticket
from tickets.pages.claims import words
from tickets.pages.parts import wording
from tickets.pages.parts.moments import due_full


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """One row in words. due: until when it is to be answered or decided, "" where nobody has to."""

    pk: int
    number: str
    url: str
    title: str
    unit: str
    system: str
    claim: str
    headline: str
    side: str
    state: str
    entered_at: datetime
    due_at: datetime | None
    due: str
    unsettled: bool


def listed(ids: Iterable[int]) -> list[ListedClaim]:
    """The claims of these ids, in their order. As many queries for one as for a hundred."""
    wanted = list(ids)
    found = queries.claims(Ticket.objects.filter(claims__in=wanted)).filter(pk__in=wanted)
    rows = found.select_related("ticket__system", "ticket__opened_unit").in_bulk()
    return [_worded(rows[pk]) for pk in wanted if pk in rows]


def _worded(claim: Claim) -> ListedClaim:
    ticket = claim.ticket
    return ListedClaim(
        pk=claim.pk,
        number=ticket.number,
        url=reverse("ticket", args=[ticket.number]),
        title=ticket.title,
        unit=ticket.opened_unit.short_name or ticket.opened_unit.name,
        system=ticket.system.name if ticket.system else _("Whole contract"),
        claim=_("Claim %(n)s") % {"n": claim.number},
        headline=words.headline(claim),
        side=wording.side(claim.side),
        state=words.mark(claim),
        entered_at=claim.entered_at,
        due_at=claim.due_at if claim.unsettled else None,
        due=due_full(claim.due_at) if claim.due_at and claim.unsettled else "",
        unsettled=claim.unsettled,
    )
