"""Where a value lies among the bands of its metric. No band is ever stretched: what lies in none has no sum, and the
parties settle it (G1). Pure; compared exactly, however it is printed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from tickets.policy.penalty_terms import Band, PenaltyTerms, Trigger

TICK: Final = timedelta(microseconds=1)


class Place(StrEnum):
    """IN_TIME: no breach. IN_BAND: priced. The others are breaches without a sum: below the first band, between two,
    on an end that belongs to neither side, above the last."""

    IN_TIME = "within"
    IN_BAND = "band"
    BELOW = "no_band:below"
    EDGE = "no_band:edge"
    BETWEEN = "no_band:between"
    ABOVE = "no_band:above"

    @property
    def priced_by_none(self) -> bool:
        return self not in (Place.IN_TIME, Place.IN_BAND)


@dataclass(frozen=True, slots=True)
class PlacedValue:
    """seconds: the value. band: the one in which it lies."""

    seconds: Fraction
    place: Place
    band: Band | None = None


def placed(seconds: Fraction, trigger: Trigger, terms: PenaltyTerms) -> PlacedValue:
    """Where a value of this metric lies."""
    if seconds <= exact(terms.in_time.get(trigger, timedelta())):
        return PlacedValue(seconds, Place.IN_TIME)
    bands = terms.bands(trigger)
    inside = next((band for band in bands if holds(band, seconds)), None)
    if inside is not None:
        return PlacedValue(seconds, Place.IN_BAND, inside)
    return PlacedValue(seconds, _beside(bands, seconds))


def holds(band: Band, seconds: Fraction) -> bool:
    """“Over” and “under” leave their own number out (Civil Code 1259)."""
    if seconds < exact(band.low) or (seconds == exact(band.low) and band.over is not None):
        return False
    if band.high is None:
        return True
    return seconds < exact(band.high) or (seconds == exact(band.high) and band.at_most is not None)


def _beside(bands: tuple[Band, ...], seconds: Fraction) -> Place:
    ends = {exact(end) for band in bands for end in (band.low, band.high) if end is not None}
    if seconds in ends:
        return Place.EDGE
    if all(seconds < end for end in ends):
        return Place.BELOW
    return Place.ABOVE if all(seconds > end for end in ends) else Place.BETWEEN


def exact(length: timedelta) -> Fraction:
    """In seconds."""
    return Fraction(length // TICK, 1_000_000)
