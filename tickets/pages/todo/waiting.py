"""等待中 and 草稿: what is the person's and cannot be carried on by them now, with for whom or until when it waits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets import actions, permissions, queries
from tickets.models import Deadline, Delegation, Ticket, Turn
from tickets.pages.parts import lamps
from tickets.pages.parts.moments import short
from tickets.pages.parts.rows import dressed
from tickets.pages.parts.turn import at_rest, expected
from tickets.pages.parts.visit import Visit


@dataclass(frozen=True, slots=True)
class Held:
    """`until`: a sentence that says for whom, or for which hour, the order waits. clock: the one that binds them."""

    ticket: Ticket
    until: str
    clock: Deadline | None


def waiting(here: Visit, most: int) -> list[Held]:
    roles = here.roles_held()
    held = queries.waiting_for_others(here.tickets(), here.user, roles, here.now).order_by(*queries.URGENT_FIRST)
    related = [f"contract__{party}" for party in permissions.PARTIES]
    tickets = list(dressed(held[:most]).select_related("system__vendor", *related))
    opening, passed = _opening(tickets, here), queries.passed_on(tickets)
    turns = actions.awaited(tickets, here.now)
    return [
        _held(ticket, opening.get(ticket.pk), passed.get(ticket.pk), turns.get(ticket.pk, []), here)
        for ticket in tickets
    ]


def _opening(tickets: list[Ticket], here: Visit) -> dict[int, Turn]:
    """Ticket -> the turn of the person's that an hour will open. One query."""
    ahead = queries.turns_ahead(here.roles_held(), here.now).filter(ticket__in=tickets).order_by("-opens_at")
    return {turn.ticket_id: turn for turn in ahead}


def _held(ticket: Ticket, ahead: Turn | None, passed: Delegation | None, turns: list[Turn], here: Visit) -> Held:
    clock = lamps.worst(ticket.clocks, here.now)
    if ahead is not None:
        step = ticket.machine.by_step[ahead.step].label
        said = _("Yours from %(at)s on: %(step)s") % {"at": short(ahead.opens_at, here.now), "step": step}
    elif passed is not None:
        said = _("Passed on to %(who)s by %(by)s") % {"who": passed.passed_to, "by": passed.passed_by}
        if passed.role in here.standing.roles:
            said = _("%(passed)s; you may act as well") % {"passed": said}
    else:
        who = expected(ticket, turns, here.now)
        said = _("Waits for %(who)s") % {"who": who} if who else at_rest(ticket)
    return Held(ticket, said, clock)


def drafts(here: Visit, most: int) -> list[Held]:
    turns = queries.drafts(here.roles_held(), here.now)
    own = Ticket.objects.filter(pk__in=turns.values("ticket"), opened_by=here.user)
    return [Held(ticket, "", None) for ticket in dressed(own.order_by("-id")[:most])]
