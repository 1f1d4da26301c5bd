"""What all facts are read with: the systems of the contract, what is contested, what was judged. Loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tickets.clocks import breached
from tickets.models import Contract, System
from tickets.penalties.claims import month_of
from tickets.policy.penalty_terms import Impact
from tickets.settlement import findings
from tickets.settlement.findings import JudgedFinding, month_of_system, named


@dataclass
class Sources:
    contract: Contract
    now: datetime

    @cached_property
    def rows(self) -> list[System]:
        """The systems, in the order of the contract's file."""
        return list(self.contract.systems.order_by("id"))

    @cached_property
    def systems(self) -> Mapping[int, str]:
        """Id -> code."""
        return {one.pk: one.code for one in self.rows}

    @cached_property
    def _contested(self) -> list[tuple[int, int]]:
        return list(breached.contested_clocks(self.contract).values_list("deadline", "deadline__ticket"))

    @cached_property
    def contested_clocks(self) -> frozenset[int]:
        """On which a claim is open, or a decision under review."""
        return frozenset(clock for clock, _order in self._contested)

    @cached_property
    def contested_orders(self) -> frozenset[int]:
        return frozenset(order for _clock, order in self._contested)

    @cached_property
    def all_findings(self) -> list[JudgedFinding]:
        return findings.of_contract(self.contract, self.now)

    @property
    def findings(self) -> list[JudgedFinding]:
        """Those that are pursued."""
        return [one for one in self.all_findings if not one.dropped]

    @cached_property
    def _judged(self) -> Mapping[str, tuple[JudgedFinding, ...]]:
        return findings.by_event(self.findings)

    def impact(self, event: str, system: str, day: date) -> frozenset[Impact]:
        """The words that were judged to hold of the event, or of the whole month of its system. What was judged of one
        system says nothing of another that the same event brought down; what was judged of all says it of each."""
        return frozenset(
            word
            for name in (*named(event), month_of_system(month_of(day), system), month_of_system(month_of(day), ""))
            for one in self._judged.get(name, ())
            if not system or one.system in ("", system)
            for word in one.impact
        )
