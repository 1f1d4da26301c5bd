"""1 − down ÷ (service − excluded), as exact fractions: exactly the limit is kept, a microsecond beyond is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

from tickets.availability.spans import Span, excluding, joined, length, within

MILLION: Final = 1_000_000
_TICK: Final = timedelta(microseconds=1)
#: Decimal places of a share in per cent, cut and not rounded: what is below the limit never reads as the limit.
PLACES: Final = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Availability:
    """`down`: without what is excluded. `members`: the stretches that make it up, overlaps joined."""

    service: timedelta
    excluded: timedelta
    down: timedelta
    members: tuple[Span, ...]

    @property
    def share(self) -> Fraction | None:
        """None where no minute of service is left to measure. What began in a month belongs to it undivided, so that
        it may have been down for longer than the month itself: below nothing it never falls."""
        measured = (self.service - self.excluded) // _TICK
        return max(1 - Fraction(self.down // _TICK, measured), Fraction(0)) if measured > 0 else None

    def keeps(self, limit: int) -> bool | None:
        """Whether it is no less than so many millionths."""
        return None if self.share is None else self.share * MILLION >= limit


def available(down: Iterable[Span], excluded: Iterable[Span], service: Span, *, divided: bool = False) -> Availability:
    """Of one system in one month. down: all its outages, each whole; what overlaps counts once, from its first instant.

    An outage belongs undivided to the month in which it began; divided: to each month with what of it lies there.
    Excluded minutes leave both terms.
    """
    excused = joined(excluded)
    found = joined(down)
    mine = within(found, service) if divided else tuple(one for one in found if _begins_in(one, service))
    members = tuple(one for one in mine if length(excluding([one], excused)))
    return Availability(service.length, length(within(excused, service)), length(excluding(members, excused)), members)


def together(parts: Iterable[Availability]) -> Availability:
    """Of a platform: the minutes of all its systems, one beside the other."""
    these = list(parts)
    return Availability(
        sum((one.service for one in these), timedelta()),
        sum((one.excluded for one in these), timedelta()),
        sum((one.down for one in these), timedelta()),
        tuple(member for one in these for member in one.members),
    )


def lost_share(lost: int | Fraction | None, held: int | Fraction | None) -> Fraction | None:
    """1 − lost ÷ held. None: nothing was stated, or nothing is held; that is unknown and never 100 %."""
    if lost is None or not held:
        return None
    return max(1 - Fraction(lost) / Fraction(held), Fraction(0))


def _begins_in(one: Span, service: Span) -> bool:
    return service.start <= one.start < service.end


def percent(share: Fraction | None) -> str:
    """“—” where there is nothing to measure."""
    if share is None:
        return "—"
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    cut = exact.quantize(PLACES, rounding=ROUND_FLOOR).normalize()
    return f"{cut:f}%"
