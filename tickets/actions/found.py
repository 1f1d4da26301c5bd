"""What the rows of other orders say of the event that a finding is about. Each is read once, when it is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from tickets import register
from tickets.actions import disputed, fact_finders, namings
from tickets.actions.fact_finders import FactFinder
from tickets.lifecycle.endorsements import LEVEL_NAMED
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.levels import B
from tickets.lifecycle.kinds.finding.questions import (
    CLOSED_AT,
    EVENT,
    EVENT_MONTH,
    HAPPENED_ON,
    OUTAGE,
    RIGHT_AT,
)
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.models import Breach, Contract, Endorsement, MonitoredOutage, Naming, System, Ticket
from tickets.outages import entries
from tickets.outages.known import COUNTED, ORDERED
from tickets.settlement.stored import rules_in, told_in

#: How an entry of monitoring stands of which nobody contests that it was an outage.
SETTLED: Final = frozenset({COUNTED, ORDERED})

#: (order, clock), the clock "" where the order as a whole is named; ("", what monitoring calls an outage, or month and
#: system of an event that is one of a whole month).
Named = tuple[str, str]


def named_in(fields: Mapping[str, Any], system: int | None) -> frozenset[Named]:
    """What makes the event the same as another; a row that tells of something else names nothing."""
    orders = {(order, clock) for question, order, clock in namings.in_answers(fields) if question == EVENT.name}
    outages = {("", one) for one in told_in(fields, OUTAGE)}
    month = fields.get(EVENT_MONTH.name)
    return frozenset(orders | outages | ({("", f"{str(month)[:7]} {system or ''}")} if month else set()))


def findings_that_stand(contract: Contract) -> QuerySet[Ticket]:
    """The findings under the contract, but for what was not pursued."""
    return Ticket.objects.filter(contract=contract, kind=Finding.kind).exclude(state=Finding.not_established.code)


@dataclass
class EventRows:
    """What `cases.EventCase` tells. ticket: None for a finding that is about to be opened."""

    contract: Contract
    fields: Mapping[str, Any]
    ticket: Ticket | None
    system: System | None = None

    @cached_property
    def named(self) -> frozenset[Named]:
        return named_in(self.fields, self.system.pk if self.system is not None else None)

    @property
    def _numbers(self) -> set[str]:
        return {number for number, _clock in self.named if number}

    @cached_property
    def _entries(self) -> dict[str, str]:
        """What monitoring calls each outage that is named, and how its entry stands."""
        named = told_in(self.fields, OUTAGE)
        rows = MonitoredOutage.objects.filter(contract=self.contract, source_id__in=named)
        present = entries.present(rows) if named else rows.none()
        return {one.source_id: one.standing for one in present}  # type: ignore[attr-defined]  # annotated

    @property
    def outages(self) -> frozenset[str]:
        return frozenset(self._entries)

    @cached_property
    def orders(self) -> frozenset[str]:
        there = Ticket.objects.filter(contract=self.contract, number__in=self._numbers, sent_at__isnull=False)
        return frozenset(there.values_list("number", flat=True))

    @cached_property
    def _breaches(self) -> list[tuple[str, str, bool]]:
        """(order, clock, stands) of what these orders have missed of the contract."""
        missed = Breach.objects.filter(deadline__ticket__number__in=self._numbers, internal=False)
        rows = missed.filter(contract=self.contract).values_list("deadline__ticket__number", "code", "set_aside_at")
        return [(number, code, at is None) for number, code, at in rows]

    @property
    def missed(self) -> frozenset[Named]:
        return frozenset((number, code) for number, code, _stands in self._breaches)

    @cached_property
    def fallen(self) -> tuple[str, ...]:
        stands = {(number, code) for number, code, upright in self._breaches if upright}
        gone = sorted(self.named & self.missed - stands)
        clauses = register.clauses(self.contract) if gone else {}
        words = {code: clauses[code].title_in(get_language()) for _number, code in gone if code in clauses}
        return tuple(f"{number} {words.get(code, code)}" for number, code in gone)

    @cached_property
    def _claims(self) -> list[tuple[str, int, str | None]]:
        """(order, claim, clock) of what is not settled on these orders: not answered, at odds, or under review."""
        claims = disputed.claims_at_odds()
        named = claims.filter(ticket__contract=self.contract, ticket__number__in=self._numbers)
        rows = named.values_list("ticket__number", "number", "clocks__code")
        return list(rows.order_by("ticket__number", "number"))

    @cached_property
    def contested(self) -> tuple[str, ...]:
        """Of an order of which one clock is named what bears on that."""
        bearing = {(order, number) for order, number, code in self._claims if {(order, ""), (order, code)} & self.named}
        of_orders = (disputed.claim_words(order, number) for order, number in sorted(bearing))
        unsettled = sorted(name for name, standing in self._entries.items() if standing not in SETTLED)
        return (*of_orders, *map(disputed.outage_words, unsettled))

    @cached_property
    def _fact_finders(self) -> list[FactFinder]:
        of_orders = fact_finders.of_orders(self.contract, self._numbers)
        return [*of_orders, *fact_finders.of_outages(self.contract, told_in(self.fields, OUTAGE))]

    @cached_property
    def fact_finders(self) -> frozenset[int]:
        """Where one clock of an order is named, of its claims those who settled what bears on that."""
        numbers, named = self._numbers, self.named
        bearing = (
            person
            for order, what, person in self._fact_finders
            if (order, what) in named or (order in numbers and (what is None or (order, "") in named))
        )
        return frozenset(bearing)

    def read_for(self, others: "Iterable[EventRows]") -> None:
        """`contested`, `fallen` and `fact_finders` of these are told by what is read here, once for all of them: this
        one names the events of all of them."""
        for one in others:
            named = told_in(one.fields, OUTAGE)
            entries = {name: standing for name, standing in self._entries.items() if name in named}
            vars(one).update(_claims=self._claims, _breaches=self._breaches, _entries=entries)
            vars(one).update(_fact_finders=self._fact_finders)

    @cached_property
    def not_cured(self) -> frozenset[str]:
        ended = Ticket.objects.filter(number__in=self._numbers, kind=Rectification.kind, contract=self.contract)
        return frozenset(ended.filter(state=Rectification.not_cured.code).values_list("number", flat=True))

    @cached_property
    def found(self) -> Mapping[str, str]:
        rules = set(rules_in(self.fields))
        return {rule: number for number, named, rule in self._others() if named & self.named and rule in rules}

    def _others(self) -> Iterator[tuple[str, frozenset[Named], str]]:
        if not self.named:
            return
        naming = Naming.objects.filter(of__number__in=self._numbers, field=EVENT.name)
        same = Q(pk__in=naming.values("ticket"))
        if any(not number for number, _what in self.named):
            same |= Q(fields__has_key=EVENT_MONTH.name) | Q(**{f"fields__{EVENT.name}__icontains": OUTAGE})
        others = findings_that_stand(self.contract).filter(same)
        if self.ticket is not None:
            others = others.exclude(pk=self.ticket.pk)
        for number, fields, system in others.order_by("-id").values_list("number", "fields", "system"):
            yield from ((number, named_in(fields, system), rule) for rule in rules_in(fields))

    @cached_property
    def of_level_b(self) -> tuple[date, ...]:
        """By the day of the event, of findings that a second person has settled so."""
        level = Q(**{f"data__{CLOSED_AT.name}": B}) | Q(**{f"data__{RIGHT_AT.name}": B})
        given = Endorsement.objects.filter(level, name=LEVEL_NAMED.name, voided_at=None)
        others = given.filter(ticket__in=findings_that_stand(self.contract))
        if self.ticket is not None:
            others = others.exclude(ticket=self.ticket)
        days = others.values_list(f"ticket__fields__{HAPPENED_ON.name}", flat=True)
        return tuple(date.fromisoformat(day) for day in days)
