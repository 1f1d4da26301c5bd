"""How instants are read from PostgreSQL. A page reads hundreds, and Django's own reader takes each apart in Python."""

from datetime import UTC, datetime

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.datetime import TimestamptzLoader


class InstantReader(TimestamptzLoader):
    """As the database writes them for a connection in UTC, which every one of Django's is."""

    timezone = UTC  # Django asks for it, and leaves a reader alone whose zone is its own

    def load(self, data: bytes | bytearray | memoryview) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # before the year 1, or infinite
            return super().load(data)


def read_quickly(*, connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", InstantReader)
