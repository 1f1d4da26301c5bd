"""What an earlier release left to be drawn anew: one ticket a call, after all that is due."""

import logging
from datetime import datetime, timedelta
from functools import lru_cache

from tickets import actions
from tickets.prepared import Prepared

log = logging.getLogger(__name__)

#: So many tickets are looked at in one call; those that others hold are passed over.
WINDOW = 50
#: One that cannot be drawn is tried again after this.
AGAIN = timedelta(hours=1)
#: Tickets that failed in this process -> when they may be tried again. A restart tries at once.
_put_off: dict[int, datetime] = {}


def draw_turns(now: datetime) -> bool:
    """Draw whose turn it is on one ticket whose turns are those of other declarations. False: there is none."""
    waiting = tuple(pk for pk, until in _put_off.items() if until > now)
    return any(_draw(pk, now) for (pk,) in _stale(waiting).ask())


@lru_cache(maxsize=16)
def _stale(waiting: tuple[int, ...]) -> Prepared:
    return Prepared.of(actions.stale_turns().exclude(pk__in=waiting).order_by("id").values_list("pk")[:WINDOW])


def _draw(pk: int, now: datetime) -> bool:
    try:
        return actions.draw_stale(pk, now)
    except Exception:
        log.exception("whose turn it is on ticket %d cannot be drawn and is put off", pk)
        _put_off[pk] = now + AGAIN
        return True
