"""What the registers of the contract say because of an order: entries that rest on it, or whose papers it has."""

from dataclasses import dataclass

from django.urls import reverse

from tickets import permissions
from tickets.models import Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit
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
    rows = permissions.visible_entries(here.standing).filter(ticket=ticket, register__in=REGISTERS).order_by("-id")
    return [
        RestingEntry(
            str(REGISTERS[one.register].label()),
            REGISTERS[one.register].named(one.values, wording.side(one.side), {}),
            reverse("register_entry", args=[one.register, one.pk]),
        )
        for one in rows[:MOST]
    ]
