"""The clock of sign-in and sessions: that of the process. Their limits are minutes, so machines need not agree
to the second. Work orders use tickets.clock."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()  # noqa: TID251  # this is the edge where accounts reads the clock
