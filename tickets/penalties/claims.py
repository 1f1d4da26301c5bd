"""拟认定事项: a row of the contract that facts hit, for one system or those of one event, and for one period. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

from tickets.penalties.derived import Derivation
from tickets.penalties.fees import FeeBasis
from tickets.penalties.formulas import Formula
from tickets.penalties.readings import DAILY_BASE, PenaltyReadings
from tickets.policy.penalty_terms import Base, Impact, PenaltyRuleTerms, PenaltyTerms, Trigger

#: Begins the key of what no row prices, and of a mean that waits for a member.
UNPRICED: Final = "G1"
WAITING_MEAN: Final = "avg"
WHOLE: Final = "total"
#: Characters of the key of a claim, and of the digest by which a longer one is told apart: a contract of many systems.
LONGEST_KEY, DIGEST = 300, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """By what one contract is priced: the edition of its tables that was in force, how it is read, the fees of its
    systems, all of them, its term."""

    terms: PenaltyTerms
    readings: PenaltyReadings
    fees: FeeBasis
    systems: tuple[str, ...]
    starts: date
    ends: date

    def of_term(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyClaim:
    """rule: the code of the row; "" where none prices the facts, so that the parties settle a sum (待双方认定).

    events: what it rests on; two claims that share one are of one event. agreed: the sum on which the parties agreed in
    writing. estimated: reckoned by the whole price, since the fees are not signed (按总价估算). contested: it rests on
    what is not settled, so that its whole group waits.
    """

    key: str
    rule: str
    trigger: Trigger
    systems: tuple[str, ...]
    month: date
    events: frozenset[str]
    derived: Derivation
    formula: Formula | None = None
    agreed: Decimal | None = None
    estimated: bool = False
    contested: bool = False

    @property
    def amount(self) -> Decimal | None:
        """None: no row gives one, and none is agreed on."""
        if self.agreed is not None:
            return self.agreed
        return self.formula.amount if self.formula is not None else None

    @property
    def of_agency(self) -> bool:
        """It stands against the agency, and is in no sum against the provider."""
        return self.trigger is Trigger.LATE_PAYMENT


def chosen_row(rules: Iterable[PenaltyRuleTerms], impact: frozenset[Impact]) -> PenaltyRuleTerms | None:
    """Of rows that differ in the weight of an event alone the one that was judged: what has its word, else what asks
    that another word does not hold. None: the words leave a gap between the rows."""
    listed = list(rules)
    grave = (rule for rule in listed if rule.impact is not None and rule.impact in impact)
    other = (rule for rule in listed if rule.impact is None and rule.no_impact not in impact)
    return next(grave, None) or next(other, None)


def rows_left(rules: Iterable[PenaltyRuleTerms], impact: frozenset[Impact]) -> list[PenaltyRuleTerms]:
    """Of these rows those that still compete once the weight of the event is judged: of each set of rows that differ in
    it alone at most one."""
    listed = list(rules)
    alike = {(one.trigger, one.band) for one in listed if one.impact or one.no_impact}
    hit = [chosen_row((one for one in listed if (one.trigger, one.band) == each), impact) for each in alike]
    return [one for one in listed if one in hit or (one.trigger, one.band) not in alike]


def scope(systems: Iterable[str]) -> str:
    return "+".join(systems) or WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a claim rests on, whichever row prices it. where: the month or event that names it beside its systems."""

    where: str
    systems: tuple[str, ...]
    month: date
    events: frozenset[str]
    derived: Derivation
    contested: bool = False


def key_of(row: str, hit: Hit) -> str:
    key = f"{row}/{scope(hit.systems)}/{hit.where}"
    return key if len(key) <= LONGEST_KEY else key[: LONGEST_KEY - DIGEST] + sha256(key.encode()).hexdigest()[:DIGEST]


def claim(
    hit: Hit, rule: PenaltyRuleTerms, pricing: Pricing, *, variant: str = "", days: int | None = None,
    due: Decimal | None = None,
) -> PenaltyClaim:  # fmt: skip
    """A row that is hit. variant: of a row that can be hit in two ways; due: of a payment, the sum that was due."""
    by_due = rule.base is Base.DUE and due is not None
    concerned = hit.systems if rule.base is Base.MONTH or _by_system(rule, pricing) else ()
    months = pricing.terms.service_months if rule.base is Base.MONTH else None
    return PenaltyClaim(
        key=key_of(f"{rule.code}{variant}", hit),
        rule=rule.code,
        trigger=rule.trigger,
        systems=hit.systems,
        month=hit.month,
        events=hit.events,
        derived=hit.derived,
        formula=Formula(due if due is not None and by_due else pricing.fees.base(concerned), rule.share, months, days),
        estimated=not by_due and pricing.fees.estimated(concerned),
        contested=hit.contested,
    )


def unpriced(hit: Hit, trigger: Trigger, *, waiting: bool = False) -> PenaltyClaim:
    """What breaks a duty and hits no row; waiting: a mean of which a member is not settled."""
    return PenaltyClaim(
        key=key_of(f"{WAITING_MEAN if waiting else UNPRICED}-{trigger}", hit),
        rule="",
        trigger=trigger,
        systems=hit.systems,
        month=hit.month,
        events=hit.events,
        derived=hit.derived,
        contested=hit.contested,
    )


def weighed(
    hit: Hit, rules: Iterable[PenaltyRuleTerms], impact: frozenset[Impact], trigger: Trigger, pricing: Pricing
) -> PenaltyClaim:
    """By the row that was judged; where the words leave a gap between the rows the parties settle it."""
    row = chosen_row(rules, impact)
    return claim(hit, row, pricing) if row is not None else unpriced(hit, trigger)


def _by_system(rule: PenaltyRuleTerms, pricing: Pricing) -> bool:
    """W7: whether a day late is charged on the fee of the system concerned."""
    return rule.trigger is Trigger.LATE and not pricing.readings.usual(DAILY_BASE)


def month_of(day: date) -> date:
    """The first day of its month, by which months are named."""
    return day.replace(day=1)


def code(month: date) -> str:
    return f"{month:%Y-%m}"
