"""待核定 in the to-do: the times and pauses that wait for the person's decision, one row a question."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import queries
from tickets.models import Claim, Ticket
from tickets.models.claims import DECIDED, PENDING
from tickets.pages.claims import words
from tickets.pages.claims.forms import VERBS
from tickets.pages.claims.listing import questions
from tickets.pages.parts.shell import MANY, at_some_hour, may_decide, places
from tickets.pages.parts.visit import Visit
from tickets.permissions import Standing
from tickets.prepared import PreparedRows

#: As many claims as these questions may hold; most are one.
READ: Final = 5 * MANY


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One question. late: who let their day pass, in words. opens: the address of the very act, opened."""

    claim: Claim
    what: str
    late: str
    label: str
    opens: str

    @property
    def ticket(self) -> Ticket:
        return self.claim.ticket

    @property
    def due(self) -> datetime | None:
        return self.claim.due_at


def decisions(here: Visit) -> list[ToDecide]:
    """Due first, no further than to `MANY`. One query, none for whoever decides on nothing."""
    if not may_decide(here):
        return []
    rows = _question(here.standing, places(here.standing)).ask()
    return [_decision(claims) for claims in islice(questions(rows), MANY)]


@lru_cache(maxsize=1024)
def _question(standing: Standing, _places: Hashable) -> PreparedRows[Claim]:
    here = at_some_hour(standing)
    found = queries.decisions(here.tickets(), here.roles_held()).select_related("ticket", "fact")
    return PreparedRows(found.order_by(F("due_at").asc(nulls_last=True), "id")[:READ])


def _decision(claims: Sequence[Claim]) -> ToDecide:
    first = claims[0]
    verb = _verb(first)
    act = f"c{first.number}-{verb}" if verb else f"claim-{first.number}"
    return ToDecide(
        first,
        words.question(claims) if len(claims) > 1 else words.subject(first),
        _late(claims),
        str(VERBS[verb].label) if verb else _("Handle"),
        f"{reverse('ticket', args=[first.ticket.number])}?act={act}#{act}",
    )


def _late(claims: Sequence[Claim]) -> str:
    """Who let their day pass; "" where nobody did."""
    if any(one.decision_overdue for one in claims):
        return _("Not decided in time")
    return _("Not answered in time") if any(one.answer_overdue for one in claims) else ""


def _verb(claim: Claim) -> str:
    """What is done with it; "" where the person answers it."""
    if claim.state == DECIDED:
        return "review"
    own = claim.state == PENDING and claim.answered_by == "authority"
    return "" if own and not claim.answer_overdue else "decide"
