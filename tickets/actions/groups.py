"""Findings that the service proposes where breaches are priced: one for each group of claims that share an event
(12.3), with every row that may apply, once its months are over and nobody contests what it rests on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext

from tickets.actions.finding_proposal import MOST_TOLD, FindingProposal, day, key_of
from tickets.actions.months import MOST, PLATFORM, TITLE
from tickets.datelaw.periods import MONTH, Period
from tickets.lifecycle.kinds.finding.questions import NO_BAND, ORDER, OUTAGE, TOLD
from tickets.models import Contract, System, Ticket
from tickets.penalties import choice, explain, narrator
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.derived import Mean, MonthAvailability
from tickets.policy.penalty_terms import GROUNDS, Trigger
from tickets.settlement.findings import GROUP, by_event, named, names_of, order_of
from tickets.settlement.weighing import WeighedContract

#: What is about a whole month, and not what lies in it.
OF_MONTH: Final = (Mean, MonthAvailability)
Group = Sequence[PenaltyClaim]


@dataclass(frozen=True, slots=True)
class _ProposingCase:
    """What the proposals of one contract are made with. orders: the events that are orders; the others are outages that
    monitoring reported, or one of several events of an order. days: of each event its first."""

    contract: Contract
    by: Mapping[str, Pricing]
    systems: Mapping[str, System]
    orders: Collection[str]
    days: Mapping[str, date]
    now: datetime

    @property
    def names(self) -> dict[str, str]:
        return {code: one.name for code, one in self.systems.items()}


def proposals(contract: Contract, found: WeighedContract, since: datetime, now: datetime) -> Iterator[FindingProposal]:
    """In the language that is on. Two queries."""
    whole = choice.groups(one.claim for one in found.claims if not one.claim.of_agency)
    judged = by_event(one for one in found.findings if not set(one.rules) <= set(GROUNDS))
    ready = [group for each in whole for group in _unnamed(each, judged) if _is_ready(group, since, now)]
    case = _ProposingCase(
        contract,
        {one.claim.key: one.by for one in found.claims},
        {one.code: one for one in contract.systems.all()},
        _orders(contract, ready),
        found.facts.days,
        now,
    )
    yield from (_proposal(group, case) for group in ready)


def _orders(contract: Contract, groups: Sequence[Group]) -> frozenset[str]:
    events = {base for group in groups for one in group for event in one.events for base in named(event)}
    there = Ticket.objects.filter(contract=contract, number__in=events)
    return frozenset(there.values_list("number", flat=True))


def _unnamed(group: Group, judged: Collection[str]) -> Sequence[Group]:
    """What no finding names, not even one that is not pursued: a claim that hangs together with earlier months, which
    were found on, keeps nothing else of its own month back. Nothing while any of the whole is contested. judged: all
    that findings name."""
    if any(one.contested for one in group):
        return []
    return choice.groups(one for one in group if not any(name in judged for name in names_of(one)))


def _is_ready(group: Group, since: datetime, now: datetime) -> bool:
    """Its months are over, the last of them not too long ago."""
    over = max(Period.around(MONTH, one.month).over for one in group)
    return since <= over <= now


def _proposal(group: Group, case: _ProposingCase) -> FindingProposal:
    contract, period = case.contract, Period.around(MONTH, max(one.month for one in group))
    first = min(event for one in group for event in one.events)
    system = _system(group, case)
    of_month = any(isinstance(one.derived, OF_MONTH) for one in group)
    last = min(period.ends, contract.term_ends)
    return FindingProposal(
        name=GROUP,
        key=key_of(first),
        title=gettext(TITLE) % {"month": period.code, "what": system.name if system else gettext(PLATFORM)},
        system=system,
        happened=last if of_month else _happened(group, case) or last,
        known=day(case.now),
        event=tuple(_event(group, case)),
        rules=_rules(group, case),
        month=max(period.starts, contract.starts) if of_month else None,
        part=order_of(first) in case.orders and first not in case.orders,
    )


def _system(group: Group, case: _ProposingCase) -> System | None:
    concerned = {code for one in group for code in one.systems}
    return case.systems.get(next(iter(concerned))) if len(concerned) == 1 else None


def _happened(group: Group, case: _ProposingCase) -> date | None:
    return min((case.days[event] for one in group for event in one.events if event in case.days), default=None)


def _event(group: Group, case: _ProposingCase) -> Iterator[dict[str, str]]:
    """A sentence a claim, then what it rests on."""
    for one in group:
        yield {TOLD: explain.worded(narrator.happened(one, case.by[one.key]), case.names)[:MOST_TOLD]}
    events = dict.fromkeys(_named(event, case.orders) for one in group for event in sorted(one.events))
    yield from ({ORDER if one in case.orders else OUTAGE: one} for one in list(events)[:MOST])


def _rules(group: Group, case: _ProposingCase) -> tuple[str, ...]:
    """A breach of secrecy is found alone: it is the heavier of its event (W11)."""
    alone = [one for one in group if one.trigger is Trigger.SECRECY]
    codes = dict.fromkeys(code for one in alone or group for code in _rows(one, case.by[one.key]))
    return tuple(codes) or (NO_BAND,)


def _rows(claim: PenaltyClaim, by: Pricing) -> list[str]:
    """Every row that may apply once the impact is judged: those of the same matter and band."""
    if not claim.rule:
        return []
    row = by.terms.rule(claim.rule)
    return [each.code for each in by.terms.of(claim.trigger) if each.band == row.band]


def _named(event: str, orders: Collection[str]) -> str:
    return order_of(event) if event not in orders and order_of(event) in orders else event
