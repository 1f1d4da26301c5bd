"""What one contract and the calendar say, read once for whoever judges by it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from accounts.models import Membership, Substitution, User
from accounts.roles import SUPERVISOR_AUDITOR
from tickets import priced, register
from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import local, midnight
from tickets.lifecycle.duties import Gate
from tickets.lifecycle.kinds.acceptance import ServiceAcceptance
from tickets.lifecycle.kinds.finding import contract_rules
from tickets.lifecycle.kinds.finding.contract_rules import FindingRules
from tickets.models import Clause, Contract, TermEvent, Ticket
from tickets.permissions import people_of
from tickets.policy.known import Parameter, Switch


@dataclass
class Rules:
    """What one contract and the calendar say now. Each part is read once, when it is first asked for."""

    contract: Contract

    @cached_property
    def calendar(self) -> Calendar:
        return register.calendar_of(self.contract)

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        return register.clauses(self.contract)

    @cached_property
    def term_events(self) -> list[TermEvent]:
        return list(self.contract.term_events.select_related("ticket"))

    @cached_property
    def term_ends(self) -> date:
        """Last day of the term as amended."""
        return self.contract.amended(self.term_events)

    @cached_property
    def accepted_on(self) -> date | None:
        """The day on which the service was accepted with nothing left open, or the last of the term, if that is later;
        None: it is not accepted."""
        orders = Ticket.objects.filter(contract=self.contract, kind=ServiceAcceptance.kind)
        closed = orders.filter(state=ServiceAcceptance.closed.code).values_list("closed_at", flat=True).first()
        return max(local(closed).date(), self.term_ends) if closed is not None else None

    @cached_property
    def instalments(self) -> Mapping[int, Decimal]:
        return dict(self.contract.instalments.values_list("number", "amount"))

    @cached_property
    def readings(self) -> Mapping[str, int | str]:
        """The interpretations' values, such as the days of a trial run (M12)."""
        return register.readings(self.contract)

    @cached_property
    def finding_rules(self) -> FindingRules:
        """The rules that a finding may name, by their codes."""
        return contract_rules.of_tables(priced.tables(self.contract))

    def number(self, parameter: Parameter) -> int:
        return int(self.readings.get(parameter.key, parameter.otherwise))

    def reading(self, switch: Switch) -> str:
        return str(self.readings.get(switch.key, switch.otherwise))

    @cached_property
    def supervised(self) -> bool:
        """Whether an active supervisor is there."""
        seats = Membership.objects.filter(organization=self.contract.supervisor_id, role=SUPERVISOR_AUDITOR)
        return seats.filter(user__is_active=True).exists()

    def holders(self, roles: frozenset[str]) -> Mapping[int, str]:
        """Who holds one of these roles in the unit of its party, by id, with their names."""
        if roles not in self._holders:
            people = User.objects.filter(pk__in=people_of(self.contract, roles)).order_by("id")
            self._holders[roles] = {one.pk: one.get_full_name() for one in people}
        return self._holders[roles]

    def stood_in_for(self, kind: str, now: datetime) -> Mapping[int, frozenset[int]]:
        """Substitute -> for whom of the contract's units they act on orders of this kind now."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for substitute, principal, kinds in self._lent(now):
            if not kinds or kind in kinds:
                found[substitute].add(principal)
        return {one: frozenset(principals) for one, principals in found.items()}

    def _lent(self, now: datetime) -> list[tuple[int, int, list[str]]]:
        if now not in self._lent_at:
            of_units = Membership.objects.filter(organization__in=(self.contract.agency_id, self.contract.provider_id))
            lent = Substitution.objects.in_force(now).filter(principal__in=of_units.values("user"))
            self._lent_at[now] = list(lent.values_list("substitute", "principal", "kinds"))
        return self._lent_at[now]

    @cached_property
    def _lent_at(self) -> dict[datetime, list[tuple[int, int, list[str]]]]:
        return {}

    @cached_property
    def _holders(self) -> dict[frozenset[str], Mapping[int, str]]:
        return {}

    def calendar_as(self, version: str) -> Calendar:
        return register.calendar_as(version)


def gate_due(rules: Rules, gate: Gate) -> datetime | None:
    """The instant from which it is too late for the gate; None under a contract that sets none. Gates count backward
    from the end of the term."""
    clause = rules.clauses.get(gate.code)
    if clause is None or clause.limit is None:
        return None
    return reckoning.due(midnight(rules.term_ends), clause.limit, rules.calendar).legal
