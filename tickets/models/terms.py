"""What ended a contract or moved its end: facts of the contract, each with its act, basis, evidence and two persons."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract, words
from tickets.models.row import Row
from tickets.policy.types import TermAct


class TermEvent(Row):
    """An early end (12.1, 12.2, 12.4, agreed), the expiry of a term that is not renewed, or an extension (14.4).

    An end says its last day, `ends`; an extension says by how many `days` the term moves and which interruption it
    makes good. One person proposes, another agrees; what was withdrawn or declined counts no more and stays.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="term_events")
    act = models.CharField(max_length=20)
    #: The article ("12.1"), or the ground where no article is named ("agreement", "not_renewed").
    basis = models.CharField(max_length=20)
    ends = models.DateField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    interrupted_from = models.DateField(null=True)
    interrupted_to = models.DateField(null=True)
    #: The paper that proves it, by number and title.
    evidence = models.CharField(max_length=200)
    #: The order whose notice ended the contract; None for an extension, which is no order.
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True, related_name="term_events")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(act__in=words(TermAct)), name="term_act_known"),
            CheckConstraint(
                condition=Q(act=TermAct.EXTENSION.value, ends__isnull=True, days__gt=0, interrupted_from__isnull=False)
                & Q(interrupted_to__gte=F("interrupted_from"))
                | ~Q(act=TermAct.EXTENSION.value) & Q(ends__isnull=False, days__isnull=True, agreed_at__isnull=False),
                name="term_act_says_what_it_changes",
            ),
            CheckConstraint(
                condition=~Q(act=TermAct.EXPIRY.value) | Q(basis="not_renewed"), name="term_expires_unrenewed"
            ),
            CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")), name="term_two_people"
            ),
            CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="term_agreed_says_who_and_when",
            ),
            UniqueConstraint(
                fields=["contract"],
                condition=Q(withdrawn_at__isnull=True, act__in=[TermAct.EARLY_END.value, TermAct.EXPIRY.value]),
                name="term_ends_once",
            ),
            UniqueConstraint(
                fields=["contract", "basis", "interrupted_from"],
                condition=Q(withdrawn_at__isnull=True, act=TermAct.EXTENSION.value),
                name="term_extended_once_a_ground",
            ),
        ]

    @property
    def stands(self) -> bool:
        """Agreed by both, and not withdrawn."""
        return self.agreed_at is not None and self.withdrawn_at is None

    @property
    def open(self) -> bool:
        """Proposed, and not yet answered."""
        return self.agreed_at is None and self.withdrawn_at is None
