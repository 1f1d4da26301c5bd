"""What a finding may come to, on its page: the claims of its event in words, and which of them would count."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tickets.datelaw import explain as dates
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.decisions import DECIDED_RULE, DECISION_GROUND
from tickets.models import Contract, Ticket
from tickets.pages.parts.visit import Visit
from tickets.penalties import explain, narrator
from tickets.penalties.beside import ReadOtherwise
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.money import ZERO, capitals
from tickets.settlement import decided
from tickets.settlement.decided import FindingDecision
from tickets.settlement.weighing import ClaimStanding, WeighedClaim, WeighedContract, weighed

#: The number of an order, which may be followed by which of its events is meant.
ORDER: Final = re.compile(r"GD-\d{4}-\d{6,}(?=/|$)")
STANDINGS: Final[Mapping[ClaimStanding, Promise]] = {
    ClaimStanding.COUNTS: pgettext_lazy("penalty", "Would count"),
    ClaimStanding.ABSORBED: pgettext_lazy("penalty", "Absorbed"),
    ClaimStanding.UNSETTLED: pgettext_lazy("penalty", "For the parties to settle"),
    ClaimStanding.WAITING: pgettext_lazy("penalty", "Provisional"),
}


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """amount: "" where nothing prices it. orders: what it rests on, by name."""

    place: str
    standing: str
    counts: bool
    amount: str
    sentences: list[str]
    orders: tuple[str, ...]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Each with the number of its order; "": it is what monitoring calls an outage."""
        return [(one, found[0] if (found := ORDER.match(one)) else "") for one in self.orders]


@dataclass(frozen=True, slots=True)
class ComesTo:
    """What the claims of one event would come to. sum: "" where none has one. provisional: what has a sum waits
    for facts. told_alone: the finding names nothing that is on record. otherwise: by other readings. decisions: those
    on it since it was settled, the newest last."""

    claims: list[ShownClaim]
    sum: str
    capitals: str
    estimated: bool
    provisional: bool
    told_alone: bool
    otherwise: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)


def of_finding(ticket: Ticket, here: Visit) -> dict[str, Any]:
    """Nothing, and no query, for other kinds, and for whoever does not see the whole contract; an empty list of claims
    where the facts carry none."""
    if ticket.machine is not Finding or ticket.contract_id not in here.standing.whole:
        return {}
    found = weighed(ticket.contract, here.now)
    if found is None:
        return {}
    shown = comes_to(ticket.number, found, words_of(ticket.contract))
    return {"comes_to": replace(shown, decisions=[_decision(one) for one in decided.decisions(ticket)])}


@dataclass(frozen=True, slots=True)
class ContractWords:
    """names: code of a system -> what it is called. questions: a reading's key -> what it answers."""

    names: Mapping[str, str]
    questions: Mapping[str, str]


def words_of(contract: Contract) -> ContractWords:
    """Two queries."""
    questions = contract.interpretations.exclude(key="").values_list("key", "question")
    return ContractWords(dict(contract.systems.values_list("code", "name")), dict(questions))


def comes_to(number: str, found: WeighedContract, words: ContractWords) -> ComesTo:
    """What the finding of that number may come to."""
    claims, names = found.about(number), words.names
    taken = [one.claim for one in claims if one.standing is ClaimStanding.COUNTS]
    total = sum((one.amount or ZERO for one in taken), ZERO)
    return ComesTo(
        claims=[_claim(one, names) for one in _in_order(claims)],
        sum=explain.money(total) if total else "",
        capitals=capitals(total),
        estimated=any(one.estimated for one in taken),
        provisional=any(one.standing is ClaimStanding.WAITING and one.claim.amount is not None for one in claims),
        told_alone=found.told_alone(number),
        otherwise=list(_otherwise(found, claims, words)) if claims else [],
    )


def _decision(one: FindingDecision) -> str:
    told = {"number": one.number, "day": dates.day(local(one.at).date()), "ground": _ground(one)}
    if one.set_aside:
        return _("%(number)s of %(day)s: not pursued. Ground: %(ground)s.") % told
    rule = DECIDED_RULE.in_words(one.rule, {})
    return _("%(number)s of %(day)s: %(rule)s. Ground: %(ground)s.") % {**told, "rule": rule}


def _ground(one: FindingDecision) -> str:
    ground = one.said.get(DECISION_GROUND.name)
    return DECISION_GROUND.in_words(ground, {}) if ground else _("both sides agree")


def _in_order(claims: list[WeighedClaim]) -> list[WeighedClaim]:
    """What would count first, then the greatest sum."""
    places = list(ClaimStanding)
    return sorted(claims, key=lambda one: (places.index(one.standing), -(one.claim.amount or ZERO), one.claim.key))


def _claim(one: WeighedClaim, names: Mapping[str, str]) -> ShownClaim:
    steps = narrator.lines(one.claim, one.by)
    if one.taker is not None:
        steps = (*steps, narrator.absorbed(place(one.taker, one.by)))
    return ShownClaim(
        place=place(one.claim, one.by),
        standing=str(STANDINGS[one.standing]),
        counts=one.standing is ClaimStanding.COUNTS,
        amount=explain.money(one.claim.amount) if one.claim.amount is not None else "",
        sentences=explain.lines(steps, names),
        orders=tuple(sorted(one.claim.events)),
    )


def place(claim: PenaltyClaim, by: Pricing) -> str:
    if not claim.rule:
        return _("no row of the contract")
    return explain.place(by.terms.rule(claim.rule).article or claim.rule)


def _otherwise(found: WeighedContract, claims: list[WeighedClaim], words: ContractWords) -> Iterator[str]:
    """Question by question; a claim that nothing prices by that reading is left out."""
    for one in found.otherwise(claims):
        if one.claim.formula is not None:
            yield _("%(question)s %(place)s. %(reading)s") % _read(one, found.pricing, words)


def _read(one: ReadOtherwise, by: Pricing, words: ContractWords) -> dict[str, str]:
    return {
        "question": words.questions.get(one.switch.key, one.switch.key),
        "place": place(one.claim, by),
        "reading": explain.worded(narrator.otherwise(one.claim), words.names),
    }
