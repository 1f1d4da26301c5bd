"""Whether anything is done at all: not while the clock cannot be trusted, nor while a form is only shown again."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection

from tickets import leaps
from tickets.errors import Refusal

#: What changes a row. Savepoints, locks and questions pass.
WRITES: Final = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|COPY)\b", re.IGNORECASE)


class ShownAgain(Refusal, ValidationError):  # type: ignore[misc]  # noqa: N818  # both say it in words
    """A form that was sent after the session had ended: shown once more as it was sent, and not acted on. Of both
    sorts by which doors refuse, so that every page which shows a refusal shows this one."""

    code = "shown_again"
    status = 200


@dataclass
class Shut:
    """tried: something was about to be done, and whoever tried was refused."""

    refusal: ShownAgain
    tried: bool = False

    def refuse(self) -> None:
        self.tried = True
        raise self.refusal

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's signature
        """Below every act, those of the administrators and those to come: no row is written."""
        if WRITES.match(sql):
            self.refuse()
        return execute(sql, params, many, context)


_SHUT: ContextVar[Shut | None] = ContextVar("shut", default=None)


def check() -> None:
    """Raises Unavailable, ShownAgain."""
    leaps.GUARD.check()
    check_shut()


def check_shut() -> None:
    """The same for what no clock judges. Raises ShownAgain."""
    if (standing := _SHUT.get()) is not None:
        standing.refuse()


@contextmanager
def shut(refusal: ShownAgain) -> Iterator[Shut]:
    """Every act inside is refused so, before it or at its first write: the page comes back as it was sent."""
    standing = Shut(refusal)
    mark = _SHUT.set(standing)
    try:
        with connection.execute_wrapper(standing.watch):
            yield standing
    finally:
        _SHUT.reset(mark)
