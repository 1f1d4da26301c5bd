"""When a duty begins and ends, what its sheet must say, and how it stands with posts that nobody held."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle.attendance import Absence, Claimed
from tickets.lifecycle.bounds import written as in_words
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.guards import time
from tickets.lifecycle.kinds.staffing.questions import (
    ABSENCE_NO,
    ANSWERS,
    CONTEST,
    DUTY_FROM,
    DUTY_SORT,
    DUTY_TO,
    MONTH,
    PEOPLE_KEPT,
    PRESENT_LEAST,
    PROMISED,
)
from tickets.lifecycle.scene import Scene


def _duty(scene: Scene) -> Mapping[str, object]:
    return {"start": in_words(scene.recorded(DUTY_FROM)), "end": in_words(scene.recorded(DUTY_TO))}


def _begins(scene: Scene) -> Iterable[datetime]:
    return time.after(scene.recorded(DUTY_FROM))


def _ends(scene: Scene) -> Iterable[datetime]:
    return time.after(scene.recorded(DUTY_TO))


@guard(_("The duty begins at %(start)s. Until then its plan can be agreed."), names=_duty, flips=_begins)
def duty_begun(scene: Scene) -> bool:
    start = scene.recorded(DUTY_FROM)
    return start is not None and scene.now > start


@guard(_("The duty lasts until %(end)s."), names=_duty, flips=_ends)
def duty_over(scene: Scene) -> bool:
    end = scene.recorded(DUTY_TO)
    return end is not None and scene.now > end


@condition
def of_a_period(scene: Scene) -> bool:
    """A month has no plan: its roster is the provider's own."""
    return scene.value(DUTY_SORT) != MONTH


@guard(_("A month of service is not called off."))
def guarded(scene: Scene) -> bool:
    return of_a_period.holds(scene)


@guard(_("The service opens each month by itself, with the people promised for it. Leave this out."),
       Ask.TYPED, at=DUTY_SORT)  # fmt: skip
def no_month(scene: Scene) -> bool:
    return of_a_period.holds(scene) and scene.value(PROMISED) is None


@guard(_("Nobody was on duty at some time. Report an attendance with exceptions."))
def nobody_missing(scene: Scene) -> bool:
    return not any(one.counts for one in scene.facts.absences)


def found_by_checks(scene: Scene) -> list[Absence]:
    """What checks found and is not settled: the provider answers it, and whoever looked may take it back."""
    return [one for one in scene.facts.absences if one.unsettled]


@guard(_("No finding of absence is open."))
def somebody_missing(scene: Scene) -> bool:
    return bool(found_by_checks(scene))


@guard(_("No such absence is open."), Ask.TYPED, at=ABSENCE_NO)
def absence_open(scene: Scene) -> bool:
    return scene.entered(ABSENCE_NO) in {one.number for one in found_by_checks(scene)}


def _against_others(scene: Scene) -> list[Absence]:
    """What is contested and was found by another side than the actor's."""
    own = {PARTY[role] for role in scene.roles if role in PARTY}
    return [one for one in scene.facts.absences if one.standing is Claimed.CONTESTED and one.side not in own]


@guard(_("No absence is contested that another side than yours has found."), Ask.WHO)
def found_by_others(scene: Scene) -> bool:
    return bool(_against_others(scene))


@guard(_("Nobody upholds what their own side has found, and nothing but what is contested."), Ask.TYPED, at=ABSENCE_NO)
def upholds_others(scene: Scene) -> bool:
    return scene.entered(ABSENCE_NO) in {one.number for one in _against_others(scene)}


@guard(_("The absence is contested. The supervisor upholds it, or it is taken back, before the sheet is confirmed."))
def absences_settled(scene: Scene) -> bool:
    return not found_by_checks(scene)


def _whole(row: Mapping[str, object]) -> bool:
    return row["answer"] != CONTEST or bool(row.get("answer_reason"))


def _unanswered(scene: Scene) -> Mapping[str, object]:
    told = [row[ABSENCE_NO.name] for row in scene.entered(ANSWERS) or () if _whole(row)]
    left = [one.number for one in found_by_checks(scene) if told.count(one.number) != 1]
    return {"numbers": "、".join(left) or "—"}


@guard(
    _("Answer each absence that a check found once, and say why where you contest it. Still open: %(numbers)s."),
    Ask.TYPED,
    at=ANSWERS,
    names=_unanswered,
)
def absences_answered(scene: Scene) -> bool:
    rows = scene.entered(ANSWERS) or []
    asked = sorted(one.number for one in found_by_checks(scene))
    return all(map(_whole, rows)) and sorted(row[ABSENCE_NO.name] for row in rows) == asked


def _promise(scene: Scene) -> Mapping[str, object]:
    return {"promised": scene.recorded(PROMISED) or "—"}


@guard(
    _("%(promised)s people are promised. Report fewer as an attendance with exceptions."),
    Ask.TYPED,
    at=PRESENT_LEAST,
    names=_promise,
)
def as_many_as_promised(scene: Scene) -> bool:
    promised, least = scene.recorded(PROMISED), scene.entered(PRESENT_LEAST)
    return promised is None or least is None or least >= promised


@guard(
    _("Say how many people the month had: %(promised)s are promised. It is not below the fewest at one time."),
    Ask.TYPED,
    at=PEOPLE_KEPT,
    names=_promise,
)
def month_counted(scene: Scene) -> bool:
    kept, least = scene.entered(PEOPLE_KEPT), scene.entered(PRESENT_LEAST)
    if kept is None:
        return scene.recorded(PROMISED) is None
    return least is None or kept >= least
