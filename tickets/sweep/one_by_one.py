"""Rows that fall due are done one a call; one that fails is put off, and holds up no other.

Where the database is at fault, a connection cut or a lock not given, no row is: whoever sweeps tries again at once. A
row that meets with such trouble each time is put off all the same.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tickets.errors import Unavailable
from tickets.models import FailedWork
from tickets.prepared import SOME_HOUR, Prepared

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
    """One sort of rows. act: does one, by its id; False: nothing is left to do there. due: those that wait at an hour.
    by: the column in whose order they come, by an index. What failed is put off, and stands where people see it."""

    def __init__(
        self, sort: str, act: Callable[[int, datetime], bool], due: Callable[[datetime], QuerySet[Any]], by: str
    ) -> None:
        self.sort, self.act, self._due, self.by = sort, act, due, by
        self._troubles = Troubles()

    def rows(self) -> QuerySet[Any]:
        """Be they put off or not. Asked with the hour in the stand-in's place."""
        return self._due(SOME_HOUR).order_by(self.by)

    def failing(self, now: datetime) -> QuerySet[FailedWork]:
        """What failed and is still due."""
        return FailedWork.objects.filter(sort=self.sort, row__in=self._due(now).order_by().values("pk"))

    def __call__(self, now: datetime) -> bool:
        """Do one. False: there is none. Raises `TROUBLE`."""
        return any(
            self._attempt(pk, bool(failed), now) for pk, failed in self._asked.ask(now, instants=[waited_longest])
        )

    @cached_property
    def _asked(self) -> Prepared:
        failed = FailedWork.objects.filter(sort=self.sort, row=OuterRef("pk"))
        waiting = failed.filter(try_after__gt=SOME_HOUR, try_after__lte=waited_longest(SOME_HOUR))
        rows = self._due(SOME_HOUR).exclude(Exists(waiting)).annotate(failed=Exists(failed)).order_by(self.by, "id")
        return Prepared.of(rows.values_list("pk", "failed")[:WINDOW])

    def _attempt(self, pk: int, failed: bool, now: datetime) -> bool:  # noqa: FBT001
        try:
            done = self.act(pk, now)
        except Unavailable:  # the clock is at fault, not the row
            return False
        except Exception as error:
            if isinstance(error, TROUBLE) and not self._troubles.too_often(pk):
                raise
            self._postpone(pk, error, now)
            return True
        self._troubles.over([pk])
        if failed:
            FailedWork.objects.filter(sort=self.sort, row=pk).delete()
        return done

    def _postpone(self, pk: int, error: Exception, now: datetime) -> None:
        """Raises where that fails too: then the database is at fault."""
        with transaction.atomic():
            began = {"since": now, "try_after": now}
            row, new = FailedWork.objects.select_for_update().get_or_create(sort=self.sort, row=pk, defaults=began)
            row.tries += 1
            row.try_after = now + wait_after(row.tries)
            row.error = f"{type(error).__name__}: {error}"[:300]
            row.save(update_fields=["tries", "try_after", "error"])
        self._troubles.over([pk])
        if new:
            log.error("%s fails on row %d and is put off", self.act.__name__, pk, exc_info=error)


def wait_after(tries: int) -> timedelta:
    """Until what failed so often is tried again: 30 s, doubling to an hour."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)


def waited_longest(now: datetime) -> datetime:
    """No failure of the sweep has put anything off beyond it."""
    return now + LONGEST_WAIT
