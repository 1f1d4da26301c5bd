"""Every story of the demo. All tickets, hosts, numbers and faults are made up."""

from tickets.management.demo.script import Story, Today
from tickets.management.demo.stories import (
    change,
    claims,
    consents,
    going_live,
    incident,
    leaving,
    notices,
    outside,
    rectifying,
    restart,
    staff,
)

__all__ = ["told"]


def told(today: Today) -> list[Story]:
    modules = (going_live, change, leaving, restart, staff, incident, notices, rectifying, consents, claims, outside)
    return [story for module in modules for story in module.stories(today)]
