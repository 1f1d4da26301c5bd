"""The clocks of one ticket during one act: what is stored of them follows from start, limit, calendar and pauses.

The caller holds the ticket's row lock; that lock guards everything here. Written only by `Clockwork` (`timers`), of
which this is the ground: deriving what is stored, judging what is late, keeping certificates, saving.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from tickets.clocks import certificates, lives
from tickets.clocks.readings import BREACH, LATE_LEVELS, ClockRules, amber_at, levels
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.reckoning import AlertTime
from tickets.models import Alert, Breach, Claim, Deadline, Fact, Pause, Ticket, at_once
from tickets.models.deadlines import BREACHED
from tickets.models.tickets import IDLE

#: An act made in time that still waits for the lock wins over the sweep.
GRACE = timedelta(seconds=1)
#: Where that is not worked out, whether a claim still would lift the breach is looked at anew after so long.
HELD_AGAIN = timedelta(minutes=15)
DERIVED = [
    "started_at", "start_fact", "stop_fact", "nominal_due", "due_at", "target_at", "amber_at", "provisional",
    "calendar", "state", "resting", "rests_since", "stopped_at", "cancelled", "breached_at", "resumes_at", "next_at",
    "unsettled", "held", "certificates", "versions", "has_breaches", "limit_n", "merged_into",
    "try_after", "tries", "error",
]  # fmt: skip
BREACH_COLUMNS = [
    "told_at", "set_aside_at", "set_aside_by", "set_aside_for", "set_aside_reason", "set_aside_claim",
    "set_aside_fact", "reinstated_at", "reinstated_by", "reinstated_reason",
]  # fmt: skip
PAUSE_COLUMNS = [
    "deadline", "started_at", "start_fact", "ended_at", "end_fact", "seen_at", "seen_fact", "voided", "voided_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settlement:
    """By what a breach falls or comes back: the claim that was settled, or the late entry that stands as stated."""

    by: int | None
    on_behalf_of: int | None
    reason: str
    claim: Claim | None = None
    fact: Fact | None = None


def wakes_at(moment: AlertTime) -> datetime:
    """When the sweep looks."""
    return moment.at + GRACE if moment.level == BREACH else moment.at


@dataclass
class Schedule:
    """rows: the round of each clock that runs, else the newest. rounds: all of them, where an act touches earlier ones.

    values: typed in this act over those of the ticket, where anchors and limits are looked up. fact: what this act
    reports, whose instant its clocks start and stop at.
    """

    ticket: Ticket
    rules: ClockRules
    now: datetime
    rows: dict[str, Deadline]
    values: Mapping[str, Any] = field(default_factory=dict)
    actor: int | None = None
    action: str = ""
    note: str = ""
    rounds: Sequence[Deadline] = ()
    fact: Fact | None = None
    #: The fact is the telling itself: duties of the other side start at it. seen: when a defect told of now was seen.
    telling: bool = False
    seen: Fact | None = None
    #: What was done, for the audit: [{"clock", "round", "op", …}].
    changes: list[dict[str, Any]] = field(default_factory=list)
    #: Clocks found late in this act; and breaches that fell.
    missed: list[Deadline] = field(default_factory=list)
    fallen: list[Breach] = field(default_factory=list)
    #: The rows that were stored in this act, for its audit.
    wrote: list[Model] = field(default_factory=list)
    dirty: dict[int, Deadline] = field(default_factory=dict)
    touched: list[Pause] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    #: Settled before this act: they stay as they were judged, by the calendar of then.
    _settled: set[int] = field(default_factory=set)

    #: How each clock stood before this act.
    _stood: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._settled = {row.pk for row in self.rounds if row.stopped_at is not None}
        self._stood = {row.pk: self._stands(row) for row in self.rounds}

    @property
    def moved(self) -> bool:
        """Whether a clock stands otherwise than before this act, to whoever looks at it now. What the hour alone brings
        about, that it is late, moves nothing."""
        return any(self._stands(row) != self._stood.get(row.pk) for row in self.wrote if isinstance(row, Deadline))

    def _stands(self, row: Deadline) -> tuple[object, ...]:
        return row.open, row.resting, row.started_at, row.due_at, row.amber_at, row.late(self.now)

    def conclude(self, rebuilt: Iterable[Deadline] = (), settlement: Settlement | None = None) -> None:
        """Judge what stopped or rests now, and whatever was `rebuilt` by a settlement; call it once an act is done."""
        anew = list(rebuilt)
        for row in [*self.dirty.values()]:
            if row not in anew and row.breached_at is None and (row.stopped_at is not None or row.resting):
                self._judge(row)
        for row in anew:
            self._rejudge(row, settlement)
            self._tell_as_it_stands(row)

    def _tell_as_it_stands(self, row: Deadline) -> None:
        """What this act noted of a clock before the fact it reports was placed is told by where that fact stands."""
        own = [one for one in self.changes if (one["clock"], one.get("round")) == (row.code, row.round)]
        for change in own:
            if change["op"] == "start":
                change |= {"due_at": row.due_at.isoformat(), "provisional": row.provisional}
            elif change["op"] == "stop" and row.stopped_at is not None:
                change |= {"at": row.stopped_at.isoformat(), "late": self._outcome(row).late}

    def _judge(self, row: Deadline) -> None:
        """Write the breach down if the clock is late and nobody has said so."""
        outcome = self._outcome(row)
        if outcome.late and row.breached_at is None:
            self._miss(row, None)

    def _rejudge(self, row: Deadline, settlement: Settlement | None) -> None:
        """The breach that stands, made to agree with the clock as it is derived now."""
        outcome, standing = self._outcome(row), row.breach
        agrees = standing is not None and outcome.late and standing.occurred_at == outcome.due.legal
        if standing is not None and not agrees:
            self._set_aside(row, standing, settlement)
        if outcome.late and not agrees:
            self._miss(row, settlement)
        self._pass_over(row)

    def _pass_over(self, row: Deadline) -> None:
        """Warnings whose instant lies in the past by now warn nobody any more: they are noted as passed over."""
        alert_times = self._derive(row)
        if row.open:
            past = [one for one in waiting(alert_times, row) if one.at <= self.now and one.level not in LATE_LEVELS]
            self._record_alerts(row, past, collapsed=True)
        self._wait(row, alert_times)

    def _outcome(self, row: Deadline) -> lives.Outcome:
        return lives.outcome(row, lives.of(row), self.calendar_of(row), self.now)

    def _miss(self, row: Deadline, settlement: Settlement | None) -> None:
        """The limit was missed at the due: a row of its own, or the one that was set aside comes back."""
        row.breached_at = row.due_at
        row.state = BREACHED
        before = next((one for one in row.missed if one.occurred_at == row.due_at), None)
        if before is not None:
            self._reinstate(before, settlement)
        breach = before or self._new_breach(row, settlement)
        self.breaches.append(breach)
        self.missed.append(row)
        self._note("breach", row, occurred_at=row.due_at.isoformat())
        self.dirty[row.pk] = row

    def _reinstate(self, breach: Breach, settlement: Settlement | None) -> None:
        """What was set aside stands again: by a settlement, or because time alone came to the same instant."""
        breach.set_aside_at, breach.reinstated_at = None, self.now
        breach.reinstated_by_id = settlement.by if settlement is not None else None
        breach.reinstated_reason = settlement.reason if settlement is not None else ""

    def _new_breach(self, row: Deadline, settlement: Settlement | None) -> Breach:
        found_by = settlement.claim if settlement else None
        of_clock = {"party": row.party, "code": row.code, "internal": row.internal}
        breach = Breach.new(
            deadline=row, occurred_at=row.due_at, detected_at=self.now, found_by=found_by,
            contract_id=self.ticket.contract_id, **of_clock,
        )  # fmt: skip
        row.missed.append(breach)
        row.has_breaches = True
        return breach

    def _set_aside(self, row: Deadline, breach: Breach, settlement: Settlement | None) -> None:
        assert settlement is not None  # noqa: S101  # nothing but a settlement moves what was judged
        breach.set_aside_at, breach.set_aside_reason = self.now, settlement.reason
        breach.set_aside_by_id, breach.set_aside_for_id = settlement.by, settlement.on_behalf_of
        breach.set_aside_claim, breach.set_aside_fact = settlement.claim, settlement.fact
        row.breached_at = None
        self.breaches.append(breach)
        self.fallen.append(breach)
        self._note("set_aside", row, occurred_at=breach.occurred_at.isoformat())

    def announce(self) -> list[Deadline]:
        """The clocks found late of which people are told now; of those held back they are told when that is over."""
        told = [row for row in dict.fromkeys(self.missed) if not row.held and row.breach is not None]
        for row in told:
            self._tell_breach(row)
            self.schedule(row)  # the sweep need not come for what is told
        return told

    def _tell_breach(self, row: Deadline) -> None:
        """Note that the breach is told; once."""
        breach = row.breach
        if breach is not None and breach.told_at is None:
            breach.told_at = self.now
            self.breaches.append(breach)
        if BREACH not in _told(row):
            self._record_alerts(row, [AlertTime(BREACH, row.due_at)])

    def certify(self, row: Deadline, claim: Claim | None = None) -> None:
        """Freeze how a stopped clock was judged."""
        version = certificates.version(row, lives.of(row), self._outcome(row), self.now, claim)
        row.versions = [*row.versions, version]
        self.dirty[row.pk] = row

    def keep_judged(self, rows: Iterable[Deadline]) -> None:
        """Freeze how clocks came out that stopped under an earlier release, before a claim on them is settled."""
        for row in rows:
            if row.stopped_at is not None and not row.cancelled and not row.versions:
                self.certify(row)

    def save(self) -> None:
        """As `save_all`, of one ticket."""
        save_all([self])

    def written(self) -> None:
        """All of it is stored: the act tells of it, and the ticket's earliest due instant is set in memory (the act
        saves the ticket)."""
        self.wrote += [*self.dirty.values(), *self.touched, *self.breaches, *self.alerts]
        self.dirty, self.touched, self.breaches, self.alerts = {}, [], [], []
        self.ticket.next_due = first_due(self.rows.values())

    def _save_rows(self) -> None:
        _save_rows(self.dirty.values())

    def schedule(self, row: Deadline) -> None:
        self._wait(row, self._derive(row))

    def calendar_of(self, row: Deadline) -> Calendar:
        """What is settled or missed stays as it was judged: by the calendar of then."""
        judged = row.breached_at is not None or (row.stopped_at is not None and row.pk in self._settled)
        # announced days may change under a running clock, the readings with which it began may not
        return self.rules.calendar_as(row.calendar) if judged else self.rules.calendar.read_as_in(row.calendar)

    def _derive(self, row: Deadline) -> tuple[AlertTime, ...]:
        """Set the stored instants anew; every level of the clock, in order of time."""
        calendar, life = self.calendar_of(row), lives.of(row)
        due = lives.derive(row, life, calendar)
        row.started_at, row.stopped_at = life.start, life.stop
        row.nominal_due, row.due_at, row.target_at = due.nominal, due.legal, due.target
        row.provisional, row.calendar = due.provisional, calendar.version
        row.rests_since = life.resting_since(self.now)
        row.resting = row.rests_since is not None
        row.state = lives.state(life, self.now, late=row.breached_at is not None)
        alert_times = levels(row, calendar, due)
        row.amber_at = amber_at(alert_times, row)
        return alert_times

    def _wait(self, row: Deadline, alert_times: Iterable[AlertTime]) -> None:
        """What the sweep does next: the first level not fired yet, else the end of a pause."""
        if row.stopped_at is not None:
            row.next_at = row.resumes_at = None
        elif row.resting:
            row.next_at = row.resumes_at
        else:
            row.next_at = min([*map(wakes_at, waiting(alert_times, row)), *self._looks_again(row)], default=None)
        if row.pk is not None:
            self.dirty[row.pk] = row

    def _looks_again(self, row: Deadline) -> list[datetime]:
        """When the breach of a held clock might stand whatever becomes of its claims."""
        if not row.held:
            return []
        return [self.now + HELD_AGAIN] if row.again is None else row.again

    def _record_alerts(self, row: Deadline, alert_times: Iterable[AlertTime], *, collapsed: bool = False) -> None:
        recorded = [
            Alert.new(deadline=row, level=one.level, due_at=one.at, fired_at=self.now, collapsed=collapsed)
            for one in alert_times
        ]
        self.alerts += recorded
        row.fired.extend(recorded)

    def _note(self, op: str, row: Deadline, **data: Any) -> None:
        self.changes.append({"clock": row.code, "round": row.round, "op": op, **data})


def save_all(works: Iterable[Schedule]) -> None:
    """Judge, and write what changed of the clocks of these tickets: as many statements for one as for all."""
    listed = list(works)
    for one in listed:
        one.conclude()
    _save_rows(row for one in listed for row in one.dirty.values())
    _save_pauses(pause for one in listed for pause in one.touched)
    _save_breaches(breach for one in listed for breach in one.breaches)
    at_once.insert(alert for one in listed for alert in one.alerts)
    for one in listed:
        one.written()


def _save_rows(changed: Iterable[Deadline]) -> None:
    """What is worked, by whomever, is put off no more."""
    rows = list(changed)
    for row in rows:
        row.try_after, row.tries, row.error = None, 0, ""
    stopped, running = [row for row in rows if not row.open], [row for row in rows if row.open]
    # only one round of a clock may be open in the table: where one opens that another closes, that one goes first
    clash = {(row.ticket_id, row.code) for row in stopped} & {(row.ticket_id, row.code) for row in running}
    if clash:
        at_once.update(stopped, DERIVED)
        rows = running
    at_once.update(rows, DERIVED)


def _save_pauses(changed: Iterable[Pause]) -> None:
    touched = {id(one): one for one in changed}.values()
    at_once.update([one for one in touched if one.pk is not None], PAUSE_COLUMNS)
    at_once.insert(one for one in touched if one.pk is None)


def _save_breaches(changed: Iterable[Breach]) -> None:
    """Those set aside first: only one of a clock may stand."""
    found = {id(one): one for one in changed}.values()
    old = [one for one in found if one.pk is not None]
    at_once.update([one for one in old if one.set_aside_at is not None], BREACH_COLUMNS)
    at_once.update([one for one in old if one.set_aside_at is None], BREACH_COLUMNS)
    at_once.insert(one for one in found if one.pk is None)


def first_due(rows: Iterable[Deadline], *, internal: bool = False) -> datetime:
    """When the first of these clocks that run is due or was missed, of the contract's or of the internal ones; `IDLE`:
    none is. What was missed stays so while its clock rests."""
    open_rows = (row for row in rows if row.open and row.internal == internal)
    due = (row.breached_at or row.due_at for row in open_rows if row.breached_at is not None or not row.resting)
    return min(due, default=IDLE)


def waiting(alert_times: Iterable[AlertTime], row: Deadline) -> list[AlertTime]:
    """Those that have not fired yet. While a claim would lift the breach it is found at its due, and nobody further is
    told of it."""
    fired = _told(row)
    held = LATE_LEVELS - ({BREACH} if row.breached_at is None else set()) if row.held else frozenset()
    return [one for one in alert_times if one.level not in fired | held]


def _told(row: Deadline) -> set[str]:
    """The levels told. What was told of a breach that fell tells nothing of the one that stands, or will: two may fall
    and be found at one instant, so each says itself when it was told."""
    since = row.breach.told_at if row.breach is not None else None
    return {
        one.level for one in row.fired if one.level not in LATE_LEVELS or (since is not None and one.fired_at >= since)
    }
