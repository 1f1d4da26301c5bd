"""监管周报 and 月报 as the supervisor signed them: handed in as a file, then sent to the parties of the contract."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.datelaw.periods import SORTS, Period
from tickets.models.contracts import Contract
from tickets.models.row import Row


class SupervisionReport(Row):
    """One signed report of a week or a month. A later one of the same period has a higher version; none is deleted."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reports")
    sort = models.CharField(max_length=10)
    #: First and last day of what it tells.
    starts = models.DateField()
    ends = models.DateField()
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(sort__in=SORTS), name="report_sort_known"),
            CheckConstraint(condition=Q(ends__gt=F("starts")), name="report_ends_after_it_starts"),
            CheckConstraint(condition=Q(version__gte=1, size__gt=0), name="report_has_a_file"),
            CheckConstraint(
                condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                | Q(sent_by__isnull=False, sent_at__gte=F("at")),
                name="report_sent_says_who_and_when",
            ),
            UniqueConstraint(fields=["contract", "sort", "starts", "version"], name="report_version_once"),
        ]
        indexes = [Index(fields=["-sent_at", "-id"], condition=Q(sent_at__isnull=False), name="report_sent_newest")]

    @property
    def period(self) -> Period:
        return Period(self.sort, self.starts)
