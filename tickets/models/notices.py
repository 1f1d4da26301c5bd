"""Notices, their deliveries, and where people are reached: written only by `tickets.outbox`."""

from datetime import time

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.deadlines import Deadline
from tickets.models.row import Row
from tickets.models.tickets import Ticket

#: What a person has before them: told, not over, not put away.
STANDING = Q(held="", ended_at__isnull=True, archived_at__isnull=True)
#: What its reader still has to meet in a digest.
AWAITED = Q(digest__isnull=True, read_at__isnull=True, ended_at__isnull=True) & ~Q(held="")


class Notice(Row):
    """One event told to one person. `key` says what it is about, so that nobody is told twice."""

    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices", db_index=False)
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=40)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="notices")
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="notices")
    #: What the words need; rendered in the reader's language.
    params = models.JSONField(default=dict)
    #: A breach, an escalation or a clock that cannot be worked: shown as urgent.
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    #: A copy that its reader meets in a digest: of the working day, or of the week. "": told at once.
    held = models.CharField(max_length=10, blank=True, default="")
    digest = models.ForeignKey("self", models.PROTECT, null=True, related_name="lines", db_index=False)
    #: Read since it was last put off; `first_read_at`: before that.
    read_at = models.DateTimeField(null=True)
    first_read_at = models.DateTimeField(null=True)
    #: What it asked for is done: by whomever, or the clock has stopped.
    ended_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    snoozed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["-id"]
        constraints = [
            UniqueConstraint(fields=["recipient", "key"], name="notice_once"),
            CheckConstraint(condition=Q(held__in=("", "daily", "weekly")), name="notice_held_known"),
            CheckConstraint(condition=Q(digest__isnull=True) | ~Q(held=""), name="notice_of_a_digest_was_held"),
            CheckConstraint(
                condition=Q(snoozed_until__isnull=True) | Q(urgent=False), name="notice_red_is_not_put_off"
            ),
            CheckConstraint(
                condition=Q(snoozed_until__isnull=True, snoozed_at__isnull=True) | Q(snoozed_until__gt=F("snoozed_at")),
                name="notice_put_off_says_when",
            ),
        ]
        indexes = [
            Index(fields=["recipient", "-id"], condition=STANDING & Q(read_at__isnull=True), name="notice_unread"),
            Index(fields=["recipient", "-id"], condition=STANDING & Q(read_at__isnull=False), name="notice_read"),
            Index(fields=["recipient", "-id"], name="notice_newest"),
            Index(fields=["held"], condition=AWAITED, name="notice_awaits_digest"),
            Index(fields=["digest"], condition=Q(digest__isnull=False), name="notice_of_a_digest"),
            Index(fields=["event", "key"], condition=Q(ticket__isnull=True), name="notice_of_no_order"),
        ]


class GroupChannel(Row):
    """A group chat of a unit, on one channel: told once of what concerns its people. An ended one keeps no address."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="group_channels")
    channel = models.CharField(max_length=20)
    #: What people call the chat.
    name = models.CharField(max_length=60)
    #: Sealed: it holds a key.
    address = models.TextField(blank=True)
    #: Of which groups of events it is told.
    events = models.JSONField(default=list)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    #: Told of nothing until it is started again; its address is kept.
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            UniqueConstraint(
                fields=["organization", "channel", "name"],
                condition=Q(ended_at__isnull=True),
                name="group_channel_once",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) & ~Q(address="") | Q(ended_at__isnull=False) & Q(address=""),
                name="group_channel_has_an_address_until_it_ends",
            ),
        ]


class Delivery(Row):
    """One notice on one channel outside the service, to its recipient, or once to a group that it concerns.

    Leased, sent outside any transaction, marked. `uncertain`: it may have gone out, and is not sent again.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    group = models.ForeignKey(GroupChannel, models.PROTECT, null=True, related_name="deliveries", db_index=False)
    #: Of a group: the key of the notice, of which several people are told and the group once.
    key = models.CharField(max_length=120, blank=True)
    #: As its notice is: it goes before what is not.
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    #: By the system administrator, with the reason; nobody: whoever has the shell.
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    cancelled_for = models.CharField(max_length=200, blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(
                fields=["notice", "channel"], condition=Q(group__isnull=True), name="delivery_channel_once"
            ),
            UniqueConstraint(fields=["group", "key"], condition=Q(group__isnull=False), name="delivery_group_once"),
            CheckConstraint(
                condition=Q(group__isnull=True, key="") | Q(group__isnull=False) & ~Q(key=""),
                name="delivery_to_a_group_has_a_key",
            ),
            CheckConstraint(
                condition=Q(state__in=("cancelled", "dead", "pending", "sent", "uncertain")),
                name="delivery_state_known",
            ),
            CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_says_when"),
            CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_for="")
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_for=""),
                name="delivery_cancelled_says_why",
            ),
        ]
        indexes = [
            Index(fields=["channel", "urgent", "next_at", "id"], condition=Q(state="pending"), name="delivery_waiting"),
            Index(fields=["-next_at", "-id"], condition=~Q(state="sent"), name="delivery_not_sent"),
        ]


class ContactAddress(Row):
    """Where one person is reached on one channel, entered by themselves; sealed where it holds a key.

    Mail goes to the confirmed address of the account, short messages to its registered telephone.
    """

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


class MutedChannel(Row):
    """A person does not want events of this group on this channel."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted_channels")
    channel = models.CharField(max_length=20)
    group = models.CharField(max_length=20)

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["user", "channel", "group"], name="muted_channel_once")]


class NoticeHours(Row):
    """When a person is told on channels outside the service, and how copies reach them. Whoever has none lives by the
    defaults."""

    user = models.OneToOneField(User, models.CASCADE, related_name="notice_hours")
    #: From `quiet_from` to `quiet_until`, Asia/Shanghai, only what cannot wait goes out; alike: at any hour.
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    #: Copies are drawn together in the digest of the working day.
    copies_by_digest = models.BooleanField(default=False)
