"""No guard is used in a machine that the tables do not try both ways."""

from tests.lifecycle import test_guards_about_content as content
from tests.lifecycle import test_guards_about_people as people
from tests.lifecycle import test_guards_about_time as time
from tickets.lifecycle import KINDS

USED = {
    guard.name
    for machine in KINDS.values()
    for guard in (*machine.checks, *(guard for step in machine.steps for guard in step.when))
}


def test_every_guard_is_seen_to_hold_and_to_refuse() -> None:
    tables = (content, people, time)
    assert {guard.name for table in tables for guard, _ in table.HOLDS} == USED
    assert {guard.name for table in tables for guard, _ in table.REFUSES} == USED
