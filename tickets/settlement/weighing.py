"""What the claims of a contract would come to together: of each event one counts (12.3)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tickets.models import Contract
from tickets.penalties import beside, choice
from tickets.penalties.beside import ReadOtherwise
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import PenaltyFacts
from tickets.settlement.findings import JudgedFinding, names_of, of_claim
from tickets.settlement.gathering import gathered


class ClaimStanding(StrEnum):
    """It would count; another of its event counts in its place; the parties settle a sum; its event waits, since
    something of it is contested."""

    COUNTS = "counts"
    ABSORBED = "absorbed"
    UNSETTLED = "unsettled"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class WeighedClaim:
    """by: what it is reckoned by. taker: what counts in its place. finding: that which judges it."""

    claim: PenaltyClaim
    by: Pricing
    standing: ClaimStanding
    taker: PenaltyClaim | None
    finding: JudgedFinding | None


@dataclass(frozen=True, slots=True)
class WeighedContract:
    """All of it at one instant. pricing: by the newest edition, by whose readings one of an event counts."""

    facts: PenaltyFacts
    pricing: Pricing
    claims: tuple[WeighedClaim, ...]
    findings: tuple[JudgedFinding, ...]

    def about(self, number: str) -> list[WeighedClaim]:
        """Those of the events that hang together with what the finding of this number names."""
        names = {event for one in self.findings if one.number == number for event in one.events}
        groups = choice.groups(one.claim for one in self.claims)
        touched = {one.key for group in groups if any(_named(each, names) for each in group) for one in group}
        own = {one.claim.key for one in self.claims if one.finding is not None and one.finding.number == number}
        return [one for one in self.claims if one.claim.key in touched | own]

    def told_alone(self, number: str) -> bool:
        """The finding names neither an order, nor an outage, nor a month: it is its own event."""
        return any(one.events == (number,) for one in self.findings if one.number == number)

    def otherwise(self, claims: Iterable[WeighedClaim]) -> Iterator[ReadOtherwise]:
        """What the same events come to by other readings, where that is another sum."""
        events = {event for one in claims for event in one.claim.events}
        systems = {system for one in claims for system in one.claim.systems}
        for one in beside.readings(_of_systems(self.facts, systems), self.pricing):
            told = [each.claim.amount for each in self.claims if same_breach(one, each.claim)]
            if not one.claim.events.isdisjoint(events) and one.claim.amount not in told:
                yield one


def weighed(contract: Contract, now: datetime) -> WeighedContract | None:
    """None where nothing is priced now. What the fees only estimate is weighed as if they were signed."""
    found = gathered(contract, now)
    newest = found.months.newest
    if newest is None:
        return None
    chosen = choice.chosen((replace(one, estimated=False) for one in found.claims), newest)
    taken, waiting = {one.key for one in chosen.taken}, {one.key for one in chosen.waiting}

    def standing(key: str) -> ClaimStanding:
        if key in waiting:
            return ClaimStanding.WAITING
        if key in taken:
            return ClaimStanding.COUNTS
        return ClaimStanding.ABSORBED if key in chosen.absorbed else ClaimStanding.UNSETTLED

    return WeighedContract(
        found.facts,
        newest,
        tuple(
            WeighedClaim(
                one,
                found.months.of(one.month) or newest,
                standing(one.key),
                chosen.absorbed.get(one.key),
                of_claim(one, found.judged),
            )
            for one in found.claims
        ),
        found.findings,
    )


def same_breach(other: ReadOtherwise, claim: PenaltyClaim) -> bool:
    """The same sort of breach, of the same systems, resting on something that the claim rests on."""
    same = (other.claim.trigger, other.claim.systems) == (claim.trigger, claim.systems)
    return same and not other.claim.events.isdisjoint(claim.events)


def _named(claim: PenaltyClaim, names: Collection[str]) -> bool:
    return any(name in names for name in names_of(claim))


def _of_systems(facts: PenaltyFacts, systems: Collection[str]) -> PenaltyFacts:
    """Of faults and outages those of these systems alone; all where none is named."""
    if not systems:
        return facts
    faults = tuple(one for one in facts.faults if one.system in systems)
    return replace(facts, faults=faults, outages=tuple(one for one in facts.outages if one.system in systems))
