"""The clocks of one ticket, as its acts move them: sole writer of deadlines, pauses, breaches, alerts.

The caller holds the ticket's row lock; that lock guards everything here. A stored due instant is an index,
derived anew from the start, the limit, the calendar and the pauses whenever one of these changes.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tickets.clocks import readings
from tickets.clocks.earlier import Earlier
from tickets.clocks.readings import SUSPEND, open_pause
from tickets.clocks.schedule import Settlement
from tickets.datelaw.types import PauseSpan, midnight
from tickets.lifecycle.duties import CLAIMED, HANDED_IN
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.rights import RIGHTS
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op
from tickets.models import Claim, Clause, Deadline, Fact, Pause
from tickets.policy.types import Limit, Party, PauseReason, Unit


class Clockwork(Earlier):
    """The clocks of one locked ticket during one act. Call `wake` before anything is judged by `rows`, then `apply` or
    the single operations, then `conclude`, then `save`."""

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
            self._save_rows()  # only one round may be open in the table: the one before is written as stopped first
        clause = self.rules.clauses.get(code)
        limit = self._limit(clause) if clause is not None else None
        if clause is None or limit is None:
            self.changes.append({"clock": code, "op": "none"})
            return
        row = Deadline(
            ticket=self.ticket,
            clause=clause,
            code=code,
            round=1 + max((one.round for one in self.rounds if one.code == code), default=0),
            party=self._party(clause),
            internal=clause.judged or code in RIGHTS,
            **limit,
            **self._anchor(clause),
        )
        row.rests, row.fired, row.missed = [], [], []
        self.rows[code] = row
        self.rounds = [*self.rounds, row]
        self.schedule(row)
        self._insert(row)
        self._note("start", row, due_at=row.due_at.isoformat(), provisional=row.provisional)

    def _insert(self, row: Deadline) -> None:
        row.save(force_insert=True)
        self.wrote.append(row)

    def _party(self, clause: Clause) -> str:
        """Who owes it: the party that the clause names, or the one that the ticket waits for now."""
        if clause.party != Party.MOVER:
            return clause.party
        ticket = self.ticket  # a clause that is owed by several is not loaded
        (mover,) = ticket.machine.movers(ticket.state, ticket.opening_party)
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
        """Where a clock starts, and by which fact. All instants that it was chosen from are kept (G7); a start that
        lies ahead is waited for. What is named as the latest and the earliest start in one is the start itself, past
        or ahead: the last day of the service, whenever the order is opened."""
        fact = self.fact if self._starts_by_fact(clause) else None
        start = fact.standing_at or self.now if fact is not None else self.now
        itself = (clause.anchor_later,) if clause.anchor_later in clause.anchor_earlier else ()
        names = clause.anchor_earlier if self.action == OPEN else itself
        told = {name: _instant(at) for name in names if (at := self.values.get(name)) is not None}
        if clause.anchor_later and (later := self.values.get(clause.anchor_later)) is not None:
            told[clause.anchor_later] = later = _instant(later)
            start = later if clause.anchor_later in names else max(start, later)
        kept = {"entered": self.now, **told} if told else {}
        anchors = {name: at.isoformat() for name, at in kept.items()}
        return {"started_at": start, "start_fact": fact, "anchors": anchors}

    def _starts_by_fact(self, clause: Clause) -> bool:
        if self.fact is None:
            return False
        opens = self.action == OPEN
        return starts_by_fact(clause, self._party(clause), self.fact.side, opens=opens, telling=self.telling)

    def stop(self, row: Deadline) -> None:
        """Settle the clock: one that waits on a result handed in at that instant, any other at the fact that this act
        reports, else now. A breach stays."""
        if not row.open:
            return
        fact = self.fact
        at = fact.standing_at or self.now if fact is not None else self.now
        if (pause := open_pause(row)) is not None:
            if pause.reason == CLAIMED:
                at, fact = pause.started_at, pause.start_fact
            self._end(pause)
        self._settle(row, at, fact)
        self.certify(row)
        self._note("stop", row, at=at.isoformat(), late=self._outcome(row).late)

    def cancel(self, row: Deadline) -> None:
        """No longer asked for; what was missed before stays missed."""
        if not row.open:
            return
        if (pause := open_pause(row)) is not None:
            self._end(pause)
        row.cancelled = True
        self._settle(row, self.now, None)
        self._note("cancel", row, late=self._outcome(row).late)

    def _settle(self, row: Deadline, at: datetime, fact: Fact | None) -> None:
        row.stopped_at, row.stop_fact = at, fact
        for pause in row.rests:
            if pause.ended_at is None and not pause.voided:  # of a claim: it ends with the clock
                self._end(pause)
        self.schedule(row)

    def pause(self, row: Deadline, reason: str, *, until: datetime | None = None) -> None:
        """Pause the clock. Where it rests already it goes on resting; a wait that is over is none. A clock that is born
        paused rests from its own start on, whenever the order is opened."""
        if not row.open or (until is not None and until <= self.now):
            return
        if open_pause(row) is not None:
            return
        handed_in = self.fact if reason in HANDED_IN else None
        start = handed_in.standing_at or self.now if handed_in is not None else self.now
        start = row.started_at if self.action == OPEN else start
        self._rest(row, start, until, reason, start_fact=handed_in)
        row.resumes_at = until
        self.schedule(row)
        self._note("pause", row, reason=reason, until=until.isoformat() if until else None)

    def resume(self, row: Deadline) -> None:
        if not row.open or (pause := open_pause(row)) is None:
            return
        self._end(pause)
        self._run(row)
        if pause.action == OPEN:
            self._pass_over(row)  # half of a time that never ran is told to nobody
        self._note("resume", row, due_at=row.due_at.isoformat())

    def void_pause(self, row: Deadline, checkers_due: Iterable[datetime] = ()) -> None:
        """A claim turned down: its pause counts as if never made, except what the checker overran (M3)."""
        if not row.open or (pause := open_pause(row)) is None:
            return
        self._keep_answer(row, "voided")
        self._end(pause)
        pause.voided, pause.voided_at = True, self.now
        excused = self._excuse(row, pause, min(checkers_due, default=None))
        self._run(row)
        self._note("void_pause", row, due_at=row.due_at.isoformat(), excused=excused)

    def _excuse(self, row: Deadline, pause: Pause, due: datetime | None) -> bool:
        """What the checker overran, or kept to themselves once they had seen the defect, does not count (M3)."""
        seen = self.seen.standing_at if self.seen is not None else None
        if due is None or (start := max(pause.started_at, min(seen or self.now, due))) >= self.now:
            return False
        self._rest(
            row, start, self.now, pause.reason, excuses=pause, checker_due=due, seen_at=seen, seen_fact=self.seen
        )
        return True

    def relimit(self, row: Deadline, n: int) -> None:
        """Another number in the place of one that was mistyped; the answer before is kept."""
        self._keep_answer(row, "limit corrected")
        row.limit_n = n
        self.schedule(row)
        self._note("relimit", row, limit_n=n, due_at=row.due_at.isoformat())

    def reopen(self, row: Deadline) -> None:
        """A stopped clock runs on; the time between does not count. One that was cancelled is asked for after all, and
        all of its time counts."""
        if row.stopped_at is None:
            return
        self._keep_answer(row, "reopened")
        stopped, row.stopped_at, row.stop_fact = row.stopped_at, None, None
        if not row.cancelled:
            self._rest(row, stopped, self.now, CLAIMED)
        row.cancelled = False
        self._run(row)
        self._note("reopen", row, due_at=row.due_at.isoformat())

    def _run(self, row: Deadline) -> None:
        row.resumes_at = None
        self.schedule(row)

    def _rest(self, row: Deadline, start: datetime, end: datetime | None, reason: str, **more: Any) -> Pause:
        pause = Pause(
            deadline=row,
            started_at=start,
            ended_at=end,
            reason=reason,
            by_id=self.actor,
            action=self.action,
            note=self.note[:500],
            **more,
        )
        row.rests.append(pause)
        self.touched.append(pause)
        return pause

    def rest_by_claim(self, row: Deadline, claim: Claim, span: PauseSpan) -> None:
        """The clock rests as the claim says."""
        self._rest(row, span.start, span.end, claim.ground or CLAIMED, claim=claim)
        self.schedule(row)
        until = span.end.isoformat() if span.end else None
        self._note("pause", row, reason=claim.ground or CLAIMED, start=span.start.isoformat(), until=until)

    def resume_suspended(self, row: Deadline) -> None:
        """End a suspension of an earlier release, which no claim keeps."""
        for pause in [one for one in row.rests if one.action == SUSPEND and one.claim_id is None and not one.ended_at]:
            self._end(pause)
            self._run(row)
            self._note("resume", row, due_at=row.due_at.isoformat())

    def end_by_fact(self, row: Deadline, pause: Pause, fact: Fact) -> None:
        """The pause ends by a fact that may be contested."""
        pause.end_fact = fact
        self._end(pause)
        self.schedule(row)
        self._note("resume", row, due_at=row.due_at.isoformat())

    def touch(self, pause: Pause) -> None:
        """Its instants were moved by a settlement."""
        self.touched.append(pause)

    def rejudge(self, rows: Iterable[Deadline], settlement: Settlement) -> None:
        """What a settlement touched is derived and judged anew; the breaches agree with it."""
        listed = list(rows)
        for row in listed:
            self.schedule(row)
        self.conclude(listed, settlement)
        self.rows = readings.current(self.rounds)

    def _end(self, pause: Pause) -> None:
        pause.ended_at = max(self.now, pause.started_at)
        self.touched.append(pause)

    def _keep_answer(self, row: Deadline, why: str) -> None:
        """Keep the answer given so far in `certificates`: a payment dispute needs the sum as it stood."""
        old = {"at": self.now.isoformat(), "why": why, "due_at": row.due_at.isoformat(), "state": row.state}
        row.certificates = [*row.certificates, old]


class Rehearsed(Clockwork):
    """The clocks of a ticket that is not there: they are reckoned, and none is written."""

    def _insert(self, row: Deadline) -> None:
        pass

    def _save_rows(self) -> None:
        pass


def _instant(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else midnight(at)


def starts_by_fact(clause: Clause, party: str, side: str, *, opens: bool, telling: bool) -> bool:
    """Whether a duty of `party` starts when the fact happened that `side` reports. One of one's own does; one of the
    other side starts when they were told: at the entry, or at the fact, where that is the telling itself (a fault
    reported, a paper served). opens: it is reported with the opening."""
    return bool(clause.anchor_earlier) if opens else telling or party == side
