"""What is entered into a contract's registers (`tickets.registers`). Written only by `tickets.actions`.

What was said never changes: triggers of the database refuse it (migration 0058). A correction is a row of its own.
"""

from typing import Final

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract
from tickets.models.row import Row
from tickets.models.tickets import Ticket

WAITING, CONFIRMED, RETURNED, WITHDRAWN = STATES = ("waiting", "confirmed", "returned", "withdrawn")
#: What still says something.
LIVING: Final = (CONFIRMED, WAITING)
LONGEST_SUBJECT: Final = 500


class RegisterEntry(Row):
    """One entry: entered by one person, confirmed by another; until then, and once returned, it says nothing.

    subject: what it is about, by `Register.subject`. starts, ends: from and until which day; no `ends`: until a later
    entry of the subject. replaces: the entry that it corrects, and `note`, why. annulled: it says only that the entry
    which it corrects counts no more. file_…: the scan that came with it; "" where none did.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="register_entries")
    register = models.CharField(max_length=40)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    #: As the register's fields store them.
    values = models.JSONField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    #: The order on which it rests, or that carries its papers.
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="register_entries")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")
    note = models.TextField(blank=True, default="")
    annulled = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_type = models.CharField(max_length=100, blank=True, default="")
    file_size = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_path = models.CharField(max_length=100, blank=True, default="")
    side = models.CharField(max_length=20)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: Why it was returned.
    reason = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(state__in=sorted(STATES)), name="register_entry_state_known"),
            CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="register_entry_in_order"),
            CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__gte=F("entered_at")),
                name="register_entry_decided_by_somebody",
            ),
            CheckConstraint(
                condition=~Q(state__in=("confirmed", "returned"))
                | ~Q(decided_by=F("entered_by")) & (Q(entered_for__isnull=True) | ~Q(decided_by=F("entered_for"))),
                name="register_entry_two_people",
            ),
            CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="register_entry_returned_says_why"),
            CheckConstraint(
                condition=Q(replaces__isnull=True, note="", annulled=False) | Q(replaces__isnull=False) & ~Q(note=""),
                name="register_entry_corrected_says_why",
            ),
            CheckConstraint(
                condition=Q(file_path="", file_name="", file_size=0)
                | ~Q(file_path="") & ~Q(file_name="") & Q(file_size__gt=0),
                name="register_entry_file_whole",
            ),
            UniqueConstraint(
                fields=["replaces"],
                condition=Q(state__in=("confirmed", "waiting")),
                name="register_entry_replaced_once",
            ),
            UniqueConstraint(
                fields=["contract", "register", "subject", "starts"],
                condition=Q(state__in=("confirmed", "waiting"), replaces__isnull=True),
                name="register_entry_said_once",
            ),
            UniqueConstraint(fields=["file_path"], condition=~Q(file_path=""), name="register_entry_own_file"),
        ]
        indexes = [
            Index(fields=["contract", "register", "subject", "-starts"], name="register_of_a_subject"),
            Index(fields=["-entered_at", "-id"], name="register_newest"),
            Index(fields=["contract", "register"], condition=Q(state="waiting"), name="register_waits"),
        ]

    @property
    def open(self) -> bool:
        """Nobody has confirmed or returned it."""
        return self.state == WAITING
