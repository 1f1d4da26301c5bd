"""What one sees of a case at an instant, in the words of vectors.csv."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tests.claims.play import Play
from tickets import register
from tickets.actions.rules import Rules, gate_due
from tickets.clocks import claimed, lives, readings
from tickets.datelaw.types import ZONE
from tickets.lifecycle.kinds.provider_exit import NOTICE
from tickets.models import Breach, Claim, Deadline, Fact, Notice


def written(at: datetime | None) -> str:
    return at.astimezone(ZONE).isoformat() if at is not None else "none"


def yes(holds: bool) -> str:
    return "yes" if holds else "no"


def in_words(at: datetime | None, due: datetime) -> str:
    return "in_time" if at is not None and at < due else "late"


@dataclass
class Seen:
    play: Play
    now: datetime

    def of(self, name: str, wanted: str) -> str:
        """The value of one word of the case."""
        if name[0] in "rc" and name[1:2].isdigit():
            who, _dot, what = name.partition(".")
            return self._of_round(who, what) if who[0] == "r" else self._of_claim(who, what)
        if name in WORDS:
            return WORDS[name](self, wanted)
        return self._of_gate(name) if self.at_gate else self._of_clock(name, self._row(), wanted)

    @property
    def at_gate(self) -> bool:
        return self.play.case.code == NOTICE.code

    def _of_gate(self, name: str) -> str:
        """A gate has no clock: what counts is when the application was handed over."""
        fact = Fact.objects.filter(ticket=self.play.ticket, name="apply").latest("id")
        due = gate_due(Rules(fact.ticket.contract), NOTICE)
        assert due is not None
        said = {"entry": fact.entered_at, fact.entered_by.username: fact.stated_at}
        return {
            "due": lambda: written(due),
            "gate": lambda: in_words(fact.standing_at, due),
            "settled": lambda: yes(not any(claim.unsettled for claim in fact.claims.all())),
            "readings": lambda: "|".join(f"{by}/{written(due)}/{in_words(at, due)}" for by, at in said.items()),
        }[name]()

    def _row(self, number: int | None = None) -> Deadline:
        rows = [row for row in self.rounds if row.code == self.play.case.code]
        return rows[-1] if number is None else next(row for row in rows if row.round == number)

    @property
    def rounds(self) -> list[Deadline]:
        return readings.load(Deadline.objects.filter(ticket=self.play.ticket))

    def _of_round(self, who: str, what: str) -> str:
        return self._of_clock(what, self._row(int(who[1:])), "")

    def _of_clock(self, name: str, row: Deadline, _wanted: str) -> str:
        outcome = lives.outcome(row, lives.of(row), register.calendar(), self.now)
        return {
            "due": lambda: written(row.due_at),
            "state": lambda: outcome.state,
            "stopped": lambda: written(row.stopped_at),
            "net": lambda: str(int(outcome.net.total_seconds() // 60)),
            "gross": lambda: str(int(outcome.gross.total_seconds() // 60)),
            "settled": lambda: yes(not row.unsettled),
            "breach": lambda: self._breach(row),
            "detected": lambda: written(row.breach.detected_at) if row.breach else "none",
            "readings": lambda: self._readings(row),
            "certificates": lambda: str(len(row.versions)),
        }[name]()

    def _breach(self, row: Deadline) -> str:
        rows = sorted(row.missed, key=lambda one: one.occurred_at)
        return "+".join(self._one_breach(one) for one in rows) or "none"

    def _one_breach(self, breach: Breach) -> str:
        if breach.set_aside_at is None:
            return f"occurred:{written(breach.occurred_at)}"
        return f"set_aside:{written(breach.occurred_at)}/c{breach.set_aside_claim.number}"

    def _readings(self, row: Deadline) -> str:
        claims = claimed.load(Claim.objects.filter(clocks=row))
        found = claimed.readings(row, claims, self.rounds, register.calendar(), self.now)
        return "|".join(f"{one.by}/{written(one.outcome.due.legal)}/{one.outcome.state}" for one in found)

    def _of_claim(self, who: str, what: str) -> str:
        claim = self.play.claim(who)
        return written(claim.due_at) if what == "due" else claim.state

    def last_claim(self) -> Claim:
        return Claim.objects.filter(ticket=self.play.ticket).last()

    def told(self, wanted: str) -> str:
        """Nobody, or these, of the breach or of what was not permitted."""
        notices = Notice.objects.filter(ticket=self.play.ticket)
        if wanted == "0":
            return str(notices.filter(event="breach").count())
        people = set(notices.values_list("recipient__username", flat=True))
        return "|".join(name for name in wanted.split("|") if name in people)


WORDS: dict[str, Callable[[Seen, str], str]] = {
    "claims": lambda seen, _: str(Claim.objects.filter(ticket=seen.play.ticket).count()),
    "answer_overdue": lambda seen, _: yes(seen.last_claim().answer_overdue),
    "admission": lambda seen, _: yes(seen.last_claim().admission),
    "late": lambda seen, _: yes(seen.last_claim().fact.late),
    "proof_due": lambda seen, _: written(seen.last_claim().proof_due),
    "refused": lambda seen, _: seen.play.refused[-1].rstrip(":"),
    "ticket": lambda seen, _: seen.play.world.fresh(seen.play.ticket).state,
    "open_clocks": lambda seen, _: str(sum(row.open for row in seen.rounds)),
    "told": lambda seen, wanted: seen.told(wanted),
    "event": lambda seen, _: "|".join(
        seen.play.ticket.endorsements.filter(voided_at=None, name="unauthorised").values_list("name", flat=True)
    ),
    "authority_told": lambda seen, _: yes(
        Notice.objects.filter(ticket=seen.play.ticket, event="authority", recipient__username="officer").exists()
    ),
}
