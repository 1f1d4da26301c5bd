"""How a contract may read what it leaves open about counting: each reading against the usual one, with its words."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.datelaw.dates import CALENDAR, at, day, pause
from tickets.datelaw import explain
from tickets.datelaw.counting import MARKS, SWITCHES, USUAL, Counting
from tickets.datelaw.reckoning import Due, due, due_on
from tickets.policy.types import Limit, Unit

STAYS = {"counting.weekends": "stay"}
NEXT_DAY = {"counting.month_base": "next_day"}
COUNTED = {"counting.start_day": "counted"}
EARLIER = {"counting.backward_rest_day": "earlier"}

READ = [
    # Q1: only statutory holidays move the last day, to the day after the holiday
    (STAYS, "2025-11-03 09:30", "5 days", "2025-11-08", "2025-11-10"),
    (STAYS, "2025-09-28 16:00", "5 days", "2025-10-09", "2025-10-09"),
    (STAYS, "2026-02-10 11:00", "7 natural days", "2026-02-24", "2026-02-24"),
    (STAYS, "2026-09-11 03:00", "15 days", "2026-09-28", "2026-09-28"),
    (STAYS, "2025-12-31", "1 month", "2026-01-31", "2026-02-02"),
    (STAYS, "2026-12-31", "1 day", "2027-01-02", "2027-01-04"),  # an assumed year; the 2nd is a Saturday
    (STAYS, "2025-12-19 17:00", "20 working days", "2026-01-19", "2026-01-19"),
    # Q2: a month is counted from the day after the event
    (NEXT_DAY, "2026-01-31", "1 month", "2026-03-02", "2026-02-28"),
    (NEXT_DAY, "2026-10-09", "1 month", "2026-11-10", "2026-11-09"),
    (NEXT_DAY, "2026-03-02", "5 days", "2026-03-09", "2026-03-09"),
    # Q4: the day of the start counts
    (COUNTED, "2026-03-02 10:00", "5 days", "2026-03-06", "2026-03-09"),
    (COUNTED, "2026-03-02 10:00", "1 day", "2026-03-02", "2026-03-03"),
    (COUNTED, "2025-12-19 17:00", "20 working days", "2026-01-16", "2026-01-19"),
    (COUNTED, "2025-10-04 20:00", "5 working days", "2025-10-14", "2025-10-14"),  # a rest day counts for neither
    (COUNTED, "2026-10-09", "1 month", "2026-11-09", "2026-11-09"),  # 8 November is a Sunday
    (COUNTED, "2026-03-10", "1 month", "2026-04-09", "2026-04-10"),
    # Q5: a latest lawful day on a rest day is brought forward
    (EARLIER, "2026-11-01", "6 months before", "2026-04-30", "2026-05-01"),
    (EARLIER, "2026-10-09", "6 months before", "2026-04-09", "2026-04-09"),
    (EARLIER, "2026-03-02", "5 days", "2026-03-09", "2026-03-09"),
]


def read(values: dict[str, str], start: str, limit: str, *pauses: str) -> Due:
    calendar = CALENDAR.read_by(Counting.of(values))
    return due(at(start), Limit.parse(limit), calendar, [pause(text) for text in pauses], explain=True)


@pytest.mark.parametrize(("values", "start", "limit", "so_read", "usual"), READ)
def test_a_reading_decides_the_last_day(values, start: str, limit: str, so_read: str, usual: str) -> None:
    assert (read(values, start, limit).last_day, read({}, start, limit).last_day) == (day(so_read), day(usual))


def test_minutes_are_read_in_one_way() -> None:
    everything = STAYS | NEXT_DAY | COUNTED | EARLIER
    assert read(everything, "2026-09-30 23:58:30", "5 minutes").legal == at("2026-10-01 00:03:30")


def test_a_last_day_that_is_given_is_moved_by_no_reading() -> None:
    counting = CALENDAR.read_by(Counting.of(STAYS | NEXT_DAY | COUNTED | EARLIER))
    assert due_on(day("2026-09-26"), at("2026-09-01 09:00"), counting).last_day == day("2026-09-26")


def test_a_day_of_the_start_that_counts_is_left_out_only_where_it_is_paused_whole() -> None:
    assert read(COUNTED, "2026-03-02", "3 days", "2026-03-02/2026-03-03").last_day == day("2026-03-05")
    assert read(COUNTED, "2026-03-02 10:00", "3 days", "2026-03-02/2026-03-03").last_day == day("2026-03-04")


WORDS = [
    (STAYS, "2025-11-03 09:30", "5 days", "2025年11月8日（周六）为普通周末，按本合同的解释不顺延。"),
    (STAYS, "2025-09-28", "5 days", "2025年10月3日（周五）为法定休假日，顺延至放假结束的次日2025年10月9日（周四）"),
    (NEXT_DAY, "2026-10-09", "1 month", "按本合同的解释，自2026年10月10日（周六）起满1个月"),
    (COUNTED, "2026-03-02 10:00", "5 days", "按本合同的解释，开始的当日计入。"),
    (COUNTED, "2026-03-02 10:00", "5 days", "自2026年3月2日（周一）起逐日计算"),
    (EARLIER, "2026-11-01", "6 months before", "按本合同的解释，提前至前一工作日2026年4月30日（周四）。"),
]


@pytest.mark.parametrize(("values", "start", "limit", "said"), WORDS)
def test_the_reasoning_says_that_the_contract_is_so_read(values, start: str, limit: str, said: str) -> None:
    with translation.override("zh-hans"):
        assert said in "\n".join(explain.lines(read(values, start, limit)))


# --- the version of a calendar names the readings ---

COUNTINGS = st.builds(Counting, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(COUNTINGS)
def test_a_version_keeps_the_readings(counting: Counting) -> None:
    version = CALENDAR.read_by(counting).version
    assert CALENDAR.read_as_in(version).counting == counting
    assert (version == CALENDAR.version) is (counting == USUAL)
    assert len(version) <= len(CALENDAR.version) + 1 + len(MARKS)


def test_a_clock_that_has_not_begun_takes_the_readings_of_now() -> None:
    now = CALENDAR.read_by(Counting(weekends_stay=True))
    assert now.read_as_in("") is now
    assert now.read_as_in("2025.1").counting == USUAL


@given(COUNTINGS, st.sampled_from([unit for unit in Unit if not unit.backward and not unit.elapsed]))
def test_every_reading_gives_a_last_day_not_before_the_start(counting: Counting, unit: Unit) -> None:
    answer = due(at("2026-03-02 10:00"), Limit(3, unit), CALENDAR.read_by(counting), explain=True)
    assert answer.last_day is not None
    assert answer.last_day >= day("2026-03-02")
    assert answer.steps


def test_each_switch_is_read_as_usual_where_nothing_is_said() -> None:
    assert Counting.of({}) == Counting.of({switch.key: switch.otherwise for switch in SWITCHES}) == USUAL
