"""Findings that the service proposes: once for each event and rule, where the contract has switched it on, from facts
that nobody contests, never from an internal target. It judges neither level nor impact."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from tickets import priced, register
from tickets.actions import broken_down, door, groups, months
from tickets.actions.apart import each_apart
from tickets.actions.finding_proposal import FindingProposal, day, open_proposal
from tickets.actions.rules import Rules
from tickets.lifecycle.kinds.acceptance import RECTIFY
from tickets.lifecycle.kinds.finding import Finding, contract_rules
from tickets.lifecycle.kinds.finding.levels import PROPOSED, REPEATED
from tickets.lifecycle.kinds.finding.questions import CLOCK, ORDER
from tickets.lifecycle.kinds.incident import DISPOSE
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.kinds.suspension import STARTED, Suspension
from tickets.lifecycle.parameters import LONG_OUTAGE
from tickets.models import Breach, Contract, Fact, Ticket
from tickets.policy.penalty_terms import Trigger
from tickets.settlement.found import of_supervisor
from tickets.settlement.weighing import WeighedContract, weighed

#: What happened longer ago is not proposed any more; nor what happened before the contract came to the service.
REACH: Final = timedelta(days=180)
#: The rules of a contract that has no table of penalties: below the limit of 3.4, a long outage, a notice in vain, what
#: is late by the day.
BELOW: Final = ("A2.1", "A3.1")
LONG: Final = ("A3.5",)
IN_VAIN: Final = ("A2.6", "A3.7")
BY_THE_DAY: Final = ("12.5",)
#: Grounds to terminate: they have no row.
INTRUDED: Final = ("A1.4",)
NOT_CURED: Final = ("12.4",)
#: Facts that say when a suspended system ran again.
RESTORED: Final = ("restore_early", "report_restored")
TITLE: Final = _("Proposed: finding on %(number)s")


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
    contract, since = rules.contract, max(now - REACH, rules.contract.loaded_at)
    known = contract_rules.of_tables(priced.tables(contract))
    there = set(contract.recurrences.values_list("rule", "period"))
    with override(settings.LANGUAGE_CODE):
        fresh = [one for one in _proposals(rules, since, now) if (one.name, one.key) not in there]
    found = [one for one in fresh if known.keys() >= set(one.rules)]
    return sum(open_proposal(one, contract, now) for one in found)


def _proposals(rules: Rules, since: datetime, now: datetime) -> Iterator[FindingProposal]:
    """Where breaches are priced, all that rows price goes by the groups of its claims, and nothing else proposes it:
    what is left has no claim of its own."""
    found = weighed(rules.contract, now)
    yield from _not_cured(rules, since, found)
    yield from _missed(rules, DISPOSE.code, since, INTRUDED)
    if found is not None:
        # Its claim is made once it is put right: only of what ended without that there is none.
        yield from _missed(rules, RECTIFY.code, since, _late(found, RECTIFY.code), deadline__cancelled=True)
        yield from broken_down.proposals(rules, found.facts, since, now)
        yield from groups.proposals(rules.contract, found, since, now)
    else:
        yield from _missed(rules, RECTIFY.code, since, BY_THE_DAY)
        yield from _wrongful(rules, since)
        yield from months.proposals(rules, since, now)


def _of_order(
    name: str, order: Ticket, clock: str, happened: datetime, known: datetime, rules: tuple[str, ...]
) -> FindingProposal:
    return FindingProposal(
        name=name,
        key=order.number,
        title=gettext(TITLE) % {"number": order.number},
        system=order.system,
        happened=day(happened),
        known=day(known),
        event=({ORDER: order.number} | ({CLOCK: clock} if clock else {}),),
        rules=rules,
    )


def _not_cured(rules: Rules, since: datetime, found: WeighedContract | None) -> Iterator[FindingProposal]:
    """A notice of the supervisor, whose claim waits for a person to name the problem that came of it; once it is
    repeated it is a ground to terminate, absent or missing staff at once (12.4)."""
    ended = _ended(rules.contract, Rectification.kind, Rectification.not_cured.code)
    named = _rows(found, Trigger.NOTICE_IGNORED) if found is not None else IN_VAIN
    notices = 0
    for order in ended.order_by("closed_at", "id"):
        ground, closed = order.fields.get(Rectification.rectify_ground.name), order.state_since
        supervised = of_supervisor(order, rules.contract)
        notices += supervised
        if closed < since:
            continue
        if supervised and named:
            yield _of_order("finding.not_cured", order, "", closed, closed, named)
        if ground in ("key_staff_absent", "staff_short") or (supervised and notices >= rules.number(REPEATED)):
            yield _of_order("finding.in_vain", order, "", closed, closed, NOT_CURED)


def _wrongful(rules: Rules, since: datetime) -> Iterator[FindingProposal]:
    """A long interruption is a rule of its own; a shorter one counts by the availability of its month."""
    orders = list(_ended(rules.contract, Suspension.kind, Suspension.wrongful.code).filter(state_since__gte=since))
    restored = dict(_restored(orders))
    long = timedelta(minutes=rules.number(LONG_OUTAGE))
    for order in orders:
        started, ended = datetime.fromisoformat(order.fields[STARTED.name]), restored.get(order.pk)
        short = ended is not None and ended - started < long
        yield _of_order("finding.wrongful", order, "", started, order.state_since, BELOW if short else LONG)


def _restored(orders: list[Ticket]) -> Iterable[tuple[int, datetime | None]]:
    """Order, and when it was last said to run again, as that stands; the later rows follow the earlier ones."""
    facts = Fact.objects.filter(ticket__in=orders, name__in=RESTORED) if orders else Fact.objects.none()
    return ((one.ticket_id, one.standing_at) for one in facts.order_by("id"))


def _ended(contract: Contract, kind: str, state: str) -> Any:
    return Ticket.objects.filter(contract=contract, kind=kind, state=state).select_related("system")


def _missed(
    rules: Rules, clock: str, since: datetime, named: tuple[str, ...], **which: bool
) -> Iterator[FindingProposal]:
    """The orders that missed the clock. which: of its row, such as `deadline__cancelled`."""
    missed = Breach.objects.filter(contract=rules.contract, internal=False, set_aside_at=None, code=clock, **which)
    rows = missed.filter(detected_at__gte=since, deadline__ticket__sent_at__isnull=False)
    name = f"finding.{clock.partition('.')[2]}"
    for row in rows.select_related("deadline__ticket__system").order_by("id") if named else ():
        known = row.told_at or row.detected_at
        yield _of_order(name, row.deadline.ticket, clock, row.occurred_at, known, named)


def _late(found: WeighedContract, duty: str) -> tuple[str, ...]:
    """The rows by the day that serve a duty."""
    return tuple(row.code for row in found.pricing.terms.of(Trigger.LATE) if not row.duties or duty in row.duties)


def _rows(found: WeighedContract, trigger: Trigger) -> tuple[str, ...]:
    return tuple(row.code for row in found.pricing.terms.of(trigger))
