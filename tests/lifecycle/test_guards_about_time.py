"""The hour and the day: each guard to the second on both sides of its edge."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, TODAY, endorsed, read, scene
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.endorsements import APPLICATION, LATE_CONSENT, NEW_WINDOW, STABILITY
from tickets.lifecycle.guards import time
from tickets.lifecycle.kinds import (
    consent,
    incident,
    notice,
    provider_exit,
    reclaim,
    rectification,
    report,
    restart,
    supplement,
    switchover,
)
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.kinds.staffing import guards as duties
from tickets.lifecycle.questions import END_DATE, PLANNED_DATE, WINDOW_END
from tickets.lifecycle.scene import HandedOver, Scene

TICK, SECOND = timedelta(microseconds=1), timedelta(seconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: The tolerance of facts, which a window's beginning has as well.
SLACK = timedelta(minutes=5)
TERM_ENDS = TODAY + 305 * DAY


def window(start: timedelta, end: timedelta, **fields: Any) -> Scene:
    return scene(fields={"window_start": NOW + start, "window_end": NOW + end, **fields})


def asks(**typed: Any) -> Scene:
    return scene(typed=typed)


def stable(day: Any) -> Scene:
    return scene(endorsements=[endorsed(STABILITY, data={"shut_down_on": day})])


def due(in_: timedelta, *endorsements: Any, **given: Any) -> Scene:
    return scene(given={"notice_due": NOW + in_, **given}, endorsements=endorsements)


def handed_over(in_: timedelta, *endorsements: Any, settled: bool = True) -> Scene:
    """An application that came so long after the last instant that is in time."""
    return due(timedelta(), *endorsements, application=HandedOver(NOW + in_, settled))


def ending(how: str, day: Any) -> Scene:
    return scene(fields={"ending": how, "end_date": day})


def rebooked(ends: timedelta) -> Scene:
    return scene(endorsements=[endorsed(NEW_WINDOW, data={"window_end": NOW + ends})])


def work(begins: timedelta) -> Scene:
    return scene(fields={"work_from": NOW + begins, "work_to": NOW + begins + HOUR})


def good(first: int, last: int, **fields: Any) -> Scene:
    """A consent for the days so far from today."""
    return scene(fields={"valid_from": TODAY + first * DAY, "valid_to": TODAY + last * DAY, **fields})


#: What was planned once is judged once more when the order is sent on.
PLANNED, WINDOW, LAST_DAY, ENDS, WORK, CURED_BY = map(
    time.still,
    (PLANNED_DATE, WINDOW_END, provider_exit.LAST_DAY, END_DATE, notice.ENDS, rectification.STILL_AHEAD),
)
VALID_TO = time.still(consent.VALID_TO)
TAKES_EFFECT = time.still(supplement.EFFECTIVE_ON)

HOLDS = [
    (TAKES_EFFECT, scene(fields={"takes_effect_on": TODAY})),
    (time.in_window, window(SLACK, HOUR)),
    (time.in_window, window(-HOUR, timedelta())),
    (change.window_if_interrupts, window(HOUR, 2 * HOUR, interrupts=False)),
    (change.window_if_interrupts, window(-HOUR, HOUR, interrupts=True)),
    (time.window_over, window(-HOUR, -SECOND)),
    (restart.window_ahead, window(HOUR, 25 * HOUR)),
    (restart.window_ahead, window(-HOUR, SECOND)),
    (time.shutdown_day, stable(TODAY)),
    (provider_exit.in_time, due(SECOND)),
    (provider_exit.in_time, replace(due(-SECOND), typed={"happened_at": NOW - 2 * SECOND})),
    (provider_exit.handing_over_settled, scene()),
    (provider_exit.handing_over_settled, handed_over(-SECOND)),
    (provider_exit.handed_over_in_time, scene()),
    (provider_exit.handed_over_in_time, handed_over(-SECOND)),
    (provider_exit.handed_over_in_time, handed_over(DAY, endorsed(LATE_CONSENT))),
    (provider_exit.in_time_or_same, due(SECOND)),
    (provider_exit.in_time_or_same, due(-DAY, endorsed(APPLICATION))),
    (provider_exit.is_late, due(timedelta())),
    (switchover.ground_fits, ending("expiry", TERM_ENDS)),
    (switchover.ground_fits, ending("early_end", TODAY)),
    (time.window_asked, rebooked(HOUR)),
    (time.new_window_ahead, rebooked(SECOND)),
    (PLANNED, scene(fields={"planned_date": TODAY})),
    (PLANNED, scene()),
    (WINDOW, window(-HOUR, SECOND)),
    (notice.not_begun, work(SECOND)),
    (notice.not_begun, scene()),
    (notice.begun, work(timedelta())),
    (WORK, work(-HOUR + SECOND)),
    (CURED_BY, scene(fields={"due_on": TODAY})),
    (reclaim.usage_fresh, scene(fields={"usage_to": TODAY - 7 * DAY})),
    (reclaim.usage_fresh, scene()),
    (consent.in_validity, good(0, 0)),
    (consent.in_validity, good(-1, 1)),
    (consent.validity_over, good(-2, -1)),
    (VALID_TO, good(-1, 0)),
    (VALID_TO, good(0, 29)),
    (VALID_TO, good(0, 30, matter="subcontract")),
    (LAST_DAY, scene(fields={"last_service_day": TERM_ENDS})),
    (ENDS, scene(fields={"end_date": TODAY})),
    (incident.rejectable, scene(given={"reject_until": NOW + SECOND})),
    (incident.reopenable, scene(given={"reopen_until": NOW + SECOND})),
    (report.returnable, scene(given={"return_until": NOW + SECOND})),
    (duties.duty_begun, scene(fields={"duty_from": NOW - TICK})),
    (duties.duty_over, scene(fields={"duty_to": NOW - TICK})),
]
REFUSES = [
    (TAKES_EFFECT, scene(fields={"takes_effect_on": TODAY - DAY})),
    (time.in_window, window(SLACK + SECOND, HOUR)),
    (time.in_window, window(-HOUR, -SECOND)),
    (change.window_if_interrupts, window(SLACK + SECOND, HOUR, interrupts=True)),
    (time.window_over, window(-HOUR, timedelta())),
    (restart.window_ahead, window(-HOUR, timedelta())),
    (restart.window_ahead, window(HOUR, HOUR)),
    (restart.window_ahead, scene()),
    (restart.window_ahead, scene(fields={"window_start": NOW + HOUR})),
    (restart.window_ahead, scene(fields={"window_end": NOW + HOUR})),
    (restart.window_ahead, window(HOUR, 25 * HOUR + SECOND)),
    (time.shutdown_day, stable(TODAY + DAY)),
    (time.shutdown_day, scene()),
    (provider_exit.in_time, due(timedelta())),
    (provider_exit.in_time, replace(due(-SECOND), typed={"happened_at": NOW - SECOND})),
    (provider_exit.handing_over_settled, handed_over(-SECOND, settled=False)),
    (provider_exit.handed_over_in_time, handed_over(timedelta())),
    (provider_exit.is_late, due(SECOND)),
    (provider_exit.is_late, due(-DAY, endorsed(APPLICATION))),
    (provider_exit.in_time, due(-SECOND)),
    (provider_exit.in_time_or_same, due(timedelta())),
    (provider_exit.in_time_or_same, due(-DAY, endorsed(APPLICATION, digest="older"))),
    (provider_exit.in_time_or_same, due(-DAY, endorsed(APPLICATION), **read("corrected"))),
    (switchover.ground_fits, ending("expiry", TERM_ENDS - DAY)),
    (time.window_asked, scene()),
    (time.new_window_ahead, rebooked(timedelta())),
    (time.new_window_ahead, scene()),
    (PLANNED, scene(fields={"planned_date": TODAY - DAY})),
    (WINDOW, window(-HOUR, timedelta())),
    (notice.not_begun, work(timedelta())),
    (notice.begun, work(SECOND)),
    (WORK, work(-HOUR)),
    (CURED_BY, scene(fields={"due_on": TODAY - DAY})),
    (reclaim.usage_fresh, scene(fields={"usage_to": TODAY - 8 * DAY})),
    (consent.in_validity, good(1, 2)),
    (consent.in_validity, good(-2, -1)),
    (consent.in_validity, scene()),
    (consent.validity_over, good(-1, 0)),
    (consent.validity_over, scene()),
    (VALID_TO, good(-2, -1)),
    (VALID_TO, good(0, 30)),
    (LAST_DAY, scene(fields={"last_service_day": TERM_ENDS + DAY})),
    (ENDS, scene(fields={"end_date": TODAY - DAY})),
    (incident.rejectable, scene(given={"reject_until": NOW})),
    (incident.rejectable, scene()),
    (incident.reopenable, scene(given={"reopen_until": NOW})),
    (report.returnable, scene(given={"return_until": NOW})),
    (duties.duty_begun, scene(fields={"duty_from": NOW, "duty_to": NOW + HOUR})),
    (duties.duty_begun, scene()),
    (duties.duty_over, scene(fields={"duty_from": NOW - HOUR, "duty_to": NOW})),
    (duties.duty_over, scene()),
    (report.returnable, scene(given={"return_until": None})),
    (incident.reopenable, scene()),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)


@pytest.mark.parametrize(
    ("guard", "where", "named"),
    [
        (provider_exit.in_time, scene(given={"notice_due": NOW.replace(hour=0)}), ("2026年3月1日", "March 1, 2026")),
        (
            time.in_window,
            window(HOUR, 2 * HOUR),
            ("2026年3月2日 11:00至2026年3月2日 12:00", "March 2, 2026 11:00 to March 2, 2026 12:00"),
        ),
        (time.in_window, scene(fields={"window_start": NOW + HOUR, "window_end": None}), ("11:00至—", "11:00 to —")),
        (change.window_if_interrupts, window(HOUR, 15 * HOUR), ("3月3日 01:00", "March 3, 2026 01:00")),
        (restart.window_ahead, window(HOUR, 30 * HOUR), ("24小时", "24 hours")),
    ],
)
def test_the_refusal_names_what_is_lawful_in_the_readers_language(
    guard: Guard, where: Scene, named: tuple[str, str]
) -> None:
    for language, text in zip(("zh-hans", "en"), named, strict=True):
        with translation.override(language):
            assert text in guard.reason(where)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
@pytest.mark.parametrize(("language", "day"), [("zh-hans", "2026年3月1日"), ("en", "March 1, 2026")])
def test_an_hour_and_a_day_are_those_of_shanghai_wherever_the_machine_stands(
    settings: Any, zone: str, language: str, day: str
) -> None:
    midnight = NOW.replace(hour=0)
    settings.TIME_ZONE = zone
    with translation.override(language):
        assert time.written(midnight - SECOND) == f"{day} 23:59"
        assert time.written((midnight - DAY).astimezone(UTC)) == f"{day} 00:00"
        assert time.written(None) == "—"
        for due in (midnight, midnight - TICK, midnight - DAY + TICK):
            assert time.last_lawful_day(due) == time.last_lawful_day(due.astimezone(UTC)) == day
        assert time.last_lawful_day(midnight + TICK) != day
