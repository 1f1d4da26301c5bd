"""Tickets as lists show them, each with the clocks that its lamp is drawn from."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets import queries
from tickets.lifecycle.endorsements import UNAUTHORISED
from tickets.models import Deadline, Endorsement, SupervisionOrder, Ticket
from tickets.pages.parts import lamps
from tickets.prepared import PreparedRows, filled, some_ids

#: What was carried out outside what was permitted, and stands on record so.
OUTSIDE = Q(name=UNAUTHORISED.name, voided_at__isnull=True)
#: What a list reads of a clock, for its lamp and its due: to load the others would cost more than all the rest.
SHOWN: Final = (
    "ticket_id", "code", "party", "internal", "limit_unit", "started_at", "due_at", "amber_at", "calendar", "state",
    "resting", "stopped_at", "merged_into", "breached_at", "unsettled",
)  # fmt: skip

#: And of an order: with the last of them it is found in whose place somebody acts on it.
_COLUMNS: Final = (
    "number", "version", "kind", "state", "title", "state_since", "sent_at", "contract_id", "system_id",
    "opened_unit_id", "lapses_at",
)  # fmt: skip


def dressed(slice_of: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """A slice of the tickets, most urgent first, with what a row needs. Stopped clocks only where they were late, or
    a time on them is still to be checked.

    Two queries. The ids are sought first: the index alone gives them, however far down the slice lies.
    """
    clocks = Prefetch("deadlines", _needed().select_related("clause"), to_attr="clocks")
    found = Ticket.objects.filter(pk__in=slice_of.values("pk")).order_by(*queries.URGENT_FIRST)
    found = found.annotate(unauthorised=unauthorised("pk"))
    related = found.select_related("opened_unit", "system", "assignee", "contract")
    return related.prefetch_related(clocks)  # type: ignore[no-redef]  # declared on Ticket


def in_brief(ids: Iterable[int]) -> list[Ticket]:
    """The orders of these ids, most urgent first, for rows of many: names instead of models, and of its clocks those
    of `dressed`, each with its `title`. Two queries, whose text is kept.
    """
    if not (wanted := filled(ids)):
        return []
    tickets, clocks = _kept(get_language() or "", len(wanted))
    running: dict[int, list[Deadline]] = defaultdict(list)
    for clock in clocks.ask(wanted):
        running[clock.ticket_id].append(clock)
    found = tickets.ask(wanted)
    for ticket in found:
        ticket.clocks = running[ticket.pk]
    return found


@lru_cache
def _kept(_language: str, count: int) -> tuple[PreparedRows[Ticket], PreparedRows[Deadline]]:
    """For so many orders; the titles of their clocks are in the reader's language."""
    clocks = _brief_clocks().filter(ticket__in=some_ids(count))
    return PreparedRows(_brief(some_ids(count))), PreparedRows(clocks)


def _brief(ids: Iterable[int]) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(pk__in=ids).order_by(*queries.URGENT_FIRST).only(*_COLUMNS)
    return found.annotate(
        unauthorised=unauthorised("pk"),
        supervised=supervised("pk"),
        unit=name("opened_unit__short_name", "opened_unit__name"),
        system_name=F("system__name"),
    )


def _brief_clocks() -> QuerySet[Deadline]:
    return _needed().only(*SHOWN).annotate(title=clause_title("clause"))


def taken_out(ids: Iterable[int]) -> QuerySet[Ticket]:
    """As `in_brief`, with the contract and the instants that a table beside the service shows."""
    found = _brief(list(ids)).only(*_COLUMNS, "opened_at", "closed_at").annotate(contract_number=F("contract__number"))
    return found.prefetch_related(Prefetch("deadlines", _brief_clocks(), to_attr="clocks"))  # type: ignore[no-redef]  # declared on Ticket


def _needed() -> QuerySet[Deadline]:
    return Deadline.objects.filter(Q(stopped_at__isnull=True) | Q(breached_at__isnull=False) | Q(unsettled=True))


def clause_title(*clause: str) -> F:
    """The title of a clause in the reader's language, as a column. clause: what leads to it from the rows asked for."""
    title = "title" if (get_language() or "zh").startswith("zh") else "title_en"
    return F("__".join((*clause, title)))


def name(short: str, full: str) -> Coalesce:
    """How a person or a unit is called, as a column: by the one name, else by the other."""
    return Coalesce(NullIf(F(short), Value("")), F(full), output_field=CharField())


def unauthorised(ticket: str) -> Exists:
    """Whether work on the order was carried out outside its permit. ticket: the column that names the order."""
    return Exists(Endorsement.objects.filter(OUTSIDE, ticket=OuterRef(ticket)))


def supervised(ticket: str) -> Subquery:
    """The highest grade of the open orders of supervision on the order, NULL without one. ticket: as above."""
    standing = SupervisionOrder.objects.filter(ticket=OuterRef(ticket), ended_at__isnull=True)
    return Subquery(standing.order_by("rank").values("grade")[:1])


def ticket_lamp(ticket: Ticket, now: datetime) -> SafeString:
    """The lamp of the clock that matters most; without one it says how the ticket ended. `clocks` must be at hand."""
    worst = lamps.worst(ticket.clocks, now)
    if worst is not None:
        return lamps.of(worst, now)
    colour, words = _without_clock(ticket)
    return lamps.lamp(colour, words)


def ended(ticket: Ticket) -> str:
    """In words, how an order without a running clock stands. `clocks` must be at hand."""
    return _without_clock(ticket)[1]


def _without_clock(ticket: Ticket) -> tuple[str, str]:
    """Colour and words."""
    if not ticket.final:
        return "none", _("No clock")
    if any(clock.breached_at and not clock.internal for clock in ticket.clocks):
        return "late", _("Closed late")
    return ("met", _("Closed in time")) if ticket.state == "closed" else ("none", _("Ended"))


def to_check(ticket: Ticket) -> bool:
    """Whether a claim on one of its clocks is not settled: lists carry one mark, and no second lamp."""
    return any(clock.unsettled for clock in ticket.clocks)
