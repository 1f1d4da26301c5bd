"""The numbers of tickets, of orders of supervision, and of notices of findings."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import F

from tickets.datelaw.types import local
from tickets.models import Counter

#: Sort of thing, counted by itself -> the word with which its numbers begin.
WORDS: Final = {"ticket": "GD", "supervision": "DB", "finding_notice": "TZ"}


def next_number(now: datetime, sort: str = "ticket") -> str:
    """GD-2026-000187: counted by the year in Shanghai, without gaps, taken inside the transaction."""
    period = f"{local(now):%Y}"
    counter = Counter.objects.filter(name=sort, period=period)
    if not counter.update(last=F("last") + 1):
        Counter.objects.get_or_create(name=sort, period=period)
        counter.update(last=F("last") + 1)
    return _number(sort, period, counter.get().last)


def _number(sort: str, period: str, count: int) -> str:
    return f"{WORDS[sort]}-{period}-{count:06d}"


def given() -> dict[str, int]:
    """`GD-2026` -> the last number given."""
    return {f"{WORDS[one.name]}-{one.period}": one.last for one in Counter.objects.filter(name__in=WORDS)}


def pass_over(gap: int, years: Iterable[int], beyond: Mapping[str, int]) -> dict[str, list[int]]:
    """After a restore: `gap` numbers of each sort and year are given to nothing, for they may stand on paper already;
    nor those up to `beyond`. `GD-2026` -> the last that the backup knew, and the last that is passed over."""
    passed = {}
    for year in years:
        for sort, word in WORDS.items():
            counter, _created = Counter.objects.get_or_create(name=sort, period=f"{year}")
            last = max(counter.last + gap, beyond.get(f"{word}-{year}", 0))
            passed[f"{word}-{year}"] = [counter.last, last]
            Counter.objects.filter(pk=counter.pk).update(last=last)
    return passed
