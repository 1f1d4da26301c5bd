"""Every story of the demo. All tickets, hosts, numbers and faults are made up."""

from tickets.management.demo.script import Story, Today
from tickets.management.demo.stories import (
    accepting,
    assessing,
    change,
    charging,
    claims,
    consents,
    disputes,
    drills,
    finding,
    going_live,
    guarding,
    incident,
    interruptions,
    leaving,
    notices,
    outside,
    paying,
    reclaiming,
    rectifying,
    reporting,
    restart,
    staff,
    supplements,
    suspension,
)

__all__ = ["told"]


def told(today: Today) -> list[Story]:
    earlier = (going_live, change, leaving, restart, staff, incident)
    later = (
        notices,
        reporting,
        assessing,
        accepting,
        paying,
        guarding,
        rectifying,
        suspension,
        consents,
        drills,
        reclaiming,
    )
    last = (supplements, disputes, finding, charging, interruptions, claims, outside)
    return [story for module in (*earlier, *later, *last) for story in module.stories(today)]
