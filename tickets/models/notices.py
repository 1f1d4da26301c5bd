"""Notices, their deliveries, and where people are reached: written only by `tickets.outbox`."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from accounts.models import User
from tickets.models.deadlines import Deadline
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class Notice(Row):
    """One event told to one person. `key` says what it is about, so that nobody is told twice."""

    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=40)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="notices")
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="notices")
    #: What the words need; rendered in the reader's language.
    params = models.JSONField(default=dict)
    #: A breach, an escalation or a clock that cannot be worked: shown as urgent.
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["-id"]
        constraints = [UniqueConstraint(fields=["recipient", "key"], name="notice_once")]
        indexes = [
            Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"),
            Index(fields=["recipient", "-id"], name="notice_newest"),
        ]


class Delivery(Row):
    """One notice on one channel outside the service. Leased, sent outside any transaction, marked."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["notice", "channel"], name="delivery_channel_once"),
            CheckConstraint(condition=Q(state__in=("dead", "pending", "sent")), name="delivery_state_known"),
            CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_says_when"),
        ]
        indexes = [Index(fields=["channel", "next_at"], condition=Q(state="pending"), name="delivery_pending")]


class ContactAddress(Row):
    """Where one person is reached on one channel, entered by themselves. Mail goes to `User.email` instead."""

    #: The longest address that a channel may ask for.
    LONGEST = 500

    user = models.ForeignKey(User, models.CASCADE, related_name="contact_addresses")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=LONGEST)

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["user", "channel"], name="contact_address_once"),
            CheckConstraint(condition=~Q(address=""), name="contact_address_is_one"),
        ]
