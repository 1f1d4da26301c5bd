"""What was authorised bounds what may be claimed, and whose word counts: each guard on both sides of its edge."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.lifecycle.scenes import NOW, TODAY, endorsed, scene
from tests.lifecycle.walk import PEOPLE
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.endorsements import APPROVAL, CALL, CALL_DENIED, PERMIT, URGENT, WRITTEN
from tickets.lifecycle.guards import authority, content, telephone
from tickets.lifecycle.guards.authority import Edge
from tickets.lifecycle.kinds import restart
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.parties import PD, PE
from tickets.lifecycle.scene import Scene

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Approved three hours ago, permitted two hours ago, for a window that opened an hour ago and closes in an hour.
GIVEN = [endorsed(APPROVAL, at=NOW - 3 * HOUR), endorsed(PERMIT, at=NOW - 2 * HOUR)]
WINDOW = {"window_start": NOW - HOUR, "window_end": NOW + HOUR}


def began(started: datetime, *, comment: str = "", now: datetime = NOW, **typed: Any) -> Scene:
    return scene(now=now, endorsements=GIVEN, fields=WINDOW, comment=comment, typed={"started_at": started, **typed})


def happened(at: datetime, **typed: Any) -> Scene:
    return scene(endorsements=GIVEN, fields=WINDOW, typed={"happened_at": at, **typed})


def by_whom(role: str, **typed: Any) -> Scene:
    return scene(role=role, endorsements=[endorsed(PERMIT, by=PEOPLE[PD])], typed=typed)


def agreed(*answers: Any) -> Scene:
    return scene(endorsements=[endorsed(CALL), *answers])


def starts(in_days: int, *endorsements: Any) -> Scene:
    at = NOW + in_days * DAY
    return scene(fields={"window_start": at}, typed={"window_start": at}, endorsements=endorsements)


def exit_named(number: str, day: Any = None, *filed: str) -> Scene:
    named = {"exit_filing_no": number} | ({"exit_filed_on": day} if day else {})
    return scene(typed=named, given={"exit_filings": frozenset(filed)})


OUTSIDE, SAYS = NOW - 2 * HOUR, {"unauthorised": True, "comment": "主机已失去响应，先行处置"}
LATER = NOW + 3 * HOUR

HOLDS = [
    (authority.authorised, began(NOW - HOUR)),
    (authority.authorised, began(NOW - HOUR - 5 * MINUTE)),
    (authority.authorised, began(NOW + HOUR + 5 * MINUTE, now=LATER)),
    (authority.authorised, began(OUTSIDE, **SAYS)),
    (authority.authorised, happened(NOW - HOUR)),
    (authority.authorised, scene(endorsements=GIVEN, fields=WINDOW)),
    (authority.authorised, scene(now=NOW.replace(second=40), endorsements=[endorsed(
        APPROVAL, at=NOW.replace(second=20))], typed={"started_at": NOW})),
    (authority.admitted_rightly, began(OUTSIDE, **SAYS)),
    (authority.admitted_rightly, began(NOW - HOUR)),
    (restart.second_person, by_whom(PE)),
    (restart.second_person, by_whom(PD, alone_reason="夜间值班仅一人")),
    (telephone.call_outstanding, agreed()),
    (telephone.call_answered, scene()),
    (telephone.call_answered, agreed(endorsed(WRITTEN))),
    (telephone.call_answered, agreed(endorsed(CALL_DENIED))),
    (change.urgent_soon, starts(3)),
    (change.stays_urgent, starts(3, endorsed(URGENT))),
    (change.stays_urgent, starts(30)),
    (change.no_long_growth, scene(fields={"type": "expansion", "term": "temporary"})),
    (change.no_long_growth, scene(fields={"type": "reduction", "term": "long_term"})),
    (change.is_urgent, scene(endorsements=[endorsed(URGENT)])),
    (content.exit_is_filed, exit_named("BA-1", None, "BA-1", "BA-2")),
    (content.exit_is_filed, exit_named("BA-9", TODAY)),
    (content.exit_day_known, exit_named("BA-9", TODAY)),
    (content.exit_day_known, exit_named("BA-1", None, "BA-1")),
]  # fmt: skip
REFUSES = [
    (authority.authorised, began(NOW - HOUR - 5 * MINUTE - SECOND)),
    (authority.authorised, began(NOW + HOUR + 5 * MINUTE + SECOND, now=LATER)),
    (authority.authorised, began(NOW - 2 * HOUR - SECOND)),
    (authority.authorised, began(NOW - 3 * HOUR - SECOND)),
    (authority.authorised, began(OUTSIDE, unauthorised=True)),
    (authority.authorised, began(OUTSIDE, unauthorised=False, comment="说明")),
    (authority.authorised, happened(NOW - 4 * HOUR)),
    (authority.admitted_rightly, began(NOW - HOUR, **SAYS)),
    (restart.second_person, by_whom(PD)),
    (telephone.call_outstanding, scene()),
    (telephone.call_outstanding, agreed(endorsed(WRITTEN))),
    (telephone.call_answered, agreed()),
    (change.urgent_soon, starts(4)),
    (change.urgent_soon, scene()),
    (change.stays_urgent, starts(4, endorsed(URGENT))),
    (change.no_long_growth, scene(fields={"type": "expansion", "term": "long_term"})),
    (change.is_urgent, scene()),
    (content.exit_is_filed, exit_named("BA-9", TODAY, "BA-1")),
    (content.exit_day_known, exit_named("BA-9")),
    (content.exit_day_known, exit_named("BA-9", TODAY + DAY)),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)


@pytest.mark.parametrize(
    ("started", "bound"),
    [
        (NOW - 4 * HOUR, Edge.APPROVAL),
        (NOW - 150 * MINUTE, Edge.PERMIT),
        (NOW - 90 * MINUTE, Edge.WINDOW_START),
        (NOW + 90 * MINUTE, Edge.WINDOW_END),
    ],
)
def test_the_first_bound_that_is_overstepped_is_named(started: datetime, bound: Edge) -> None:
    found = authority.departure(began(started, now=LATER))
    assert found is not None
    assert found.bound is bound


def test_the_refusal_names_both_instants_in_the_readers_language() -> None:
    where = began(NOW - 4 * HOUR)
    with translation.override("zh-hans"):
        assert "开始时间2026年3月2日 06:00，早于2026年3月2日 07:00的书面同意" in authority.authorised.reason(where)


@given(st.integers(-600, 600).map(lambda minutes: NOW + minutes * MINUTE))
def test_what_departs_is_admitted_and_nothing_else_is(started: datetime) -> None:
    plain, admitted = began(started, now=LATER), began(started, now=LATER, **SAYS)
    departs = authority.departure(plain) is not None
    assert authority.authorised.holds(plain) is not departs
    assert authority.admitted_rightly.holds(admitted) is departs
    assert authority.authorised.holds(admitted)
