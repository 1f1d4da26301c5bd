"""The rules by which one act is judged and its clocks are reckoned."""

from collections.abc import Mapping
from functools import cached_property

from tickets import register
from tickets.datelaw.calendar import Calendar
from tickets.models import Clause, Contract


class Rules:
    """What one contract and the calendar say now. Each part is read once, when it is first asked for."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    @cached_property
    def calendar(self) -> Calendar:
        return register.calendar()

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        return register.clauses(self.contract)

    @cached_property
    def parameters(self) -> Mapping[str, int]:
        """The interpretations' values, such as the days of a trial run (M12)."""
        return register.parameters(self.contract)

    def calendar_as(self, version: str) -> Calendar:
        return register.calendar_as(version)
