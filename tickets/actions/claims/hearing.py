"""One act on one claim: the order is locked, the claim read anew, and who may speak is judged by who has spoken."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AUTHORITY_OFFICER, SUPERVISOR_AUDITOR
from tickets.actions.act import Act, comment_errors, refuse
from tickets.actions.claims import born, telling
from tickets.actions.facts import Rules
from tickets.clocks import claimed
from tickets.errors import Forbidden, WrongState
from tickets.models import Claim, Statement
from tickets.models.claims import CONTESTED, PENDING
from tickets.permissions import Capacity, Standing, standing


@dataclass
class Hearing(Act):
    """What one person does to one claim."""

    claim: Claim = field(init=False)
    where: Standing | None = field(default=None, init=False)

    @classmethod
    @contextmanager
    def of(cls, pk: int, action: str, *, actor: User | None, now: datetime, comment: str = "") -> Iterator[Self]:
        """Lock the claim's order and read the claim. Raises Claim.DoesNotExist."""
        ticket = Claim.objects.values_list("ticket", flat=True).get(pk=pk)
        with cls.on(ticket, action, actor=actor, now=now, comment=comment) as act:
            (act.claim,) = claimed.load(Claim.objects.filter(pk=pk))
            if actor is not None:
                act.where = standing(actor, now)
            yield act

    def speak(self, roles: Container[str], refusal: str) -> None:
        """The actor speaks in one of these roles. Raises Forbidden with the refusal, or where they have spoken."""
        capacity = self.where.acting(self.ticket, roles) if self.where is not None else None
        if capacity is None:
            raise Forbidden(refusal)
        self.capacity = capacity
        if not persons(self.actor, capacity).isdisjoint(telling.persons(self._spoken())):
            raise Forbidden(_("Claim, answer and decision are of different people; you have spoken on this claim."))

    def _spoken(self) -> list[Statement]:
        """Of claim, answer and decision those whose people may not speak again here."""
        words = ("claimed", "corrected", "accepted", "contested", "decided")
        return [one for one in self.claim.said if one.saying in words and one.by_id is not None]

    def claimants(self, refusal: str) -> None:
        """The actor speaks for the side that claimed. Raises Forbidden."""
        held = self.where.held(self.ticket) if self.where is not None else ()
        self.capacity = next((one for one in held if one.side == self.claim.side), None)
        if self.capacity is None:
            raise Forbidden(refusal)

    def open_to(self, *states: str) -> None:
        """Raises WrongState where the claim is in none of these."""
        if self.claim.state not in states:
            raise WrongState(_("This claim is settled or withdrawn; nothing can be said to it any more."))

    def say(self, saying: str, value: born.Value | None = None) -> Statement:
        return born.say(self, self.claim, saying, value, self.comment)

    def keep(self, *columns: str) -> None:
        """Write the claim, the audit entry and everything else that changed."""
        if columns:
            self.store(self.claim, *columns)
        self.ticket.version += 1
        self.clocks.conclude()
        self.record(**born.recorded(self, self.claim), clocks=self.clocks.changes)
        self.save("version")


def persons(actor: User | None, capacity: Capacity) -> set[int]:
    """Both names under which somebody acts."""
    return {pk for pk in (actor.pk if actor else None, capacity.principal) if pk is not None}


def asked(comment: str) -> None:
    """Raises Invalid where no reason is given."""
    refuse({("reason" if name == "comment" else name): said for name, said in _reason_errors(comment).items()})


def _reason_errors(comment: str) -> dict[str, list[str]]:
    return comment_errors(comment, _("Say why."))


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
