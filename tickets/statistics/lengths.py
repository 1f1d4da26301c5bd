"""Lengths of time in classes, so that those of many contracts can be put together and still be put in order. Pure.

A class reaches 5 % further than the one before: what is told of a length is at most 2.5 % off.
"""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

GROWTH: Final = 1.05
#: Shorter is no length: the steps of one act.
SHORTEST: Final = 1.0


def size_of(seconds: float) -> int:
    """The class of a length: 0 up to a second."""
    return 0 if seconds <= SHORTEST else math.ceil(math.log(seconds / SHORTEST, GROWTH) - 1e-9)


def length_of(size: int) -> timedelta:
    """The middle of a class."""
    return timedelta(seconds=SHORTEST * GROWTH ** (size - 0.5)) if size else timedelta(seconds=SHORTEST)


def share(counted: Mapping[int, int], part: float) -> timedelta | None:
    """The length that `part` of all do not exceed, by the nearest rank. counted: class -> how many. None of none."""
    rank, seen = math.ceil(sum(counted.values()) * part), 0
    for size in sorted(counted):
        seen += counted[size]
        if seen >= rank > 0:
            return length_of(size)
    return None
