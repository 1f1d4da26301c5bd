"""Secret addresses under which a person's deadlines are read by their calendar."""

from django.db import models

from accounts.models import User
from tickets.models.row import Row


class CalendarFeed(Row):
    """One person's address, as the digest of its secret: the secret itself is shown once and kept nowhere."""

    owner = models.OneToOneField(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.owner_id}"
