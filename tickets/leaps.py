"""Whether the clock can be trusted: one guard a process, fed by every reading, asked by every door.

Nothing is judged by a clock that leapt: an answer given in time would be late for good. Whoever acts is refused with a
sentence, the sweep waits, `/readyz` is red and the administrators are told.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.utils.translation import gettext as _

from tickets.errors import Unavailable
from tickets.signs import running_time

log = logging.getLogger(__name__)

LEAP: Final = timedelta(seconds=5)
AGREEMENT: Final = timedelta(seconds=60)
#: A longer leap is not taken for true by running on: the clock comes back, or an operator restarts the service.
LONGEST_ACCEPTED: Final = timedelta(minutes=15)
#: A reading that took longer does not tell to which instant of the machine it belongs.
SLOW: Final = timedelta(seconds=1)
#: So far may an entry's time lie before the last entry of its chain (two machines, a fail-over): it takes that instant.
BEHIND: Final = timedelta(seconds=60)


class ClockGuard:
    """Compares the clock of the deadlines with the machine's running time.

    A leap of more than 5 s in either direction holds until the clock is back where it was, or, up to 15 minutes, until
    both have agreed for 60 s. The first reading after a start never holds: an outage is not a leap, and a restart is
    the operator's word that the clock is right.
    """

    def __init__(self, running_time: Callable[[], float] = running_time) -> None:
        self._uptime = running_time
        self._lock = Lock()
        self._last: tuple[datetime, float] | None = None
        self._since: float | None = None
        self._astray = timedelta()

    @property
    def held(self) -> bool:
        return self._since is not None

    @property
    def astray(self) -> timedelta:
        """By how much the clock leapt, forward or back, while it is held."""
        return self._astray

    def saw(self, now: datetime, began: float | None = None) -> bool:
        """Take one reading of the clock in; `began`: the running time before it was made. Whether the guard holds."""
        with self._lock:
            ran = self._uptime()
            if began is not None and timedelta(seconds=ran - began) > SLOW:
                return self.held
            if self._last is not None:
                then, before = self._last
                self._weigh((now - then) - timedelta(seconds=ran - before), ran)
            self._last = (now, ran)
            return self.held

    def _weigh(self, leap: timedelta, ran: float) -> None:
        if abs(leap) > LEAP:
            self._astray += leap
            self._since = ran
            log.error("the clock leapt by %s s and is held", leap.total_seconds())
        if self._since is None:
            return
        agreed = ran - self._since >= AGREEMENT.total_seconds()
        if abs(self._astray) <= LEAP or (agreed and abs(self._astray) <= LONGEST_ACCEPTED):
            log.error("the clock is trusted again")
            self._since, self._astray = None, timedelta()

    def check(self) -> None:
        """Raises Unavailable while the guard holds."""
        if self.held:
            message = _(
                "The clock of the service leapt by %(seconds)d seconds and cannot be trusted: nothing is judged by it. "
                "Nothing was changed. The administrators are told; try again later."
            )
            raise Unavailable(message % {"seconds": self.astray.total_seconds()})


#: The guard of this process.
GUARD = ClockGuard()


def entered_at(now: datetime, last: datetime | None) -> datetime:
    """When an act is put on record whose chain ends at `last`: no entry lies before the one it follows.

    Raises Unavailable where the clock lies more than a minute before it.
    """
    if last is None or last <= now:
        return now
    if last - now > BEHIND:
        message = _(
            "The clock of the service lies %(seconds)d seconds before the last entry of this order: it was set back. "
            "Nothing was changed. Try again later, or tell the administrators."
        )
        raise Unavailable(message % {"seconds": (last - now).total_seconds()})
    return last
