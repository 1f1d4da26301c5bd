"""Several verbs of this package as one: one transaction around them all, kept as a whole or undone as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_INSIDE: ContextVar[bool] = ContextVar("inside", default=False)


def outermost() -> bool:
    """Whether an act opens the transaction itself, which must then be the outermost."""
    return not _INSIDE.get()


@contextmanager
def whole() -> Iterator[None]:
    """What is done inside is done at once: either all of it or nothing."""
    with transaction.atomic(durable=True):
        mark = _INSIDE.set(True)
        try:
            yield
        finally:
            _INSIDE.reset(mark)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is seen inside, and is undone at the end: nothing is written and nobody is told."""
    with whole():
        yield
        transaction.set_rollback(True)
