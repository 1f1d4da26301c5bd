"""For commands that go through whole tables: the limits that keep a page from waiting would cut them off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

NO_LIMITS: Final = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"


@contextmanager
def unhurried(connection: Any) -> Iterator[None]:
    """No statement within is cut off. PostgreSQL is called anew, for what resets a limit goes back to what a session
    began with; so within a transaction all stays as it is."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    usual = options.get("options", "")
    connection.close()
    options["options"] = f"{usual} {NO_LIMITS}"
    try:
        yield
    finally:
        options["options"] = usual
        connection.close()  # the next one has the limits again
