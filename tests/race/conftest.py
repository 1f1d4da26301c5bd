"""Two people at once, each in a thread with a connection of its own, on committed data."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, connections

from tests.world import Made, World, copied
from tickets.errors import Refusal

#: A thread that waits longer than this waits for somebody who is not coming.
PATIENCE = 60
Act = Callable[[Any], object]
Outcome = tuple[object, object]


@pytest.fixture
def world(transactional_db: None, made_once: Made, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    copy = copied(made_once)
    used = connection.ops.sequence_reset_sql(no_style(), made_once.models)
    with connection.cursor() as cursor:  # the flush after each of these tests counts ids from one again
        for statement in used:
            cursor.execute(statement)
    return copy


def race(things: Sequence[Any], one: Act, other: Act) -> list[Outcome]:
    """For each thing both acts at the same instant: what each gave, or the refusal that it met."""
    start = threading.Barrier(2, timeout=PATIENCE)
    outcomes: tuple[list[object], list[object]] = ([], [])

    def run(act: Act, gave: list[object]) -> None:
        try:
            for thing in things:
                start.wait()
                gave.append(_outcome(act, thing))
        except BaseException:
            start.abort()
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip((one, other), outcomes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(gave) for gave in outcomes] == [len(things)] * 2
    return list(zip(*outcomes, strict=True))


def _outcome(act: Act, thing: Any) -> object:
    try:
        return act(thing)
    except Refusal as refusal:
        return refusal
