"""The arithmetic of availability (3.4): stretches of time, what was down, what does not count. Pure."""

from tickets.availability.figures import MILLION, Availability, available, lost_share, percent, together
from tickets.availability.runs import in_a_row, no_shorter
from tickets.availability.spans import Span, excluding, joined, length, within

__all__ = [
    "MILLION", "Availability", "Span", "available", "excluding", "in_a_row", "joined", "length",
    "lost_share", "no_shorter", "percent", "together", "within",
]  # fmt: skip
