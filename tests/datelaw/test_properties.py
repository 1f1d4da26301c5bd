"""What holds for every start, limit and pause."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.datelaw.dates import CALENDAR
from tickets.datelaw.reckoning import PauseSpan, due
from tickets.datelaw.types import ZONE, midnight
from tickets.policy.types import Limit, Unit

SHANGHAI = st.just(ZONE)
STARTS = st.datetimes(datetime(2024, 6, 1), datetime(2027, 12, 31), timezones=SHANGHAI)
FORWARD = st.sampled_from([unit for unit in Unit if not unit.backward])
DAYS = st.sampled_from([Unit.DAY, Unit.NATURAL_DAY, Unit.WORKING_DAY, Unit.MONTH])
#: 30 and 31 January have one corresponding day in February: a pause on the 31st lengthens only the first.
ALL_BUT_MONTHS = st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.NATURAL_DAY, Unit.WORKING_DAY])
BACKWARD = st.sampled_from([unit for unit in Unit if unit.backward])
LENGTHS = st.integers(1, 60)
ROLLS = st.booleans()
LATER = st.timedeltas(timedelta(0), timedelta(days=40))


def limits(units: st.SearchStrategy[Unit], rolls: st.SearchStrategy[bool] = ROLLS) -> st.SearchStrategy[Limit]:
    return st.builds(Limit, LENGTHS, units, rolls)


@st.composite
def paused_starts(draw: st.DrawFn) -> tuple[datetime, list[PauseSpan]]:
    start = draw(STARTS)
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        begins = start + draw(st.timedeltas(timedelta(days=-3), timedelta(days=70)))
        ends = begins + draw(st.timedeltas(timedelta(0), timedelta(days=9)))
        if draw(st.booleans()):
            begins, ends = midnight(begins.date()), midnight(ends.date())
        pauses.append(PauseSpan(begins, ends))
    return start, pauses


@given(STARTS, LATER, limits(st.sampled_from(Unit)))
def test_a_later_start_never_gives_an_earlier_due(start: datetime, later: timedelta, limit: Limit) -> None:
    assert due(start + later, limit, CALENDAR).legal >= due(start, limit, CALENDAR).legal


@given(paused_starts(), LATER, limits(ALL_BUT_MONTHS))
def test_a_later_start_never_gives_an_earlier_due_beside_pauses(
    paused: tuple[datetime, list[PauseSpan]], later: timedelta, limit: Limit
) -> None:
    start, pauses = paused
    assert due(start + later, limit, CALENDAR, pauses).legal >= due(start, limit, CALENDAR, pauses).legal


@given(paused_starts(), LENGTHS, ROLLS)
def test_a_working_day_limit_lands_on_a_working_day(
    paused: tuple[datetime, list[PauseSpan]], n: int, roll: bool
) -> None:
    start, pauses = paused
    answer = due(start, Limit(n, Unit.WORKING_DAY, roll), CALENDAR, pauses)

    assert answer.last_day is not None
    assert answer.nominal_last_day is not None
    assert CALENDAR.is_working(answer.last_day)
    assert CALENDAR.is_working(answer.nominal_last_day)


@given(paused_starts(), limits(DAYS, rolls=st.just(True)))
def test_a_rolled_day_limit_lands_on_a_working_day(paused: tuple[datetime, list[PauseSpan]], limit: Limit) -> None:
    start, pauses = paused
    answer = due(start, limit, CALENDAR, pauses)

    assert answer.last_day is not None
    assert CALENDAR.is_working(answer.last_day)
    assert answer.legal >= answer.nominal


@given(paused_starts(), limits(FORWARD))
def test_a_pause_never_shortens(paused: tuple[datetime, list[PauseSpan]], limit: Limit) -> None:
    start, pauses = paused
    dues = [due(start, limit, CALENDAR, pauses[:n]).legal for n in range(len(pauses) + 1)]

    assert dues == sorted(dues)


@given(paused_starts(), limits(FORWARD))
def test_nobody_is_due_inside_a_pause(paused: tuple[datetime, list[PauseSpan]], limit: Limit) -> None:
    start, pauses = paused
    answer = due(start, limit, CALENDAR, pauses)

    assert not any(pause.end and pause.start < answer.legal < pause.end for pause in pauses)


@given(paused_starts(), limits(st.sampled_from(Unit)))
def test_the_explanation_changes_nothing(paused: tuple[datetime, list[PauseSpan]], limit: Limit) -> None:
    start, pauses = paused
    plain = due(start, limit, CALENDAR, pauses)
    explained = due(start, limit, CALENDAR, pauses, explain=True)

    assert plain.steps == ()
    assert (plain.nominal, plain.legal, plain.target) == (explained.nominal, explained.legal, explained.target)
    assert (plain.last_day, plain.provisional) == (explained.last_day, explained.provisional)


@given(paused_starts(), limits(st.sampled_from(Unit)))
def test_the_steps_end_in_the_answer(paused: tuple[datetime, list[PauseSpan]], limit: Limit) -> None:
    start, pauses = paused
    answer = due(start, limit, CALENDAR, pauses, explain=True)
    last = answer.steps[-1].params

    assert last.get("day") == answer.last_day
    assert limit.unit.elapsed is (last.get("due") == answer.legal)


@given(STARTS, limits(BACKWARD))
def test_a_backward_limit_never_moves_later(start: datetime, limit: Limit) -> None:
    answer = due(start, limit, CALENDAR)

    assert answer.last_day == answer.nominal_last_day
    assert answer.legal <= start
    assert answer.legal == due(start, Limit(limit.n, limit.unit, roll=False), CALENDAR).legal
