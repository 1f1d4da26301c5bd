"""Findings that the service proposes where breaches are priced: one for each group of claims that share an event
(12.3), with every row that may apply, once its months are over and nobody contests what it rests on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from tickets.actions.found import EventRows
from tickets.actions.months import MOST, PLATFORM, TITLE
from tickets.actions.recurring import file_by_rule, new_by_rule
from tickets.actions.rules import Rules
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import ALONE
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    EVENT,
    EVENT_MONTH,
    HAPPENED_ON,
    KNOWN_ON,
    ORDER,
    OUTAGE,
    RULE,
    RULE_NAME,
    RULES,
    TOLD,
)
from tickets.models import Contract, System, Ticket
from tickets.penalties import choice, explain, narrator
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.derived import Mean, MonthAvailability
from tickets.settlement.findings import by_event, names_of
from tickets.settlement.weighing import WeighedContract, weighed

NAME: Final = "finding.group"
#: What is found where no row prices any of it.
NO_BAND: Final = "no_band"
#: Characters of what is told of one claim, of the key of a row, and of the digest by which a longer one is told apart.
LONGEST, LONGEST_KEY, DIGEST = 200, 20, 10
#: What is about a whole month, and not what lies in it.
OF_MONTH: Final = (Mean, MonthAvailability)


@dataclass(frozen=True, slots=True)
class GroupEvent:
    """key: as rows hold it, one of one key is proposed once. told: a sentence a claim. orders: those of the events that
    are orders; the others are outages that monitoring reported."""

    key: str
    month: date
    system: System | None
    rules: tuple[str, ...]
    told: tuple[str, ...]
    events: tuple[str, ...]
    orders: frozenset[str]
    of_month: bool

    def said(self, contract: Contract, now: datetime) -> dict[str, Any]:
        period = Period.around(MONTH, self.month)
        named = [{ORDER if one in self.orders else OUTAGE: one} for one in self.events[:MOST]]
        whole = {EVENT_MONTH.name: max(period.starts, contract.starts)} if self.of_month else {}
        return {
            AGAINST.name: "provider",
            HAPPENED_ON.name: min(period.ends, contract.term_ends),
            KNOWN_ON.name: local(now).date(),
            EVENT.name: [*({TOLD: one[:LONGEST]} for one in self.told), *named],
            RULES.name: [{RULE_NAME: rule} for rule in self.rules],
            **whole,
        }


def propose(rules: Rules, since: datetime, now: datetime) -> int | None:
    """Open what is not there yet: how many orders, each in a transaction of its own. None where nothing is priced."""
    found = weighed(rules.contract, now)
    if found is None:
        return None
    with override(settings.LANGUAGE_CODE):
        fresh = list(_events(rules.contract, found, since, now))
    return sum(_propose(one, rules.contract, now) for one in fresh)


def _events(contract: Contract, found: WeighedContract, since: datetime, now: datetime) -> Iterator[GroupEvent]:
    by = {one.claim.key: one.by for one in found.claims}
    systems = {one.code: one for one in contract.systems.all()}
    groups = choice.groups(one.claim for one in found.claims if not one.claim.of_agency)
    ready = [group for group in groups if _is_ready(group, found, since, now)]
    events = {base for group in ready for one in group for event in one.events for base in (event, _order(event))}
    orders = frozenset(Ticket.objects.filter(contract=contract, number__in=events).values_list("number", flat=True))
    names = {code: one.name for code, one in systems.items()}
    for group in ready:
        if event := _event(group, by, systems, names, orders):
            yield event


def _is_ready(
    group: Sequence[PenaltyClaim], found: WeighedContract, since: datetime, now: datetime
) -> bool:  # fmt: skip
    """Its months are over, the last of them not too long ago; nothing is contested, and no finding names any of it, not
    even one that is not pursued."""
    over = max(Period.around(MONTH, one.month).over for one in group)
    judged = by_event(found.findings)
    named = any(name in judged for one in group for name in names_of(one))
    return since <= over <= now and not named and not any(one.contested for one in group)


def _event(
    group: Sequence[PenaltyClaim], by: dict[str, Pricing], systems: dict[str, System], names: dict[str, str],
    orders: frozenset[str],
) -> GroupEvent | None:  # fmt: skip
    """None of what is found alone, or by rows that no finding names."""
    codes = dict.fromkeys(code for one in group for code in _rows(one, by[one.key]))
    if not ALONE.isdisjoint(codes) or not RULE.options.keys() >= codes.keys():
        return None
    events = tuple(dict.fromkeys(_named(event, orders) for one in group for event in sorted(one.events)))
    concerned = {code for one in group for code in one.systems}
    told = (explain.worded(narrator.happened(one), names) for one in group)
    return GroupEvent(
        key=_key(min(event for one in group for event in one.events)),
        month=max(one.month for one in group),
        system=systems.get(next(iter(concerned))) if len(concerned) == 1 else None,
        rules=tuple(codes) or (NO_BAND,),
        told=tuple(told),
        events=events,
        orders=orders,
        of_month=any(isinstance(one.derived, OF_MONTH) for one in group),
    )


def _rows(claim: PenaltyClaim, by: Pricing) -> list[str]:
    """Every row that may apply once the impact is judged: those of the same matter and band."""
    if not claim.rule:
        return []
    row = by.terms.rule(claim.rule)
    return [each.code for each in by.terms.of(claim.trigger) if each.band == row.band]


def _key(event: str) -> str:
    """What monitoring calls an outage may be longer than a row takes, and begin as the name of another."""
    if len(event) <= LONGEST_KEY:
        return event
    return event[: LONGEST_KEY - DIGEST] + sha256(event.encode()).hexdigest()[:DIGEST]


def _order(event: str) -> str:
    """Of an event that is one of several of its order that order."""
    return event.rpartition("/")[0] or event


def _named(event: str, orders: Collection[str]) -> str:
    return _order(event) if event not in orders and _order(event) in orders else event


@transaction.atomic
def _propose(event: GroupEvent, contract: Contract, now: datetime) -> bool:
    """False: another process was quicker, people were, or somebody contests what it rests on."""
    contract = Contract.objects.select_for_update().select_related("agency").get(pk=contract.pk)
    if contract.recurrences.filter(rule=NAME, period=event.key).exists():
        return False
    said = event.said(contract, now)
    case = EventRows(contract, said, None, event.system)
    if case.found or case.contested:
        return False
    with override(settings.LANGUAGE_CODE):
        what = event.system.name if event.system is not None else gettext(PLATFORM)
        title = gettext(TITLE) % {"month": Period.around(MONTH, event.month).code, "what": what}
    ticket = new_by_rule(Finding, contract, title, said, now)
    ticket.system = event.system
    file_by_rule(ticket, said, (NAME, event.key), now)
    return True
