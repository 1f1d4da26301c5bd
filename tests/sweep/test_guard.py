"""The clock guard holds a leap, never a start, an outage or a step back."""

from datetime import timedelta

import pytest

from tests.rows import NOW
from tickets.sweep import ClockGuard


class Machine:
    """A running time and a clock that can be set apart."""

    def __init__(self) -> None:
        self.ran, self.now = 1000.0, NOW
        self.guard = ClockGuard(lambda: self.ran)

    def after(self, seconds: float, *, leap: float = 0.0) -> bool:
        self.ran += seconds
        self.now += timedelta(seconds=seconds + leap)
        return self.guard.holds(self.now)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_first_reading_never_holds(machine):
    assert not machine.after(0, leap=20 * 86400)


def test_a_clock_that_runs_true_never_holds(machine):
    assert not any(machine.after(1) for _ in range(100))


def test_a_small_step_is_let_pass(machine):
    machine.after(1)
    assert not machine.after(1, leap=4)


def test_a_leap_holds_for_a_minute_of_agreement(machine, caplog):
    machine.after(1)
    assert machine.after(1, leap=3600)
    held = sum(machine.after(1) for _ in range(100))
    assert held == 59
    assert "leapt forward by 1:00:00" in caplog.text


def test_a_second_leap_begins_the_minute_anew(machine):
    machine.after(1)
    machine.after(1, leap=3600)
    assert all(machine.after(1) for _ in range(40))
    machine.after(1, leap=3600)
    assert sum(machine.after(1) for _ in range(100)) == 59


def test_a_machine_that_slept_has_not_leapt(machine):
    machine.after(1)
    assert not machine.after(8 * 3600)


def test_a_step_back_is_not_held(machine):
    machine.after(1)
    assert not machine.after(1, leap=-7200)
