"""Whether anything is done at all: not while the clock cannot be trusted, nor while a form is only shown again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tickets import leaps
from tickets.errors import ShownAgain

_SHUT: ContextVar[ShownAgain | None] = ContextVar("shut", default=None)


def check() -> None:
    """Raises Unavailable, ShownAgain."""
    leaps.GUARD.check()
    check_shut()


def check_shut() -> None:
    """The same for what no clock judges. Raises ShownAgain."""
    if (refusal := _SHUT.get()) is not None:
        raise refusal


@contextmanager
def shut(refusal: ShownAgain) -> Iterator[None]:
    """Every act inside is refused so: the page comes back as it was sent."""
    mark = _SHUT.set(refusal)
    try:
        yield
    finally:
        _SHUT.reset(mark)
