"""For what goes through whole tables: the limits that keep a page from waiting would cut it off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

NO_LIMITS: Final = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"


@contextmanager
def unhurried(connection: Any) -> Iterator[None]:
    """No statement within is cut off. PostgreSQL is called anew, for what resets a limit goes back to what a session
    began with; so within a transaction all stays as it is. Other threads keep their limits."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    usual = connection.settings_dict
    options = usual["OPTIONS"]
    connection.close()
    connection.settings_dict = usual | {
        "OPTIONS": options | {"options": f"{options.get('options', '')} {NO_LIMITS}"},
    }
    try:
        yield
    finally:
        connection.close()  # the next one has the limits again
        connection.settings_dict = usual
