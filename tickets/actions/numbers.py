"""The numbers of tickets."""

from datetime import datetime

from django.db.models import F

from tickets.datelaw.types import local
from tickets.models import Counter


def next_number(now: datetime) -> str:
    """GD-2026-000187: counted by the year in Shanghai, without gaps, taken inside the transaction."""
    period = f"{local(now):%Y}"
    counter = Counter.objects.filter(name="ticket", period=period)
    if not counter.update(last=F("last") + 1):
        Counter.objects.get_or_create(name="ticket", period=period)
        counter.update(last=F("last") + 1)
    return f"GD-{period}-{counter.get().last:06d}"
