"""How long nobody was on duty, and in which band of the annexes that lies (A2.11 and 12, A3.12 and 13). Each band is
open at both ends: what lies on an edge lies in none."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

#: Where the bands begin and end.
EDGES: Final = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))


class Unattended(StrEnum):
    """Of one interval."""

    BELOW = "below"
    FIRST = "first"
    SECOND = "second"
    EDGE = "edge"
    ABOVE = "above"


def unattended(lasted: timedelta) -> Unattended:
    if lasted in EDGES:
        return Unattended.EDGE
    passed = sum(lasted > edge for edge in EDGES)
    return (Unattended.BELOW, Unattended.FIRST, Unattended.SECOND, Unattended.ABOVE)[passed]
