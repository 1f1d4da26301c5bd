"""Rows that fall due are done one a call; one that fails is put off, and holds up no other.

Where the database is at fault, a connection cut or a lock not given, no row is: whoever sweeps tries again at once. A
row that meets with such trouble each time is put off all the same.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from tickets.errors import Unavailable
from tickets.prepared import Prepared

log = logging.getLogger(__name__)

#: So many due rows are looked at in one call; those that others hold are passed over.
WINDOW: Final = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: The database's own trouble, of which no row is the cause.
TROUBLE: Final = (OperationalError, InterfaceError)
#: A row that meets with such trouble by itself so often in a row is put off all the same.
MOST_TROUBLE: Final = 3


class Troubles:
    """Rows that met with trouble by themselves, and how often in a row. In memory: a restart begins anew."""

    def __init__(self) -> None:
        self._times: Counter[int] = Counter()

    def too_often(self, pk: int) -> bool:
        """It did once more."""
        self._times[pk] += 1
        return self._times[pk] >= MOST_TROUBLE

    def over(self, rows: Iterable[int]) -> None:
        for pk in rows if self._times else ():
            self._times.pop(pk, None)


class RowWork:
    """One sort of rows. act: does one, by its id; False: nothing is left to do there. due: those that wait at the
    stand-in's hour. by: the column in whose order they come, by an index. What failed is put off in this process alone:
    a restart tries at once."""

    def __init__(self, act: Callable[[int, datetime], bool], due: Callable[[], QuerySet[Any]], by: str) -> None:
        self.act, self._due, self.by = act, due, by
        self._put_off: dict[int, datetime] = {}
        self._troubles = Troubles()
        self._asked = lru_cache(maxsize=16)(self._question)

    def rows(self) -> QuerySet[Any]:
        """Be they put off or not. Asked with the hour in the stand-in's place."""
        return self._due().order_by(self.by)

    def __call__(self, now: datetime) -> bool:
        """Do one. False: there is none. Raises `TROUBLE`."""
        waiting = tuple(pk for pk, until in self._put_off.items() if until > now)
        return any(self._attempt(pk, now) for (pk,) in self._asked(waiting).ask(now))

    def _question(self, waiting: tuple[int, ...]) -> Prepared:
        rows = self._due().exclude(pk__in=waiting).order_by(self.by, "id")
        return Prepared.of(rows.values_list("pk")[:WINDOW])

    def _attempt(self, pk: int, now: datetime) -> bool:
        try:
            done = self.act(pk, now)
        except Unavailable:  # the clock is at fault, not the row
            return False
        except Exception as error:
            if isinstance(error, TROUBLE) and not self._troubles.too_often(pk):
                raise
            self._postpone(pk, error, now)
            return True
        self._put_off.pop(pk, None)
        self._troubles.over([pk])
        return done

    def _postpone(self, pk: int, error: Exception, now: datetime) -> None:
        log.error("%s fails on row %d and is put off", self.act.__name__, pk, exc_info=error)
        self._troubles.over([pk])
        self._put_off[pk] = now + (FIRST_WAIT if isinstance(error, TROUBLE) else LONGEST_WAIT)
