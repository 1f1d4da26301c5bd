"""中断登记: what monitoring reports of a system that was not available, and what the sides say of it. Append-only.

An entry starts no clock. It waits until somebody makes it a fault, which then tells of the outage itself, or says what
else it is; the other side confirms that or contests it. All other outages are read from orders: `tickets.outages`.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract, System
from tickets.models.row import Row
from tickets.models.tickets import Ticket

FAULT, OUTAGE, FALSE_ALARM, CONFIRMED, CONTESTED = "fault", "outage", "false_alarm", "confirmed", "contested"
#: What is said first, and what the other side answers.
VERDICTS = (FALSE_ALARM, FAULT, OUTAGE)
ANSWERS = (CONFIRMED, CONTESTED)
#: What the other side is asked about. A fault is an order: its times are claimed there.
ASKED = (FALSE_ALARM, OUTAGE)


class MonitoredOutage(Row):
    """One entry. A correction is a further entry that names the one it replaces; of a source's name the last stands."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="monitored")
    system = models.ForeignKey(System, models.PROTECT, related_name="monitored")
    began_at = models.DateTimeField()
    #: Null: it was still on.
    ended_at = models.DateTimeField(null=True)
    #: What the monitoring calls it: the same name twice is the same outage.
    source_id = models.CharField(max_length=100)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    #: Null: whoever runs the service read a file in by command.
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("began_at")),
                name="monitored_ends_after_it_begins",
            ),
            CheckConstraint(condition=Q(began_at__lte=F("entered_at")), name="monitored_began_before_its_entry"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__lte=F("entered_at")),
                name="monitored_ended_before_its_entry",
            ),
            CheckConstraint(condition=~Q(source_id=""), name="monitored_says_what_its_source_calls_it"),
            UniqueConstraint(
                fields=["contract", "source_id"], condition=Q(replaces__isnull=True), name="monitored_once_a_source_id"
            ),
            CheckConstraint(
                condition=Q(entered_by__isnull=True, unit__isnull=True)
                | Q(entered_by__isnull=False, unit__isnull=False),
                name="monitored_entered_for_a_unit",
            ),
        ]
        indexes = [Index(fields=["-began_at", "-id"], name="monitored_newest")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.source_id}"


class OutageWord(Row):
    """What one person said of one entry, or answered to what the other side said of it."""

    entry = models.ForeignKey(MonitoredOutage, models.PROTECT, related_name="words")
    word = models.CharField(max_length=12)
    #: What a confirmation or a contest answers; who had said it and for which side, so that the database sees to it
    #: that two persons of two sides speak.
    answers = models.OneToOneField("self", models.PROTECT, null=True, related_name="answered_by")
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said_side = models.CharField(max_length=20, blank=True)
    #: The fault that tells of it from then on.
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="monitored")
    reason = models.CharField(max_length=500, blank=True)
    side = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(word__in=(*ANSWERS, *VERDICTS)), name="outage_word_known"),
            CheckConstraint(
                condition=Q(word=FAULT, ticket__isnull=False) | ~Q(word=FAULT) & Q(ticket__isnull=True),
                name="outage_word_of_a_fault_names_it",
            ),
            CheckConstraint(
                condition=Q(word__in=ANSWERS, answers__isnull=False, said_by__isnull=False) & ~Q(said_side="")
                | Q(word__in=VERDICTS, answers__isnull=True, said_by__isnull=True, said_side=""),
                name="outage_word_answers_a_word",
            ),
            CheckConstraint(
                condition=Q(said_by__isnull=True) | ~Q(said_by=F("by")), name="outage_word_answered_by_another"
            ),
            CheckConstraint(condition=~Q(said_side=F("side")), name="outage_word_answered_by_the_other_side"),
            CheckConstraint(condition=~Q(reason="") | Q(word__in=(CONFIRMED, FAULT)), name="outage_word_says_why"),
            CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("by")), name="outage_word_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.word}"
