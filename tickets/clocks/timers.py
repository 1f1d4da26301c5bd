"""The clocks of one ticket, as its acts move them: sole writer of deadlines, pauses, breaches, alerts.

The caller holds the ticket's row lock; that lock guards everything here. A stored due instant is an index,
derived anew from the start, the limit, the calendar and the pauses whenever one of these changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tickets.clocks.readings import BREACH, SUSPEND, ClockRules, amber_at, derive, levels, open_pause
from tickets.datelaw import reckoning
from tickets.datelaw.reckoning import AlertTime
from tickets.datelaw.types import midnight
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op
from tickets.models import Alert, Breach, Clause, Deadline, Pause, Ticket
from tickets.models.deadlines import BREACHED, CANCELLED, MET, PAUSED, RUNNING
from tickets.models.tickets import IDLE
from tickets.policy.types import Limit, Party, PauseReason, Unit

#: An act made in time that still waits for the lock wins over the sweep.
GRACE = timedelta(seconds=1)


def wakes_at(moment: AlertTime) -> datetime:
    """When the sweep looks."""
    return moment.at + GRACE if moment.level == BREACH else moment.at


@dataclass
class Clockwork:
    """The clocks of one locked ticket during one act. Call `wake` before anything is judged by `rows`, then `apply` or
    the single operations, then `save`."""

    ticket: Ticket
    rules: ClockRules
    now: datetime
    rows: dict[str, Deadline]
    #: Values typed in this act over those of the ticket: where anchors and limits are looked up.
    values: Mapping[str, Any] = field(default_factory=dict)
    actor: int | None = None
    action: str = ""
    note: str = ""
    #: What was done, for the audit: [{"clock", "round", "op", …}].
    changes: list[dict[str, Any]] = field(default_factory=list)
    #: Clocks found late in this act; people are told of them.
    missed: list[Deadline] = field(default_factory=list)
    _dirty: dict[int, Deadline] = field(default_factory=dict)
    _touched: list[Pause] = field(default_factory=list)

    def wake(self) -> None:
        """End the pauses whose known end has passed, whether or not the sweep has come by."""
        for row in self.rows.values():
            if row.resumes_at is not None and row.resumes_at <= self.now:
                self._run(row)
                self._note("resume", row, due_at=row.due_at.isoformat())

    def apply(self, marks: Iterable[Mark]) -> None:
        """Carry out marks in their order. On a clock that is not in its condition a mark does nothing."""
        listed = list(marks)
        stopped = {mark.clause for mark in listed if mark.op is Op.STOP}
        checkers = {code: row.due_at for code, row in self.rows.items() if code in stopped and row.open}
        for mark in listed:
            self._apply(mark, checkers)

    def _apply(self, mark: Mark, checkers: Mapping[str, datetime]) -> None:
        """`checkers`: the open clocks that this act stops, with their dues as they stood before it."""
        if mark.clause == ALL_CLOCKS:
            for open_row in [row for row in self.rows.values() if row.open]:
                self.cancel(open_row)
            return
        row = self.rows.get(mark.clause)
        if mark.op is Op.START:
            self.start(mark.clause)
        elif row is not None and mark.op is Op.PAUSE:
            self.pause(row, mark.ground, until=self._known_end(mark.ground))
        elif row is not None and mark.op is Op.VOID_PAUSE:
            self.void_pause(row, [due for code, due in checkers.items() if self.rows[code].party != row.party])
        elif row is not None:
            plain = {
                Op.STOP: self.stop,
                Op.RESUME: self.resume,
                Op.REOPEN: self.reopen,
                Op.REOPEN_VOIDED: self.reopen_voided,
                Op.CANCEL: self.cancel,
            }
            plain[mark.op](row)

    def _known_end(self, reason: str) -> datetime | None:
        """A wait for a window ends when the window opens (3.4: the agency's window is not the provider's time)."""
        return self.values.get("window_start") if reason == PauseReason.WINDOW_NOT_OPEN else None

    def start(self, code: str) -> None:
        """A new round; a paused clock resumes, a running one stays.

        A contract loaded before the clause was asked for promised no such limit, and a ticket filed before the field
        that gives it never got one: no clock runs, and that is noted.
        """
        before = self.rows.get(code)
        if before is not None and before.open:
            self.resume(before)
            return
        if before is not None:
            self.save()  # only one round may be open in the table: the one before is written as stopped first
        clause = self.rules.clauses.get(code)
        limit = self._limit(clause) if clause is not None else None
        if clause is None or limit is None:
            self.changes.append({"clock": code, "op": "none"})
            return
        row = Deadline(
            ticket=self.ticket,
            clause=clause,
            code=code,
            round=before.round + 1 if before is not None else 1,
            party=self._party(clause),
            **limit,
            **self._anchor(clause),
        )
        row.rests, row.fired = [], []
        self.rows[code] = row
        self._schedule(row)
        row.save(force_insert=True)
        self._note("start", row, due_at=row.due_at.isoformat(), provisional=row.provisional)

    def _party(self, clause: Clause) -> str:
        """Who owes it: the party that the clause names, or the one that the ticket waits for now."""
        if clause.party != Party.MOVER:
            return clause.party
        (mover,) = self.ticket.machine.movers(self.ticket.state)  # a clause that is owed by several is not loaded
        return mover

    def _limit(self, clause: Clause) -> dict[str, Any] | None:
        given = self.values.get(clause.limit_from) if clause.limit_from else None
        if isinstance(given, datetime):
            return {"last_instant": given, "limit_unit": Unit.MINUTE.value, "limit_roll": False}
        if isinstance(given, date):
            return {"last_day": given, "limit_roll": False}
        limit = Limit(int(given), Unit(clause.limit_unit), clause.limit_roll) if given is not None else clause.limit
        if limit is None:
            return None
        return {"limit_n": limit.n, "limit_unit": limit.unit.value, "limit_roll": limit.roll}

    def _anchor(self, clause: Clause) -> dict[str, Any]:
        """G7: the earliest of what was reported counts; a start that lies ahead is waited for. All are kept.
        The report is that of the opening: whoever is called or reopens later starts a round then."""
        earlier = clause.anchor_earlier if self.action == OPEN else ()
        told = {name: at for name in earlier if (at := self.values.get(name)) is not None}
        start = min([self.now, *told.values()])
        if clause.anchor_later and (later := self.values.get(clause.anchor_later)) is not None:
            told[clause.anchor_later] = later = later if isinstance(later, datetime) else midnight(later)
            start = max(start, later)
        kept = {"entered": self.now, **told} if told else {}
        return {"started_at": start, "anchors": {name: at.isoformat() for name, at in kept.items()}}

    def stop(self, row: Deadline) -> None:
        """Settle the clock: one that waits on a claim at the instant of the claim, any other now. A breach stays."""
        if not row.open:
            return
        at = self.now
        if (pause := open_pause(row)) is not None:
            if pause.reason == CLAIMED:
                at = pause.started_at
            self._end(pause)
        self._settle(row, at, MET)
        self._note("stop", row, at=at.isoformat(), late=row.state == BREACHED)

    def cancel(self, row: Deadline) -> None:
        """No longer asked for; what was missed before stays missed."""
        if not row.open:
            return
        if (pause := open_pause(row)) is not None:
            self._end(pause)
        self._settle(row, self.now, CANCELLED)
        self._note("cancel", row, late=row.state == BREACHED)

    def _settle(self, row: Deadline, at: datetime, otherwise: str) -> None:
        row.stopped_at = max(at, row.started_at) if otherwise == MET else at
        self._schedule(row)
        self._judge(row, at)
        row.state = BREACHED if row.breached_at is not None else otherwise

    def _judge(self, row: Deadline, at: datetime) -> None:
        """Write the breach down if the clock is late at `at` and nobody has said so."""
        if row.breached_at is not None or not reckoning.is_late(row.unit, row.due_at, at):
            return
        row.breached_at = row.due_at
        row.breach = Breach(deadline=row, occurred_at=row.due_at, detected_at=self.now, told_at=self.now)
        row.breach.save(force_insert=True)
        self._record_alerts(row, [AlertTime(BREACH, row.due_at)])
        self.missed.append(row)
        self._note("breach", row, occurred_at=row.due_at.isoformat())

    def pause(self, row: Deadline, reason: str, *, until: datetime | None = None) -> None:
        """Pause the clock. A step's own pause takes the place of a suspension; a wait that is over is none."""
        if not row.open or (until is not None and until <= self.now):
            return
        if (present := open_pause(row)) is not None:
            if present.action != SUSPEND or self.action == SUSPEND:
                return
            self._end(present)
            self._schedule(row)  # judged below by the due that this suspension moved
        self._judge(row, self.now)
        self._rest(row, self.now, until, reason)
        row.state, row.resumes_at = PAUSED, until
        self._schedule(row)
        self._note("pause", row, reason=reason, until=until.isoformat() if until else None)

    def resume(self, row: Deadline) -> None:
        if not row.open or (pause := open_pause(row)) is None:
            return
        self._end(pause)
        self._run(row)
        self._note("resume", row, due_at=row.due_at.isoformat())

    def void_pause(self, row: Deadline, checkers_due: Iterable[datetime] = ()) -> None:
        """A claim turned down: its pause counts as if never made, except what the checker overran (M3)."""
        if not row.open or (pause := open_pause(row)) is None:
            return
        self._certify(row, "voided")
        self._end(pause)
        pause.voided, pause.voided_at = True, self.now
        overran = [max(due, pause.started_at) for due in checkers_due if due < self.now]
        if overran:
            self._rest(row, min(overran), self.now, pause.reason)
        self._run(row)
        self._note("void_pause", row, due_at=row.due_at.isoformat(), excused=bool(overran))

    def reopen(self, row: Deadline) -> None:
        """A stopped clock runs on; the time between does not count."""
        if row.stopped_at is None or row.state == CANCELLED:
            return
        stopped, row.stopped_at = row.stopped_at, None
        self._certify(row, "reopened")
        self._rest(row, stopped, self.now, CLAIMED)
        self._run(row)
        self._note("reopen", row, due_at=row.due_at.isoformat())

    def reopen_voided(self, row: Deadline) -> None:
        """A stopped clock runs on as if it had never stopped (the act that stopped it was turned down)."""
        if row.stopped_at is None or row.state == CANCELLED:
            return
        self._certify(row, "reopened, pause voided")
        stopped, row.stopped_at = row.stopped_at, None
        for pause in row.rests:
            if pause.started_at >= stopped:
                pause.voided, pause.voided_at = True, self.now
                self._touched.append(pause)
        self._run(row)
        self._note("reopen_voided", row, due_at=row.due_at.isoformat())

    def fire(self, row: Deadline) -> list[AlertTime]:
        """Record the alerts that are due and return those to tell: one warning at most, the breach once."""
        if not row.open or row.state == PAUSED:
            return []
        alert_times = self._derive(row)
        fresh = [one for one in _waiting(alert_times, row) if wakes_at(one) <= self.now]
        told = self._judge_fired(row, fresh)
        row.state = BREACHED if row.breached_at is not None else RUNNING
        self._wait(row, alert_times)
        for one in told:
            self._note("alert", row, level=one.level)
        return told

    def _judge_fired(self, row: Deadline, fresh: list[AlertTime]) -> list[AlertTime]:
        breach = next((one for one in fresh if one.level == BREACH), None)
        after = [one for one in fresh if breach is None or one.at > breach.at]
        if breach is not None:
            overtaken = [one for one in fresh if one.at <= breach.at and one.level != BREACH]
            self._record_alerts(row, overtaken, collapsed=True)
            self._judge(row, self.now)
            self._record_alerts(row, after)
            return [breach, *after]
        self._record_alerts(row, after[:-1], collapsed=True)
        self._record_alerts(row, after[-1:])
        return after[-1:]

    def reproject(self, row: Deadline) -> bool:
        """Derive an open clock anew under another calendar. True if its dates moved; the old ones are kept.
        What is missed already stays as it was judged: `_derive` reckons it by the calendar of then."""
        before = (row.due_at, row.nominal_due, row.provisional)
        old = {"due_at": row.due_at.isoformat(), "calendar": row.calendar, "provisional": row.provisional}
        self._schedule(row)
        if (row.due_at, row.nominal_due, row.provisional) == before:
            return False
        row.certificates = [*row.certificates, {"at": self.now.isoformat(), "why": "calendar", **old}]
        self._note("calendar", row, **old, new_due_at=row.due_at.isoformat())
        return True

    def save(self) -> None:
        """Write what changed, and the ticket's earliest due instant in memory (the act saves the ticket)."""
        old = {one.pk: one for one in self._touched if one.pk is not None}
        Pause.objects.bulk_update(old.values(), ["ended_at", "voided", "voided_at"])
        Pause.objects.bulk_create(one for one in self._touched if one.pk is None)
        self._save_rows()
        self._dirty, self._touched = {}, []
        counting = [row.due_at for row in self.rows.values() if row.open and row.state != PAUSED]
        self.ticket.next_due = min(counting, default=IDLE)

    def _save_rows(self) -> None:
        """An alert changes one row, and a plain UPDATE costs a fraction of a bulk one."""
        if len(self._dirty) == 1:
            next(iter(self._dirty.values())).save(update_fields=DERIVED)
        else:
            Deadline.objects.bulk_update(self._dirty.values(), DERIVED)

    def _run(self, row: Deadline) -> None:
        row.resumes_at = None
        row.state = BREACHED if row.breached_at is not None else RUNNING
        self._schedule(row)

    def _rest(self, row: Deadline, start: datetime, end: datetime | None, reason: str) -> None:
        pause = Pause(
            deadline=row,
            started_at=start,
            ended_at=end,
            reason=reason,
            by_id=self.actor,
            action=self.action,
            note=self.note[:500],
        )
        row.rests.append(pause)
        self._touched.append(pause)

    def _end(self, pause: Pause) -> None:
        pause.ended_at = self.now
        self._touched.append(pause)

    def _schedule(self, row: Deadline) -> None:
        self._wait(row, self._derive(row))

    def _derive(self, row: Deadline) -> tuple[AlertTime, ...]:
        """Set the stored instants anew; every level of the clock, in order of time."""
        missed = row.breached_at is not None
        calendar = self.rules.calendar_as(row.calendar) if missed else self.rules.calendar
        due = derive(row, calendar)
        row.nominal_due, row.due_at, row.target_at = due.nominal, due.legal, due.target
        row.provisional, row.calendar = due.provisional, calendar.version
        alert_times = levels(row, calendar, due)
        row.amber_at = amber_at(alert_times, row)
        return alert_times

    def _wait(self, row: Deadline, alert_times: Iterable[AlertTime]) -> None:
        """What the sweep does next: the first level not fired yet, else the end of a pause."""
        if row.stopped_at is not None:
            row.next_at = row.resumes_at = None
        elif row.state == PAUSED:
            row.next_at = row.resumes_at
        else:
            row.next_at = min(map(wakes_at, _waiting(alert_times, row)), default=None)
        if row.pk is not None:
            self._dirty[row.pk] = row

    def _record_alerts(self, row: Deadline, alert_times: Iterable[AlertTime], *, collapsed: bool = False) -> None:
        recorded = [
            Alert(deadline=row, level=one.level, due_at=one.at, fired_at=self.now, collapsed=collapsed)
            for one in alert_times
        ]
        Alert.objects.bulk_create(recorded)
        row.fired.extend(recorded)

    def _certify(self, row: Deadline, why: str) -> None:
        """Keep the answer given so far in `certificates`: a payment dispute needs the sum as it stood."""
        old = {"at": self.now.isoformat(), "why": why, "due_at": row.due_at.isoformat(), "state": row.state}
        row.certificates = [*row.certificates, old]

    def _note(self, op: str, row: Deadline, **data: Any) -> None:
        self.changes.append({"clock": row.code, "round": row.round, "op": op, **data})


DERIVED = [
    "nominal_due", "due_at", "target_at", "amber_at", "provisional", "calendar", "state", "stopped_at",
    "breached_at", "resumes_at", "next_at", "certificates",
]  # fmt: skip


def _waiting(alert_times: Iterable[AlertTime], row: Deadline) -> list[AlertTime]:
    """Those that have not fired yet."""
    fired = {one.level for one in row.fired}
    return [one for one in alert_times if one.level not in fired]
