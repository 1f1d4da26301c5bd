"""A lock that another holds for longer than anybody waits (`lock_timeout`) is a refusal, not a fault."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from tickets.errors import WrongState


@contextmanager
def its_turn() -> Iterator[None]:
    """Around the lock of an order. Raises WrongState; whatever else the database has to say passes."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        message = _("Somebody else is working on this order at this moment. Nothing was changed; try again.")
        raise WrongState(message) from None
