"""The audit chain. Written only by `tickets.audit`; database triggers refuse every change of a row."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.lifecycle.meaning import LONGEST
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class AuditEntry(Row):
    """Who did what to a ticket, hashed onto the entry before. `ticket` null: the system log."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="entries_of_audit")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=LONGEST["step"])
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32, blank=True)
    #: False: a refusal that an auditor must know of.
    allowed = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(Row.Meta):
        ordering = ["ticket", "seq"]
        constraints = [
            UniqueConstraint(fields=["ticket", "seq"], name="audit_seq_once"),
            UniqueConstraint(fields=["seq"], condition=Q(ticket__isnull=True), name="audit_house_seq_once"),
        ]


class SystemLogHead(Row):
    """The one row whose lock serialises the system log, with its length and head."""

    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
