"""加签 and 转交: who has to decide asks a colleague first, or passes the decision on to another holder of the role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import PARTY, PROVIDER_ENGINEER
from tickets.actions import telling
from tickets.actions.act import Act, comment_errors, refuse
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Consultation, Delegation, Ticket
from tickets.permissions import Capacity, Standing, standing


def check_consult(ticket: Ticket, where: Standing) -> Capacity:
    """Whoever the order waits for. Raises Forbidden, WrongState."""
    if ticket.final:
        raise WrongState(_("The order is finished; there is nothing more to decide."))
    capacity = where.acting(ticket, telling.waited_for(ticket))
    if capacity is None:
        raise Forbidden(_("The order does not wait for you."))
    return capacity


def colleagues(capacity: Capacity, user: User) -> list[Membership]:
    """The others of one's own unit who speak for the same party, each with their roles. One query."""
    roles = [role for role, party in PARTY.items() if party == PARTY[capacity.role]]
    seats = Membership.objects.filter(organization=capacity.unit, role__in=roles, user__is_active=True)
    people = {user.pk, capacity.principal}
    return [one for one in seats.select_related("user").order_by("user__username", "id") if one.user_id not in people]


def holders(seats: Iterable[Membership], capacity: Capacity) -> list[User]:
    """Those of the colleagues who hold the same role. An engineer hands over by a step of the machine."""
    if capacity.role == PROVIDER_ENGINEER:
        return []
    return [one.user for one in seats if one.role == capacity.role]


@dataclass(frozen=True, slots=True)
class Consulting:
    """加签 and 转交 of an order as one person finds them now."""

    asked: list[Consultation]
    delegation: Delegation | None
    seats: list[Membership]
    takers: list[User]

    @property
    def people(self) -> list[dict[str, Any]]:
        """Each of the colleagues once."""
        people = {one.user_id: one.user for one in self.seats}.values()
        return [{"username": one.username, "name": str(one), "takes": one in self.takers} for one in people]

    def offered(self, user: User) -> list[str]:
        """The names of the verbs below that this person may use now."""
        waiting = [one for one in self.asked if one.open]
        passed = self.delegation
        may = {
            "consult": bool(self.seats),
            "pass_on": bool(self.takers),
            "give_opinion": any(one.asked_of_id == user.pk for one in waiting),
            "withdraw_question": any(one.asked_by_id == user.pk for one in waiting),
            "pass_back": passed is not None and user.pk in (passed.passed_by_id, passed.passed_to_id),
        }
        return [name for name, allowed in may.items() if allowed]


def consulting(ticket: Ticket, user: User, where: Standing, now: datetime) -> Consulting:
    """At most three queries: one where the order waits for the person, two where its state did not begin this instant,
    for all of it hangs on the state."""
    if ticket.final:
        return Consulting([], None, [], [])
    capacity = where.acting(ticket, telling.waited_for(ticket))
    seats = colleagues(capacity, user) if capacity else []
    takers = holders(seats, capacity) if capacity else []
    stands = ticket.state_since < now
    return Consulting(
        asked_now(ticket) if stands else [], standing_delegation(ticket) if stands else None, seats, takers
    )


def asked_now(ticket: Ticket) -> list[Consultation]:
    """Of the present state and not withdrawn; what was asked in earlier ones stands in the timeline. One query."""
    rows = Consultation.objects.filter(
        ticket=ticket, asked_at__gte=ticket.state_since, withdrawn_at__isnull=True, ticket__closed_at__isnull=True
    )
    return list(rows.select_related("asked_by", "asked_of", "unit").order_by("id"))


def consult(ticket: Ticket, username: str, question: str, *, actor: User, now: datetime) -> Consultation:
    """Ask a colleague for an opinion. Raises Invalid, Forbidden, WrongState."""
    refuse(_at("question", comment_errors(question, _("Write what you ask."))))
    with Act.on(ticket.pk, "consult.asked", actor=actor, now=now, comment=question) as act:
        act.capacity = check_consult(act.ticket, standing(actor, now))
        asked = _named((one.user for one in colleagues(act.capacity, actor)), username)
        _end_lapsed(act, asked)
        row = Consultation(
            ticket=act.ticket,
            asked_by=actor,
            unit_id=act.capacity.unit,
            asked_of=asked,
            question=act.comment,
            asked_at=act.now,
        )
        act.store(row)
        act.record(comment=act.comment, asked=asked.username)
        act.tell("consult_asked", [asked.pk])
        act.save()
        return row


def _at(name: str, errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is amiss with what was written, under the name that it has here."""
    sentences = [one for said in errors.values() for one in said]
    return {name: sentences} if sentences else {}


def _named(people: Iterable[User], username: str) -> User:
    """Raises Invalid for anybody else."""
    found = next((one for one in people if one.username == username), None)
    if found is None:
        message = _("Choose a colleague of your unit.")
        raise Invalid(message, {"who": [message]})
    return found


def _end_lapsed(act: Act, asked: User) -> None:
    """What was asked of them in an earlier state is over. Raises WrongState where the same is asked already."""
    waiting = Consultation.objects.filter(
        ticket=act.ticket, asked_of=asked, given_at__isnull=True, withdrawn_at__isnull=True
    )
    for row in waiting:
        if row.asked_at >= act.ticket.state_since:
            raise WrongState(_("%(name)s is asked already.") % {"name": asked})
        row.withdrawn_at = act.now
        act.store(row, "withdrawn_at")


def give_opinion(ticket: Ticket, pk: int, opinion: str, *, actor: User, now: datetime) -> Consultation:
    """The person who was asked answers. Raises Invalid, Forbidden, WrongState."""
    refuse(_at("opinion", comment_errors(opinion, _("Write your opinion."))))
    with Act.on(ticket.pk, "consult.given", actor=actor, now=now, comment=opinion) as act:
        row = _open(act.ticket, pk, Q(asked_of=actor))
        act.capacity = _present(act.ticket, standing(actor, now))
        row.opinion, row.given_at = act.comment, act.now
        act.store(row, "opinion", "given_at")
        act.over.append(Q(event="consult_asked", recipient=actor))
        act.record(comment=act.comment)
        act.tell("consult_given", [row.asked_by_id])
        act.save()
        return row


def withdraw_question(ticket: Ticket, pk: int, *, actor: User, now: datetime) -> Consultation:
    """Whoever asked needs no answer any more. Raises Forbidden, WrongState."""
    with Act.on(ticket.pk, "consult.withdrawn", actor=actor, now=now) as act:
        row = _open(act.ticket, pk, Q(asked_by=actor))
        act.capacity = _present(act.ticket, standing(actor, now))
        row.withdrawn_at = act.now
        act.store(row, "withdrawn_at")
        act.over.append(Q(event="consult_asked", recipient=row.asked_of_id))
        act.record(asked=row.asked_of.username)
        act.save()
        return row


def _open(ticket: Ticket, pk: int, mine: Q) -> Consultation:
    row = Consultation.objects.filter(mine, ticket=ticket, pk=pk).select_related("asked_of").first()
    if row is None:
        raise Forbidden(_("This was not asked of you, nor by you."))
    if not row.open or row.asked_at < ticket.state_since:
        raise WrongState(_("This is answered, withdrawn, or overtaken by what was decided."))
    return row


def _present(ticket: Ticket, where: Standing) -> Capacity:
    held = where.held(ticket)
    if not held:
        raise Forbidden(_("You have no part in this order."))
    return held[0]


def pass_on(ticket: Ticket, username: str, reason: str, *, actor: User, now: datetime) -> Delegation:
    """The decision is another holder's from now on. Raises Invalid, Forbidden, WrongState."""
    refuse(_at("reason", comment_errors(reason, _("Say why."))))
    with Act.on(ticket.pk, "passed_on", actor=actor, now=now, comment=reason) as act:
        act.capacity = check_consult(act.ticket, standing(actor, now))
        taker = _named(holders(colleagues(act.capacity, actor), act.capacity), username)
        _undo_earlier(act)
        row = Delegation(
            ticket=act.ticket,
            role=act.capacity.role,
            passed_by=actor,
            passed_to=taker,
            reason=act.comment,
            passed_at=act.now,
        )
        act.store(row)
        _hold(act, row.role, taker.pk)
        act.over.append(Q(event="your_move", recipient=actor))
        act.record(comment=act.comment, to=taker.username)
        act.tell("passed_on", [taker.pk])
        act.save("turns_edition")
        return row


def _undo_earlier(act: Act) -> None:
    """One who was passed it may pass it on further; what stands of an earlier state is over."""
    assert act.capacity is not None and act.actor is not None  # noqa: S101, PT018  # judged before
    for row in Delegation.objects.filter(ticket=act.ticket, role=act.capacity.role, undone_at__isnull=True):
        _undo(act, row)


def _undo(act: Act, row: Delegation) -> None:
    row.undone_by, row.undone_at = act.actor, act.now
    act.store(row, "undone_by", "undone_at")
    act.over.append(Q(event="passed_on", recipient=row.passed_to_id))


def pass_back(ticket: Ticket, *, actor: User, now: datetime, comment: str = "") -> Delegation:
    """Either of the two undoes it: the decision is again that of all who hold the role. Raises Forbidden."""
    refuse(comment_errors(comment))
    with Act.on(ticket.pk, "passed_back", actor=actor, now=now, comment=comment) as act:
        act.capacity = _present(act.ticket, standing(actor, now))
        row = standing_delegation(act.ticket, Q(passed_by=actor) | Q(passed_to=actor))
        if row is None:
            raise Forbidden(_("Only who passed it on, or got it, may undo that."))
        _undo(act, row)
        _hold(act, "", None)
        act.record(comment=act.comment)
        act.tell("passed_back", {row.passed_by_id, row.passed_to_id})
        act.save("turns_edition")
        return row


def standing_delegation(ticket: Ticket, mine: Q | None = None) -> Delegation | None:
    """That of the present state. One query."""
    rows = Delegation.objects.filter(
        mine or Q(), ticket=ticket, undone_at__isnull=True, passed_at__gte=ticket.state_since
    )
    return rows.select_related("passed_by", "passed_to").last()


def _hold(act: Act, role: str, holder: int | None) -> None:
    """Turns are drawn by what stands on the locked ticket."""
    act.ticket.passed = (role, holder)
