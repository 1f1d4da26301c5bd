"""Who is out of reach, as one sender last found it: left alone, but for one message every few seconds.

Kept in memory: another process, and this one after a restart, finds out by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

#: From the first failure to the first look, doubling up to the longest.
FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(seconds=5)


@dataclass(slots=True)
class Circuit:
    """One receiver that is out of reach. `probe`: the delivery by which it was found so, tried again at `look_at`."""

    probe: int
    error: str
    look_at: datetime
    failures: int = 1

    def due(self, now: datetime) -> bool:
        """A clock that was set back keeps nobody waiting."""
        return not now < self.look_at <= now + LONGEST_WAIT


@dataclass(slots=True)
class Circuits:
    """By receiver; whoever can be reached is not among them."""

    _broken: dict[str, Circuit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._broken)

    def broken(self, receiver: str) -> Circuit | None:
        return self._broken.get(receiver)

    def due(self, now: datetime) -> tuple[str, Circuit] | None:
        """The one that has waited longest to be looked at again. One at a time: each may keep its sender for a whole
        limit, and whoever can be reached waits for no more than one of them."""
        due = ((receiver, one) for receiver, one in self._broken.items() if one.due(now))
        return min(due, key=lambda found: found[1].look_at, default=None)

    def failed(self, receiver: str, probe: int, error: str, now: datetime) -> None:
        known = self._broken.get(receiver)
        failures = known.failures + 1 if known else 1
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
        self._broken[receiver] = Circuit(probe, error, now + wait, failures)

    def answered(self, receiver: str) -> bool:
        """Whether it had been out of reach."""
        return self._broken.pop(receiver, None) is not None
