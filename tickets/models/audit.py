"""The audit chain. Written only by `tickets.audit`; database triggers refuse every change of a row."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.lifecycle.meaning import LONGEST
from tickets.models.row import Row
from tickets.models.tickets import Ticket

#: `sha256:` and the id of a key (`govcloud.audit_keys`).
LONGEST_KEYED_BY = 24


class AuditEntry(Row):
    """Who did what to a ticket, hashed onto the entry before. `ticket` null: the system log."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="entries_of_audit", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=LONGEST["step"])
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32, blank=True)
    #: False: a refusal that an auditor must know of.
    allowed = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    #: `digest:key id` of the key under which `hash` was made; "": none, as release 0.1 wrote it.
    keyed_by = models.CharField(max_length=LONGEST_KEYED_BY, blank=True, default="")
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(Row.Meta):
        ordering = ["ticket", "seq"]
        constraints = [
            UniqueConstraint(fields=["ticket", "seq"], name="audit_seq_once"),
            UniqueConstraint(fields=["seq"], condition=Q(ticket__isnull=True), name="audit_house_seq_once"),
        ]
        indexes = [
            Index(fields=["action", "-seq"], condition=Q(ticket__isnull=True), name="system_log_by_act"),
            Index(
                fields=["source", "-at", "-id"],
                condition=Q(allowed=True, ticket__isnull=False) & ~Q(source=""),
                name="audit_left",
            ),
            Index(fields=["actor"], condition=Q(actor__isnull=False), name="audit_by_actor"),
            Index(fields=["on_behalf_of"], condition=Q(on_behalf_of__isnull=False), name="audit_on_behalf_of"),
            Index(fields=["unit"], condition=Q(unit__isnull=False), name="audit_of_unit"),
        ]


class SystemLogHead(Row):
    """The one row whose lock serialises the system log, with its length and head."""

    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    #: Rows of an earlier release are there of which no entry tells the columns yet: `manage.py baseline`.
    baseline_due = models.BooleanField(default=False)


class KeyedSince(Row):
    """What stood in the audit when it was first keyed, sealed under that key: no entry without one is believed
    beyond `through`. Append-only; at most one row, in databases that release 0.1 wrote."""

    at = models.DateTimeField()
    through = models.BigIntegerField()
    chains = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    keyed_by = models.CharField(max_length=LONGEST_KEYED_BY)
    digest = models.CharField(max_length=64)
