"""办结评价: how it went, said once by the agency when its order is done. It changes nothing of the order; the audit
keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_CLERK, AGENCY_LEAD
from tickets.actions.act import Act, comment_errors, refuse
from tickets.errors import Forbidden, WrongState
from tickets.models import AuditEntry, Ticket
from tickets.permissions import Capacity, Standing, standing

RATED = "rated"
RATERS: Final = (AGENCY_CLERK, AGENCY_LEAD)
#: From very dissatisfied to very satisfied.
DEGREES: Final = range(1, 6)
LONGEST_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Rating:
    """degree: of `DEGREES`; line: what was said with it."""

    degree: int
    line: str
    entry: AuditEntry


def rate(ticket: Ticket, degree: int, line: str, *, actor: User, now: datetime) -> Ticket:
    """Raises Invalid at `degree` or `comment`, and as `check_rate`."""
    wrong = {} if degree in DEGREES else {"degree": [_("Choose one of the five steps.")]}
    refuse(wrong | comment_errors(line, most=LONGEST_LINE))
    with Act.on(ticket.pk, "rated", actor=actor, now=now, comment=line) as act:
        entries = AuditEntry.objects.filter(ticket=act.ticket, action=RATED, allowed=True)
        act.capacity = check_rate(act.ticket, standing(actor, now), entries)
        act.record(comment=act.comment, degree=degree)
        act.save()
        return act.ticket


def check_rate(ticket: Ticket, where: Standing, entries: Iterable[AuditEntry]) -> Capacity:
    """The agency's clerk or lead, of an order that came to its good end, once. Raises Forbidden, WrongState.

    entries: of the ticket's audit, those of `RATED` among them.
    """
    capacity = where.acting(ticket, RATERS)
    if capacity is None:
        raise Forbidden(_("Only the agency says how it went."))
    if ticket.state != "closed":
        raise WrongState(_("How it went is said once the order is done."))
    if rating(entries) is not None:
        raise WrongState(_("How it went is said already."))
    return capacity


def rating(entries: Iterable[AuditEntry]) -> Rating | None:
    """What was said among these entries of one ticket's audit."""
    for one in entries:
        if one.action == RATED and one.allowed:
            return Rating(one.data["degree"], one.data.get("comment", ""), one)
    return None
