"""The cards of the board, ready to be printed: a clock each, with what it runs on and who may be reminded of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets import actions
from tickets.models import Deadline, Pause, Turn
from tickets.pages.parts import lamps, turn, wording
from tickets.pages.parts.moments import due_short, short, span
from tickets.pages.parts.naming import ANY_NUMBER
from tickets.pages.parts.rows import SHOWN, clause_title, name, supervised, unauthorised
from tickets.pages.parts.visit import Visit
from tickets.permissions import PARTIES
from tickets.policy.types import Basis
from tickets.prepared import filled, planned_once

_TICKET = (
    "number", "kind", "title", "state", "state_since", "sent_at", "lapses_at", "opened_unit_id", "contract_id",
    "system_id", "assignee_id", "system__vendor_id", *(f"contract__{party}_id" for party in PARTIES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One clock in words. supervised: the grade of an open order of supervision, "" without one.
    where: its article, or what an internal target is called. remind: where a reminder is sent,
    empty where the person cannot send one."""

    pk: int
    lamp: SafeString
    unsettled: bool
    url: str
    number: str
    title: str
    unit: str
    unauthorised: bool
    supervised: str
    clause: str
    internal: bool
    where: str
    due: str
    why_paused: str
    party: str
    owner: str
    moved: str
    remind: str


def cards(ids: Iterable[int], here: Visit) -> dict[int, BoardCard]:
    """Id of a clock -> its card."""
    with planned_once():
        clocks = list(found(filled(ids)))
    reminded = actions.reminded_lately({clock.ticket_id for clock in clocks}, here.now)
    may = {clock.ticket_id: clock.ticket for clock in clocks}
    turns = actions.awaited(may, here.now)
    remindable = {
        pk
        for pk, ticket in may.items()
        if actions.passes(actions.check_remind, ticket, here.standing, reminded, turns.get(pk, []))
    }
    return {card.pk: card for card in _worded(clocks, here.now, remindable, turns)}


def found(ids: Iterable[int]) -> QuerySet[Deadline]:
    """The clocks of these ids with names as columns instead of models, each with the pause in which it rests."""
    rows = Deadline.objects.filter(pk__in=list(ids)).select_related("ticket__contract", "ticket__system")
    rows = rows.only("round", *SHOWN, *(f"ticket__{column}" for column in _TICKET)).annotate(
        title=clause_title("clause"),
        article=F("clause__article"),
        agency=name("ticket__opened_unit__short_name", "ticket__opened_unit__name"),
        unauthorised=unauthorised("ticket"),
        supervised=supervised("ticket"),
    )
    resting = Pause.objects.filter(ended_at__isnull=True, voided=False)
    return rows.prefetch_related(Prefetch("pauses", resting, to_attr="open_pauses"))  # type: ignore[no-redef]  # declared there


def _worded(
    clocks: Iterable[Deadline], now: datetime, remindable: set[int], turns: Mapping[int, Sequence[Turn]]
) -> Iterator[BoardCard]:
    address, remind = reverse("ticket", args=[ANY_NUMBER]), reverse("remind", args=[ANY_NUMBER])
    target = wording.basis(Basis.JUDGEMENT)
    for clock in clocks:
        ticket = clock.ticket
        yield BoardCard(
            pk=clock.pk,
            lamp=lamps.of(clock, now),
            unsettled=clock.unsettled,
            url=address.replace(ANY_NUMBER, ticket.number),
            number=ticket.number,
            title=ticket.title,
            unit=clock.agency,  # type: ignore[attr-defined]  # annotated
            unauthorised=clock.unauthorised,  # type: ignore[attr-defined]
            supervised=clock.supervised or "",  # type: ignore[attr-defined]
            clause=clock.title,  # type: ignore[attr-defined]
            internal=clock.internal,
            where=target if clock.internal else wording.article(clock.article),  # type: ignore[attr-defined]
            due=due_short(clock, now),
            why_paused=why_paused(clock, now),
            party=wording.party(clock.party),
            owner=turn.owner_of(ticket, turns.get(clock.ticket_id, ())),
            moved=_("in this step since %(at)s") % {"at": short(ticket.state_since, now)},
            remind=remind.replace(ANY_NUMBER, ticket.number) if clock.ticket_id in remindable else "",
        )


def why_paused(clock: Deadline, now: datetime) -> str:
    """Its ground and for how long; empty for a clock that runs."""
    if not clock.open_pauses:
        return ""
    pause = clock.open_pauses[0]
    told = {"ground": wording.pause_reason(pause.reason), "span": span(now - pause.started_at)}
    return _("%(ground)s, for %(span)s") % told
