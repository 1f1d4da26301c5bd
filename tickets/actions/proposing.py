"""Findings that the service proposes: once for each event and rule, where the contract has switched it on, from facts
that nobody contests, never from an internal target. It judges neither level nor impact."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from tickets import register
from tickets.actions import door, groups, months, unattended
from tickets.actions.apart import each_apart
from tickets.actions.found import EventRows
from tickets.actions.recurring import file_by_rule, new_by_rule
from tickets.actions.rules import Rules
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.acceptance import RECTIFY
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.levels import PROPOSED, REPEATED
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    CLOCK,
    EVENT,
    HAPPENED_ON,
    KNOWN_ON,
    ORDER,
    RULE_NAME,
    RULES,
    TOLD,
)
from tickets.lifecycle.kinds.incident import DISPOSE
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.kinds.suspension import STARTED, Suspension
from tickets.lifecycle.parameters import LONG_OUTAGE
from tickets.models import Breach, Contract, Fact, Ticket

#: What happened longer ago is not proposed any more; nor what happened before the contract came to the service.
REACH: Final = timedelta(days=180)
#: Clock -> the rules under which its miss may come.
OF_CLOCKS: Final = {RECTIFY.code: ("12.5",), DISPOSE.code: ("A1.4",)}
#: Facts that say when a suspended system ran again.
RESTORED: Final = ("restore_early", "report_restored")
NOTICE: Final = "supervisor_notice"
TITLE: Final = _("Proposed: finding on %(number)s")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One event and the rules that may apply. name: as rows hold it, one order of one name is proposed once."""

    name: str
    order: Ticket
    clock: str
    happened: datetime
    known: datetime
    rules: tuple[str, ...]
    #: Of several events of one order which; and what is told of it.
    part: str = ""
    told: str = ""

    @property
    def key(self) -> str:
        """As rows hold it, beside the name."""
        return f"{self.order.number}/{self.part}" if self.part else self.order.number

    @property
    def said(self) -> dict[str, Any]:
        named = {ORDER: self.order.number} | {
            name: one for name, one in ((CLOCK, self.clock), (TOLD, self.told)) if one
        }
        return {
            AGAINST.name: "provider",
            HAPPENED_ON.name: _day(self.happened),
            KNOWN_ON.name: _day(self.known),
            EVENT.name: [named],
            RULES.name: [{RULE_NAME: rule} for rule in self.rules],
        }


def _day(at: datetime) -> date:
    return local(at).date()


def propose_findings(now: datetime) -> int:
    """Open what is there to be found and is not proposed yet. How many orders, each in a transaction of its own; of the
    contracts one that cannot be read holds up no other."""
    door.check()
    contracts = list(Contract.objects.select_related("agency").order_by("number"))
    offered = register.missing(contracts)
    on = [one for one in contracts if offered[one.pk].get(Finding.kind) == ()]
    return each_apart(lambda one: _propose_all(Rules(one), now), on)


def _propose_all(rules: Rules, now: datetime) -> int:
    if rules.reading(PROPOSED) != "on":
        return 0
    there = set(rules.contract.recurrences.values_list("rule", "period"))
    events = [one for one in _events(rules, now) if (one.name, one.key) not in there]
    found, since = sum(_propose(one, rules.contract, now) for one in events), max(now - REACH, rules.contract.loaded_at)
    priced = groups.propose(rules, since, now)
    return found + (months.propose(rules, since, there, now) if priced is None else priced)


def _events(rules: Rules, now: datetime) -> Iterator[Proposal]:
    since = max(now - REACH, rules.contract.loaded_at)
    yield from _not_cured(rules, since)
    yield from _wrongful(rules, since)
    yield from _missed(rules.contract, since)
    yield from (Proposal("finding.unattended", *one) for one in unattended.found(rules, since))


def _not_cured(rules: Rules, since: datetime) -> Iterator[Proposal]:
    """A notice of the supervisor under the annexes, and once it is repeated as a ground to terminate; absent or missing
    staff as such a ground at once (12.4)."""
    ended = _ended(rules.contract, Rectification.kind, Rectification.not_cured.code)
    notices = 0
    for order in ended.order_by("closed_at", "id"):
        ground, closed = order.fields.get(Rectification.rectify_ground.name), order.state_since
        supervised = ground == NOTICE or order.opened_unit_id == rules.contract.supervisor_id
        notices += supervised
        if closed < since:
            continue
        if supervised:
            yield Proposal("finding.not_cured", order, "", closed, closed, ("A2.6", "A3.7"))
        if ground in ("key_staff_absent", "staff_short") or (supervised and notices >= rules.number(REPEATED)):
            yield Proposal("finding.in_vain", order, "", closed, closed, ("12.4",))


def _wrongful(rules: Rules, since: datetime) -> Iterator[Proposal]:
    """A long interruption is a rule of its own; a shorter one counts by the availability of its month."""
    orders = list(_ended(rules.contract, Suspension.kind, Suspension.wrongful.code).filter(state_since__gte=since))
    restored = dict(_restored(orders))
    long = timedelta(minutes=rules.number(LONG_OUTAGE))
    for order in orders:
        started, ended = datetime.fromisoformat(order.fields[STARTED.name]), restored.get(order.pk)
        short = ended is not None and ended - started < long
        named = ("A2.1", "A3.1") if short else ("A3.5",)
        yield Proposal("finding.wrongful", order, "", started, order.state_since, named)


def _restored(orders: list[Ticket]) -> Iterable[tuple[int, datetime | None]]:
    """Order, and when it was last said to run again, as that stands; the later rows follow the earlier ones."""
    facts = Fact.objects.filter(ticket__in=orders, name__in=RESTORED) if orders else Fact.objects.none()
    return ((one.ticket_id, one.standing_at) for one in facts.order_by("id"))


def _ended(contract: Contract, kind: str, state: str) -> Any:
    return Ticket.objects.filter(contract=contract, kind=kind, state=state).select_related("system")


def _missed(contract: Contract, since: datetime) -> Iterator[Proposal]:
    missed = Breach.objects.filter(contract=contract, internal=False, set_aside_at=None, code__in=OF_CLOCKS)
    rows = missed.filter(detected_at__gte=since, deadline__ticket__sent_at__isnull=False)
    for row in rows.select_related("deadline__ticket__system").order_by("id"):
        name, known = f"finding.{row.code.partition('.')[2]}", row.told_at or row.detected_at
        yield Proposal(name, row.deadline.ticket, row.code, row.occurred_at, known, OF_CLOCKS[row.code])


@transaction.atomic
def _propose(event: Proposal, contract: Contract, now: datetime) -> bool:
    """False: another process was quicker, people were, or somebody contests what it rests on."""
    contract = Contract.objects.select_for_update().select_related("agency").get(pk=contract.pk)
    there = contract.recurrences.filter(rule=event.name)
    if there.filter(period=event.key).exists():
        return False
    case = EventRows(contract, event.said, None, event.order.system)
    parts = set(there.values_list("ticket__number", flat=True)) if event.part else set()
    if set(case.found.values()) - parts or case.contested:
        return False
    with override(settings.LANGUAGE_CODE):
        title = gettext(TITLE) % {"number": event.order.number}
    ticket = new_by_rule(Finding, contract, title, event.said, now)
    ticket.system = event.order.system
    file_by_rule(ticket, event.said, (event.name, event.key), now)
    return True
