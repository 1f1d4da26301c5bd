"""What guards may ask of a contract, whatever the order. Each is read once, when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from tickets import priced, scores, settlement, sheets
from tickets.actions import granted, terms
from tickets.actions.rules import Rules
from tickets.lifecycle.kinds.acceptance import ServiceAcceptance
from tickets.lifecycle.kinds.finding.contract_rules import FindingRules
from tickets.lifecycle.kinds.payment import INSTALMENT, Payment
from tickets.lifecycle.scene import Consented, Ending
from tickets.models import Ticket
from tickets.penalties.balance import MoneyBalance
from tickets.policy.known import Parameter, Switch
from tickets.policy.types import ScoreSheetTerms


@dataclass
class ContractFacts:
    rules: Rules

    @property
    def term_starts(self) -> date:
        return self.rules.contract.starts

    @property
    def term_ends(self) -> date:
        return self.rules.term_ends

    @cached_property
    def ending(self) -> Ending | None:
        stands = terms.standing_end(self.rules.term_events)
        if stands is None or stands.ends is None or stands.ticket is None:
            return None
        covered = terms.systems_under_the_end(self.rules.contract)
        return Ending(stands.act, stands.basis, stands.ends, stands.ticket.number, covered)

    @cached_property
    def consents(self) -> Mapping[str, Consented]:
        return granted.to_drills(self.rules.contract)

    @cached_property
    def running(self) -> frozenset[str]:
        return frozenset(self.rules.contract.systems.filter(gone_since=None).values_list("code", flat=True))

    def number(self, parameter: Parameter) -> int:
        return self.rules.number(parameter)

    def reading(self, switch: Switch) -> str:
        return self.rules.reading(switch)

    @cached_property
    def line_names(self) -> Mapping[str, str]:
        return dict(self.rules.contract.lines.values_list("code", "item"))

    @property
    def finding_rules(self) -> FindingRules:
        return self.rules.finding_rules

    @cached_property
    def accepting(self) -> str:
        there = Ticket.objects.filter(contract=self.rules.contract, kind=ServiceAcceptance.kind)
        stands = there.exclude(state__in=(ServiceAcceptance.cancelled.code, ServiceAcceptance.rejected.code))
        return stands.values_list("number", flat=True).first() or ""

    @property
    def effective_on(self) -> date | None:
        return self.rules.contract.effective_on

    @property
    def accepted_on(self) -> date | None:
        return self.rules.accepted_on

    @property
    def instalments(self) -> Mapping[int, Decimal]:
        return self.rules.instalments

    @cached_property
    def payments(self) -> Mapping[int, str]:
        there = Ticket.objects.filter(contract=self.rules.contract, kind=Payment.kind)
        stands = there.exclude(state=Payment.cancelled.code)
        return dict(stands.values_list(f"fields__{INSTALMENT.name}", "number"))

    @property
    def score_sheet(self) -> ScoreSheetTerms | None:
        return scores.sheet(self.rules.contract)

    @cached_property
    def scored_months(self) -> Mapping[date, str]:
        return scores.opened(self.rules.contract)

    def holders(self, roles: frozenset[str]) -> Mapping[int, str]:
        return self.rules.holders(roles)

    def stood_in_for(self, kind: str, now: datetime) -> Mapping[int, frozenset[int]]:
        return self.rules.stood_in_for(kind, now)

    @cached_property
    def sheets_until(self) -> date | None:
        if not priced.ever(self.rules.contract):
            return date.max
        return self.rules.contract.month_sheets.values_list("month", flat=True).last()

    @cached_property
    def last_paid(self) -> Decimal:
        return settlement.deduction(self.rules.contract).paid

    @cached_property
    def balance(self) -> MoneyBalance:
        return settlement.balance(self.rules.contract)

    @property
    def sheet_lines(self) -> frozenset[str]:
        return frozenset(sheets.coded(sheets.lines(self.rules.contract).select_related("sheet")))
