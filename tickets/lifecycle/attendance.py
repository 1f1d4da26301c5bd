"""Posts that nobody held, as checks on the spot and the provider's own word have them. Pure.

What a check found is a claim of the side that looked. It is settled once the provider accepts it in their sheet, or
once it is upheld against their word by the other of the two sides that look; what the provider enters of themselves
is settled at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from tickets.datelaw.types import local


class Claimed(StrEnum):
    """How it stands with one of them."""

    OPEN = "open"
    CONTESTED = "contested"
    SETTLED = "settled"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Absence:
    """`number`: within its order, from 1. side: that of whoever said so. since, until: None for one of an earlier
    release, which asked for no interval. settled_at: None while it is not."""

    number: str
    site: str
    post: str
    since: datetime | None
    until: datetime | None
    side: str
    standing: Claimed
    settled_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Nobody has taken it back."""
        return self.standing is not Claimed.TAKEN_BACK

    @property
    def unsettled(self) -> bool:
        return self.standing in (Claimed.OPEN, Claimed.CONTESTED)

    @property
    def words(self) -> str:
        """Where and when, as people read it in Beijing."""
        place = " ".join(filter(None, (self.site, self.post)))
        if self.since is None or self.until is None:
            return place
        since, until = local(self.since), local(self.until)
        end = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%Y-%m-%d %H:%M}"
        return f"{place} {since:%Y-%m-%d %H:%M}–{end}"

    @property
    def lasted(self) -> timedelta | None:
        return self.until - self.since if self.since is not None and self.until is not None else None


@dataclass(frozen=True, slots=True)
class StaffedMonth:
    """What the sheet of a month came to. people: its head-count; least: the fewest that were there at one time."""

    number: str
    month: date
    promised: int
    people: int
    least: int

    def counted(self, reading: str) -> int:
        return self.least if reading == "any_day" else self.people

    def short(self, reading: str) -> bool:
        """Fewer than promised, by the figure that the contract's reading names (N21)."""
        return self.counted(reading) < self.promised


def short_run(number: str, months: Iterable[StaffedMonth], reading: str) -> list[StaffedMonth]:
    """The short months that follow upon one another, among them that of this order; none where it is not short. A
    month that is kept, or has no sheet, breaks the run."""
    short = {one.month: one for one in months if one.short(reading)}
    own = next((one for one in short.values() if one.number == number), None)
    if own is None:
        return []
    run = [own]
    while (before := short.get(_beside(run[0].month, -1))) is not None:
        run.insert(0, before)
    while (after := short.get(_beside(run[-1].month, 1))) is not None:
        run.append(after)
    return run


def _beside(month: date, months: int) -> date:
    """The first day of the month before or after."""
    day = month.replace(day=1) + timedelta(days=31 if months > 0 else -1)
    return day.replace(day=1)


def of_key_post(absence: Absence, posts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the plan has a key post of this name there."""
    return any(row.get("key_post") and (row["site"], row["duty_post"]) == (absence.site, absence.post) for row in posts)
