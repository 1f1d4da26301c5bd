"""Pauses: elapsed clocks stand still, day clocks leave out whole days, nobody is due inside one."""

import pytest

from tests.datelaw.dates import CALENDAR, at, day, due_of, pause
from tickets.datelaw.reckoning import PauseSpan, due, due_on
from tickets.errors import PolicyError
from tickets.policy.types import Limit, Unit


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ((), "2026-10-30 13:00"),
        (("2026-10-30 11:00/2026-10-30 11:40",), "2026-10-30 13:40"),
        (("2026-10-30 11:00/2026-10-30 12:00", "2026-10-30 11:30/2026-10-30 12:30"), "2026-10-30 14:30"),
        (("2026-10-30 12:00/2026-10-30 12:10", "2026-10-30 11:00/2026-10-30 11:05"), "2026-10-30 13:15"),
        # the second pause is reached only because of the first
        (("2026-10-30 12:00/2026-10-30 13:30", "2026-10-30 14:00/2026-10-30 14:10"), "2026-10-30 14:40"),
        # what lies before the start does not count
        (("2026-10-30 08:00/2026-10-30 10:15",), "2026-10-30 13:15"),
        (("2026-10-29 08:00/2026-10-29 10:15",), "2026-10-30 13:00"),
        # too late: the clock has run out when the pause begins
        (("2026-10-30 13:00/2026-10-30 15:00",), "2026-10-30 13:00"),
        (("2026-10-30 12:59/2026-10-30 15:00",), "2026-10-30 15:01"),
        # nothing is gained by a pause of no length, and an open one is not reckoned yet
        (("2026-10-30 11:00/2026-10-30 11:00",), "2026-10-30 13:00"),
        (("2026-10-30 11:00",), "2026-10-30 13:00"),
        # nights and rest days are time like any other
        (("2026-10-30 11:00/2026-11-02 11:00",), "2026-11-02 13:00"),
    ],
)
def test_three_hours_stand_still_while_paused(pauses: tuple[str, ...], expected: str) -> None:
    assert due_of("2026-10-30 10:00", "3 hours", *pauses).legal == at(expected)


@pytest.mark.parametrize(
    ("limit", "pauses", "nominal", "last"),
    [
        # 12 October 2026 is a Monday; unpaused, the 5 days end on Saturday 17th and roll to Monday 19th
        ("5 days", (), "2026-10-17", "2026-10-19"),
        ("5 days", ("2026-10-14/2026-10-16",), "2026-10-19", "2026-10-19"),
        # the 14th and the 16th are paused in part only: they count
        ("5 days", ("2026-10-14 00:01/2026-10-16 23:59",), "2026-10-18", "2026-10-19"),
        ("5 days", ("2026-10-14 09:00/2026-10-14 18:00",), "2026-10-17", "2026-10-19"),
        # merged, two halves make a whole day
        ("5 days", ("2026-10-14/2026-10-14 12:00", "2026-10-14 12:00/2026-10-15"), "2026-10-18", "2026-10-19"),
        # the day of the start is not counted anyway
        ("5 days", ("2026-10-12 09:00/2026-10-13",), "2026-10-17", "2026-10-19"),
        # 24:00 of the 17th falls inside: to the end of the day on which the pause ends, then off the rest day
        ("5 days", ("2026-10-17 12:00/2026-10-18 15:00",), "2026-10-18", "2026-10-19"),
        ("5 days", ("2026-10-17 12:00/2026-10-20 15:00",), "2026-10-20", "2026-10-20"),
        # a pause that begins at 24:00 of the last day comes too late
        ("5 days", ("2026-10-20/2026-10-25",), "2026-10-17", "2026-10-19"),
        # the day rolled to lies inside a pause
        ("5 days", ("2026-10-19 08:00/2026-10-21 10:00",), "2026-10-17", "2026-10-21"),
        ("5 days", ("2026-10-18/2026-10-20",), "2026-10-17", "2026-10-20"),
        ("5 days", ("2026-10-19/2026-10-20",), "2026-10-17", "2026-10-20"),
        # one that ends at 24:00 of the day rolled to has left half of it
        ("5 days", ("2026-10-19 12:00/2026-10-20",), "2026-10-17", "2026-10-19"),
        ("5 working days", (), "2026-10-19", "2026-10-19"),
        ("5 working days", ("2026-10-14/2026-10-16",), "2026-10-21", "2026-10-21"),
        # a paused weekend takes no working day away
        ("5 working days", ("2026-10-17/2026-10-19",), "2026-10-19", "2026-10-19"),
        # the pause ends on a Saturday: a working-day limit still lands on a working day
        ("5 working days", ("2026-10-19 12:00/2026-10-24 12:00",), "2026-10-26", "2026-10-26"),
        ("1 month", (), "2026-11-12", "2026-11-12"),
        ("1 month", ("2026-10-20/2026-10-23",), "2026-11-15", "2026-11-16"),
        ("1 month", ("2026-11-10/2026-11-14",), "2026-11-16", "2026-11-16"),
        # a pause that is reached only because another one came before
        ("5 days", ("2026-10-13/2026-10-15", "2026-10-18/2026-10-20"), "2026-10-21", "2026-10-21"),
        ("5 days", ("2026-10-14",), "2026-10-17", "2026-10-19"),
    ],
)
def test_whole_paused_days_are_left_out(limit: str, pauses: tuple[str, ...], nominal: str, last: str) -> None:
    answer = due_of("2026-10-12 10:00", limit, *pauses)

    assert (answer.nominal_last_day, answer.last_day) == (day(nominal), day(last))


def test_a_backward_limit_knows_no_pauses() -> None:
    paused = due_of("2026-10-09", "6 months before", "2026-04-01/2026-05-01")

    assert paused == due_of("2026-10-09", "6 months before")
    assert paused.start == at("2026-10-09")


def test_a_backward_limit_rests_on_the_years_it_counted_and_not_on_that_of_its_start() -> None:
    assert not due_of("2027-01-01", "1 working day before").provisional
    assert due_of("2027-01-02", "1 working day before").provisional
    assert due_of("2027-01-01", "20 working days before").last_day == day("2026-12-04")


def test_a_last_day_that_is_given_gains_the_paused_days_and_does_not_roll() -> None:
    start, last = at("2026-09-01 09:00"), day("2026-10-03")

    assert due_on(last, start, CALENDAR).last_day == last
    assert due_on(last, start, CALENDAR, [pause("2026-09-10/2026-09-11")]).last_day == day("2026-10-04")


def test_a_last_day_that_is_given_is_a_limit_in_natural_days_that_explains_itself_only_when_asked() -> None:
    start, last, rest = at("2026-09-01 09:00"), day("2026-10-03"), pause("2026-09-10/2026-09-11")
    answer = due_on(last, start, CALENDAR, [rest])
    assert (answer.start, answer.limit, answer.steps) == (start, Limit(32, Unit.NATURAL_DAY, roll=False), ())
    explained = due_on(last, start, CALENDAR, [rest], explain=True)
    assert [step.params for step in explained.steps] == [
        {"start": start},
        {"day": last},
        {"start": rest.start, "end": rest.end, "n": 1, "day": day("2026-10-04")},
        {"day": day("2026-10-04"), "next": day("2026-10-05")},
    ]


def test_a_last_day_that_is_given_is_never_provisional() -> None:
    assert not due_on(day("2027-05-01"), at("2026-09-01"), CALENDAR).provisional


def test_a_last_day_that_is_over_becomes_the_day_of_the_start() -> None:
    answer = due_on(day("2026-08-01"), at("2026-09-01 09:00"), CALENDAR)

    assert answer.last_day == day("2026-09-01")
    assert answer.legal > answer.start


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(
        PolicyError, match=r"ends at 2026-10-13 00:00:00\+08:00, before it begins at 2026-10-14 00:00:00"
    ):
        due_of("2026-10-12", "5 days", "2026-10-14/2026-10-13")


def test_a_pause_without_a_time_zone_is_refused() -> None:
    naive = PauseSpan(at("2026-10-14").replace(tzinfo=None), at("2026-10-15"))

    with pytest.raises(PolicyError, match="2026-10-14T00:00:00 has no time zone"):
        due(at("2026-10-12"), Limit.parse("5 days"), CALENDAR, [naive])


def test_a_pause_of_no_length_is_not_told_of() -> None:
    limit, rest = Limit.parse("3 hours"), pause("2026-10-30 11:00/2026-10-30 11:00")
    plain = due(at("2026-10-30 10:00"), limit, CALENDAR, explain=True)
    assert due(at("2026-10-30 10:00"), limit, CALENDAR, [rest], explain=True) == plain
