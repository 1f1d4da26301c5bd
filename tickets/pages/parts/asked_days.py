"""Days, months and instants that an address asks for: within the years of which the service can reckon, with a day to
spare on either side, for the day before and the day after are asked as well."""

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tickets.policy.calendar_files import YEARS

REACHED: Final = YEARS[1:-1]


def month(asked: str, today: date) -> date:
    """The first day of the month asked for; of this month for anything else."""
    return _month(asked) or today.replace(day=1)


def is_month(asked: str) -> bool:
    return _month(asked) is not None


def _month(asked: str) -> date | None:
    try:
        found = datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        return None
    return found if found.year in REACHED else None


def instant(asked: str) -> datetime | None:
    """None for what is none, or has no zone, or lies out of reach."""
    try:
        found = parse_datetime(asked)
    except ValueError:
        return None
    return found if found and found.tzinfo and found.year in REACHED else None


class DayField(forms.DateField):
    """A day by which a list is narrowed."""

    widget = forms.DateInput({"type": "date"})

    def to_python(self, value: Any) -> date | None:
        """Raises ValidationError."""
        found = super().to_python(value)
        if found and found.year not in REACHED:
            said = {"first": REACHED[0], "last": REACHED[-1]}
            raise ValidationError(_("Choose a day of the years %(first)d to %(last)d."), params=said)
        return found
