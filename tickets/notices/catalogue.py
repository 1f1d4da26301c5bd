"""The events that people are told of, by name. Pure: message ids, worded by `outbox.words`."""

from tickets.notices import (
    of_claims,
    of_clocks,
    of_orders,
    of_outages,
    of_people,
    of_registers,
    of_service,
    of_supervision,
)
from tickets.notices.events import GROUPS

EVENTS = (
    *of_orders.EVENTS,
    *of_clocks.EVENTS,
    *of_claims.EVENTS,
    *of_service.EVENTS,
    *of_people.EVENTS,
    *of_supervision.EVENTS,
    *of_registers.EVENTS,
    *of_outages.EVENTS,
)

CATALOGUE = {event.name: event for event in EVENTS}

#: Group -> the names of its events.
OF_GROUP = {group: tuple(event.name for event in EVENTS if event.group == group) for group in GROUPS}
