"""A test's database, marked as a rehearsal's own: of what is played in it nothing is left."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tickets.rehearsal import scratch


@contextmanager
def its_own() -> Iterator[None]:
    connection.settings_dict[scratch.MARK] = True
    try:
        yield
    finally:
        del connection.settings_dict[scratch.MARK]
