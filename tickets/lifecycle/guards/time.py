"""Guards about the hour and the day. All compare with `scene.now`; days are days in Shanghai.

A window that was not asked for is never open: what compares with it refuses.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE, day_end, midnight
from tickets.lifecycle.bounds import written
from tickets.lifecycle.conditions import Ask, Guard, condition, guard
from tickets.lifecycle.endorsements import NEW_WINDOW, STABILITY
from tickets.lifecycle.fields import Dated
from tickets.lifecycle.questions import SHUT_DOWN_ON, WINDOW_END, WINDOW_START
from tickets.lifecycle.scene import Scene

#: The way out is the same everywhere: the content is edited where it is in the agency's hands, else rebooked.
OVERTAKEN = _(
    "“%(label)s” does not hold any more. %(problem)s Give another one first: a draft or a returned order is changed,"
    " for an order on its way the agency asks for another window."
)


def in_order(*instants: datetime | date | None) -> bool:
    """All are known, and none lies before the one ahead of it."""
    known = [one for one in instants if one is not None]
    return len(known) == len(instants) and all(a <= b for a, b in pairwise(known))


def window(scene: Scene) -> Mapping[str, object]:
    return {"start": written(scene.recorded(WINDOW_START)), "end": written(scene.recorded(WINDOW_END))}


#: The first instant after one that itself still counts.
INSTANT = timedelta(microseconds=1)


def after(*ends: datetime | date | None) -> Iterable[datetime]:
    """Where each of these ends is over: at or just behind an instant, or behind a day. None gives nothing."""
    for end in ends:
        if isinstance(end, datetime):
            yield from (end, end + INSTANT)
        elif end is not None:
            yield day_end(end)


def at(*instants: datetime | None) -> Iterable[datetime]:
    """These instants themselves."""
    return (one for one in instants if one is not None)


def begins(*days: date | None) -> Iterable[datetime]:
    """The first instant of each of these days."""
    return (midnight(day) for day in days if day is not None)


def edges(scene: Scene) -> Iterable[datetime]:
    """Where the window opens, with the tolerance of facts, and where it is over."""
    start = scene.recorded(WINDOW_START)
    if start is not None:
        yield start - scene.facts.tolerance
    yield from after(scene.recorded(WINDOW_END))


def before_window(scene: Scene, at: datetime) -> bool:
    """By more than the tolerance of facts, which the window's edges have as well."""
    start = scene.recorded(WINDOW_START)
    return start is not None and at < start - scene.facts.tolerance


def after_window(scene: Scene, at: datetime) -> bool:
    end = scene.recorded(WINDOW_END)
    return end is not None and at > end + scene.facts.tolerance


@condition
def window_not_over(scene: Scene) -> bool:
    end = scene.recorded(WINDOW_END)
    return end is not None and scene.now <= end


def within_window(scene: Scene) -> bool:
    """As it is now. With its end the permission lapses: what began just then is reported, by its own time."""
    asked = scene.recorded(WINDOW_START) is not None
    return asked and not before_window(scene, scene.now) and window_not_over.holds(scene)


@guard(
    _("This may be done only within the window from %(start)s to %(end)s."), recorded=True, names=window, flips=edges
)
def in_window(scene: Scene) -> bool:
    return within_window(scene)


@guard(_("The window is not over yet; it ends at %(end)s."), names=window, flips=edges)
def window_over(scene: Scene) -> bool:
    end = scene.recorded(WINDOW_END)
    return end is not None and scene.now > end


def still(field: Dated[Any]) -> Guard:
    """What was typed once is judged once more by its own bounds: time, or an earlier end of the term, may have
    overtaken it. Nothing said holds nothing up."""

    def holds(scene: Scene) -> bool:
        return not field.amiss(scene.recorded(field), scene)

    def named(scene: Scene) -> Mapping[str, object]:
        return {"label": field.label, "problem": " ".join(field.amiss(scene.recorded(field), scene))}

    def flips(scene: Scene) -> Iterable[datetime]:
        return after(scene.recorded(field))

    return Guard(f"{field.name}_ahead", holds, OVERTAKEN, Ask.TYPED, field.name, names=named, flips=flips)


@guard(_("Nobody has asked for another window."))
def window_asked(scene: Scene) -> bool:
    return scene.endorsed(NEW_WINDOW) is not None


def _new_end(scene: Scene) -> datetime | None:
    asked = scene.endorsed(NEW_WINDOW)
    return asked.value(WINDOW_END) if asked else None


@guard(
    _("The new window is over already: keep the old one and ask for another."),
    flips=lambda scene: at(_new_end(scene)),
)
def new_window_ahead(scene: Scene) -> bool:
    end = _new_end(scene)
    return end is not None and end > scene.now


def _shut_down_on(scene: Scene) -> date | None:
    stability = scene.endorsed(STABILITY)
    return stability.value(SHUT_DOWN_ON) if stability else None


@guard(_("The day set for shutting down has not come yet."), flips=lambda scene: begins(_shut_down_on(scene)))
def shutdown_day(scene: Scene) -> bool:
    return in_order(_shut_down_on(scene), scene.today)


def last_lawful_day(due: datetime) -> str:
    """The day before an instant that is itself late, as people read it."""
    return date_format((due - timedelta(microseconds=1)).astimezone(ZONE).date())
