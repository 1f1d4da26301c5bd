"""Facts with a time of their own, and what the sides say of them. Written only by `tickets.actions`.

A fact is what happened in the world and what clocks hang on. A claim is one side's word that it happened at another
instant than the one that stands, or that a clock rested; what each person said of it is a statement, never changed.
"""

from functools import cached_property

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract
from tickets.models.row import Row
from tickets.models.tickets import Ticket

TIME, PAUSE = "time", "pause"
PENDING, ACCEPTED, CONTESTED, DECIDED, WITHDRAWN = "pending", "accepted", "contested", "decided", "withdrawn"
#: Until then both readings of the clocks stand side by side.
UNSETTLED = (CONTESTED, PENDING)
CLAIM_STATES = (ACCEPTED, CONTESTED, DECIDED, PENDING, WITHDRAWN)
#: What a statement does. `claimed` opens a claim, `corrected` puts another value in its place.
SAYINGS = (
    "accepted", "agreed", "claimed", "contested", "corrected", "decided", "ended", "proof", "proof_missing",
    "proposed", "referred", "review_asked", "reviewed", "taken_back", "unanswered", "undecided", "withdrawn",
)  # fmt: skip


class Fact(Row):
    """One event on a ticket, `name`d by the act or the field that reported it. What bears one name is told apart by the
    order of its entry.

    `entered_at` is when it was written down and never changes; `stated_at` is when it happened by the word of whoever
    entered it; `standing_at` is what the clocks run by now, None where it is settled that it did not happen.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="facts")
    name = models.CharField(max_length=40)
    #: The side that reported it, and the side that may accept or contest it.
    side = models.CharField(max_length=20)
    answered_by = models.CharField(max_length=20)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    standing_at = models.DateTimeField(null=True)
    #: It did not happen before this instant: the beginning of the state in which it was reported, or as far as it may
    #: reach back. Where that beginning is a fact itself, its earliest reading counts (`actions.claims.bounds`).
    not_before = models.DateTimeField()
    #: Entered so long after it happened that it is marked 补录; why, in words.
    late = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=500, blank=True)

    class Meta(Row.Meta):
        #: One of an earlier release gets its row when it is asked for, behind later ones.
        ordering = ["entered_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(stated_at__lte=F("entered_at")), name="fact_before_its_entry"),
            CheckConstraint(
                condition=Q(standing_at__isnull=True) | Q(standing_at__lte=F("entered_at")),
                name="fact_stands_before_its_entry",
            ),
            CheckConstraint(condition=Q(late=False) | ~Q(late_reason=""), name="fact_late_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.name}"


class Claim(Row):
    """One side's word against a standing value, until the other accepts it or the supervisor decides.

    `due_at` is the limit of whoever has to move: the answer, then the decision. `number` counts within the ticket.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="claims")
    number = models.PositiveSmallIntegerField()
    #: What was entered in one act is one question: the number of its first claim. Null: the claim stands alone.
    question = models.PositiveSmallIntegerField(null=True)
    type = models.CharField(max_length=10)
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="claims")
    #: Of a pause: the duty whose clock rests, "*" for every clock of the claimant; and why, a reason of the clause.
    code = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default=PENDING)
    side = models.CharField(max_length=20)
    answered_by = models.CharField(max_length=20)
    entered_at = models.DateTimeField()
    #: Whoever has to move next does so until then; null once it is settled.
    due_at = models.DateTimeField(null=True)
    #: Spoken against oneself: it needs nobody's consent.
    admission = models.BooleanField(default=False)
    answer_overdue = models.BooleanField(default=False)
    decision_overdue = models.BooleanField(default=False)
    late_contest = models.BooleanField(default=False)
    #: Of force majeure: the official proof is due by then (14.3), and came then.
    proof_due = models.DateTimeField(null=True)
    proof_at = models.DateTimeField(null=True)
    #: Of a fact that is denied: until then the checker should have told that it did not happen.
    checker_due = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    #: The clocks that the claim bears on.
    clocks = models.ManyToManyField("tickets.Deadline", related_name="claims")
    #: The next instant at which time alone does something to it; null: nothing.
    next_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            UniqueConstraint(fields=["ticket", "number"], name="claim_number_once"),
            UniqueConstraint(fields=["fact"], condition=Q(state__in=UNSETTLED), name="claim_unsettled_once_a_fact"),
            CheckConstraint(condition=Q(state__in=CLAIM_STATES), name="claim_state_known"),
            CheckConstraint(
                condition=Q(type=TIME, fact__isnull=False, ground="")
                | Q(type=PAUSE, fact__isnull=True) & ~Q(ground=""),
                name="claim_of_time_or_pause",
            ),
            CheckConstraint(
                condition=~Q(state__in=UNSETTLED) | Q(due_at__isnull=False), name="claim_unsettled_has_a_limit"
            ),
            CheckConstraint(condition=~Q(side=F("answered_by")), name="claim_answered_by_another_side"),
        ]
        indexes = [
            Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="claim_next"),
            Index(fields=["state", "due_at"], name="claim_state_due"),
            Index(fields=["-entered_at", "-id"], name="claim_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} c{self.number}"

    @cached_property
    def said(self) -> "list[Statement]":
        """What was said of it, in order."""
        return list(self.statements.all())

    @property
    def unsettled(self) -> bool:
        return self.state in UNSETTLED


class Minutes(Row):
    """会商纪要: the leads of both sides settle claims together. One proposes, the other agrees; until then it settles
    nothing, and the side that proposed may take it back. What they say of each claim is a statement on its order."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="minutes")
    text = models.CharField(max_length=2000)
    side = models.CharField(max_length=20)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["-id"]
        constraints = [
            CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="minutes_agreed_by_somebody",
            ),
            CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")), name="minutes_of_two_people"
            ),
            CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(agreed_at__gte=F("proposed_at")),
                name="minutes_proposed_before_agreed",
            ),
            CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, agreed_at__isnull=True),
                name="minutes_withdrawn_or_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.pk}"

    @property
    def waiting(self) -> bool:
        """Neither agreed to nor taken back."""
        return self.agreed_at is None and self.withdrawn_at is None


class Statement(Row):
    """What one person said of a claim, when, in whose name and why. Append-only; the sweep speaks with `by` null.

    The value: the instant `start` (a time), the stretch from `start` to `end`, open where `end` is null (a pause), or
    `nothing`: it did not happen, it did not rest.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="statements")
    saying = models.CharField(max_length=20)
    side = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    valued = models.BooleanField(default=False)
    nothing = models.BooleanField(default=False)
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    #: Of a fact that is denied: when it was seen not to have happened.
    seen_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    #: Of what both leads settle together: the minutes in which it stands.
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, related_name="statements")
    digest = models.CharField(max_length=64)
    #: The files that were handed in with these words.
    papers = models.ManyToManyField("tickets.Attachment", related_name="statements")

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(saying__in=SAYINGS), name="statement_saying_known"),
            CheckConstraint(
                condition=Q(valued=False, nothing=False, start__isnull=True)
                | Q(valued=True, nothing=True, start__isnull=True)
                | Q(valued=True, nothing=False, start__isnull=False),
                name="statement_value_or_none",
            ),
            CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="statement_ends_after_it_starts"
            ),
        ]
