"""The clock guard holds a leap in either direction, never a start or an outage."""

from datetime import timedelta

import pytest

from tests.rows import NOW
from tickets.errors import Unavailable
from tickets.leaps import ClockGuard, entered_at


class Machine:
    """A running time and a clock that can be set apart."""

    def __init__(self) -> None:
        self.ran, self.now = 1000.0, NOW
        self.guard = ClockGuard(lambda: self.ran)

    def after(self, seconds: float, *, leap: float = 0.0) -> bool:
        self.ran += seconds
        self.now += timedelta(seconds=seconds + leap)
        return self.guard.saw(self.now)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_first_reading_never_holds(machine):
    assert not machine.after(0, leap=20 * 86400)


def test_a_clock_that_runs_true_never_holds(machine):
    assert not any(machine.after(1) for _ in range(100))


@pytest.mark.parametrize("leap", [4, -4])
def test_a_small_step_is_let_pass(machine, leap):
    machine.after(1)
    assert not machine.after(1, leap=leap)


@pytest.mark.parametrize("leap", [600, -600])
def test_a_leap_of_minutes_holds_for_a_minute_of_agreement(machine, caplog, leap):
    machine.after(1)
    assert machine.after(1, leap=leap)
    held = sum(machine.after(1) for _ in range(100))
    assert held == 59
    assert f"leapt by {leap:.1f} s" in caplog.text


@pytest.mark.parametrize("leap", [7200, -3600])
def test_a_leap_of_hours_is_never_taken_for_true_by_running_on(machine, leap):
    machine.after(1)
    machine.after(1, leap=leap)
    assert all(machine.after(1) for _ in range(600))


@pytest.mark.parametrize("leap", [7200, -3600, 60])
def test_a_clock_that_comes_back_is_trusted_at_once(machine, leap):
    machine.after(1)
    assert machine.after(1, leap=leap)
    assert not machine.after(1, leap=-leap)


def test_a_second_leap_begins_the_minute_anew(machine):
    machine.after(1)
    machine.after(1, leap=60)
    assert all(machine.after(1) for _ in range(40))
    machine.after(1, leap=60)
    assert sum(machine.after(1) for _ in range(100)) == 59


def test_a_machine_that_slept_has_not_leapt(machine):
    machine.after(1)
    assert not machine.after(8 * 3600)


def test_a_reading_that_took_long_tells_nothing(machine):
    machine.after(1)
    machine.ran += 30  # the process was frozen between the reading and its weighing
    assert not machine.guard.saw(machine.now, machine.ran - 30)


def test_while_it_holds_every_door_is_refused_with_the_size_of_the_leap(machine):
    machine.after(1)
    machine.after(1, leap=7200)
    with pytest.raises(Unavailable, match="7200"):
        machine.guard.check()


@pytest.mark.parametrize("ahead", [0, 1, 60])
def test_an_entry_takes_the_instant_of_the_one_before_it_up_to_a_minute(ahead):
    last = NOW + timedelta(seconds=ahead)
    assert entered_at(NOW, last) == last
    assert entered_at(NOW, NOW - timedelta(days=1)) == entered_at(NOW, None) == NOW


def test_an_entry_further_back_is_refused():
    with pytest.raises(Unavailable, match="61"):
        entered_at(NOW, NOW + timedelta(seconds=61))
