"""Looks at the database all through a row: when something fired, and since when nothing waits too long."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event, Thread
from typing import Self

from tests.faults.lab import Lab

LOOK_SECONDS = 0.1


@dataclass
class Look:
    at: float
    fired: int


@dataclass
class Watch:
    """`with Watch(lab) as watch: …; watch.recovered(since)`."""

    lab: Lab
    looks: list[Look] = field(default_factory=list)
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            with suppress(Exception):  # the database is down: that is what is tried
                self._look(self.lab.count("breach"))

    def _look(self, fired: int) -> None:
        if not self.looks or fired > self.looks[-1].fired:
            self.looks.append(Look(time.monotonic(), fired))

    def recovered(self, since: float) -> float:
        """The seconds from then to the next firing; infinity: none came."""
        return min((look.at - since for look in self.looks if look.at > since), default=float("inf"))

    def longest(self, moments: Sequence[float]) -> float:
        """Of the recoveries after each of these moments; one that the next of them cut short is the next one's."""
        ends = [*moments[1:], float("inf")]
        found = [(self.recovered(at), end - at) for at, end in zip(moments, ends, strict=True)]
        return max(seconds for seconds, until in found if seconds < until or until == float("inf"))

    @property
    def longest_rest(self) -> float:
        """The longest time between two firings."""
        times = [look.at for look in self.looks]
        return max((later - before for before, later in pairwise(times)), default=0.0)
