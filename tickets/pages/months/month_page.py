"""One contract and month as one person sees them: what every part of the page and every act on it starts from."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tickets.actions import findings_up_to
from tickets.actions.rules import Rules
from tickets.datelaw import explain, reckoning
from tickets.datelaw.periods import Period
from tickets.lifecycle.kinds.finding import OBJECT
from tickets.models import Contract
from tickets.pages.months.rows import MonthRow, rows
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.penalties import words_of
from tickets.settlement.weighing import weighed


@dataclass
class MonthPage:
    """Each part is read once."""

    contract: Contract
    period: Period
    here: Visit

    @property
    def month(self) -> date:
        return self.period.starts

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.contract)

    @cached_property
    def rows(self) -> list[MonthRow]:
        here = self.here
        tickets = findings_up_to(self.month, self.rules, here.tickets(), where=here.standing, now=here.now)
        return rows(tickets, weighed(self.contract, here.now), words_of(self.contract), here) if tickets else []

    @property
    def until(self) -> str:
        """By when may be objected to what is served now; "" under a contract that sets no limit."""
        clause = self.rules.clauses.get(OBJECT.code)
        if clause is None or clause.limit is None:
            return ""
        due = reckoning.due(self.here.now, clause.limit, self.rules.calendar).legal
        return explain.deadline(clause.limit.unit, due)

    @property
    def secret(self) -> bool:
        """People who sign in elsewhere have no password here."""
        return self.here.user.has_usable_password()
