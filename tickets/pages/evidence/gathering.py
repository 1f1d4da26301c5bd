"""Everything that a pack tells of an order, read once and at one state of it, as far as its reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from accounts.roles import PARTY
from tickets import audit, register
from tickets.audit.faces import BY_TABLE, Rows
from tickets.errors import WrongState
from tickets.models import Attachment, Breach, Claim, Notice, Ticket
from tickets.pages.claims import cards
from tickets.pages.parts.visit import Visit
from tickets.pages.print import finding, order
from tickets.pages.print.order import OnRecord
from tickets.pages.ticket.view import fetch
from tickets.policy.calendar_files import AnnouncedYear

#: So often it is read anew while people go on working on the order.
TRIES: Final = 5
#: Where attachments stand in the pack.
FILES: Final = "files"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pack of which order, or of which breach on it. site: scheme and host under which people reach the service."""

    number: str
    breach: int | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One order as it stood when its chain ended with `has.ticket.chain_head`."""

    has: OnRecord
    case: finding.Case | None
    claims: list[Claim]
    rows: Rows
    notices: list[Notice]
    people: dict[int, User]
    units: dict[int, Organization]

    @property
    def ticket(self) -> Ticket:
        return self.has.ticket

    @property
    def here(self) -> Visit:
        return self.has.here

    @property
    def breach(self) -> Breach | None:
        return self.case.breach if self.case else None

    @property
    def years(self) -> list[AnnouncedYear]:
        """The announced years by which its clocks were reckoned, in order."""
        calendars = map(register.calendar_as, {one.calendar for one in self.has.clocks})
        years = {str(year): year for calendar in calendars for year in calendar.notices}
        return sorted(years.values(), key=lambda one: (one.year, one.version))

    def files(self) -> Iterable[tuple[str, Attachment]]:
        """Each attachment by the name that it has in the pack."""
        for number, one in enumerate(self.has.files, 1):
            extension = one.name.rpartition(".")[2].lower()
            yield f"{FILES}/{number:03}.{extension if extension.isalnum() and extension.isascii() else 'bin'}", one


def gather(here: Visit, wanted: Wanted) -> Gathered:
    """Raises Http404 for what they may not see, WrongState where the order never stands still."""
    if here.standing.administers:
        raise Http404
    for _try in range(TRIES):
        found = _gather(here, wanted)
        if Ticket.objects.filter(pk=found.ticket.pk, chain_head=found.ticket.chain_head).exists():
            return found
    raise WrongState(_("The order is being worked on at this moment. Try again in a minute."))


def _gather(here: Visit, wanted: Wanted) -> Gathered:
    if wanted.breach is None:
        case, has = None, order.on_record(fetch(here, wanted.number), here, wanted.site)
    else:
        case = finding.case_of(finding.seen(here, wanted.breach), here, wanted.site)
        has = case.has
    rows = audit.faces_of_tickets([has.ticket.pk])[has.ticket.pk]
    told = {table: faces for table, faces in rows.items() if table not in audit.WITHHELD}
    claims = cards.of_ticket(has.ticket)
    return Gathered(has, case, claims, told, _notices(has.ticket, here), *_named(has, told))


def _notices(ticket: Ticket, here: Visit) -> list[Notice]:
    """What was told about its clocks, as a finding says it to everybody who sees it; of all else what people of the
    reader's own units were told."""
    own = sorted({one.unit for one in here.standing.capacities if one.role in PARTY})
    of_own = User.objects.filter(memberships__organization__in=own)
    shown = Q(deadline__isnull=False) | Q(recipient__in=of_own.values("pk"))
    rows = Notice.objects.filter(shown, ticket=ticket).select_related("recipient", "ticket", "deadline")
    return list(rows.prefetch_related("deliveries").order_by("at", "id"))


def _named(has: OnRecord, rows: Rows) -> tuple[dict[int, User], dict[int, Organization]]:
    """The people and units of which rows and entries hold no more than the numbers."""
    people: set[Any] = {pk for one in has.entries for pk in (one.actor_id, one.on_behalf_of_id)}
    units: set[Any] = {one.unit_id for one in has.entries}
    for table, faces in rows.items():
        for field in BY_TABLE[table].fields:
            if field.related_model in (User, Organization):
                found = {face[field.attname] for face in faces.values() if face}
                (people if field.related_model is User else units).update(found)
    return User.objects.in_bulk(people - {None}), Organization.objects.in_bulk(units - {None})
