"""An outage of a part of a fault is measured as that part, whatever rests meanwhile."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from tests.rehearsal.own import its_own
from tests.world import World
from tickets.availability import Span
from tickets.datelaw.types import ZONE
from tickets.penalties.facts import PenaltyFacts
from tickets.rehearsal import cast
from tickets.rehearsal.players import faults
from tickets.rehearsal.script import ScriptEvent
from tickets.rehearsal.stage import RehearsalStage
from tickets.rehearsal.timekeeper import VirtualClock
from tickets.settlement import facts_of

PAUSE = {"pause": "2026-03-02T10:30/2026-03-02T11:00", "pause_outcome": "accepted"}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=ZONE)


def stage_of(world: World) -> RehearsalStage:
    return RehearsalStage(world.contract, VirtualClock(world.now), people=cast.gather(world.contract))


def played(stage: RehearsalStage, world: World, **data: str) -> PenaltyFacts:
    """A fault from ten to half past eleven."""
    stamps = {"reported": "2026-03-02T10:00", "responded": "2026-03-02T10:03", "located": "2026-03-02T10:20"}
    said = {**stamps, "recovered": "2026-03-02T11:30", **data}
    row = ScriptEvent("F1", at(10), "fault", system=world.system.code, data=said)
    with its_own():
        stage.enter(faults.fault(stage, row), row)
        stage.run(world.now + timedelta(days=3))
    return facts_of(world.contract, stage.now)


@pytest.mark.parametrize("rested", [{}, PAUSE, {**PAUSE, "pause_outcome": "refused"}])
def test_it_is_as_long_as_the_script_says_with_and_without_a_pause(world: World, rested: dict[str, str]) -> None:
    stage = stage_of(world)
    (found,) = played(stage, world, outage="2026-03-02T10:05/2026-03-02T10:25", **rested).outages
    assert (found.event, found.span) == (stage.number("F1"), Span(at(10, 5), at(10, 25)))
    assert not found.contested
    assert stage.remarks == []


def test_of_a_pause_within_the_part_it_is_told_that_its_minutes_count(world: World) -> None:
    stage = stage_of(world)
    with override("zh-hans"):
        (found,) = played(stage, world, outage="2026-03-02T10:05/2026-03-02T11:10", **PAUSE).outages
    assert found.span == Span(at(10, 5), at(11, 10))
    assert [told for _row, told in stage.remarks] == ["所设暂停只停故障工单的计时；监测所见中断的时长照计。"]


def test_of_an_outage_as_long_as_its_fault_the_pause_does_not_count(world: World) -> None:
    facts = played(stage_of(world), world, outage="2026-03-02T10:00/2026-03-02T11:30", **PAUSE)
    assert [one.span for one in facts.outages] == [Span(at(10), at(11, 30))]
    assert facts.excluded == {world.system.code: (Span(at(10, 30), at(11)),)}
