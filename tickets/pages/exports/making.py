"""One file, from the person and what was asked: a list at once for a page, a list or an evidence pack for a worker."""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import Any, BinaryIO

from django.http import Http404
from django.utils import translation

from tickets import attachments, clock, exports
from tickets.errors import Refusal
from tickets.models import Export
from tickets.pages.evidence import making as packs
from tickets.pages.exports.lists import LISTS
from tickets.pages.exports.workbook import Heading, write
from tickets.pages.parts.exported import CHUNK, ExportedList, NarrowedList, every
from tickets.pages.parts.kept_views import query_of
from tickets.pages.parts.visit import Visit

log = logging.getLogger(__name__)


class LostError(Exception):
    """Another process has this file in its hands by now."""


def make(
    file: BinaryIO, one: ExportedList, taken: NarrowedList, ids: list[int], here: Visit, rows: Iterable[Any]
) -> None:
    unit = next((str(held.organization) for held in here.user.memberships.select_related("organization")[:1]), "")
    heading = Heading(str(one.label), str(here.user), unit, here.now, taken.in_words(), len(ids))
    write(file, heading, one.columns, rows)


def write_one(now: datetime) -> bool:
    """Make the file that has waited longest. False: none waits. A process that dies over it leaves it to the next."""
    row = exports.lease_next(now)
    if row is None:
        return False
    try:
        with translation.override(row.language):
            _write(row, now)
    except LostError:
        log.warning("export %d is in other hands by now", row.pk)
    except Exception:
        log.exception("export %d cannot be made", row.pk)
        exports.failed(row, clock.now())
    return True


def _write(row: Export, now: datetime) -> None:
    here = Visit(row.owner, now)
    if row.list == exports.PACK:
        _write_pack(row, here)
    else:
        _write_list(row, here)


def _write_list(row: Export, here: Visit) -> None:
    one = LISTS[row.list]
    taken = one.take(here, query_of(row.asked))
    ids = [] if taken.faults else taken.ids(exports.MOST_ROWS + 1)
    if not one.open_to(here) or taken.faults or len(ids) > exports.MOST_ROWS:
        exports.failed(row, clock.now())  # it grew since it was asked for, or its owner lost the role
        return
    path = _new_path()
    with attachments.placed(path) as file:
        make(file, one, taken, ids, here, _told(row, taken, ids))
    _finish(row, path)


def _write_pack(row: Export, here: Visit) -> None:
    """It is on record before anybody can fetch it. Who no longer sees the order gets none."""
    path, files = _new_path(), count(1)
    try:
        with attachments.placed(path) as file:
            told, manifest = packs.make(file, here, packs.wanted(row.asked), lambda: _went_on(row, next(files)))
            _went_on(row, len(told.has.files))
    except (Http404, Refusal):
        exports.failed(row, clock.now())
        return
    exports.record_pack(told.ticket, told.breach, manifest, owner=row.owner, now=here.now, address="")
    _finish(row, path)


def _new_path() -> str:
    word = secrets.token_hex(16)
    return f"{exports.FOLDER}/{word[:2]}/{word}"


def _finish(row: Export, path: str) -> None:
    """Raises LostError."""
    with attachments.place(path).open("rb") as made:
        digest, size = hashlib.file_digest(made, "sha256").hexdigest(), made.tell()
    if not exports.done(row, path, size, digest, clock.now()):
        attachments.remove(path)
        raise LostError


def _went_on(row: Export, number: int) -> None:
    """Raises LostError."""
    if not exports.progress(row, number, number, clock.now()):
        raise LostError


def _told(row: Export, taken: NarrowedList, ids: list[int]) -> Iterator[Any]:
    """The rows; after each part how far it is. Raises LostError."""
    for number, each in enumerate(every(taken, ids)):
        if number % CHUNK == 0 and not exports.progress(row, number, len(ids), clock.now()):
            raise LostError
        yield each
    if not exports.progress(row, len(ids), len(ids), clock.now()):
        raise LostError
