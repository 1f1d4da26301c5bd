"""The end of a contract's term, as its orders bring it about: recorded once, and withdrawn with its order."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import scope
from tickets.actions.redraw import redraw
from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import midnight
from tickets.errors import WrongState
from tickets.lifecycle.kinds.switchover import MOVE, Switchover
from tickets.models import Clause, Contract, TermEvent, Ticket
from tickets.policy.types import TermAct

ENDS = (TermAct.EARLY_END.value, TermAct.EXPIRY.value)


def standing_end(events: Iterable[TermEvent]) -> TermEvent | None:
    """Of the events of one contract the one act that ends it, as long as it stands."""
    return next((event for event in events if event.act in ENDS and event.withdrawn_at is None), None)


def switchover_until(clauses: Mapping[str, Clause], calendar: Calendar, ends: date) -> datetime | None:
    """The instant at which the month of the switchover is over (13.3); None under a contract that has none."""
    clause = clauses.get(MOVE.code)
    if clause is None or clause.limit is None:
        return None
    return reckoning.due(midnight(ends), clause.limit, calendar).legal


def systems_under_the_end(contract: Contract) -> frozenset[str]:
    """Codes of the systems that orders under the end take in; those broken off apart."""
    issued = list(_issued(contract.pk))
    return frozenset(
        system.code for system in contract.systems.all() if any(scope.covers(order, system) for order in issued)
    )


def _issued(contract: int) -> QuerySet[Ticket]:
    """Switchovers whose notice is out, and that were not broken off."""
    sent = Ticket.objects.filter(contract=contract, kind=Switchover.kind, sent_at__isnull=False)
    return sent.exclude(state=Switchover.cancelled.code)


def ended_early(contract: Contract) -> bool:
    standing = standing_end(contract.term_events.all())
    return standing is not None and standing.act == TermAct.EARLY_END


def record_end(
    ticket: Ticket, *, act: str, basis: str, ends: date, agreed_by: User, unit: int | None, now: datetime
) -> TermEvent:
    """The notice of this order ends the contract: whoever filed it proposed, the lead who issues it agrees.

    Raises WrongState where another order was first at this instant: the database takes one end.
    """
    redraw(ticket.contract)
    assert ticket.opened_by is not None  # noqa: S101  # no rule proposes the end of a contract
    try:
        return TermEvent.objects.create(
            contract=ticket.contract, act=act, basis=basis, ends=ends, ticket=ticket, evidence=ticket.number,
            proposed_by=ticket.opened_by, proposed_unit=ticket.opened_unit, proposed_at=now,
            agreed_by=agreed_by, agreed_unit_id=unit, agreed_at=now,
        )  # fmt: skip
    except IntegrityError as error:
        raise WrongState(
            _("The end of this contract was recorded by another order just now. Look at it again.")
        ) from error


def withdraw_end(ticket: Ticket, *, actor: User | None, now: datetime) -> TermEvent | None:
    """The order is broken off (renewed, or the notice taken back): its end counts no more, unless another order
    under the same end goes on. The row, if one was withdrawn."""
    if _issued(ticket.contract_id).exclude(pk=ticket.pk).exists():
        return None
    standing = standing_end(ticket.contract.term_events.all())
    if standing is not None:
        standing.withdrawn_at, standing.withdrawn_by = now, actor
        standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
        redraw(ticket.contract)
    return standing
