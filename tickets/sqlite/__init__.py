"""Django's SQLite with what several writers of one process need of it; Django loads `base`."""

from typing import Final

#: What DATABASES names.
ENGINE: Final = "tickets.sqlite"
#: FULL: what is committed survives a power cut. IMMEDIATE: the write lock comes first, so two never deadlock.
OPTIONS: Final = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def resets_its_log(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fault of the log of writes that is begun anew (sqlite.org/wal.html)."""
    mended: dict[tuple[int, ...], int] = {(3, 44): 6, (3, 50): 7}
    return (3, 7, 0) <= version < (3, 51, 3) and version[2] < mended.get(version[:2], version[2] + 1)
