"""What one administrator proposes of contracts and calendars, and another releases: written by `tickets.operating`."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import User
from tickets.models.row import Row

CONTRACT, CALENDAR = ("contract", "calendar")
PROPOSED, RELEASED, REJECTED = ("proposed", "released", "rejected")


class ProposedTerms(Row):
    """The file of a contract's edition or of a calendar year, checked, until a second person releases or rejects it."""

    sort = models.CharField(max_length=10)
    #: The contract's number, or the year with its version ("2027.1").
    name = models.CharField(max_length=60)
    file = models.CharField(max_length=120)
    #: As it was handed in, and the SHA-256 of its bytes.
    text = models.TextField()
    digest = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PROPOSED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    @property
    def withdrawn(self) -> bool:
        """撤回: whoever proposed it took it back, which is no rejection (退回) by another."""
        return self.state == REJECTED and self.decided_by_id == self.proposed_by_id

    class Meta(Row.Meta):
        ordering = ["-id"]
        constraints = [
            CheckConstraint(condition=Q(sort__in=("calendar", "contract")), name="proposed_terms_sort_known"),
            CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=("rejected", "released"), decided_by__isnull=False, decided_at__isnull=False),
                name="proposed_terms_decided_by_somebody",
            ),
            CheckConstraint(
                condition=~Q(state="released") | ~Q(decided_by=F("proposed_by")),
                name="proposed_terms_released_by_another",
            ),
            CheckConstraint(condition=~Q(state="rejected") | ~Q(reason=""), name="proposed_terms_rejected_says_why"),
            UniqueConstraint(fields=["sort", "name"], condition=Q(state="proposed"), name="proposed_terms_once"),
        ]
        indexes = [Index(fields=["-proposed_at", "-id"], name="proposed_terms_newest")]
