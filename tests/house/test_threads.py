"""The threads around the sweep: they outlive errors, tell an outage once, and never make a request wait."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from tests.processes import until
from tickets.tasks import loop as loop_module
from tickets.tasks.loop import Loop
from tickets.tasks.publisher import Publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def loops() -> Iterator[list[Loop]]:
    started: list[Loop] = []
    yield started
    for loop in started:
        loop.stop()
        loop.join(5)


def begin(loops: list[Loop], work) -> Loop:
    loop = Loop("test loop", work)
    loops.append(loop)
    loop.start()
    return loop


def test_it_works_again_and_again_without_being_asked_and_rests_between(loops: list[Loop]) -> None:
    ticks: list[float] = []
    begin(loops, lambda: ticks.append(time.monotonic()))
    until(lambda: len(ticks) >= 3)
    assert ticks[2] - ticks[1] > loop_module.PERIOD_SECONDS * 0.9


def test_a_nudge_makes_it_work_at_once(loops: list[Loop], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "PERIOD_SECONDS", 3600.0)
    worked = threading.Event()
    loop = begin(loops, worked.set)
    loop.nudge()
    assert worked.wait(5)


def test_it_survives_an_outage_and_tells_its_begin_and_its_end(loops: list[Loop], caplog) -> None:
    left = [OSError("gone"), ValueError("odd"), OSError("gone")]
    worked = threading.Event()

    def work() -> None:
        if left:
            raise left.pop()
        worked.set()

    with caplog.at_level(logging.WARNING):
        begin(loops, work)
        assert worked.wait(10)
        until(lambda: len(caplog.records) == 2)
    assert caplog.messages[0] == "test loop cannot work and tries on: OSError: gone"
    assert caplog.messages[1] == "test loop works again after 3 failed attempts"


def test_it_ends_within_a_moment_though_it_waits(loops: list[Loop]) -> None:
    loop = begin(loops, lambda: None)
    loop.stop()
    loop.join(0.5)
    assert not loop.is_alive()


def test_a_mark_never_waits_for_a_broker_that_does_not_answer() -> None:
    release, published = threading.Event(), []

    def publish() -> None:
        assert release.wait(10)
        published.append(1)

    publisher = Publisher(publish)
    began = time.monotonic()
    for _ in range(100):
        publisher.mark()
    assert time.monotonic() - began < 0.5
    release.set()
    until(lambda: 1 <= len(published) <= 2)


def test_a_broker_that_is_gone_is_told_once_and_the_next_mark_is_published(caplog) -> None:
    answers = [None, ConnectionError("refused"), ConnectionError("refused")]
    seen: list[object] = []

    def publish() -> None:
        seen.append(answer := answers.pop())
        if answer:
            raise answer

    publisher = Publisher(publish)
    for number in (1, 2, 3):
        publisher.mark()
        until(lambda number=number: len(seen) == number)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
