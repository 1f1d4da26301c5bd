"""Guards about the hour and the day. All compare with `scene.now`; days are days in Shanghai.

A window that was not asked for is never open: what compares with it refuses.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.endorsements import STABILITY
from tickets.lifecycle.questions import OBSERVED_FROM, OBSERVED_TO, SHUT_DOWN_ON, WINDOW_END, WINDOW_START
from tickets.lifecycle.scene import Scene


def written(instant: datetime | None) -> str:
    """A window's end as people read it."""
    if instant is None:
        return "—"
    here = instant.astimezone(ZONE)
    return f"{date_format(here)} {here:%H:%M}"


def in_order(*instants: datetime | date | None) -> bool:
    """All are known, and none lies before the one ahead of it."""
    known = [one for one in instants if one is not None]
    return len(known) == len(instants) and all(a <= b for a, b in pairwise(known))


def window(scene: Scene) -> Mapping[str, object]:
    return {"start": written(scene.recorded(WINDOW_START)), "end": written(scene.recorded(WINDOW_END))}


def within_window(scene: Scene) -> bool:
    return in_order(scene.recorded(WINDOW_START), scene.now, scene.recorded(WINDOW_END))


@guard(_("This may be done only within the window from %(start)s to %(end)s."), recorded=True, names=window)
def in_window(scene: Scene) -> bool:
    return within_window(scene)


@guard(_("The window is not over yet; it ends at %(end)s."), names=window)
def window_over(scene: Scene) -> bool:
    end = scene.recorded(WINDOW_END)
    return end is not None and scene.now > end


@condition
def window_not_over(scene: Scene) -> bool:
    end = scene.recorded(WINDOW_END)
    return end is not None and scene.now <= end


@guard(_("The window must end after it starts."), Ask.TYPED, at=WINDOW_END)
def window_ordered(scene: Scene) -> bool:
    start, end = scene.value(WINDOW_START), scene.value(WINDOW_END)
    return in_order(start, end) and start != end


@guard(_("The new window must end after now."), Ask.TYPED, at=WINDOW_END)
def new_window_ahead(scene: Scene) -> bool:
    end = scene.value(WINDOW_END)
    return end is not None and end > scene.now


@guard(_("The day set for shutting down has not come yet."))
def shutdown_day(scene: Scene) -> bool:
    stability = scene.endorsed(STABILITY)
    return stability is not None and in_order(stability.value(SHUT_DOWN_ON), scene.today)


@guard(_("The days observed must lie in the past, in order."), Ask.TYPED, at=OBSERVED_TO)
def observed_past(scene: Scene) -> bool:
    return in_order(scene.entered(OBSERVED_FROM), scene.entered(OBSERVED_TO), scene.today)


def last_lawful_day(due: datetime) -> str:
    """The day before an instant that is itself late, as people read it."""
    return date_format((due - timedelta(microseconds=1)).astimezone(ZONE).date())
