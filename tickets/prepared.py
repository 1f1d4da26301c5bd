"""Questions whose text is kept: to put one together takes Django longer than the database takes to answer it.

Stand-ins hold the place of the hour and the person while a question is put together; who asks it says which they are.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from typing import Any, Final, Self

from django.db import connection
from django.db.models import QuerySet
from psycopg import Cursor

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
        if connection.vendor != "postgresql":
            return cls(statement, tuple(given))
        words = [_quoted(one) if isinstance(one, str) else "%s" for one in given]
        parts = zip_longest(statement.split("%s"), words, fillvalue="")
        return cls("".join(chain.from_iterable(parts)), tuple(one for one in given if not isinstance(one, str)))

    def ask(
        self, now: datetime = SOME_HOUR, person: int | None = None, *, ahead: Iterable[timedelta] = ()
    ) -> list[tuple[Any, ...]]:
        """One query. ahead: how far from the hour other instants of the question lie."""
        adapt = connection.ops.adapt_datetimefield_value
        meant: dict[Any, Any] = {adapt(SOME_HOUR + span): adapt(now + span) for span in (timedelta(0), *ahead)}
        meant[SOMEBODY] = person
        with planned_once(), connection.cursor() as cursor:
            cursor.execute(self.statement, [meant.get(one, one) for one in self.given])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _quoted(word: str) -> str:
    """A word within the text of a statement: the plan of it knows roles and states, whoever asks and whenever."""
    return "'" + str.__str__(word).replace("'", "''").replace("%", "%%") + "'"


@contextmanager
def planned_once() -> Iterator[None]:
    """What is asked within is planned once a connection, on PostgreSQL, and not each time: to plan a question of many
    parts takes it longer than to answer it. Only for questions that read as well without their values being known."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.execute_wrapper(_bound):
        yield


class _Preparing(Cursor[Any]):
    """Sends its values beside its text; Django's own writes them into it, so that nothing is ever prepared."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # where Django looks for what it logs
        return self._query


def _bound(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001
    context["cursor"].cursor = _Preparing(connection.connection)
    return execute(sql, params, many, context)
