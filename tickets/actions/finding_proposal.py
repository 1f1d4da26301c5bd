"""A finding that the service proposes, and how it is opened: once for each name and key, from what nobody contests. It
judges neither level nor impact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from tickets.actions.found import EventRows
from tickets.actions.recurring import file_by_rule, new_by_rule
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    EVENT,
    EVENT_MONTH,
    HAPPENED_ON,
    KNOWN_ON,
    RULE_NAME,
    RULES,
)
from tickets.models import Contract, System
from tickets.settlement.findings import PARTED

#: Characters of what a row of the event tells.
MOST_TOLD = 200
#: Characters of the key of a row, and of the digest by which a longer one is told apart.
LONGEST_KEY, DIGEST = 20, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingProposal:
    """One event and the rules that may apply. name, key: as rows hold it; of one name and key it is proposed once.

    title: in the service's language. event: the rows of the answer. month: a day of the month that is itself the event.
    part: it is one of several events of its order, each of which is found on by itself.
    """

    name: str
    key: str
    title: str
    system: System | None
    happened: date
    known: date
    event: tuple[Mapping[str, str], ...]
    rules: tuple[str, ...]
    month: date | None = None
    part: bool = False

    @property
    def said(self) -> dict[str, Any]:
        return {
            AGAINST.name: "provider",
            HAPPENED_ON.name: self.happened,
            KNOWN_ON.name: self.known,
            EVENT.name: [dict(row) for row in self.event],
            RULES.name: [{RULE_NAME: rule} for rule in self.rules],
            **({EVENT_MONTH.name: self.month} if self.month is not None else {}),
        }


def key_of(event: str) -> str:
    """What monitoring calls an outage may be longer than a row takes, and begin as the name of another."""
    if len(event) <= LONGEST_KEY:
        return event
    return event[: LONGEST_KEY - DIGEST] + sha256(event.encode()).hexdigest()[:DIGEST]


def day(at: datetime) -> date:
    return local(at).date()


@transaction.atomic
def open_proposal(one: FindingProposal, contract: Contract, now: datetime) -> bool:
    """False: another process was quicker, people were, or somebody contests what it rests on."""
    contract = Contract.objects.select_for_update().select_related("agency").get(pk=contract.pk)
    if contract.recurrences.filter(rule=one.name, period=one.key).exists():
        return False
    case = EventRows(contract, one.said, None, one.system)
    if set(case.found.values()) - _on_other_parts(one, contract) or case.contested:
        return False
    ticket = new_by_rule(Finding, contract, one.title, one.said, now)
    ticket.system = one.system
    file_by_rule(ticket, one.said, (one.name, one.key), now)
    return True


def _on_other_parts(one: FindingProposal, contract: Contract) -> set[str]:
    """The findings that were proposed on single events of orders."""
    if not one.part:
        return set()
    there = contract.recurrences.filter(rule__in=PARTED, period__contains="/")
    return set(there.values_list("ticket__number", flat=True))
