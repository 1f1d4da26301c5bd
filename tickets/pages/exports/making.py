"""One file of a list, from the person and what the address asked: at once for a page, or part by part for a worker."""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.utils import translation

from tickets import attachments, clock, exports
from tickets.models import Export
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
    here, one = Visit(row.owner, now), LISTS[row.list]
    taken = one.take(here, query_of(row.asked))
    ids = [] if taken.faults else taken.ids(exports.MOST_ROWS + 1)
    if not one.open_to(here) or taken.faults or len(ids) > exports.MOST_ROWS:
        exports.failed(row, clock.now())  # it grew since it was asked for, or its owner lost the role
        return
    word = secrets.token_hex(16)
    path = f"{exports.FOLDER}/{word[:2]}/{word}"
    with attachments.placed(path) as file:
        make(file, one, taken, ids, here, _told(row, taken, ids))
    with attachments.place(path).open("rb") as made:
        digest, size = hashlib.file_digest(made, "sha256").hexdigest(), made.tell()
    if not exports.done(row, path, size, digest, clock.now()):
        attachments.remove(path)
        raise LostError


def _told(row: Export, taken: NarrowedList, ids: list[int]) -> Iterator[Any]:
    """The rows; after each part how far it is. Raises LostError."""
    for number, each in enumerate(every(taken, ids)):
        if number % CHUNK == 0 and not exports.progress(row, number, len(ids), clock.now()):
            raise LostError
        yield each
    if not exports.progress(row, len(ids), len(ids), clock.now()):
        raise LostError
