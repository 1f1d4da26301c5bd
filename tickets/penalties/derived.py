"""What a claim was derived from, in exact values: people read it beside the formula and reckon it again. Pure; the
words are made at the edge."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from tickets.availability import Availability, Span
from tickets.penalties.bands import PlacedValue
from tickets.policy.penalty_terms import Impact

MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Mean:
    """values: of each settled member its seconds, by its event. waiting: the members that are not settled."""

    values: tuple[tuple[str, Fraction], ...]
    placed: PlacedValue
    waiting: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def total(self) -> Fraction:
        return sum((seconds for _event, seconds in self.values), Fraction(0))


@dataclass(frozen=True, slots=True)
class MonthAvailability:
    figure: Availability


@dataclass(frozen=True, slots=True)
class KeptShare:
    lost: Decimal
    held: Decimal


@dataclass(frozen=True, slots=True)
class Length:
    """How long one stretch was, and where that lies where it is priced by bands."""

    net: timedelta
    placed: PlacedValue | None = None


@dataclass(frozen=True, slots=True)
class InARow:
    """outages: each with its stretch, oldest first."""

    outages: tuple[tuple[str, Span], ...]

    @property
    def gaps(self) -> tuple[timedelta, ...]:
        spans = [span for _event, span in self.outages]
        return tuple(later.start - earlier.end for earlier, later in pairwise(spans))


@dataclass(frozen=True, slots=True)
class InAll:
    """The outages that were summed, and what they come to."""

    outages: tuple[str, ...]
    net: timedelta


@dataclass(frozen=True, slots=True)
class Several:
    """So many of a sort that together they are a breach: complaints, failed months, notices in vain."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissedLimits:
    """A growth: last day, last day of the limit in writing, day on which it was there."""

    last: date
    second_last: date | None
    done: date


@dataclass(frozen=True, slots=True)
class DaysLate:
    last: date
    done: date
    days: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A person found it: no number decides. impact: the words that were judged to hold."""

    impact: frozenset[Impact] = frozenset()


Derivation = Mean | MonthAvailability | KeptShare | Length | InARow | InAll | Several | MissedLimits | DaysLate | Judged


def printed_minutes(seconds: Fraction) -> Decimal:
    """Minutes with two decimals, half up: what stands on paper. It is never compared."""
    return printed(seconds / MINUTE, 2)


def printed(value: Fraction, places: int) -> Decimal:
    """So many decimals, half up."""
    scaled = Decimal(int(abs(value) * 10**places + Fraction(1, 2)))
    return (scaled if value >= 0 else -scaled).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
