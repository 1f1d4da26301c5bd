"""Guards about the hour and the day. All compare with `scene.now`; days are days in Shanghai."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle.base import Ask, guard
from tickets.lifecycle.scene import Scene

#: How long before its entry a fault may have been reported or shown by an alarm.
STAMP_REACH = timedelta(hours=24)


def _window(scene: Scene) -> Mapping[str, object]:
    def written(name: str) -> str:
        instant = scene.fields[name].astimezone(ZONE)
        return f"{date_format(instant, 'DATE_FORMAT')} {instant:%H:%M}"

    return {"start": written("window_start"), "end": written("window_end")}


@guard(_("This may be done only within the window from %(start)s to %(end)s."), recorded=True, names=_window)
def in_window(scene: Scene) -> bool:
    return _within_window(scene)


def _within_window(scene: Scene) -> bool:
    return bool(scene.fields["window_start"] <= scene.now <= scene.fields["window_end"])


@guard(
    _("Service will be interrupted: begin within the window from %(start)s to %(end)s."),
    recorded=True,
    names=_window,
)
def window_if_interrupts(scene: Scene) -> bool:
    return not scene.fields.get("interrupts") or _within_window(scene)


@guard(_("The window is not over yet; it ends at %(end)s."), names=_window)
def window_over(scene: Scene) -> bool:
    return bool(scene.now > scene.fields["window_end"])


def _permit_hours(scene: Scene) -> Mapping[str, object]:
    return {"hours": scene.facts["permit_hours"]}


@guard(
    _("The window must end after now and after it starts, and last at most %(hours)d hours."),
    names=_permit_hours,
)
def window_ahead(scene: Scene) -> bool:
    start, end = scene.fields["window_start"], scene.fields["window_end"]
    longest = timedelta(hours=scene.facts["permit_hours"])
    return bool(start < end and end > scene.now and end - start <= longest)


@guard(_("The window must end after it starts."), Ask.TYPED, field="window_end")
def window_ordered(scene: Scene) -> bool:
    return bool(scene.asked("window_start") < scene.asked("window_end"))


@guard(_("The new window must end after now."), Ask.TYPED, field="window_end")
def new_window_ahead(scene: Scene) -> bool:
    return bool(scene.asked("window_end") > scene.now)


@guard(_("The day set for shutting down has not come yet."))
def shutdown_day(scene: Scene) -> bool:
    stability = scene.endorsed("stability")
    return stability is not None and bool(stability.data["shut_down_on"] <= scene.today)


def _latest_day(scene: Scene) -> Mapping[str, object]:
    last = (scene.facts["notice_due"] - timedelta(microseconds=1)).astimezone(ZONE).date()
    return {"latest": date_format(last, "DATE_FORMAT")}


LATE = _("Too late: under article 13.1 the last lawful day for this application was %(latest)s.")


@guard(LATE, recorded=True, names=_latest_day)
def in_time(scene: Scene) -> bool:
    return bool(scene.now < scene.facts["notice_due"])


@guard(LATE, recorded=True, names=_latest_day)
def in_time_or_same(scene: Scene) -> bool:
    """A correction keeps the day of the first application as long as day and scope stay (M14)."""
    return scene.stands("application") or bool(scene.now < scene.facts["notice_due"])


def _term_ends(scene: Scene) -> Mapping[str, object]:
    return {"ends": date_format(scene.facts["term_ends"], "DATE_FORMAT")}


@guard(
    _("The last day of service must lie between today and the end of the term, %(ends)s."),
    Ask.TYPED,
    field="last_service_day",
    names=_term_ends,
)
def last_day_ahead(scene: Scene) -> bool:
    return bool(scene.today <= scene.asked("last_service_day") <= scene.facts["term_ends"])


@guard(
    _("At expiry the end date is the end of the term, %(ends)s; else it lies between today and that day."),
    Ask.TYPED,
    field="end_date",
    names=_term_ends,
)
def ground_fits(scene: Scene) -> bool:
    ends, term_ends = scene.asked("end_date"), scene.facts["term_ends"]
    if scene.asked("ending") == "expiry":
        return bool(ends == term_ends)
    return bool(scene.today <= ends <= term_ends)


@guard(_("The time for rejecting this recovery is over. Report a new fault."))
def rejectable(scene: Scene) -> bool:
    until = scene.facts["reject_until"]
    return until is not None and scene.now < until


@guard(_("The time for reopening this report is over. Report a new fault."))
def reopenable(scene: Scene) -> bool:
    until = scene.facts["reopen_until"]
    return until is not None and scene.now < until


@guard(_("This must lie in the past, at most 24 hours back."), Ask.TYPED, field="reported_at")
def reported_lately(scene: Scene) -> bool:
    return _lately(scene, "reported_at")


@guard(_("This must lie in the past, at most 24 hours back."), Ask.TYPED, field="alarm_at")
def alarmed_lately(scene: Scene) -> bool:
    return scene.asked("alarm_at") is None or _lately(scene, "alarm_at")


def _lately(scene: Scene, name: str) -> bool:
    return bool(scene.now - STAMP_REACH <= scene.asked(name) <= scene.now)


@guard(_("It must have finished after it started, and not after now."), Ask.TYPED, field="finished_at")
def run_past(scene: Scene) -> bool:
    return bool(scene.typed["started_at"] <= scene.typed["finished_at"] <= scene.now)


def ran_over(scene: Scene) -> bool:
    """The work went on after the window that was agreed for it."""
    return bool(scene.typed["finished_at"] > scene.fields["window_end"])


@guard(_("The days observed must lie in the past, in order."), Ask.TYPED, field="observed_to")
def observed_past(scene: Scene) -> bool:
    return bool(scene.typed["observed_from"] <= scene.typed["observed_to"] <= scene.today)
