"""A contract's tables of penalties as frozen values: its rows, their bands, shares and bases. Pure.

What is counted and over which window stands in the contract's interpretations (`tickets.penalties.readings`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NewType

#: Above zero, as the contract writes it: 200 is 200 %.
Percent = NewType("Percent", Decimal)


class Trigger(StrEnum):
    """What a row is about: the sort of facts that it judges."""

    AVAILABILITY = "availability"
    MUTUAL_BACKUP = "mutual_backup"
    PAGE_TAMPERED = "page_tampered"
    DATA_LOST = "data_lost"
    INTRUDED = "intruded"
    NOTICE_IGNORED = "notice_ignored"
    RESPONSE = "response"
    RECOVERY = "recovery"
    UNATTENDED = "unattended"
    COMPLAINTS = "complaints"
    ASSESSMENT = "assessment"
    EXPANSION = "expansion"
    EXPANSION_AGAIN = "expansion_again"
    LONG_OUTAGE = "long_outage"
    REPEATED_OUTAGES = "repeated_outages"
    LATE = "late"
    LATE_PAYMENT = "late_payment"
    SECRECY = "secrecy"


#: What is measured in time and priced by bands.
BANDED: Final = frozenset({Trigger.RESPONSE, Trigger.RECOVERY, Trigger.UNATTENDED})
#: What is late by the day.
BY_THE_DAY: Final = frozenset({Trigger.LATE, Trigger.LATE_PAYMENT})


class Impact(StrEnum):
    """The words by which the annexes weigh an event. A person judges each by itself (M135)."""

    LOSS = "grave_loss"
    ACCIDENT = "grave_accident"
    INFLUENCE = "grave_influence"


class Base(StrEnum):
    """Of what a share is taken: a service month of the systems, the whole price, the sum that is due."""

    MONTH = "month"
    TOTAL = "total"
    DUE = "due"


class Per(StrEnum):
    """How often a share is owed. OPEN: the contract does not say (G4)."""

    BREACH = "breach"
    DAY = "day"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a metric. `over`, `under`: without the number itself (Civil Code 1259); `at_least`, `at_most`: with
    it. No upper end: whatever is longer."""

    over: timedelta | None = None
    at_least: timedelta | None = None
    under: timedelta | None = None
    at_most: timedelta | None = None

    @property
    def low(self) -> timedelta:
        return next(end for end in (self.over, self.at_least, timedelta()) if end is not None)

    @property
    def high(self) -> timedelta | None:
        return self.under if self.under is not None else self.at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRuleTerms:
    """One row. `code`: A3.8 is annex 3, row 8; 12.5 an article; where one article has several rows, `article` says it.
    `text`: the contract's own words.

    `impact`: the word that must be judged to hold, `no_impact` one that must be judged not to. `duties`: those that
    the row prices; of a row by the day those alone that it serves, none: all that no other row prices.
    """

    code: str
    trigger: Trigger
    share: Percent
    text: str
    article: str = ""
    base: Base = Base.MONTH
    per: Per = Per.BREACH
    impact: Impact | None = None
    no_impact: Impact | None = None
    band: Band | None = None
    duties: tuple[str, ...] = ()


#: What a finding may name beside the rows, where the contract has it: it has no sum (annex 1, 12.4).
GROUNDS: Final = ("A1.1", "A1.2", "A1.3", "A1.4", "12.4")


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyTerms:
    """The tables of one edition. Of rows with equal sums the earlier one stands (12.3).

    `in_time`: up to what a metric of bands breaks no duty, that number included, by the clauses of the duties that its
    rows price; what is not named: nothing. `grounds`: those of `GROUNDS` that the contract has; None: all of them.
    """

    service_months: int
    rules: tuple[PenaltyRuleTerms, ...]
    in_time: Mapping[Trigger, timedelta] = field(default_factory=dict)
    grounds: tuple[str, ...] | None = None

    def of(self, trigger: Trigger) -> tuple[PenaltyRuleTerms, ...]:
        return tuple(rule for rule in self.rules if rule.trigger is trigger)

    def rule(self, code: str) -> PenaltyRuleTerms:
        return next(rule for rule in self.rules if rule.code == code)

    def rank(self, code: str) -> int:
        """Its place among the rows; what is none of them comes last."""
        return next((place for place, rule in enumerate(self.rules) if rule.code == code), len(self.rules))

    def bands(self, trigger: Trigger) -> tuple[Band, ...]:
        """Each once, in order."""
        found = {rule.band for rule in self.of(trigger) if rule.band is not None}
        return tuple(sorted(found, key=lambda band: band.low))

    def priced(self) -> frozenset[str]:
        """The duties that rows price which are not by the day."""
        return frozenset(duty for rule in self.rules if rule.trigger not in BY_THE_DAY for duty in rule.duties)

    def as_data(self) -> dict[str, Any]:
        """As a row holds it: plain words and seconds."""
        return {
            "service_months": self.service_months,
            "rules": [_rule_data(rule) for rule in self.rules],
            "in_time": {trigger.value: _seconds(limit) for trigger, limit in self.in_time.items()},
            **({"grounds": list(self.grounds)} if self.grounds is not None else {}),
        }

    @classmethod
    def of_data(cls, held: Mapping[str, Any]) -> "PenaltyTerms":
        """The inverse of `as_data`."""
        return cls(
            service_months=held["service_months"],
            rules=tuple(map(_rule_of, held["rules"])),
            in_time={Trigger(name): timedelta(seconds=limit) for name, limit in held["in_time"].items()},
            grounds=tuple(held["grounds"]) if "grounds" in held else None,
        )


def _rule_data(rule: PenaltyRuleTerms) -> dict[str, Any]:
    held = {name: value for name, value in asdict(rule).items() if value not in (None, (), "")}
    held |= {name: value.value for name, value in held.items() if isinstance(value, StrEnum)}
    held |= {"share": str(rule.share), "duties": list(rule.duties)}
    if rule.band is not None:
        ends = {each.name: getattr(rule.band, each.name) for each in fields(Band)}
        held["band"] = {name: _seconds(end) for name, end in ends.items() if end is not None}
    return held


def _rule_of(held: Mapping[str, Any]) -> PenaltyRuleTerms:
    enums = {"trigger": Trigger, "base": Base, "per": Per, "impact": Impact, "no_impact": Impact}
    read = dict(held) | {name: kind(held[name]) for name, kind in enums.items() if name in held}
    read |= {"share": Percent(Decimal(held["share"])), "duties": tuple(held["duties"])}
    if "band" in held:
        read["band"] = Band(**{name: timedelta(seconds=end) for name, end in held["band"].items()})
    return PenaltyRuleTerms(**read)


def _seconds(length: timedelta) -> int:
    """Limits are whole minutes."""
    return length // timedelta(seconds=1)
