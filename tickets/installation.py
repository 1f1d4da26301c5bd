"""Which database this is, to whoever outside keeps the ids of messages: the sole writer of `Installation`.

A database that was restored from a backup has forgotten what it sent since, and gives numbers and keys out again. An id
that is made of them would then stand for two messages, and a mail program drops the second of two that have one id. So
each restore begins a new epoch, whose mark goes into every id.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from tickets.models import Installation

FIRST = 1


def mark(at: datetime) -> str:
    """Of the epoch in which a message was put down at `at`. What was put down before a restore keeps its id through
    it: whoever got it then knows it again. One query."""
    return marks(at)(at)


def marks(now: datetime) -> Callable[[datetime], str]:
    """`mark` for many messages by one query."""
    known = list(Installation.objects.order_by("-epoch")) or [_first(now)]
    return lambda at: next((one for one in known if one.began_at <= at), known[-1]).mark.hex


def newest(now: datetime) -> Installation:
    """The epoch that runs."""
    return Installation.objects.order_by("-epoch").first() or _first(now)


def begin(now: datetime, beyond: int = 0) -> Installation:
    """The next epoch, whose number is above `beyond` too. In the transaction of the restore."""
    return Installation.objects.create(epoch=max(newest(now).epoch, beyond) + 1, mark=uuid4(), began_at=now)


def _first(at: datetime) -> Installation:
    """Made where it is first asked for, which two processes may do at once."""
    found, _created = Installation.objects.get_or_create(epoch=FIRST, defaults={"mark": uuid4(), "began_at": at})
    return found
