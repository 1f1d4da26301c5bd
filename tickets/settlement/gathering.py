"""All facts of one contract, and what they come to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tickets import priced, scores
from tickets.models import Contract
from tickets.penalties import proposing
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import PenaltyFacts
from tickets.policy.penalty_terms import Trigger
from tickets.priced import Editions
from tickets.settlement import absences, assessed, data, faults, findings, found, interruptions, late
from tickets.settlement.findings import JudgedFinding, of_claim
from tickets.settlement.pricing import PricedMonths, by_number, edition_of
from tickets.settlement.sources import Sources


def facts_of(contract: Contract, now: datetime) -> PenaltyFacts:
    """Everything that rows tell of what happened, as far as it stands at this instant. What somebody contests is there
    and marked; what was set aside, withdrawn or found to be no fault is not. Empty where the contract prices nothing.
    The same queries, however many orders there are."""
    return facts_by(Sources(contract, now), priced.editions(contract))


def claims_of(contract: Contract, now: datetime) -> tuple[PenaltyClaim, ...]:
    """拟认定事项: all that the facts come to, each month by the edition under which it began; without what a finding
    was about that is not pursued (不予追究). In the order of their keys."""
    return gathered(contract, now).claims


@dataclass(frozen=True, slots=True)
class GatheredContract:
    """All that is known of one contract at one instant, read once. judged: event -> the findings that judge it, newest
    first."""

    facts: PenaltyFacts
    claims: tuple[PenaltyClaim, ...]
    findings: tuple[JudgedFinding, ...]
    judged: Mapping[str, tuple[JudgedFinding, ...]]
    months: PricedMonths


def gathered(contract: Contract, now: datetime) -> GatheredContract:
    editions, sources = priced.editions(contract), Sources(contract, now)
    by = by_number(contract, [one for _since, one in editions if one is not None])
    facts, judged = facts_by(sources, editions), findings.by_event(sources.all_findings)
    claims = claims_by(facts, editions, by, judged)
    return GatheredContract(facts, claims, tuple(sources.all_findings), judged, PricedMonths(editions, by))


def claims_by(
    facts: PenaltyFacts, editions: Editions, by: Mapping[int, Pricing], judged: Mapping[str, tuple[JudgedFinding, ...]]
) -> tuple[PenaltyClaim, ...]:
    """by: what each edition prices by, by its number."""
    made = (
        _agreed(claim, pricing, judged)
        for number, pricing in by.items()
        for claim in proposing.claims(facts, pricing)
        if (edition := edition_of(editions, claim.month)) is not None and edition.edition == number
    )
    pursued = sorted((one for one in made if not _dropped(one, judged)), key=lambda one: one.key)
    return tuple(_with_sums(pursued, judged))


def _with_sums(
    claims: Iterable[PenaltyClaim], judged: Mapping[str, tuple[JudgedFinding, ...]]
) -> Iterator[PenaltyClaim]:  # fmt: skip
    """What no row prices has the sum on which both sides agreed, and a single claim the base: one sum prices one claim
    of its finding."""
    spent: set[str] = set()
    for one in claims:
        found = of_claim(one, judged) if not one.contested else None
        if found is None or found.number in spent:
            yield one
            continue
        priced = _agreed_on(one, found)
        if priced is not one:
            spent.add(found.number)
        yield priced


def _agreed_on(claim: PenaltyClaim, found: JudgedFinding) -> PenaltyClaim:
    if not claim.rule and found.agreed is not None:
        return replace(claim, agreed=found.agreed)
    if claim.formula is not None and claim.rule == found.chosen and found.base is not None:
        return replace(claim, formula=replace(claim.formula, base=found.base), estimated=False)
    return claim


def _agreed(
    claim: PenaltyClaim, pricing: Pricing, judged: Mapping[str, tuple[JudgedFinding, ...]]
) -> PenaltyClaim:  # fmt: skip
    """Of rows that differ in the weight of the event alone by that on which the sides agreed, though another was judged
    to be hit."""
    finding = of_claim(claim, judged) if claim.rule else None
    if finding is None or claim.formula is None or finding.chosen in ("", claim.rule):
        return claim
    hit = pricing.terms.rule(claim.rule)
    alike = (one for one in pricing.terms.of(claim.trigger) if (one.band, one.base) == (hit.band, hit.base))
    chosen = next((one for one in alike if one.code == finding.chosen), None)
    if chosen is None or None in (hit.impact or hit.no_impact, chosen.impact or chosen.no_impact):
        return claim
    key = f"{chosen.code}{claim.key.removeprefix(hit.code)}"
    return replace(claim, key=key, rule=chosen.code, formula=replace(claim.formula, share=chosen.share))


def _dropped(claim: PenaltyClaim, judged: Mapping[str, tuple[JudgedFinding, ...]]) -> bool:
    finding = of_claim(claim, judged)
    return finding is not None and finding.dropped and finding.names(claim)


def facts_by(sources: Sources, editions: Editions) -> PenaltyFacts:
    triggers = _triggers(editions)
    if not triggers:
        return PenaltyFacts()
    down = interruptions.outages(sources)
    outages, timed = tuple(interruptions.facts(down, sources)), tuple(faults.faults(sources))
    where, concluded = found.places(timed, outages), assessed.notices(sources)
    scored, missed = scores.of_contract(sources.contract), late.clocks(sources)
    return PenaltyFacts(
        faults=timed,
        outages=outages,
        excluded=interruptions.excluded(down, sources),
        data=tuple(data.lost(sources)),
        unattended=tuple(absences.unattended(sources)),
        complaints=tuple(assessed.complaints(scored, sources)),
        months=tuple(assessed.months(scored)),
        reviews=tuple(assessed.reviews(concluded, sources)),
        notices=tuple(found.ignored(sources, triggers, where, concluded)),
        harms=tuple(found.harms(sources, triggers, where)),
        late=tuple(late.duties(missed, sources)),
        payments=tuple(late.payments(missed, sources)),
        secrecy=tuple(found.secrecy(sources, triggers)),
    )


def _triggers(editions: Editions) -> Mapping[str, Trigger]:
    """What each row is about, by its code, in any edition; the newest says it."""
    return {rule.code: rule.trigger for _since, one in editions if one is not None for rule in one.terms.rules}
