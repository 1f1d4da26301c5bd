"""What was authorised bounds what may be claimed: work begins after approval and permit, and inside the window (9.9).

Work that began outside was unauthorised. It happened all the same, so it can be reported, and only as what it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from tickets.lifecycle import endorsements
from tickets.lifecycle.bounds import NOW, OPENED, minute, not_after, not_before, written
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.endorsements import APPROVAL, PERMIT
from tickets.lifecycle.fields import Instant, YesNo, right_now
from tickets.lifecycle.guards import time
from tickets.lifecycle.parties import AL, SA
from tickets.lifecycle.questions import WINDOW_END, WINDOW_START
from tickets.lifecycle.reports import HAPPENED_AT
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Flag

#: Earlier than its permit it may be said to have begun: then it was not authorised, and that is recorded as such.
STARTED: Final = Instant(
    "Started at", within=(not_before(OPENED), not_after(NOW)), example=right_now(), name="started_at"
)
UNAUTHORISED: Final = YesNo(
    "Carried out outside what was permitted",
    example=None,
    required=False,
    needed="(needed where it is so, with the reason as opinion)",
    name="unauthorised",
)


class Edge(StrEnum):
    """What the work has to keep within."""

    APPROVAL = "approval"
    PERMIT = "permit"
    WINDOW_START = "window_start"
    WINDOW_END = "window_end"


EDGES: Final = {
    Edge.APPROVAL: gettext_lazy("before the written approval of %(at)s"),
    Edge.PERMIT: gettext_lazy("before the permit of %(at)s"),
    Edge.WINDOW_START: gettext_lazy("before the window, which began at %(at)s"),
    Edge.WINDOW_END: gettext_lazy("after the window, which ended at %(at)s"),
}


@dataclass(frozen=True, slots=True)
class Departure:
    """The work began at `started`, on the wrong side of a bound that lies at `at`."""

    started: datetime
    bound: Edge
    at: datetime

    def __str__(self) -> str:
        return str(EDGES[self.bound]) % {"at": written(self.at)}


def departure(scene: Scene) -> Departure | None:
    """How what is reported now departs from what was authorised; None where it keeps within.

    The window's edges have the tolerance of facts; approval and permit have none.
    """
    started = _started(scene)
    for endorsement, bound in ((APPROVAL, Edge.APPROVAL), (PERMIT, Edge.PERMIT)):
        given = scene.endorsed(endorsement)
        if given is not None and given.at is not None and started < minute(given.at):
            return Departure(started, bound, given.at)
    return _off_window(scene, started)


def _started(scene: Scene) -> datetime:
    """When the work began as it is reported: what is typed, else now."""
    happened = scene.entered(HAPPENED_AT)
    return scene.entered(STARTED) or happened or scene.now


def _off_window(scene: Scene, started: datetime) -> Departure | None:
    start, end = scene.recorded(WINDOW_START), scene.recorded(WINDOW_END)
    if start is not None and time.before_window(scene, started):
        return Departure(started, Edge.WINDOW_START, start)
    if end is not None and time.after_window(scene, started):
        return Departure(started, Edge.WINDOW_END, end)
    return None


def _names(scene: Scene) -> Mapping[str, object]:
    found = departure(scene)
    return {"started": written(_started(scene)), "departure": found if found is not None else "—"}


def _admitted(scene: Scene) -> bool:
    return scene.entered(UNAUTHORISED) is True


@guard(
    _(
        "It began at %(started)s, %(departure)s. Say that it was carried out outside what was permitted, and write "
        "the reason as your opinion; the agency's lead and the supervisor are told."
    ),
    Ask.TYPED,
    at=UNAUTHORISED,
    names=_names,
)
def authorised(scene: Scene) -> bool:
    """Outside of what was authorised nothing passes unless it says so, with the reason."""
    return departure(scene) is None or (_admitted(scene) and bool(scene.comment.strip()))


@guard(
    _("It began at %(started)s, within approval, permit and window: leave this unanswered."),
    Ask.TYPED,
    at=UNAUTHORISED,
    names=_names,
)
def admitted_rightly(scene: Scene) -> bool:
    """Nobody rids themselves of a clock by calling lawful work unauthorised."""
    return not _admitted(scene) or departure(scene) is not None


@condition
def unauthorised(scene: Scene) -> bool:
    """The work is admitted to have been outside what was permitted."""
    return _admitted(scene)


@condition
def outside(scene: Scene) -> bool:
    """The work was outside what was permitted, admitted or not: no claim can be about its instant."""
    return departure(scene) is not None


@condition
def within(scene: Scene) -> bool:
    """What is carried out outside the permit is not carried out under it: the permit counts as never used."""
    return not _admitted(scene)


def as_told(scene: Scene) -> Mapping[str, object]:
    """What those who are told of unauthorised work are told of it: codes and instants, worded for each reader."""
    found = departure(scene)
    assert found is not None  # noqa: S101  # `admitted_rightly`
    return {"departure": found.bound.value, "started": found.started.isoformat(), "at": found.at.isoformat()}


#: What any report of a start must keep to.
BOUNDED: Final = (authorised, admitted_rightly)
#: Kept on the order; lead and supervisor hear of it at once.
OUTSIDE: Final = Flag(endorsements.UNAUTHORISED, unauthorised, tells=(AL, SA), says=as_told)


def in_words(bound: str, at: str) -> str:
    """A bound as `as_told` gives it, in the reader's language."""
    return str(EDGES[Edge(bound)]) % {"at": written(datetime.fromisoformat(at))}
