"""The rows against the audit: each chain is replayed into the faces that it tells of, and these are what must stand.

Whoever changes a row past the door changes it without an entry, and cannot write one without the audit's key.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO, Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from tickets.audit.chain import BASELINE, EDITION, RESTORED, ROWS
from tickets.audit.faces import BY_TABLE, NEWEST, OF_REGISTER, OF_TICKETS, Columns, Rows, register
from tickets.audit.reading import reading
from tickets.audit.verify import SYSTEM_LOG_NAME
from tickets.models import Attachment, AuditEntry, Counter, Seal, Ticket

ALTERED: Final = gettext_noop("not as recorded")
LOST: Final = gettext_noop("row missing")
FOREIGN: Final = gettext_noop("row never recorded")
UNKNOWN: Final = gettext_noop("what stands here was never recorded; run: manage.py baseline")
OVERWRITTEN: Final = gettext_noop("file overwritten")
GONE: Final = gettext_noop("file missing")

#: From such an entry on all rows of a ticket are told of.
BEGINS: Final = Q(seq=1) | Q(action=BASELINE)
#: Tickets whose rows are compared at a time.
BATCH: Final = 3000

#: (table, name of the row) -> its columns; None: dropped.
State = dict[tuple[str, str], Columns | None]
#: A path to the ticket -> the rows that belong to the tickets at hand.
Belonging = Callable[[str], Q]


@dataclass(frozen=True, slots=True)
class RowFault:
    """One row, or one column of it, that is not as the audit tells. `chain`: a ticket's number, or the system log."""

    chain: str
    table: str
    row: str
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.chain} {self.table} {self.row} {self.column or '*'}: {self.what}"


@dataclass(slots=True)
class RowCount:
    """What a check has compared so far."""

    tickets: int = 0
    rows: int = 0
    files: int = 0


@dataclass
class Replay:
    """What entries tell so far, the last word on each column counting."""

    state: State = field(default_factory=dict)
    #: Every row of this chain is told of: by the entries from its opening on, or by a baseline.
    whole: bool = False
    #: Of the tables that there were then.
    edition: int = 1

    def tell(self, rows: Rows, *, afresh: bool = False) -> None:
        if afresh:
            self.state.clear()
        for table, faces in rows.items():
            for name, face in faces.items():
                before = self.state.get((table, name)) or {}
                self.state[table, name] = None if face is None else {**before, **face}


def verify_rows(count: RowCount | None = None, *, since_seal: bool = False) -> Iterator[RowFault]:
    """Every row of a ticket and of the register that is not as the audit tells; none: all stand as written.

    since_seal: only tickets with entries since the last seal, and the register. `count` is kept up to date meanwhile.
    """
    count = count or RowCount()
    registered: list[tuple[int, Rows]] = []
    with reading():
        for batch in _batches(since_seal=since_seal):
            yield from _compare(batch, registered, count, since_seal=since_seal)
        yield from _verify_register(_of_register(registered, since_seal=since_seal), count)
        yield from _verify_counters()


def _batches(*, since_seal: bool) -> Iterator[list[tuple[int, str]]]:
    """(id, number) of the tickets, some at a time."""
    chosen = Ticket.objects.order_by("id")
    if since_seal:
        sealed = Seal.objects.aggregate(last=Max("through"))["last"] or 0
        chosen = chosen.filter(id__in=AuditEntry.objects.filter(id__gt=sealed).values("ticket"))
    last = 0
    while batch := list(chosen.filter(id__gt=last).values_list("id", "number")[:BATCH]):
        yield batch
        last = batch[-1][0]


def _compare(
    batch: list[tuple[int, str]], registered: list[tuple[int, Rows]], count: RowCount, *, since_seal: bool
) -> Iterator[RowFault]:
    """These tickets; what their entries tell of the register is put to `registered`, by the id of the entry."""
    ids = [pk for pk, _number in batch]
    belonging = _to_some(ids) if since_seal else _to_all(ids[0], ids[-1])
    replays = _replayed(belonging, registered)
    found = _stored(belonging)
    for pk, number in batch:
        count.tickets += 1
        count.rows += len(found[pk])
        if (replay := replays.get(pk)) is None or not replay.whole:
            yield RowFault(number, "ticket", number, "", UNKNOWN)
        else:
            yield from differences(number, replay.state, found[pk], replay.edition)


def _to_some(ids: Collection[int]) -> Belonging:
    return lambda path: Q(**{f"{path}__in": ids})


def _to_all(first: int, last: int) -> Belonging:
    """To every ticket between the two: a thousand ids need not be written into each of many statements."""
    return lambda path: Q(**{f"{path}__gte": first, f"{path}__lte": last})


def _replayed(belonging: Belonging, registered: list[tuple[int, Rows]]) -> dict[int, Replay]:
    told = AuditEntry.objects.filter(belonging("ticket"), data__has_key=ROWS).order_by("ticket", "seq")
    rows = told.values_list("ticket", "id", "seq", "action", f"data__{ROWS}", f"data__{EDITION}")
    replays: dict[int, Replay] = defaultdict(Replay)
    for ticket, pk, seq, action, faces, edition in rows.iterator(BATCH):
        own = {table: each for table, each in faces.items() if BY_TABLE[table].ticket}
        if len(own) < len(faces):
            registered.append((pk, {table: each for table, each in faces.items() if table not in own}))
        replays[ticket].tell(own, afresh=action == BASELINE)
        replays[ticket].whole |= seq == 1 or action == BASELINE
        replays[ticket].edition = edition or replays[ticket].edition
    return replays


def _stored(belonging: Belonging) -> dict[int, State]:
    found: dict[int, State] = defaultdict(dict)
    for evidence in OF_TICKETS:
        rows = evidence.model._default_manager.filter(belonging(evidence.ticket)).order_by()
        for ticket, name, face in evidence.read(rows):
            found[ticket][evidence.table, name] = face
    return found


def differences(chain: str, told: State, found: State, edition: int = NEWEST) -> Iterator[RowFault]:
    """What stands otherwise than it was told. A column or a table that a later release added was not told of, and may
    be so."""
    for (table, name), face in told.items():
        stored = found.get((table, name))
        if face == stored:
            continue
        if face is None or stored is None:
            yield RowFault(chain, table, name, "", FOREIGN if face is None else LOST)
            continue
        for column, value in face.items():
            if column in stored and stored[column] != value:
                yield RowFault(chain, table, name, column, ALTERED)
    for table, name in found.keys() - told.keys():
        if BY_TABLE[table].since <= edition:
            yield RowFault(chain, table, name, "", FOREIGN)


def _of_register(registered: list[tuple[int, Rows]], *, since_seal: bool) -> Replay:
    """What the system log and the acts on tickets tell of the register, in the order in which they were written."""
    log = AuditEntry.objects.filter(ticket=None, data__has_key=ROWS).values_list("id", "action", f"data__{ROWS}")
    told = [(pk, action, rows) for pk, action, rows in log.iterator(BATCH)]
    if since_seal:  # those of the tickets that were passed over
        registered = _all_of_tickets()
    replay = Replay(whole=any(action == BASELINE for _pk, action, _rows in told))
    for _pk, action, rows in sorted([*told, *((pk, "", rows) for pk, rows in registered)], key=itemgetter(0)):
        replay.tell(rows, afresh=action == BASELINE)
    return replay


def _all_of_tickets() -> list[tuple[int, Rows]]:
    """What acts on tickets tell of the register."""
    tables = [one.table for one in OF_REGISTER]
    told = AuditEntry.objects.filter(ticket__isnull=False, **{f"data__{ROWS}__has_any_keys": tables})
    rows = told.values_list("id", f"data__{ROWS}").iterator(BATCH)
    return [(pk, {table: each for table, each in faces.items() if table in tables}) for pk, faces in rows]


def _verify_register(replay: Replay, count: RowCount) -> Iterator[RowFault]:
    found: State = {(table, name): face for table, faces in register().items() for name, face in faces.items()}
    count.rows += len(found)
    told = {key: face for key, face in replay.state.items() if face is not None or key in found}
    yield from differences(SYSTEM_LOG_NAME, told, found)


def _verify_counters() -> Iterator[RowFault]:
    """The last number of a year is that of the newest ticket: numbers are given without gaps, and none is left over
    but those that a restore passed over."""
    passed = _passed_over()
    given = dict(Counter.objects.filter(name="ticket").values_list("period", "last"))
    for period, last in given.items():
        newest = Ticket.objects.filter(number__startswith=f"GD-{period}-").aggregate(last=Max("number"))["last"]
        digits = (newest or "0").rsplit("-", 1)[-1]
        if not digits.isdecimal() or last != max(int(digits), passed.get(f"GD-{period}", 0)):
            yield RowFault(SYSTEM_LOG_NAME, "counter", f"ticket/{period}", "last", ALTERED)


def _passed_over() -> dict[str, int]:
    """`GD-2026` -> the last number that a restore passed over."""
    passed: dict[str, int] = {}
    for numbers in AuditEntry.objects.filter(ticket=None, action=RESTORED).values_list("data__numbers", flat=True):
        for year, (_known, last) in numbers.items():
            passed[year] = max(last, passed.get(year, 0))
    return passed


def verify_files(opened: Callable[[Attachment], BinaryIO], count: RowCount | None = None) -> Iterator[RowFault]:
    """Every file whose bytes are not those that were handed in. `opened` gives the bytes, or raises OSError."""
    count = count or RowCount()
    rows = Attachment.objects.select_related("ticket").order_by("ticket", "slot", "version")
    for one in rows.iterator(BATCH):
        count.files += 1
        try:
            with opened(one) as stream:
                same = _digest(stream) == one.sha256
        except OSError:
            yield RowFault(one.ticket.number, "attachment", f"{one.slot}/{one.version}", "path", GONE)
            continue
        if not same:
            yield RowFault(one.ticket.number, "attachment", f"{one.slot}/{one.version}", "sha256", OVERWRITTEN)


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(2**18):
        digest.update(chunk)
    return digest.hexdigest()


def unrecorded_tickets() -> QuerySet[Ticket]:
    """Tickets whose rows no entry tells of as a whole: those of an earlier release, before the baseline."""
    return Ticket.objects.filter(~Exists(AuditEntry.objects.filter(BEGINS, ticket=OuterRef("pk"), data__has_key=ROWS)))


def unrecorded_among(ids: list[int]) -> list[int]:
    """Those of these tickets. Told from the entries of these alone: whatever else the audit holds is not read."""
    told = AuditEntry.objects.filter(BEGINS, ticket__in=ids, data__has_key=ROWS)
    recorded = set(told.values_list("ticket", flat=True))
    return [pk for pk in ids if pk not in recorded]


def faces_of_tickets(ids: Iterable[int]) -> dict[int, Rows]:
    """Ticket id -> the faces of all its rows as stored."""
    found: dict[int, Rows] = {}
    for ticket, state in _stored(_to_some(list(ids))).items():
        for table, names in groupby(state.items(), key=lambda one: one[0][0]):
            found.setdefault(ticket, {})[table] = {name: face for (_table, name), face in names}
    return found
