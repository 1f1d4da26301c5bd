"""Guards of a temporary growth: it ends with the service, and a later end is asked for and answered."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import guard
from tickets.lifecycle.endorsements import EXTENSION
from tickets.lifecycle.guards import time
from tickets.lifecycle.kinds.change.questions import ENDS
from tickets.lifecycle.questions import END_DATE
from tickets.lifecycle.scene import Scene


def last_day(scene: Scene) -> date:
    """The last day of the term; once it is over, that of the switchover, in which the move may need quotas (13.3)."""
    ends, switchover = scene.facts.term_ends, scene.facts.switchover_ends
    return ends if scene.today <= ends or switchover is None else switchover


def _bound(scene: Scene) -> Mapping[str, object]:
    return {"ends": date_format(last_day(scene), "DATE_FORMAT")}


def _bounds(scene: Scene, ends: date | None) -> Iterable[datetime]:
    return time.after(ends, scene.facts.term_ends, scene.facts.switchover_ends)


@guard(
    _("The service ends on %(ends)s: a growth beyond that day takes no effect. Return the work or roll it back."),
    names=_bound,
    flips=lambda scene: _bounds(scene, scene.recorded(ENDS)),
)
def growth_in_term(scene: Scene) -> bool:
    return time.in_order(scene.today, scene.recorded(ENDS), last_day(scene))


@guard(_("A later end is asked for already and waits for the provider's answer."))
def extension_unasked(scene: Scene) -> bool:
    return scene.endorsed(EXTENSION) is None


@guard(_("The agency has not asked for a later end."))
def extension_asked(scene: Scene) -> bool:
    return scene.endorsed(EXTENSION) is not None


def _asked_end(scene: Scene) -> date | None:
    asked = scene.endorsed(EXTENSION)
    return asked.value(END_DATE) if asked else None


@guard(
    _("The end asked for lies beyond the term, which ends on %(ends)s. Decline it."),
    names=_bound,
    flips=lambda scene: _bounds(scene, _asked_end(scene)),
)
def extension_in_term(scene: Scene) -> bool:
    asked = scene.endorsed(EXTENSION)
    return asked is None or time.in_order(scene.today, asked.value(END_DATE), last_day(scene))
