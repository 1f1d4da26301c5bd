"""Faults and suspensions as they happen, at minutes of a Monday in March."""

from datetime import datetime
from typing import Any

from tests.world import World
from tickets.datelaw.periods import Period
from tickets.datelaw.types import ZONE
from tickets.models import System, Ticket
from tickets.outages.months import ContractMonth, SystemMonth

MARCH = Period.read("2026-03")


def at(hour: int, minute: int = 0, day: int = 2, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def fault(world: World, begins: datetime, **more: Any) -> Ticket:
    """Reported at once, and answered; the service is down."""
    ticket = world.at(begins).file("incident", **{"impact": "down", "reported_at": begins.isoformat(), **more})
    return world.take(ticket, "respond")


def mended(world: World, ticket: Ticket, ends: datetime) -> Ticket:
    return world.at(ends).take(ticket, "recover")


def down(world: World, begins: datetime, ends: datetime, system: System | None = None) -> Ticket:
    """A fault from its report to its recovery."""
    return mended(world, fault(world, begins, **({"system": system} if system else {})), ends)


def month(world: World, period: Period | None = None) -> ContractMonth:
    return ContractMonth(world.contract, period or MARCH, world.now)


def of_system(world: World, period: Period | None = None) -> SystemMonth:
    return next(one for one in month(world, period).by_system if one.system == world.system)
