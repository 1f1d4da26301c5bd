"""Reading much while people work on."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final

from django.db import connection, transaction

#: Rows fetched at a time.
CHUNK: Final = 2000


def reading() -> AbstractContextManager[object]:
    """Lets a long reading stream. SQLite streams without; there a transaction would keep writers waiting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
