"""The face of a row: its columns as the audit tells them, by the row's natural name, so that a replay can compare.

An entry holds under `rows` the faces of the rows that were written with it: {table: {name: {column: value}}}, None for
a row that was dropped. A row that stood there before shows only what changed: the last word on each column counts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from django.db.models import DateField, DateTimeField, DecimalField, Field, GeneratedField, Model, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.models import Membership, Organization, Substitution, User
from tickets.models import (
    Alert,
    Attachment,
    Breach,
    CalendarYear,
    CatalogueLine,
    Claim,
    Clause,
    Consultation,
    Contract,
    Deadline,
    Delegation,
    Endorsement,
    Fact,
    FeeTable,
    Instalment,
    Interpretation,
    LedgerEntry,
    Minutes,
    MonitoredOutage,
    MonthSheet,
    Occasion,
    OutageWord,
    Pause,
    ReadBack,
    Recurrence,
    RegisterEntry,
    SheetLine,
    Statement,
    SupervisionDeed,
    SupervisionOrder,
    SupervisionReport,
    Supplement,
    System,
    SystemFee,
    TermEvent,
    Ticket,
)

Columns = dict[str, Any]
#: {table: {name: columns, or None for a row that was dropped}}
Rows = dict[str, dict[str, Columns | None]]


@dataclass(frozen=True)
class Evidence:
    """A table whose rows are evidence. Every column counts, those added later too, except what is left out here.

    key: what names a row within its ticket, or in the register: columns, or paths that are loaded with the row.
    ticket: the path to the ticket whose chain tells of it; "": the system log does. left_out: column -> why.
    since: the edition of this list from which its rows are told of; of older tickets they may not be.
    """

    model: type[Model]
    key: tuple[str, ...] = ("id",)
    ticket: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    since: int = 1

    @property
    def table(self) -> str:
        return str(self.model._meta.model_name)

    @cached_property
    def fields(self) -> tuple[Field[Any, Any], ...]:
        """The columns of a face. Of the register the id too, for rows of tickets refer to it."""
        hidden = {*self.left_out, self.ticket}
        own = (one for one in self.model._meta.concrete_fields if not isinstance(one, GeneratedField))
        return tuple(one for one in own if one.name not in hidden and not (one.primary_key and self.ticket))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(one.attname for one in self.fields)

    def name(self, row: Model) -> str:
        return "/".join([str(plain(part(row))) for part in self._parts])

    @cached_property
    def _parts(self) -> tuple[Callable[[Model], Any], ...]:
        return tuple(attrgetter(part.replace("__", ".")) for part in self.key)

    def face(self, row: Model) -> Columns:
        return {name: plain(value) for name, value in self.values(row).items()}

    def values(self, row: Model) -> Columns:
        """The same columns as the row holds them."""
        held = vars(row)
        try:
            return {name: held[name] for name in self.columns}
        except KeyError:  # one that is deferred
            return dict(zip(self.columns, self._getter(row), strict=True))

    @cached_property
    def _getter(self) -> Callable[[Model], tuple[Any, ...]]:
        first, *more = self.columns  # of one alone it would give no tuple
        return attrgetter(first, *more) if more else lambda row: (getattr(row, first),)

    @cached_property
    def _readers(self) -> dict[str, Callable[[Any], Any]]:
        """column -> what makes its stored value plain; the others are."""
        readers: dict[type[Field[Any, Any]], Callable[[Any], Any]] = {DateTimeField: instant, DecimalField: plain}
        return {one.attname: reader for one in self.fields for kind, reader in readers.items() if isinstance(one, kind)}

    def _stored(self, column: Field[Any, Any]) -> str | Cast:
        """Instants and days are read as the database writes them: to make objects of them costs more than all else."""
        return Cast(column.attname, TextField()) if isinstance(column, DateField) else column.attname

    def read(self, rows: QuerySet[Any]) -> Iterator[tuple[Any, str, Columns]]:
        """(id of the ticket, name, face) of the rows as stored, without making objects of them."""
        own = self.ticket or "pk"
        owner = own if own == "pk" or "__" in own else f"{own}_id"
        stored = rows.values_list(owner, *self.key, *map(self._stored, self.fields))
        keys, columns, readers = len(self.key), self.columns, self._readers.items()
        for first, *values in stored.iterator(2000):
            face = dict(zip(columns, values[keys:], strict=True))
            for column, reader in readers:
                if face[column] is not None:
                    face[column] = reader(face[column])
            yield first, "/".join(str(plain(value)) for value in values[:keys]), face


INDEX: Final = "an index, derived from other columns"
OWN: Final = "the person's own affair: no say in who may do what"
CHAINED: Final = "checked with the chain"
OF_SWEEP: Final = "how often the sweep failed: it looks again after an hour at the latest, whatever stands here"
#: The edition of the list below.
NEWEST: Final = 2

EVIDENCE: Final[tuple[Evidence, ...]] = (
    Evidence(
        Ticket,
        ("number",),
        "pk",
        dict.fromkeys(("next_due", "lapses_at", "turns_edition"), INDEX)
        | dict.fromkeys(("chain_length", "chain_head"), CHAINED),
    ),
    Evidence(
        Deadline,
        ("code", "round"),
        "ticket",
        dict.fromkeys(("internal", "rests_since"), INDEX)
        | dict.fromkeys(("try_after", "tries", "error"), OF_SWEEP),
    ),
    Evidence(Pause, ticket="deadline__ticket"),
    Evidence(
        Breach,
        ("deadline__code", "deadline__round", "occurred_at"),
        "deadline__ticket",
        dict.fromkeys(("contract", "party", "code", "internal"), INDEX),
    ),
    Evidence(Alert, ("deadline__code", "deadline__round", "level", "due_at"), "deadline__ticket"),
    Evidence(Occasion, ticket="ticket"),
    Evidence(Recurrence, ("rule", "period"), "ticket", since=2),
    Evidence(Fact, ticket="ticket"),
    Evidence(Claim, ("number",), "ticket"),
    Evidence(Claim.clocks.through, ("claim__number", "deadline__code", "deadline__round"), "claim__ticket", since=2),
    Evidence(Statement.papers.through, ticket="statement__claim__ticket", since=2),
    Evidence(ReadBack, ticket="ticket", since=2),
    Evidence(Statement, ticket="claim__ticket"),
    Evidence(Endorsement, ticket="ticket"),
    Evidence(Consultation, ticket="ticket"),
    Evidence(Delegation, ticket="ticket"),
    Evidence(SupervisionOrder, ("number",), "ticket", {"next_at": INDEX}),
    Evidence(SupervisionDeed, ticket="order__ticket"),
    Evidence(SupervisionDeed.handed_in.through, ticket="supervisiondeed__order__ticket"),
    Evidence(Attachment, ("slot", "version"), "ticket"),
    Evidence(Supplement, ticket="ticket"),
    Evidence(Contract, ("number",)),
    Evidence(TermEvent),
    Evidence(FeeTable, ("contract__number", "number")),
    Evidence(SystemFee),
    Evidence(MonthSheet, ("contract__number", "month")),
    Evidence(SheetLine),
    Evidence(Minutes),
    Evidence(SupervisionReport),
    Evidence(MonitoredOutage),
    Evidence(OutageWord),
    Evidence(RegisterEntry),
    Evidence(LedgerEntry),
    Evidence(System, ("contract__number", "code")),
    Evidence(CatalogueLine, ("contract__number", "code")),
    Evidence(Instalment, ("contract__number", "number")),
    Evidence(Clause, ("contract__number", "code", "edition")),
    Evidence(Interpretation, ("contract__number", "id")),
    Evidence(CalendarYear, ("year", "version")),
    Evidence(Organization, ("code",), left_out={"twin": INDEX}),
    Evidence(
        User,
        ("username",),
        left_out=dict.fromkeys(("email", "language", "last_login", "date_joined"), OWN)
        | dict.fromkeys(("password", "past_passwords", "password_set_at", "must_change_password", "stopped_at"), OWN),
    ),
    Evidence(Membership),
    Evidence(Substitution),
)  # fmt: skip
BY_MODEL: Final = {one.model: one for one in EVIDENCE}
BY_TABLE: Final = {one.table: one for one in EVIDENCE}
OF_TICKETS: Final = tuple(one for one in EVIDENCE if one.ticket)
OF_REGISTER: Final = tuple(one for one in EVIDENCE if not one.ticket)


#: Most of what rows hold is so already.
PLAIN: Final = frozenset({str, int, bool, type(None), list, dict})


def plain(value: Any) -> Any:
    """As it reads back from the entry's JSON, whichever database wrote it."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def instant(stored: str) -> str:
    """As `plain` gives it, of an instant as the database writes it: PostgreSQL drops zeros at the end, SQLite the
    zone. Both keep UTC."""
    fraction = stored[20:].removesuffix("+00").ljust(6, "0") if stored[19:20] == "." else ""
    return f"{stored[:10]}T{stored[11:19]}{'.' + fraction if fraction else ''}+00:00"


def evidence_of(row: Model) -> Evidence:
    """Raises KeyError for a table that is none. A ticket of any kind is a ticket."""
    return BY_MODEL[row._meta.concrete_model or type(row)]


def faces_of(rows: Iterable[Model]) -> Rows:
    """The whole faces of these rows."""
    found: Rows = {}
    for row in rows:
        evidence = evidence_of(row)
        found.setdefault(evidence.table, {})[evidence.name(row)] = evidence.face(row)
    return found


def gone(rows: Iterable[Model]) -> Rows:
    """What an entry tells of rows that are dropped with it."""
    found: Rows = {}
    for row in rows:
        evidence = evidence_of(row)
        found.setdefault(evidence.table, {})[evidence.name(row)] = None
    return found


def register(models: Iterable[type[Model]] | None = None) -> Rows:
    """The faces of the register as it stands: accounts, units, roles, contracts, calendars; of `models` alone."""
    chosen = (one.model for one in OF_REGISTER) if models is None else models
    return _read({model: model._default_manager.all() for model in chosen})


def _read(chosen: Mapping[type[Model], QuerySet[Any]]) -> Rows:
    return {
        BY_MODEL[model].table: {name: face for _pk, name, face in BY_MODEL[model].read(rows.order_by())}
        for model, rows in chosen.items()
    }


def under(contract: str) -> Rows:
    """The faces of one contract, by its number, with all that stands under it, and of every unit."""
    named = {Contract: Contract.objects.filter(number=contract), Organization: Organization.objects.all()}
    named[LedgerEntry] = LedgerEntry.objects.filter(line__contract__number=contract, ticket=None)
    parts = (System, CatalogueLine, Instalment, Clause, Interpretation)
    return _read({**named, **{one: one._default_manager.filter(contract__number=contract) for one in parts}})


def changed(before: Rows, after: Rows) -> Rows:
    """What one reading of the register tells beyond an earlier one: new columns, and None for what is gone."""
    found: Rows = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, {}), after.get(table, {})
        rows = {name: differing(old.get(name), face) for name, face in new.items() if old.get(name) != face}
        if rows or old.keys() - new.keys():
            found[table] = rows | dict.fromkeys(old.keys() - new.keys())
    return found


def differing(old: Columns | None, new: Columns | None) -> Columns | None:
    """The columns of `new` that `old` does not show so."""
    if old is None or new is None:
        return new
    return {name: value for name, value in new.items() if name not in old or old[name] != value}


#: No column holds it.
_NOTHING: Final = object()


class Written:
    """The rows that one act found and wrote, and the faces that its entry will tell."""

    def __init__(self) -> None:
        #: (table, id) -> what the row held when it was found, or written last. Of most rows that were found nothing is
        #: written: their columns are told apart, and made plain, no sooner.
        self._stood: dict[tuple[object, Any], Columns] = {}
        self._faces: Rows = {}

    def found(self, *rows: Model) -> None:
        """As they stood before the act: of these only what changes is told."""
        for row in rows:
            self._stood[row._meta.concrete_model, row.pk] = vars(row).copy()

    def wrote(self, row: Model, columns: Iterable[str] | None = None) -> None:
        """The row as it is stored now; `columns`: these alone were written."""
        evidence = evidence_of(row)
        values = evidence.values(row)
        if columns is not None:
            stored = {row._meta.get_field(one).attname for one in columns}  # type: ignore[union-attr]  # no relations
            values = {name: value for name, value in values.items() if name in stored}
        before = self._stood.setdefault((row._meta.concrete_model, row.pk), {})
        # most columns hold the very object that they held
        fresh = {
            name: value
            for name, value in values.items()
            if (was := before.get(name, _NOTHING)) is not value and was != value
        }
        before.update(fresh)
        if fresh:
            faces = self._faces.setdefault(evidence.table, {}).setdefault(evidence.name(row), {})
            faces.update((name, plain(value)) for name, value in fresh.items())  # type: ignore[union-attr]

    def taken(self) -> Rows:
        """The faces so far, once."""
        faces, self._faces = self._faces, {}
        return faces
