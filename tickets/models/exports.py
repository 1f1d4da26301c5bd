"""Lists taken out of the service as files."""

from typing import Final

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from accounts.models import User
from tickets.models.row import Row

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
#: Still to be worked off.
UNFINISHED: Final = (RUNNING, WAITING)


class Export(Row):
    """One list as its filters narrowed it, on the way into a file that its owner alone fetches."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    #: Name of the list, and what its address asked: name of a filter -> values.
    list = models.CharField(max_length=20)
    asked = models.JSONField(default=dict)
    #: How it was narrowed, in words; "" where an earlier release did not say.
    said = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    #: Rows that the file will have, and rows that it has so far.
    total = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Whose turn it is and until when; a process that dies over it leaves it to the next one after that.
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    path = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    #: The file is gone from then on.
    expires_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["-asked_at", "-id"]
        constraints = [
            CheckConstraint(condition=Q(state__in=(WAITING, RUNNING, DONE, FAILED)), name="export_state_known"),
            CheckConstraint(
                condition=~Q(state=RUNNING) | Q(lease__isnull=False, lease_until__isnull=False),
                name="export_running_is_leased",
            ),
            CheckConstraint(
                condition=~Q(state=DONE) | Q(done_at__isnull=False, expires_at__isnull=False) & ~Q(path=""),
                name="export_done_has_a_file",
            ),
            CheckConstraint(condition=Q(written__lte=F("total")), name="export_written_of_total"),
        ]
        indexes = [
            Index(fields=["asked_at", "id"], condition=Q(state__in=UNFINISHED), name="export_next"),
            Index(fields=["owner", "-asked_at"], name="export_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.list} {self.state}"
