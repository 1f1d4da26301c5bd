"""Questions whose text is kept: to put one together takes Django longer than the database takes to answer it.

Stand-ins hold the place of the hour and the person while a question is put together; who asks it says which they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from django.db import connection
from django.db.models import QuerySet

SOME_HOUR: Final = datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
#: No id comes so far.
SOMEBODY: Final = 2**63 - 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question for values, not for models: they come as the database gives them."""

    statement: str
    given: tuple[Any, ...]

    @classmethod
    def of(cls, asked: QuerySet[Any, Any]) -> Self:
        """Raises EmptyResultSet where no row could ever fit."""
        statement, given = asked.query.sql_with_params()
        return cls(statement, tuple(given))

    def ask(
        self, now: datetime = SOME_HOUR, person: int | None = None, *, ahead: Iterable[timedelta] = ()
    ) -> list[tuple[Any, ...]]:
        """One query. ahead: how far from the hour other instants of the question lie."""
        adapt = connection.ops.adapt_datetimefield_value
        meant: dict[Any, Any] = {adapt(SOME_HOUR + span): adapt(now + span) for span in (timedelta(0), *ahead)}
        meant[SOMEBODY] = person
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [meant.get(one, one) for one in self.given])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
