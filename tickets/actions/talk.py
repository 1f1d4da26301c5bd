"""Comments and reminders (催办): they tell people, and change nothing of the ticket."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions import telling
from tickets.actions.act import Act, comment_errors, refuse
from tickets.actions.turns import awaited
from tickets.errors import Forbidden, WrongState
from tickets.models import AuditEntry, Ticket, Turn
from tickets.permissions import Capacity, Standing, standing

REMIND_EVERY = timedelta(hours=1)
#: So much of a text stands in the notice; all of it stands in the audit.
MOST_TOLD = 200


def comment(ticket: Ticket, text: str, *, actor: User, now: datetime) -> Ticket:
    """A remark that all parties who see the ticket can read. Raises Invalid, Forbidden."""
    refuse(comment_errors(text, _("Write something.")))
    with Act.on(ticket.pk, "comment", actor=actor, now=now, comment=text) as act:
        act.capacity = check_concerned(act.ticket, standing(actor, now))
        act.record(comment=act.comment)
        people = telling.of_talk(act.ticket, telling.waited_for(act.ticket), now)
        act.tell("comment", people, text=act.comment[:MOST_TOLD])
        act.save()
        return act.ticket


def remind(ticket: Ticket, *, actor: User, now: datetime, comment: str = "") -> Ticket:
    """Ask those whose move it is to move. Raises Invalid, and as `check_remind`."""
    with Act.on(ticket.pk, "remind", actor=actor, now=now, comment=comment) as act:
        turns = awaited([act.ticket], now).get(act.ticket.pk, [])
        act.capacity = check_remind(act.ticket, standing(actor, now), reminded_lately([act.ticket], now), turns)
        refuse(comment_errors(comment))
        act.record(comment=act.comment)
        people = telling.to_remind(act.ticket, turns, now)
        act.tell("reminder", people, text=act.comment[:MOST_TOLD])
        act.save()
        return act.ticket


def check_remind(ticket: Ticket, where: Standing, reminded: Collection[int], turns: Sequence[Turn]) -> Capacity:
    """Anybody concerned may remind, while others have to move and nobody reminded them within the hour.

    reminded: ids of the tickets of which that was done, as `reminded_lately` gives them; turns: those on this ticket,
    as `awaited` finds them. Raises Forbidden, WrongState.
    """
    capacity = check_concerned(ticket, where)
    if ticket.final:
        raise WrongState(_("The order is finished; there is nobody to remind."))
    if telling.is_own_move(ticket, where, turns):
        raise WrongState(_("It is your own turn to act on this order; there is nobody else to remind."))
    if not turns and not telling.by_state(ticket):
        raise WrongState(_("Nobody has to act on this order now; there is nobody to remind."))
    if ticket.pk in reminded:
        raise WrongState(_("They were reminded within the last hour. Wait a little before the next reminder."))
    return capacity


def reminded_lately(tickets: Iterable[Ticket | int], now: datetime) -> frozenset[int]:
    """Ids of those tickets of which somebody was reminded within the last hour. One query."""
    recent = AuditEntry.objects.filter(ticket__in=tickets, action="remind", allowed=True, at__gt=now - REMIND_EVERY)
    return frozenset(recent.values_list("ticket", flat=True))


def check_concerned(ticket: Ticket, where: Standing) -> Capacity:
    """The first capacity of whoever has a part in the ticket. Raises Forbidden."""
    held = where.held(ticket)
    if not held:
        raise Forbidden(_("You have no part in this order."))
    return held[0]
