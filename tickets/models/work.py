"""Rows that the service needs for itself: numbers, repeated requests, sweeping processes, periodic work."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from accounts.models import User
from tickets.models.audit import LONGEST_KEYED_BY
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class Counter(Row):
    """The last number given in a period. Incremented inside the transaction: no gaps, no number twice."""

    name = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["name", "period"], name="counter_once")]


class IdempotencyKey(Row):
    """The answer to a request that carried an idempotency key: a repeat gets it and changes nothing."""

    actor = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    #: Where what was done was done to a claim.
    claim = models.ForeignKey("tickets.Claim", models.PROTECT, null=True, related_name="+")
    #: Where it was done to minutes over many claims.
    minutes = models.ForeignKey("tickets.Minutes", models.PROTECT, null=True, related_name="+")
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once")]


class Installation(Row):
    """One epoch of this database: from its first message, or from a restore, until the next restore."""

    #: 1, and one more with each restore.
    epoch = models.PositiveIntegerField(primary_key=True)
    #: Goes into the ids of messages, so that no other database and no other epoch makes the same ones.
    mark = models.UUIDField(unique=True)
    began_at = models.DateTimeField()


class WorkerHeartbeat(Row):
    """One start of one sweeping process."""

    id = models.UUIDField(primary_key=True)
    role = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    swept_at = models.DateTimeField()

    class Meta(Row.Meta):
        indexes = [Index(fields=["-swept_at"], name="heartbeat_newest")]


class PeriodicTask(Row):
    """Work that falls due again and again: a row that any sweep takes."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    #: Since when it has failed each time, and how the last time: the name of the error alone.
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            CheckConstraint(
                condition=Q(failing_since__isnull=True, error="") | Q(failing_since__isnull=False) & ~Q(error=""),
                name="periodic_task_fails_by_name",
            ),
        ]


class FailedWork(Row):
    """Something fell due on a row and failed there: put off, tried again, and gone once it was done. What fails on a
    clock stands on the clock itself."""

    sort = models.CharField(max_length=20)
    #: The id of what it was due on: each sort is about rows of one table.
    row = models.BigIntegerField()
    since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["sort", "row"], name="failed_work_once"),
            CheckConstraint(condition=Q(sort__in=["lapse", "claim", "supervision", "turns"]), name="failed_work_known"),
        ]


class Seal(Row):
    """A day's seal over the audit entries since the seal before, to be kept outside the database as well.

    `digest` takes in the previous seal's digest and the hashes of the `entries` entries (of `chains` chains)
    whose ids lie above the previous seal's `through` and not above this one's.
    """

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    through = models.BigIntegerField()
    chains = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    #: As in `AuditEntry`: the digest is keyed, too.
    keyed_by = models.CharField(max_length=LONGEST_KEYED_BY, blank=True, default="")
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)

    class Meta(Row.Meta):
        ordering = ["day"]


class SentSeal(Row):
    """A seal that has been handed over outside the database (setting SEAL_URL)."""

    seal = models.OneToOneField(Seal, models.PROTECT, related_name="sent")
    at = models.DateTimeField()
