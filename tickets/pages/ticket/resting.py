"""What the registers of the contract say because of an order: entries that rest on it, or whose papers it has."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from tickets import permissions
from tickets.models import RegisterEntry, Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.shell import places
from tickets.pages.parts.visit import Visit
from tickets.permissions import Standing
from tickets.prepared import SOME_ID, PreparedRows
from tickets.registers import REGISTERS

#: So many are named.
MOST = 20


@dataclass(frozen=True, slots=True)
class RestingEntry:
    register: str
    subject: str
    url: str


def on_order(ticket: Ticket, here: Visit) -> list[RestingEntry]:
    """The newest first. One query."""
    rows = _question(here.standing, places(here.standing)).ask([ticket.pk])
    return [
        RestingEntry(
            str(REGISTERS[one.register].label()),
            REGISTERS[one.register].named(one.values, wording.side(one.side), {}),
            reverse("register_entry", args=[one.register, one.pk]),
        )
        for one in rows
    ]


@lru_cache(maxsize=1024)
def _question(standing: Standing, _places: Hashable) -> PreparedRows[RegisterEntry]:
    rows = permissions.visible_entries(standing).filter(ticket=SOME_ID, register__in=REGISTERS)
    return PreparedRows(rows.order_by("-id")[:MOST])
