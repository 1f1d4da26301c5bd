"""The clock of sign-in and sessions: the process's own. Their limits are minutes, so no two machines need
agree to the second; work orders have a stricter clock of their own."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()  # noqa: TID251  # this is the edge where accounts reads the clock
