"""加签 and 转交: a colleague is asked for an opinion before a decision, and a decision is passed on to another holder.

Both hang on the state in which the order stood: once it moves on they are over, without a word written.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class Consultation(Row):
    """加签: `asked_by` asks a colleague for an opinion. It holds nothing up."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, models.PROTECT, related_name="consultations")
    question = models.TextField()
    asked_at = models.DateTimeField()
    opinion = models.TextField(blank=True, default="")
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints = [
            CheckConstraint(condition=~Q(asked_of=F("asked_by")), name="consultation_of_another"),
            CheckConstraint(
                condition=Q(given_at__isnull=True, opinion="") | Q(given_at__isnull=False) & ~Q(opinion=""),
                name="consultation_given_in_words",
            ),
            CheckConstraint(
                condition=Q(given_at__isnull=True) | Q(withdrawn_at__isnull=True), name="consultation_ends_once"
            ),
            UniqueConstraint(
                fields=["ticket", "asked_of"],
                condition=Q(given_at__isnull=True, withdrawn_at__isnull=True),
                name="consultation_open_once",
            ),
        ]

    @property
    def open(self) -> bool:
        return self.given_at is None and self.withdrawn_at is None


class Delegation(Row):
    """转交: the turn of `role` is passed on by one holder of the role to another, until one of them undoes it."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=30)
    passed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    passed_to = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField()
    passed_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints = [
            CheckConstraint(condition=~Q(passed_to=F("passed_by")), name="delegation_to_another"),
            CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="delegation_undone_says_who_and_when",
            ),
            UniqueConstraint(
                fields=["ticket", "role"], condition=Q(undone_at__isnull=True), name="delegation_stands_once"
            ),
        ]
