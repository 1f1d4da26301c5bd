"""Questions whose text is kept: to put one together takes Django longer than the database takes to answer it.

Stand-ins hold the place of the hour and the person while a question is put together; who asks it says which they are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, zip_longest
from operator import attrgetter
from typing import Any, Final, Generic, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor
from psycopg.types.numeric import Int8

from tickets.models.row import Row

M = TypeVar("M", bound=Model)
SOME_HOUR: Final = datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
#: No id comes so far.
SOMEBODY: Final = 2**63 - 2
#: The place of one id: that of `some_ids(1)`.
SOME_ID: Final = SOMEBODY - 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question for values, not for models: they come as the database gives them."""

    statement: str
    given: tuple[Any, ...]

    @classmethod
    def of(cls, asked: QuerySet[Any, Any]) -> Self:
        """Raises EmptyResultSet where no row could ever fit."""
        return cls.written(*asked.query.sql_with_params())

    @classmethod
    def written(cls, statement: str, given: Sequence[Any]) -> Self:
        if connection.vendor != "postgresql":
            return cls(statement, tuple(given))
        words = [_quoted(one) if isinstance(one, str) else "%s" for one in given]
        parts = zip_longest(statement.split("%s"), words, fillvalue="")
        return cls("".join(chain.from_iterable(parts)), tuple(one for one in given if not isinstance(one, str)))

    @classmethod
    def beside(cls, asked: Sequence[QuerySet[Any, Any]]) -> Self:
        """Several questions of the same columns as one: each row begins with the place of its own among them. They
        stand in the order of these places, of one question by the first two columns."""
        parts = [cls.of(one) for one in asked]
        rows = (f"SELECT {n} AS place, p{n}.* FROM ({one.statement}) AS p{n}" for n, one in enumerate(parts))  # noqa: S608  # Django's text, and values beside it
        statement = f"{' UNION ALL '.join(rows)} ORDER BY 1, 2, 3"
        return cls(statement, tuple(chain.from_iterable(one.given for one in parts)))

    def ask(
        self,
        now: datetime = SOME_HOUR,
        person: int | None = None,
        *,
        instants: Iterable[Callable[[datetime], datetime]] = (),
        ids: Sequence[int] = (),
    ) -> list[tuple[Any, ...]]:
        """One query. instants: those of the question that follow from the hour; ids: in the place of as many
        `some_ids`."""
        adapt = connection.ops.adapt_datetimefield_value
        meant: dict[Any, Any] = {adapt(at(SOME_HOUR)): adapt(at(now)) for at in instants}
        meant |= {adapt(SOME_HOUR): adapt(now), SOMEBODY: person} | _in_place(ids)
        with planned_once(), connection.cursor() as cursor:
            cursor.execute(self.statement, [meant.get(one, one) for one in self.given])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def by(self, name: str, model: type[M], ids: Sequence[int] = ()) -> "RowsByWord[M]":
        """The same of a question for models and all of their columns, by the word in one of these. One query."""
        return RowsByWord(model, name, self.ask(ids=ids))


class PreparedRows(Generic[M]):
    """A question for models, and for those beside them (`select_related`). Who asks for it fetches along what else is
    needed (`prefetch_related_objects`). Where no row could ever fit, no database is asked."""

    def __init__(self, asked: QuerySet[M]) -> None:
        self._asked = asked
        self._compiler = asked.query.get_compiler(asked.db)
        try:
            self._question: Prepared | None = Prepared.written(*self._compiler.as_sql())
        except EmptyResultSet:
            self._question = None

    def ask(self, ids: Sequence[int] = (), person: int | None = None, *, now: datetime = SOME_HOUR) -> list[M]:
        """What it does not ask for is deferred. One query."""
        if (question := self._question) is None:
            return []
        adapt = connection.ops.adapt_datetimefield_value
        meant: dict[Any, Any] = {adapt(SOME_HOUR): adapt(now), SOMEBODY: person} | _in_place(ids)
        given = [meant.get(one, one) for one in question.given]
        compiler = copy(self._compiler)  # which knows what each column is of
        compiler.connection = connections[self._asked.db]
        compiler.as_sql = lambda *_args, **_asked: (question.statement, given)
        found = self._asked.all()
        found.query.get_compiler = lambda *_args, **_asked: compiler  # type: ignore[method-assign]
        with planned_once():
            return list(found)


class RowsByWord(Mapping[str, M], Generic[M]):
    """Rows by a word in them. Each becomes a model when it is first looked up: to make all of them takes Django several
    times as long as to read them."""

    def __init__(self, model: type[M], name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._model, self._fields = model, model._meta.concrete_fields
        place = [one.attname for one in self._fields].index(name)
        self._rows = {row[place]: row for row in rows}
        self._made: dict[str, M] = {}

    def __getitem__(self, word: str) -> M:
        if word not in self._made:
            self._made[word] = self._make(self._rows[word])
        return self._made[word]

    def __contains__(self, word: object) -> bool:
        return word in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _make(self, row: tuple[Any, ...]) -> M:
        (given,) = self._compiler.apply_converters([row], self._converters)
        return self._model.from_db(connection.alias, [one.attname for one in self._fields], given)

    @cached_property
    def _compiler(self) -> SQLCompiler:
        compiler: SQLCompiler = self._model._default_manager.all().query.get_compiler(connection=connection)
        return compiler

    @cached_property
    def _converters(self) -> dict[int, Any]:
        """From what the database gives to what the fields hold."""
        return self._compiler.get_converters([one.get_col(self._model._meta.db_table) for one in self._fields])


def zoned(at: datetime) -> datetime:
    """An instant of an answer: SQLite gives it in UTC and does not say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def some_ids(count: int) -> range:
    """Stand-ins for so many ids. No id comes so far."""
    return range(SOMEBODY - count, SOMEBODY)


def _in_place(ids: Sequence[int]) -> dict[Any, Any]:
    return dict(zip(some_ids(len(ids)), ids, strict=True))


def filled(ids: Iterable[int]) -> list[int]:
    """With ids that nothing has, up to the next twenty-five: a plan is kept for each length."""
    found = list(ids)
    return [*found, *range(-1, -(-len(found) % 25) - 1, -1)]


def _quoted(word: str) -> str:
    """A word within the text of a statement: the plan of it knows roles and states, whoever asks and whenever."""
    return "'" + str.__str__(word).replace("'", "''").replace("%", "%%") + "'"


def bring(rows: Sequence[Row], *names: str) -> None:
    """Lay beside each row what it refers to by these names, read once however many refer to it: as
    `prefetch_related_objects`, which costs ten times as much a row. A query a name, none where nothing is referred
    to."""
    for name in names if rows else ():
        field: Any = rows[0]._meta.get_field(name)
        refers = attrgetter(field.attname)
        wanted = {refers(row) for row in rows} - {None}
        found = field.related_model._default_manager.in_bulk(wanted) if wanted else {}
        for row in rows:
            row.lay(**{name: found.get(refers(row))})


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
    # Of one width: a plan is kept for each combination.
    given = [Int8(one) if type(one) is int else one for one in params or ()]
    return execute(sql, given, many, context)
