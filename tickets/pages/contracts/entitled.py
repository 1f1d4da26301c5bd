"""Rights to terminate that findings gave: on what facts, since when they were known, and their last day."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.datelaw import explain
from tickets.datelaw.types import ONE_DAY, local
from tickets.lifecycle.endorsements import LEVEL_NAMED
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import TERMINATE
from tickets.lifecycle.kinds.finding.questions import EVENT, KNOWN_ON, RIGHT_AT
from tickets.models import Contract, Deadline, Endorsement
from tickets.models.deadlines import RUNNING
from tickets.pages.parts.naming import names_in
from tickets.pages.parts.visit import Visit


@dataclass(frozen=True, slots=True)
class EntitledRow:
    """One right in words. runs: it may still be exercised."""

    number: str
    ground: str
    event: str
    known: str
    ends: str
    state: str
    runs: bool


def rights(found: Contract, here: Visit) -> list[EntitledRow]:
    """The newest first; nothing for somebody who does not see the whole contract. Three queries at most."""
    if found.pk not in here.standing.whole:
        return []
    clocks = Deadline.objects.filter(ticket__contract=found, ticket__kind=Finding.kind, code=TERMINATE.code)
    rows = list(clocks.select_related("ticket").order_by("-id"))
    given = Endorsement.objects.filter(ticket__in=[one.ticket_id for one in rows], name=LEVEL_NAMED.name)
    grounds = dict(given.filter(voided_at=None).values_list("ticket", "data")) if rows else {}
    names = names_in(found, rows[0].ticket.fields) if rows else {}
    return [_row(one, grounds.get(one.ticket_id, {}).get(RIGHT_AT.name, ""), names) for one in rows]


def _row(clock: Deadline, ground: str, names: dict[str, str]) -> EntitledRow:
    ticket = clock.ticket
    said = revive_all((EVENT, KNOWN_ON), ticket.fields)
    last = local(clock.due_at).date()
    return EntitledRow(
        number=ticket.number,
        ground=RIGHT_AT.in_words(ground, {}),
        event=EVENT.in_words(said[EVENT.name], names),
        known=explain.day(said[KNOWN_ON.name]),
        ends=explain.day(last - ONE_DAY),
        state=_state(clock),
        runs=clock.open and clock.state == RUNNING,
    )


def _state(clock: Deadline) -> str:
    """A finding that was set aside takes the right with it, one that was used as well."""
    if clock.ticket.state == Finding.not_established.code:
        return _("its ground was set aside")
    return _("runs") if clock.open else _("used") if clock.state == "met" else _("lapsed or waived")
