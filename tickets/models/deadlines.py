"""Clocks as rows, written only by `clocks.timers`. No queue holds a deadline."""

from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import User
from tickets.datelaw.reckoning import is_late
from tickets.lifecycle.rights import RIGHTS
from tickets.models.claims import Claim, Fact
from tickets.models.contracts import Clause, Contract
from tickets.models.row import Row
from tickets.models.tickets import Ticket
from tickets.policy.types import PARTIES, Limit, Unit

RUNNING, PAUSED, MET, BREACHED, CANCELLED = "running", "paused", "met", "breached", "cancelled"
STATES = (BREACHED, CANCELLED, MET, PAUSED, RUNNING)
OWING = sorted(party.value for party in PARTIES)
#: Values of `limit_unit` that run by the minute: for questions to the database.
ELAPSED = tuple(unit.value for unit in Unit if unit.elapsed)


class Deadline(Row):
    """One clock of one ticket under one edition of a clause; `round` counts how often that clock began.

    `due_at`, `target_at`, `amber_at` and `next_at` are an index derived from `started_at`, the limit, the calendar
    and the pauses. For minutes and hours `due_at` is the last instant on time; for days it is 00:00 of the day after
    the last day and itself late. `breached` is for good; `stopped_at` tells whether the clock still runs.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="deadlines")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="deadlines")
    code = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    party = models.CharField(max_length=20)
    #: Its clause is an internal target (`Clause.judged`) or a right: nobody counts it among the contract's clocks.
    internal = models.BooleanField(default=False, db_default=False)
    limit_n = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)
    limit_roll = models.BooleanField(default=True)
    #: The last day itself, where a field of the ticket gives it.
    last_day = models.DateField(null=True)
    #: The last instant on time itself, where a field of the ticket gives it; `limit_unit` is "minute" then.
    last_instant = models.DateTimeField(null=True)
    #: Which instants the start was chosen from: {"entered": …, "reported_at": …} (G7: all are kept).
    anchors = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    #: The facts whose instants start and stop it. Null: it started, or stopped, by being entered.
    start_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+", db_index=False)
    stop_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+", db_index=False)
    nominal_due = models.DateTimeField()
    due_at = models.DateTimeField()
    target_at = models.DateTimeField()
    amber_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(max_length=60)
    #: A clock that is late reads breached, whether it runs or rests.
    state = models.CharField(max_length=10, default=RUNNING)
    resting = models.BooleanField(default=False)
    #: Since when, while it rests: boards show the longest first.
    rests_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    #: Stopped because it was no longer asked for; what was missed before stays missed.
    cancelled = models.BooleanField(default=False)
    #: A fault that was never removed: the round that began when that was told is part of this earlier one (并入).
    merged_into = models.PositiveSmallIntegerField(null=True)
    breached_at = models.DateTimeField(null=True)
    #: A pause whose end is known runs out by itself.
    resumes_at = models.DateTimeField(null=True)
    #: The next instant at which the sweep has something to do; null: nothing.
    next_at = models.DateTimeField(null=True)
    #: A row that failed in the sweep is looked at again then, and does not hold up the others; without a failure it is
    #: in the hands of whoever fires it, until then.
    try_after = models.DateTimeField(null=True)
    #: How often in a row it failed there: each time it waits twice as long.
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    #: A claim on it is unsettled: it has more than one reading.
    unsettled = models.BooleanField(default=False)
    #: Such a claim would lift the breach: whoever is not told of it yet waits until the claim is settled.
    held = models.BooleanField(default=False)
    #: How it was judged, frozen each time it stopped or a claim on it was settled: see `clocks.certificates`.
    versions = models.JSONField(default=list)
    #: It has rows of breaches, standing or set aside.
    has_breaches = models.BooleanField(default=False)
    #: Earlier answers that a pause voided out or a new calendar changed: [{at, why, due_at, …}].
    certificates = models.JSONField(default=list)

    #: Pauses as `readings.load` lays them ready.
    #: In memory: when the breach of a held clock stands by its claims too; None: not worked out.
    again: list[datetime] | None = None
    rests: list["Pause"]
    #: The pause in which it rests, as a board fetches it along with the row.
    open_pauses: list["Pause"]

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["ticket", "code", "round"], name="deadline_round_once"),
            UniqueConstraint(
                fields=["ticket", "code"], condition=Q(stopped_at__isnull=True), name="deadline_open_once"
            ),
            CheckConstraint(condition=Q(state__in=STATES), name="deadline_state_known"),
            CheckConstraint(
                condition=~Q(state__in=(MET, CANCELLED)) | Q(stopped_at__isnull=False),
                name="deadline_settled_is_stopped",
            ),
            CheckConstraint(
                condition=~Q(state=RUNNING) | Q(stopped_at__isnull=True, breached_at__isnull=True),
                name="deadline_running_is_open",
            ),
            CheckConstraint(condition=~Q(state=MET) | Q(breached_at__isnull=True), name="deadline_met_is_not_late"),
            CheckConstraint(
                condition=~Q(state=BREACHED) | Q(breached_at__isnull=False), name="deadline_breached_says_when"
            ),
            CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(stopped_at__isnull=True), name="deadline_stopped_is_quiet"
            ),
            CheckConstraint(
                condition=Q(limit_n__isnull=False) | Q(last_day__isnull=False) | Q(last_instant__isnull=False),
                name="deadline_has_a_limit",
            ),
            CheckConstraint(condition=Q(party__in=OWING), name="deadline_party_known"),
            CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(merged_into__lt=F("round"), cancelled=True),
                name="deadline_merged_into_an_earlier_round",
            ),
            CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="deadline_due_after_start"),
        ]
        indexes = [
            Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="deadline_next"),
            # What is late and still has something to be told: the sweep takes it first.
            Index(fields=["due_at", "next_at"], condition=Q(next_at__isnull=False), name="deadline_late_first"),
            Index(fields=["try_after", "id"], condition=Q(try_after__isnull=False), name="deadline_put_off"),
            Index(fields=["due_at"], condition=Q(stopped_at__isnull=True), name="deadline_open_due"),
            Index(fields=["start_fact"], condition=Q(start_fact__isnull=False), name="deadline_started_by"),
            Index(fields=["stop_fact"], condition=Q(stop_fact__isnull=False), name="deadline_stopped_by"),
            Index(fields=["due_at", "id"], name="deadline_due"),
            Index(fields=["stopped_at"], name="deadline_stopped"),
            Index(fields=["code", "state"], name="deadline_code_state"),
            # The board: its lanes in their order, and what its counters count, without a look at the rows.
            Index(
                fields=["internal", "due_at", "id", "state", "limit_unit", "amber_at", "party", "clause", "ticket"],
                condition=Q(stopped_at__isnull=True),
                name="deadline_open_first_due",
            ),
            Index(
                fields=["internal", "rests_since", "id", "party", "clause", "ticket"],
                condition=Q(stopped_at__isnull=True, state=PAUSED),
                name="deadline_paused_longest",
            ),
            Index(
                fields=["internal", "party", "state", "due_at", "amber_at", "limit_unit", "clause", "ticket"],
                condition=Q(stopped_at__isnull=True),
                name="deadline_open_of_a_side",
            ),
            Index(
                fields=["internal", "party", "state", "stopped_at", "clause", "ticket"],
                condition=Q(state__in=(MET, BREACHED), stopped_at__isnull=False),
                name="deadline_done_of_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.code} #{self.round}"

    @property
    def open(self) -> bool:
        return self.stopped_at is None

    @property
    def right(self) -> bool:
        """What its party may do until then and need not: left undone it lapses, and nothing was missed."""
        return self.code in RIGHTS

    @property
    def limit(self) -> Limit | None:
        return Limit(self.limit_n, Unit(self.limit_unit), self.limit_roll) if self.limit_n is not None else None

    @property
    def unit(self) -> Unit:
        return Unit(self.limit_unit) if self.limit_unit else Unit.NATURAL_DAY

    @cached_property
    def fired(self) -> "list[Alert]":
        """What was told of it."""
        return list(self.alerts.all())

    @cached_property
    def missed(self) -> "list[Breach]":
        """Its breaches, those set aside among them, in order."""
        return list(self.breaches.all())

    @property
    def breach(self) -> "Breach | None":
        """The breach that stands; those set aside lie beside it."""
        return next((one for one in self.missed if one.set_aside_at is None), None)

    def late(self, now: datetime) -> bool:
        """Whether the limit is missed, also where the sweep has not said so yet."""
        over = self.state == RUNNING and is_late(self.unit, self.due_at, now) and not self.right
        return self.breached_at is not None or over

    def lamp(self, now: datetime) -> str:
        """green, amber, red, or grey (paused, cancelled, not begun)."""
        if self.late(now):
            return "red"
        if self.resting or self.state in (PAUSED, CANCELLED) or self.started_at > now:
            return "grey"
        return "amber" if self.open and self.amber_at <= now else "green"


class Pause(Row):
    """A stretch in which a clock did not count. `voided`: turned down; it counts as if it had never been."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    voided = models.BooleanField(default=False)
    voided_at = models.DateTimeField(null=True)
    #: The facts whose instants begin and end it, and the claim by which it counts.
    start_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    end_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="pauses")
    #: What a checker overran of a result handed in and turned down: that pause, when their time was over, and when
    #: they saw the defect.
    excuses = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    checker_due = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")

    class Meta(Row.Meta):
        ordering = ["started_at", "id"]
        constraints = [
            UniqueConstraint(
                fields=["deadline"],
                condition=Q(ended_at__isnull=True, voided=False, claim__isnull=True) & ~Q(action="suspend"),
                name="pause_open_once",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="pause_ends_after_it_starts"
            ),
        ]


class Breach(Row):
    """A limit was missed. A row of its own: closing, cancelling or reopening the clock cannot erase it.

    A settlement may set it aside (超期认定已撤销), a review reinstate it; it is never deleted. At most one stands.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="breaches")
    #: An index of what the clock says for good: the ledger of all breaches is narrowed by it, without a look at clocks.
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    party = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    internal = models.BooleanField(default=False)
    occurred_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    #: The claim whose settlement found it in retrospect.
    found_by = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="breaches_found", db_index=False)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    set_aside_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    set_aside_reason = models.CharField(max_length=2000, blank=True)
    #: What set it aside: a claim that was settled, or a late entry on a clock of an internal target.
    set_aside_claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, related_name="breaches_set_aside", db_index=False
    )
    set_aside_fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+", db_index=False)
    reinstated_at = models.DateTimeField(null=True)
    reinstated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reinstated_reason = models.CharField(max_length=2000, blank=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(detected_at__gte=F("occurred_at")), name="breach_detected_after_it_occurred"),
            UniqueConstraint(
                fields=["deadline"], condition=Q(set_aside_at__isnull=True), name="breach_stands_once_a_clock"
            ),
            UniqueConstraint(fields=["deadline", "occurred_at"], name="breach_once_an_instant"),
            CheckConstraint(
                condition=Q(set_aside_at__isnull=True)
                | Q(set_aside_claim__isnull=False)
                | Q(set_aside_fact__isnull=False),
                name="breach_set_aside_says_by_what",
            ),
        ]
        indexes = [
            Index(fields=["-occurred_at", "-id"], name="breach_newest"),
            Index(fields=["found_by"], condition=Q(found_by__isnull=False), name="breach_found_by"),
            Index(fields=["set_aside_claim"], condition=Q(set_aside_claim__isnull=False), name="breach_fell_by_claim"),
            Index(fields=["set_aside_fact"], condition=Q(set_aside_fact__isnull=False), name="breach_fell_by_fact"),
            Index(
                fields=["-occurred_at", "-id", "contract", "party", "code"],
                condition=Q(internal=False),
                name="breach_of_the_contract",
            ),
        ]


class Alert(Row):
    """One warning or escalation of one deadline; the unique row makes sure that it is told once."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="alerts")
    level = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    #: Overtaken by a later level during an outage: recorded, not told.
    collapsed = models.BooleanField(default=False)

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["deadline", "level", "due_at"], name="alert_level_once")]
