"""What a person may do to a claim, or about a time, as things stand: what pages offer. The verbs judge it again."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import AUTHORITY_OFFICER
from tickets.actions.claims import limits, telling
from tickets.actions.claims.hearing import BOTH, CLAIMANTS, decided_by, party_to, persons, ripe, speaks_for
from tickets.actions.rules import Rules
from tickets.clocks import claimed
from tickets.models import Claim, Minutes, Ticket
from tickets.models.claims import DECIDED, PAUSE, PENDING
from tickets.permissions import Standing
from tickets.queries import SPOKEN


def offered(claim: Claim, where: Standing, rules: Rules, now: datetime) -> list[str]:
    """The verbs that are open to the person. `claim` comes with its ticket, contract and all that was said."""
    chance = Chance(claim, where, rules, now)
    verbs = {
        "accept": chance.answers,
        "contest": chance.contests,
        "refer": chance.refers,
        "decide": chance.decides,
        "review": chance.reviews,
        "correct": chance.corrects,
        "end": chance.ends,
        "prove": chance.proves,
        "withdraw": chance.withdraws,
        "ask_review": chance.asks_review,
    }
    return [name for name, holds in verbs.items() if holds()]


def may_claim(ticket: Ticket, where: Standing, rules: Rules, now: datetime) -> bool:
    """Whether the person may claim another time, or a pause, on this order."""
    if where.acting(ticket, CLAIMANTS) is None or ticket.sent_at is None:
        return False
    return limits.open_to_claims(rules, ticket.closed_at, now)


def settles_by_minutes(claim: Claim, where: Standing) -> bool:
    """Whether the person may put it into minutes: a lead of either side, while it is open between the two."""
    between = {claim.side, claim.answered_by} == BOTH and claim.unsettled
    return between and where.acting(claim.ticket, telling.LEADS) is not None


def offered_on_minutes(minutes: Minutes, claims: Collection[Claim], where: Standing) -> list[str]:
    """The verbs on minutes that are open to the person. claims: all that they name, each with its ticket."""
    held = [where.acting(one.ticket, telling.LEADS) for one in claims]
    if not minutes.waiting or not all(held):
        return []
    if all(one is not None and one.side == minutes.side for one in held):
        return ["withdraw"]
    return ["agree"] if all(settles_by_minutes(one, where) for one in claims) else []


@dataclass(frozen=True, slots=True)
class Chance:
    """One person before one claim."""

    claim: Claim
    where: Standing
    rules: Rules
    now: datetime

    def answers(self) -> bool:
        return self.claim.unsettled and self._speaks(telling.answerers(self.claim))

    def contests(self) -> bool:
        """What counted at once, too, as long as anything may be claimed on the order."""
        if not claimed.unasked(self.claim):
            return self.answers()
        in_time = limits.open_to_claims(self.rules, self.claim.ticket.closed_at, self.now)
        return in_time and self._speaks(telling.answerers(self.claim))

    def refers(self) -> bool:
        return self.claim.state == PENDING and not self._said("referred") and self.answers()

    def decides(self) -> bool:
        return self.claim.unsettled and ripe(self.claim) and self._speaks(decided_by(self.claim, self.rules))

    def reviews(self) -> bool:
        return self._said("review_asked") and not self._said("reviewed") and self._speaks((AUTHORITY_OFFICER,))

    def corrects(self) -> bool:
        return self.claim.state == PENDING and self._takes_up()

    def withdraws(self) -> bool:
        return self.claim.unsettled and self._takes_up() and not self._said("proof_missing")

    def ends(self) -> bool:
        if self.claim.type != PAUSE or self.claim.ticket.final:
            return False
        if self.claim.state == PENDING:
            return claimed.claimed(self.claim).end is None and self._takes_up()
        counts = claimed.counting(self.claim)
        if counts is None or counts.end is not None:
            return False
        return self.where.acting(self.claim.ticket, CLAIMANTS) is not None

    def proves(self) -> bool:
        return self.claim.proof_due is not None and self.claim.proof_at is None and self._takes_up()

    def asks_review(self) -> bool:
        decision = claimed.decided(self.claim)
        if self.claim.state != DECIDED or decision is None or self._said("review_asked"):
            return False
        held = self.where.held(self.claim.ticket)
        party = any(party_to(self.claim, one, self.where.user) for one in held)
        return party and self.now < limits.reviewed_by(self.rules, decision.at)

    def _speaks(self, roles: Container[str]) -> bool:
        capacity = self.where.acting(self.claim.ticket, roles)
        if capacity is None:
            return False
        spoken = telling.persons(one for one in self.claim.said if one.saying in SPOKEN)
        return persons(self.where.user, capacity).isdisjoint(spoken)

    def _takes_up(self) -> bool:
        return any(speaks_for(self.claim, one, self.where.user) for one in self.where.held(self.claim.ticket))

    def _said(self, saying: str) -> bool:
        return claimed.spoken(self.claim, saying) is not None
