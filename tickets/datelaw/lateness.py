"""How late something is, in the days for which a contract charges (such as 12.5: 每逾期一日). Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tickets.datelaw.pauses import Break, breaks
from tickets.datelaw.types import ONE_DAY, PauseSpan, is_late, local, midnight
from tickets.policy.types import Unit


def overdue_days(unit: Unit, due_at: datetime, until: datetime, pauses: Iterable[PauseSpan] = ()) -> int:
    """The calendar days on which something was late, from its due up to `until`; a day begun counts (reading G22).

    A day that was paused whole is left out. 0 if it is not late at `until`. Raises PolicyError for a naive instant.
    """
    due_at, until = local(due_at), local(until)
    if not is_late(unit, due_at, until):
        return 0
    touched = (until.date() - due_at.date()).days + 1
    ended = [pause if pause.end is not None else replace(pause, end=until) for pause in pauses if pause.start < until]
    return touched - sum(_whole_days(piece, due_at, until) for piece in breaks(ended, due_at))


def _whole_days(piece: Break, due_at: datetime, until: datetime) -> int:
    """The days of which all that was late is paused: the first begins with the due, the last ends with `until`."""
    starts = piece.start.date()
    first = starts if piece.start <= max(midnight(starts), due_at) else starts + ONE_DAY
    last = until.date() if piece.end >= until else piece.end.date() - ONE_DAY
    return max((last - first).days + 1, 0)
