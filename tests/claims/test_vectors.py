"""Every worked case of vectors.csv, by the door."""

from datetime import datetime

import pytest

from tests.claims.play import Case, Play, cases, set_the_stage
from tests.claims.seen import Seen
from tests.world import World
from tickets.datelaw.types import ZONE


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_a_worked_case_comes_out_as_written(world: World, case: Case) -> None:
    set_the_stage(world, case)
    play = Play(world, case)
    for look in case.looks:
        at, *wanted = look.split()
        instant = datetime.fromisoformat(at.removeprefix("@")).astimezone(ZONE)
        play.until(instant)
        seen = Seen(play, world.at(instant).now)
        for word in wanted:
            name, value = word.split("=", 1)
            assert seen.of(name, value) == value, f"{look}: {name}"
