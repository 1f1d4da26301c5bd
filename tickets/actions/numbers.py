"""The numbers of tickets, and of orders of supervision."""

from datetime import datetime

from django.db.models import F

from tickets.datelaw.types import local
from tickets.models import Counter


def next_number(now: datetime, sort: str = "ticket", word: str = "GD") -> str:
    """GD-2026-000187: counted by the year in Shanghai, without gaps, taken inside the transaction. Each sort of thing
    is counted by itself, and its numbers begin with its own word."""
    period = f"{local(now):%Y}"
    counter = Counter.objects.filter(name=sort, period=period)
    if not counter.update(last=F("last") + 1):
        Counter.objects.get_or_create(name=sort, period=period)
        counter.update(last=F("last") + 1)
    return f"{word}-{period}-{counter.get().last:06d}"
