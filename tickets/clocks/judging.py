"""What time alone does to the clocks of one ticket: they are told of, missed, and derived anew by another calendar."""

from collections.abc import Iterable

from tickets.clocks.readings import BREACH
from tickets.clocks.schedule import Schedule, waiting, wakes_at
from tickets.datelaw.reckoning import AlertTime
from tickets.models import Deadline
from tickets.models.deadlines import BREACHED, RUNNING


class Judging(Schedule):
    def fire(self, row: Deadline) -> list[AlertTime]:
        """Record the alerts that are due and return those to tell: one warning at most, the breach once."""
        if not row.open or row.resting:
            return []
        alert_times = self._derive(row)
        fresh = [one for one in waiting(alert_times, row) if wakes_at(one) <= self.now]
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
            self._judge(row)
            if row.held:
                return []
            self._tell_breach(row)
            self._record_alerts(row, after)
            return [breach, *after]
        self._record_alerts(row, after[:-1], collapsed=True)
        self._record_alerts(row, after[-1:])
        return after[-1:]

    def release(self, rows: Iterable[Deadline]) -> list[tuple[Deadline, str]]:
        """A claim holds the telling of their breaches back no longer: what became due meanwhile is told now."""
        told = []
        for row in rows:
            row.held = False
            alert_times = self._derive(row)
            if row.breached_at is not None:
                late = [
                    one for one in waiting(alert_times, row) if one.at <= self.now and one.level in (BREACH, AUTHORITY)
                ]
                self._tell_breach(row)
                self._record_alerts(row, [one for one in late if one.level != BREACH])
                told += [(row, one.level) for one in late]
            self._wait(row, alert_times)
        for row, level in told:
            self._note("alert", row, level=level)
        return told

    def reproject(self, row: Deadline) -> bool:
        """Derive an open clock anew under another calendar. True if its dates moved; the old ones are kept.
        What is missed already stays as it was judged: `_derive` reckons it by the calendar of then."""
        before = (row.due_at, row.nominal_due, row.provisional)
        old = {"due_at": row.due_at.isoformat(), "calendar": row.calendar, "provisional": row.provisional}
        self.schedule(row)
        if (row.due_at, row.nominal_due, row.provisional) == before:
            return False
        row.certificates = [*row.certificates, {"at": self.now.isoformat(), "why": "calendar", **old}]
        self._note("calendar", row, **old, new_due_at=row.due_at.isoformat())
        return True


AUTHORITY = "authority"
