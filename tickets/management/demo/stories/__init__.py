"""Every story of the demo. All tickets, hosts, numbers and faults are made up."""

from tickets.management.demo.script import Story, Today
from tickets.management.demo.stories import (
    accepting,
    change,
    claims,
    consents,
    disputes,
    drills,
    going_live,
    guarding,
    incident,
    leaving,
    notices,
    outside,
    reclaiming,
    rectifying,
    reporting,
    restart,
    staff,
    suspension,
)

__all__ = ["told"]


def told(today: Today) -> list[Story]:
    earlier = (going_live, change, leaving, restart, staff, incident)
    later = (notices, reporting, accepting, guarding, rectifying, suspension, consents, drills, reclaiming)
    return [story for module in (*earlier, *later, disputes, claims, outside) for story in module.stories(today)]
