"""Django's SQLite: writers of one process wait in a queue, and no log of writes is begun anew while it is moved.

Until 3.51.3 SQLite could lose what was committed where one connection began the log anew while another moved it into
the database (sqlite.org/wal.html). Of such a version nobody moves the log by the way: a writer does, at the end of its
turn, while a connection beside it holds the lock of writers, so that nobody can commit meanwhile.
"""

import sqlite3
import time
from contextlib import closing, suppress
from typing import Any, Final

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from tickets.sqlite import resets_its_log
from tickets.sqlite.write_queue import WriteQueue, queue_of

#: Django's own, where OPTIONS names none.
PATIENCE_SECONDS: Final = 5.0
#: The log is moved by a writer once this long after it was moved last.
MOVED_EVERY_SECONDS: Final = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Raises OperationalError where the turn to write does not come within OPTIONS["timeout"] seconds."""

    _turn: WriteQueue | None = None
    _moves_log = False
    _moved_at = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
        self._moves_log = journal == "wal" and resets_its_log(sqlite3.sqlite_version_info)
        if self._moves_log:
            connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs know public names
        finally:
            self._leave_if_over()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
            self._move_log()
        finally:
            self._leave_if_over()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_if_over()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _take_turn(self) -> None:
        turn = queue_of(str(self.settings_dict["NAME"]))
        if not turn.enter(self.settings_dict["OPTIONS"].get("timeout", PATIENCE_SECONDS)):
            raise OperationalError("database is locked")
        self._turn = turn

    def _leave_if_over(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._leave()

    def _leave(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.leave()

    def _move_log(self) -> None:
        """Where somebody of another process writes just now, the next one here moves it."""
        if not self._moves_log or time.monotonic() - self._moved_at < MOVED_EVERY_SECONDS:
            return
        with suppress(sqlite3.Error):  # what is committed is committed, whether or not its log could be moved
            self._moved_beside()

    def _moved_beside(self) -> None:
        with closing(sqlite3.connect(self.settings_dict["NAME"], timeout=0, isolation_level=None)) as beside:
            beside.execute("BEGIN IMMEDIATE")
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._moved_at = time.monotonic()
