"""Every typed day and instant is bounded by its own declaration; a refusal names the bound and its value."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lifecycle.scenes import NOW, TODAY, endorsed, scene
from tests.lifecycle.walk import sample
from tickets.datelaw.types import ZONE, day_end, midnight
from tickets.lifecycle import KINDS
from tickets.lifecycle.bounds import NOW as CLOCK
from tickets.lifecycle.bounds import SERVICE_ENDS, TERM_ENDS, after, before, not_after, not_before
from tickets.lifecycle.bounds import TODAY as THE_DAY
from tickets.lifecycle.endorsements import APPROVAL, LATE_FILING, PAID
from tickets.lifecycle.fields import Dated, Day, Instant, out_of_bounds
from tickets.lifecycle.guards import telephone
from tickets.lifecycle.kinds import (
    acceptance,
    consent,
    drill,
    force_majeure,
    go_live,
    incident,
    onboarding,
    payment,
    provider_exit,
    reclaim,
    rectification,
    restart,
    suspension,
    switchover,
)
from tickets.lifecycle.kinds.change import Change
from tickets.lifecycle.kinds.change.questions import ENDS, EXTENDED_TO, FILED_LATE_ON
from tickets.lifecycle.kinds.migration import Migration
from tickets.lifecycle.kinds.staff_replacement import StaffReplacement
from tickets.lifecycle.questions import (
    EXIT_FILED_ON,
    FILED_ON,
    OBSERVED_FROM,
    OBSERVED_TO,
    PLANNED_DATE,
    SHUT_DOWN_ON,
    WINDOW_END,
    WINDOW_START,
    WORK_FROM,
    WORK_TO,
)
from tickets.lifecycle.reports import HAPPENED_AT
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import Table

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
TERM = sample(NOW)


def asked() -> Iterator[tuple[str, Dated[Any]]]:
    for kind in KINDS.values():
        for name, form in (("open", kind.opening.asks), *((step.name, step.asks) for step in kind.steps)):
            cells = [column for field in form if isinstance(field, Table) for column in field.columns]
            yield from ((f"{kind.kind}.{name}", one) for one in (*form, *cells) if isinstance(one, Dated))


@pytest.mark.parametrize(("where", "field"), [pytest.param(*one, id=f"{one[0]}.{one[1].name}") for one in asked()])
def test_each_says_how_early_and_how_late_it_may_be(where: str, field: Dated[Any]) -> None:
    assert {bound.relation.earliest for bound in field.limiting} == {True, False}, where


def test_a_day_without_bounds_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="within"):
        Day("Filed on", example=None)  # type: ignore[call-arg]


def at_stage(**known: Any) -> Scene:
    """An order filed two days ago and in its stage since yesterday, approved two days ago."""
    since = {"opened_at": NOW - 2 * DAY, "state_since": NOW - DAY}
    bears = [
        endorsed(APPROVAL, at=NOW - 2 * DAY),
        endorsed(LATE_FILING, at=NOW - DAY),
        endorsed(PAID, data={"paid_on": TODAY - DAY}),
    ]
    return scene(endorsements=bears, **since, **known)


WINDOW = {"window_start": NOW + HOUR}
#: The field, what else is known, the earliest and the latest that is taken.
EDGES: list[tuple[Dated[Any], dict[str, Any], Any, Any]] = [
    (FILED_ON, {}, TODAY - 2 * DAY, TODAY),
    (FILED_LATE_ON, {}, TODAY - DAY, TODAY),
    (PLANNED_DATE, {}, TODAY, TERM.ends),
    (WINDOW_START, {}, NOW - DAY, day_end(TERM.ends)),
    (WINDOW_END, {}, NOW + SECOND, day_end(TERM.ends + 31 * DAY)),
    (WINDOW_END, {"fields": WINDOW}, NOW + HOUR + SECOND, day_end(TERM.ends + 31 * DAY)),
    (OBSERVED_FROM, {}, TODAY - DAY, TODAY),
    (OBSERVED_TO, {"typed": {"observed_from": TODAY - DAY}}, TODAY - DAY, TODAY),
    (SHUT_DOWN_ON, {}, TODAY, TODAY + 90 * DAY),
    (ENDS, {}, TODAY, TERM.ends),
    (ENDS, {"fields": {"window_start": NOW + 5 * DAY}}, TODAY + 5 * DAY, TERM.ends),
    (EXTENDED_TO, {"fields": {"end_date": TODAY + 9 * DAY}}, TODAY + 10 * DAY, TERM.ends),
    (EXTENDED_TO, {"fields": {"end_date": TODAY - 9 * DAY}}, TODAY, TERM.ends),
    (Migration.ordered_on, {}, TERM.starts, TODAY),
    (StaffReplacement.available_from, {}, TODAY, TODAY + 5 * DAY),
    (rectification.DUE_ON, {}, TODAY + DAY, TODAY + 180 * DAY),
    (rectification.EXTENDED_TO, {"fields": {"due_on": TODAY + 9 * DAY}}, TODAY + 10 * DAY, TODAY + 180 * DAY),
    (rectification.EXTENDED_TO, {"fields": {"due_on": TODAY - 9 * DAY}}, TODAY + DAY, TODAY + 180 * DAY),
    (acceptance.PERIOD_TO, {}, TERM.ends, TERM.ends),
    (acceptance.HELD_ON, {}, TODAY - 2 * DAY, TODAY),
    (acceptance.ITEMS_BY, {}, TODAY + DAY, TODAY + 90 * DAY),
    (payment.COUNTED_FROM, {"fields": {"instalment": 1}}, TERM.starts, TERM.starts),
    (payment.COUNTED_FROM, {"fields": {"instalment": 2}}, TERM.ends, TERM.ends),
    (payment.INVOICE_ON, {}, TODAY - 365 * DAY, TODAY),
    (payment.PAID_ON, {}, TODAY - 2 * DAY, TODAY),
    (payment.RECEIVED_ON, {}, TODAY - DAY, TODAY),
    (payment.EXPECTED_ON, {}, TODAY + DAY, TODAY + 365 * DAY),
    (payment.LIFTED_AT, {}, NOW - DAY, NOW),
    (suspension.STARTED, {}, NOW - DAY, NOW),
    (suspension.RESTORED, {"fields": {"interrupted_at": NOW - HOUR}}, NOW - HOUR, NOW),
    (switchover.ENDS_ON, {}, TODAY, TERM.ends),
    (provider_exit.LAST_DAY, {}, TODAY, TERM.ends),
    (onboarding.TESTED_ON, {}, TODAY - 365 * DAY, TODAY),
    (go_live.TRIAL_FROM, {}, TODAY - 365 * DAY, TODAY),
    (go_live.TRIAL_TO, {"typed": {"trial_from": TODAY - 40 * DAY}}, TODAY - 40 * DAY, TODAY),
    (Change.signed_on, {}, TODAY - 2 * DAY, TODAY),
    (WORK_FROM, {}, NOW - DAY, day_end(TERM.ends)),
    (WORK_TO, {}, NOW + SECOND, day_end(TERM.ends + 31 * DAY)),
    (force_majeure.OCCURRED, {}, NOW - 360 * HOUR, NOW),
    (force_majeure.ENDED, {"fields": {"occurred_at": NOW - HOUR}}, NOW - HOUR, NOW),
    (force_majeure.ForceMajeure.proof_issued_on, {"fields": {"occurred_at": NOW - 2 * DAY}}, TODAY - 2 * DAY, TODAY),
    (reclaim.USAGE_TO, {}, TODAY - 7 * DAY, TODAY),
    (reclaim.USAGE_FROM, {"typed": {"usage_to": TODAY - DAY}}, TODAY - 365 * DAY, TODAY - 30 * DAY),
    (reclaim.KEEP_UNTIL, {}, TODAY, TODAY + 180 * DAY),
    (consent.VALID_FROM, {}, TODAY, TERM.ends),
    (consent.VALID_TO, {"typed": {"valid_from": TODAY + DAY}}, TODAY + DAY, TODAY + 30 * DAY),
    (consent.VALID_TO, {"typed": {"matter": "subcontract"}}, TODAY, TERM.ends + 31 * DAY),
    (drill.ENDS, {"fields": WINDOW}, NOW + HOUR + SECOND, NOW + 73 * HOUR),
    (EXIT_FILED_ON, {}, TERM.starts, TODAY),
    (HAPPENED_AT, {}, NOW - 3 * DAY, NOW),
    (telephone.CALLED, {}, NOW - DAY, NOW),
    (restart.STARTED, {}, midnight(TODAY - 2 * DAY), NOW),
    (restart.FINISHED, {"typed": {"started_at": NOW - HOUR}}, NOW - HOUR, NOW),
    (incident.REPORTED, {}, NOW - DAY, NOW),
    (incident.ALARM, {}, NOW - DAY, NOW),
    (incident.SEEN_AT, {}, NOW - 3 * DAY, NOW),
    (incident.Incident.broke_at, {}, NOW - 3 * DAY, NOW),
]
EACH_EDGE = [pytest.param(*row, id=f"{row[0].name}-{place}") for place, row in enumerate(EDGES)]


@pytest.mark.parametrize(("field", "known", "earliest", "latest"), EACH_EDGE)
def test_it_is_taken_up_to_its_edges_and_refused_beyond_them(
    field: Dated[Any], known: dict[str, Any], earliest: Any, latest: Any
) -> None:
    where, step = at_stage(**known), SECOND if field.exact else DAY
    assert not field.amiss(earliest, where)
    assert not field.amiss(latest, where)
    assert field.amiss(earliest - step, where)
    assert field.amiss(latest + step, where)


@pytest.mark.parametrize(("field", "known", "earliest", "latest"), EACH_EDGE)
def test_a_page_offers_what_the_door_takes(
    field: Dated[Any], known: dict[str, Any], earliest: Any, latest: Any
) -> None:
    first, last = field.span(at_stage(**known))
    assert last == latest
    assert first is not None
    assert timedelta() <= first - earliest < field.step


@pytest.mark.parametrize(
    ("field", "value", "known", "chinese", "english"),
    [
        (FILED_ON, TODAY - 3 * DAY, {}, "不得早于报备日期2026年2月28日。", "This may not lie before the day of the"),
        (FILED_ON, TODAY + DAY, {}, "不得晚于今天2026年3月2日。", "This may not lie after today: March 2, 2026."),
        (WINDOW_END, NOW, {}, "须晚于现在2026年3月2日 10:00。", "This must lie after now: March 2, 2026 10:00."),
        (
            WINDOW_END,
            NOW + HOUR,
            {"fields": WINDOW},
            "须晚于计划实施时间（起）2026年3月2日 11:00。",
            "This must lie after Window starts: March 2, 2026 11:00.",
        ),
        (PLANNED_DATE, TERM.ends + DAY, {}, "不得晚于最后服务日2027年1月1日。", "This may not lie after the last day"),
    ],
)
def test_a_refusal_names_the_bound_and_its_value(
    field: Dated[Any], value: Any, known: dict[str, Any], chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert field.amiss(value, at_stage(**known)) == [chinese]
    with translation.override("en"):
        (said,) = field.amiss(value, at_stage(**known))
    assert said.startswith(english)


def test_everything_amiss_is_said_field_by_field() -> None:
    typed = {"window_start": NOW - 2 * DAY, "window_end": NOW - 3 * DAY}
    found = out_of_bounds((WINDOW_START, WINDOW_END, PLANNED_DATE), scene(typed=typed))
    assert {name: len(sentences) for name, sentences in found.items()} == {"window_start": 1, "window_end": 1}


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        # before its start and before now: the start lies later, and to lie behind it is enough
        (NOW + 5 * DAY, NOW - 3 * DAY, {"window_end": "2026年3月7日 10:00"}),
        # the start is wrong by itself: an end that is measured by it may be right
        (NOW + 900 * DAY, NOW + 5 * DAY, {"window_start": "不得晚于"}),
        (NOW - 9 * DAY, NOW + 5 * DAY, {"window_start": "2026年3月1日 10:00"}),
    ],
)
def test_one_wrong_answer_gets_one_sentence_with_what_puts_it_right(
    start: datetime, end: datetime, said: dict[str, str]
) -> None:
    with translation.override("zh-hans"):
        found = out_of_bounds((WINDOW_END, WINDOW_START), scene(typed={"window_start": start, "window_end": end}))
    assert {name: len(sentences) for name, sentences in found.items()} == dict.fromkeys(said, 1)
    assert all(value in found[name][0] for name, value in said.items())


def test_what_is_not_known_bounds_nothing() -> None:
    """An order filed before a form asked for a day, or whose approval kept no instant."""
    assert not FILED_ON.amiss(date(2001, 1, 1), scene())
    assert not WINDOW_END.amiss(None, scene())


def test_once_the_term_is_over_the_month_of_the_switchover_bounds_what_is_planned() -> None:
    over = replace(scene(), now=midnight(TERM.ends) + 10 * DAY)
    assert SERVICE_ENDS.at(over) == TERM.ends + 31 * DAY
    assert SERVICE_ENDS.at(replace(over, now=over.now + 60 * DAY)) is None


@given(st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 3)).map(lambda at: at.replace(tzinfo=ZONE)))
@settings(deadline=None)
def test_an_instant_and_its_day_are_judged_alike_by_a_bound_in_days(at: datetime) -> None:
    """24:00 is the last instant of a day and the first of the next: there alone both may be right."""
    where = scene()
    for bound in (not_before(THE_DAY), after(THE_DAY), not_after(THE_DAY), before(THE_DAY)):
        if at not in (midnight(TODAY), day_end(TODAY)):
            assert bound.allows(at, where) is bound.allows(at.date(), where)


@given(st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_the_span_holds_exactly_what_is_not_amiss(off: timedelta) -> None:
    field = Instant("Started at", within=(not_before(CLOCK), not_after(TERM_ENDS)), example=None)
    first, last = field.span(scene())
    assert first is not None
    assert last is not None
    assert (first <= NOW + off <= last) is not field.amiss(NOW + off, scene())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_schema_says_the_bounds_in_words_and_in_codes(language: str) -> None:
    with translation.override(language):
        described = FILED_ON.schema(sample(NOW))
    assert [(one["relation"], one["point"]) for one in described["x-bounds"]] == [
        ("not_before", "approval"),
        ("not_after", "today"),
    ]
    expected = {
        "en": "not before the day of the sealed filing; not after today",
        "zh-hans": "不早于报备日期；不晚于今天",
    }
    assert described["description"] == expected[language]
