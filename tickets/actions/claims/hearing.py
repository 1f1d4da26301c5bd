"""One act on one claim: the order is locked, the claim read anew, and who may speak is judged by who has spoken."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import (
    AGENCY_CLERK,
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PROVIDER_DESK,
    PROVIDER_ENGINEER,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
)
from tickets.actions.act import Act, comment_errors, refuse
from tickets.actions.claims import born, limits, telling
from tickets.actions.idempotency import Once
from tickets.actions.rules import Rules
from tickets.clocks import claimed
from tickets.errors import Forbidden, WrongState
from tickets.models import Claim, Statement
from tickets.models.claims import CONTESTED, PENDING, UNSETTLED
from tickets.permissions import Capacity, Standing, standing

#: The two sides of a contract, between whom claims are answered and settled.
BOTH = frozenset({"agency", "provider"})
#: Who claims a time or a pause.
CLAIMANTS = (AGENCY_CLERK, AGENCY_LEAD, PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD)


class BarredError(Forbidden):
    """Who may not speak tried to: put down in the audit of the claim's order."""

    def __init__(self, act: "Hearing", guard: str, message: str) -> None:
        super().__init__(message)
        self.recorded, self.action, self.claim = guard, act.action, act.claim.pk


@contextmanager
def on_record(actor: User | None, now: datetime) -> Iterator[None]:
    """Around a whole transaction: after its rollback an auditor finds the attempt."""
    try:
        yield
    except BarredError as barred:
        _record(barred, actor, now)
        raise


def _record(barred: BarredError, actor: User | None, now: datetime) -> None:
    claim = claimed.load(Claim.objects.filter(pk=barred.claim))[0]
    with Act.on(claim.ticket_id, barred.action, actor=actor, now=now) as act:
        held = standing(actor, now).held(act.ticket) if actor is not None else ()
        act.capacity = next(iter(held), None)
        told = {"guard": barred.recorded, "reason": barred.message, **born.named(claim)}
        act.record(source=act.ticket.state, allowed=False, **told)
        act.save()


def in_time(act: Act) -> None:
    """Raises WrongState so many working days after the order became final."""
    if not limits.open_to_claims(act.rules, act.ticket.closed_at, act.now):
        raise WrongState(
            _(
                "The time to claim another time on this order is over. Consult with the other side, as the contract "
                "has it for disputes."
            )
        )


@dataclass
class Hearing(Act):
    """What one person does to one claim. heard: it, and all of its question where that is answered as one."""

    claim: Claim = field(init=False)
    heard: list[Claim] = field(default_factory=list, init=False)
    once: Once | None = field(default=None, init=False)
    where: Standing | None = field(default=None, init=False)

    @classmethod
    @contextmanager
    def of(
        cls, pk: int, action: str, *, actor: User | None, now: datetime, comment: str = "", once: Once | None = None
    ) -> Iterator[Self]:
        """Lock the claim's order and read the claim. Raises Claim.DoesNotExist, and what `Once.check` raises. Who may
        not speak is put on record."""
        ticket = Claim.objects.values_list("ticket", flat=True).get(pk=pk)
        with on_record(actor, now), cls.on(ticket, action, actor=actor, now=now, comment=comment) as act:
            if once is not None:
                once.check()
            act.once = once
            (act.claim,) = claimed.load(Claim.objects.filter(pk=pk))
            act.heard = [act.claim]
            if actor is not None:
                act.where = standing(actor, now)
            yield act

    def hear_all(self) -> None:
        """What was entered with it in one act is one question: whatever of that is not settled is answered with it."""
        if self.claim.question is not None:
            asked_with = Claim.objects.filter(
                ticket=self.ticket, question=self.claim.question, state__in=UNSETTLED
            ).exclude(pk=self.claim.pk)
            self.heard += claimed.load(asked_with)

    def speak(self, roles: Container[str], refusal: str) -> None:
        """The actor speaks in one of these roles. Raises Forbidden with the refusal, or where they have spoken."""
        capacity = self.where.acting(self.ticket, roles) if self.where is not None else None
        if capacity is None:
            raise BarredError(self, "speaks_here", refusal)
        self.capacity = capacity
        if not persons(self.actor, capacity).isdisjoint(telling.persons(self._spoken())):
            message = _("Claim, answer and decision are of different people; you have spoken on this claim.")
            raise BarredError(self, "spoken_before", message)

    def _spoken(self) -> list[Statement]:
        """Of claim, answer and decision those whose people may not speak again here."""
        words = ("claimed", "corrected", "accepted", "contested", "decided")
        said = [one for claim in self.heard for one in claim.said]
        return [one for one in said if one.saying in words and one.by_id is not None]

    def claimants(self, refusal: str) -> None:
        """The actor speaks for the side that claimed, or takes up their own word. Raises Forbidden."""
        held = self.where.held(self.ticket) if self.where is not None else ()
        own = [one for one in held if speaks_for(self.claim, one, self.actor)]
        self.capacity = next(iter(own), None)
        if self.capacity is None:
            raise BarredError(self, "claimants_side", refusal)

    def speak_for_a_side(self, refusal: str) -> None:
        """The actor speaks as the lead of agency or provider. Raises Forbidden."""
        self.capacity = self.where.acting(self.ticket, telling.LEADS) if self.where is not None else None
        if self.capacity is None:
            raise BarredError(self, "lead_of_a_side", refusal)

    def open_to(self, *states: str) -> None:
        """Raises WrongState where what is heard is in none of these; of a question, the claim itself."""
        if self.claim.state not in states:
            raise WrongState(_("This claim is settled or withdrawn; nothing can be said to it any more."))

    def say(self, saying: str, value: born.Value | None = None) -> Statement:
        return born.say(self, self.claim, saying, value, self.comment)

    def keep(self, *columns: str) -> None:
        """Write what was heard, the audit's entries and everything else that changed."""
        if columns:
            for one in self.heard:
                self.store(one, *columns)
        self.ticket.version += 1
        self.clocks.conclude()
        others = [one for one in self.heard if one is not self.claim]
        self.consequences += [(self.action, born.recorded(self, one)) for one in others]
        self.record(**born.recorded(self, self.claim), clocks=self.clocks.changes)
        if self.once is not None:
            self.once.keep(self.claim, self.now)
        self.save("version")


def speaks_for(claim: Claim, capacity: Capacity, actor: User | None) -> bool:
    """Whether somebody takes up a claim: in a role that claims, on the side that claimed, or whoever raised it."""
    if capacity.side != claim.side:
        return False
    return capacity.role in CLAIMANTS or not persons(actor, capacity).isdisjoint(telling.persons(claim.said[:1]))


def party_to(claim: Claim, capacity: Capacity, actor: User | None) -> bool:
    """Whether somebody speaks for the side that claimed or for the one that answers."""
    answers = capacity.side == claim.answered_by and capacity.role in (*CLAIMANTS, *telling.answerers(claim))
    return answers or speaks_for(claim, capacity, actor)


def persons(actor: User | None, capacity: Capacity) -> set[int]:
    """Both names under which somebody acts."""
    return {pk for pk in (actor.pk if actor else None, capacity.principal) if pk is not None}


#: Characters of a reason that is given for a claim.
LONGEST_REASON: Final = 2_000


def asked(comment: str) -> None:
    """Raises Invalid where no reason is given."""
    refuse({("reason" if name == "comment" else name): said for name, said in _reason_errors(comment).items()})


def _reason_errors(comment: str) -> dict[str, list[str]]:
    return comment_errors(comment, _("Say why."), most=LONGEST_REASON)


def deciders(act: Hearing) -> tuple[str, ...]:
    return decided_by(act.claim, act.rules)


def decided_by(claim: Claim, rules: Rules) -> tuple[str, ...]:
    """Who decides: the supervisor; the authority where the supervisor is a party, is not there, or was silent too."""
    party = claim.side == "supervisor" or claim.answered_by == "supervisor"
    return (AUTHORITY_OFFICER,) if party or claim.decision_overdue or not rules.supervised else (SUPERVISOR_AUDITOR,)


def decidable(act: Hearing) -> None:
    """Raises WrongState before the other side has contested, passed it on, or let its limit go by."""
    act.open_to(PENDING, CONTESTED)
    if not ripe(act.claim):
        raise WrongState(_("The other side has not answered yet, and still has time to."))


def ripe(claim: Claim) -> bool:
    """Whether an unsettled claim may be decided: the other side has spoken, or its limit is over."""
    return claim.state == CONTESTED or claim.answer_overdue or claimed.spoken(claim, "referred") is not None
