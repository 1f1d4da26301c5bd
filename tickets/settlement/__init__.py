"""From rows to money: what breaches under a contract come to, read from orders, clocks and findings, reckoned by
`tickets.penalties`. Writes nothing; nothing is copied."""

from tickets.settlement.deducting import MoneyDemand, balance, deduction, demands
from tickets.settlement.findings import JudgedFinding, findings_on, of_claim
from tickets.settlement.gathering import claims_of, facts_of, gathered
from tickets.settlement.late import growing
from tickets.settlement.pricing import priced_months, pricing_of

__all__ = [
    "JudgedFinding",
    "MoneyDemand",
    "balance",
    "claims_of",
    "deduction",
    "demands",
    "facts_of",
    "findings_on",
    "gathered",
    "growing",
    "of_claim",
    "priced_months",
    "pricing_of",
]
