"""The weeks and months of which a report tells: whole days in Shanghai, a week from Monday to Sunday. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tickets.datelaw.types import day_end, midnight
from tickets.policy.calendar_files import YEARS

WEEK, MONTH = SORTS = ("week", "month")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """starts: its first day."""

    sort: str
    starts: date

    @classmethod
    def around(cls, sort: str, day: date) -> Self:
        """The one in which the day lies."""
        return cls(sort, day - timedelta(days=day.weekday()) if sort == WEEK else day.replace(day=1))

    @classmethod
    def read(cls, code: str) -> Self | None:
        """`2026-W09` or `2026-02`; None for anything else."""
        form = "%G-W%V-%u" if "W" in code else "%Y-%m-%d"
        try:
            day = datetime.strptime(f"{code}-1", form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            return None
        found = cls(WEEK if "W" in code else MONTH, day)
        return found if day.year in YEARS and found.code == code else None

    @property
    def code(self) -> str:
        return f"{self.starts:%G-W%V}" if self.sort == WEEK else f"{self.starts:%Y-%m}"

    @property
    def ends(self) -> date:
        """Its last day."""
        return self.following.starts - timedelta(days=1)

    @property
    def following(self) -> "Period":
        return Period.around(self.sort, self.starts + (_WEEK if self.sort == WEEK else timedelta(days=31)))

    @property
    def before(self) -> "Period":
        return Period.around(self.sort, self.starts - timedelta(days=1))

    @property
    def first(self) -> datetime:
        return midnight(self.starts)

    @property
    def over(self) -> datetime:
        """The first instant that is no longer in it."""
        return day_end(self.ends)

    def back(self) -> Iterator["Period"]:
        """This one, and those before it."""
        found = self
        while True:
            yield found
            found = found.before

    def __str__(self) -> str:
        """In the reader's language."""
        if self.sort == MONTH:
            return _("%(year)d-%(month)02d") % {"year": self.starts.year, "month": self.starts.month}
        told = {"year": int(f"{self.starts:%G}"), "week": int(f"{self.starts:%V}")}
        days = {"first": date_format(self.starts), "last": date_format(self.ends)}
        return _("week %(week)d of %(year)d (%(first)s to %(last)s)") % (told | days)
