"""Clocks of an earlier release get the facts by which they started, stopped and rested; no instant of them moves."""

from tickets.clocks.judging import Judging
from tickets.lifecycle.duties import HANDED_IN
from tickets.models import Deadline, Fact


class Earlier(Judging):
    def begin_by(self, row: Deadline, fact: Fact) -> None:
        row.start_fact = fact
        self.dirty[row.pk] = row

    def end_by(self, row: Deadline, fact: Fact, action: str) -> None:
        """The clock stopped by the fact, where it stopped at its entry; it rests by it, where `action` handed a result
        in: then that is what stopped it, not the act that confirmed it."""
        handed_in = [one for one in row.rests if one.reason in HANDED_IN and one.started_at == fact.entered_at]
        for pause in [one for one in handed_in if one.action == action]:
            pause.start_fact = fact
            self.touched.append(pause)
        by_another = any(one.action != action and not one.voided for one in handed_in)
        if row.stopped_at == fact.entered_at and not row.cancelled and not by_another:
            row.stop_fact = fact
            self.dirty[row.pk] = row

    def excuse_by(self, row: Deadline, fact: Fact) -> None:
        """What a checker overran of the result that was turned down hangs on when they saw the defect."""
        for pause in [one for one in row.rests if one.excuses_id is not None and one.ended_at == fact.entered_at]:
            pause.seen_fact, pause.seen_at = fact, fact.standing_at
            self.touched.append(pause)
