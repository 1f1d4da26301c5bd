"""Plays one worked case of vectors.csv by the door: the acts at their instants, and what is seen at others.

Acts that do not matter to the clock are left out of a case; they are taken here where the machine asks for them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.world import World
from tickets import actions, sweep
from tickets.audit.earlier import CLAUSES
from tickets.datelaw.types import ZONE
from tickets.errors import Refusal
from tickets.models import Claim, Clause, Interpretation, Ticket

FILE = Path(__file__).with_name("vectors.csv")
#: The kind on which each first act begins, and what is done before it at the same instant.
OPENINGS = {
    "open": ("incident", ()),
    "issue_demand": ("staff_replacement", ("submit",)),
    "demand": ("migration", ("issue_order",)),
    "approve_restart": ("restart", ("submit",)),
    "submit_readiness": ("go_live", ("submit", "approve", "record_filing", "accept")),
    "apply": ("provider_exit", ()),
    "issue_notice": ("switchover", ("submit",)),
}
#: What the machine wants done between, at once and without time passing.
BETWEEN = {
    "issue_demand": ("nominate", "accept_nominee"),
    "issue_notice": ("submit_inventory", "agree_inventory"),
    "open": (),
}
#: Where a case says when it happened by a word of its own.
WHEN = {"at": "happened_at", "served": "happened_at", "seen": "seen_at", "from": "start", "to": "end"}


@dataclass(frozen=True)
class Case:
    name: str
    code: str
    limit: str
    events: tuple[str, ...]
    looks: tuple[str, ...]

    def window(self) -> dict[str, str]:
        words = self.limit.split()
        return {"window_start": words[1], "window_end": words[3]} if words[0] == "window" else {}


def cases() -> Iterator[Case]:
    with FILE.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            events, looks = (tuple(part.strip() for part in row[name].split("; ")) for name in ("events", "expect"))
            yield Case(row["case"], CLAUSES[row["clause"]], row["limit"], events, looks)


@dataclass
class Play:
    """The order of one case, and the refusal of the last act that was to fail."""

    world: World
    case: Case
    ticket: Ticket | None = None
    refused: list[str] = field(default_factory=list)

    def until(self, instant: datetime) -> None:
        """Take every act up to this instant."""
        while self.left and self.left[0][0] <= instant:
            at, who, act, said = self.left.pop(0)
            self.world.at(at)
            self._take(who, act, said)

    def __post_init__(self) -> None:
        self.left = [_parsed(event) for event in self.case.events]

    def _take(self, who: str, act: str, said: dict[str, str]) -> None:
        wanted = said.pop("refused", "")
        try:
            self._do(who, act, said)
        except Refusal as refusal:
            field_name = next(iter(refusal.errors), "")
            self.refused.append(f"{refusal.status}:{field_name}")
            if wanted and str(refusal.status) != wanted.split(":")[0]:
                raise
            if not wanted and not any("refused=" in look for look in self.case.looks):
                raise
        else:
            assert not wanted, f"{act} was not refused"

    def _do(self, who: str, act: str, said: dict[str, str]) -> None:
        if who == "sweep":
            while sweep.fire_one(self.world.now):
                pass
        elif act in VERBS:
            VERBS[act](self, self.world.user(who), said)
        else:
            self._step(who, act, said)

    def _step(self, who: str, act: str, said: dict[str, str]) -> None:
        fields: dict[str, Any] = {WHEN.get(name, name): text for name, text in said.items()}
        if self.ticket is None:
            self._open(who, act, fields)
        if act != "open":
            self.ticket = self.world.take(self.ticket, act, who=who, **self._late(fields))
            self.ticket = self.world.take(self.ticket, *BETWEEN.get(act, ()))

    def _open(self, who: str, act: str, fields: dict[str, Any]) -> None:
        kind, before = OPENINGS[act]
        now = self.world.now
        if kind == "migration":
            self.world.later(days=-3)  # the order was on file before the demand was served
        own = {name: fields.pop(name) for name in list(fields) if name == "reported_at" or act == "open"}
        system = self.world.contract.systems.filter(important=False).first()
        opened = self._late(own | self.case.window() | extra(kind, self.world))
        self.ticket = self.world.file(kind, who if act == "open" else None, system=system, **opened)
        self.ticket = self.world.take(self.ticket, *before)
        self.world.at(now)

    def _late(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A late entry gives its reason, unless the case says none."""
        said = [text for name, text in fields.items() if name in ("happened_at", "reported_at", "finished_at")]
        late = any(datetime.fromisoformat(text) < self.world.now - timedelta(minutes=5) for text in said)
        return {"late_reason": "先电话处理，后补录"} | fields if late else fields

    def claim(self, name: str) -> Claim:
        return Claim.objects.get(ticket=self.ticket, number=int(name[1:]))


def extra(kind: str, world: World) -> dict[str, Any]:
    """What the case leaves to the order."""
    if kind == "switchover":
        return {"ending": "expiry", "basis": "not_renewed", "end_date": world.contract.ends.isoformat()}
    return {}


def _parsed(event: str) -> tuple[datetime, str, str, dict[str, str]]:
    words = event.split()
    who, act = (words[1], words[2]) if words[1] != "sweep" else ("sweep", "")
    rest = words[3:] if who != "sweep" else []
    said = dict(word.split("=", 1) for word in rest if "=" in word)
    if named := [word for word in rest if "=" not in word]:
        said["claim"] = named[0]
    return datetime.fromisoformat(words[0]).astimezone(ZONE), who, act, said


def _value(said: dict[str, str]) -> actions.Value:
    if said.get("value") == "null":
        return actions.Value(nothing=True)
    start, end = said.get("at") or said.get("from"), said.get("to", "null")
    return actions.Value(_instant(start), _instant(end if "from" in said else "null"))


def _instant(text: str | None) -> datetime | None:
    return None if text in (None, "null") else datetime.fromisoformat(text)


def _accept(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.accept_claim(play.claim(said["claim"]).pk, actor=actor, now=play.world.now)


def _contest(play: Play, actor: Any, said: dict[str, str]) -> None:
    value = _value(said) if {"at", "from", "value"} & said.keys() else None
    actions.contest_claim(
        play.claim(said["claim"]).pk, value=value, actor=actor, now=play.world.now, comment="与监控记录不符"
    )


def _decide(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.decide_claim(
        play.claim(said["claim"]).pk, value=_value(said), actor=actor, now=play.world.now, comment="依监控记录核定"
    )


def _withdraw(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.withdraw_claim(play.claim(said["claim"]).pk, actor=actor, now=play.world.now)


def _end(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.end_pause(play.claim(said["claim"]).pk, actor=actor, now=play.world.now)


def _proof(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.prove_claim(play.claim(said["claim"]).pk, actor=actor, now=play.world.now)


def _time(play: Play, actor: Any, said: dict[str, str]) -> None:
    actions.claim_time(
        play.ticket, fact=said["fact"], value=_value(said), reason="与监控记录不符", actor=actor, now=play.world.now
    )


def _pause(play: Play, actor: Any, said: dict[str, str]) -> None:
    code = "*" if said["ground"] == "force_majeure" else play.case.code
    actions.claim_pause(
        play.ticket, code=code, ground=said["ground"], value=_value(said), reason="见附件", actor=actor,
        now=play.world.now,
    )  # fmt: skip


VERBS = {
    "accept": _accept, "contest": _contest, "decide": _decide, "withdraw": _withdraw, "end": _end, "proof": _proof,
    "time": _time, "pause": _pause,
}  # fmt: skip


def set_the_stage(world: World, case: Case) -> None:
    """The limits of claims that the cases are worked with; and the clock of the case is one of the contract: nobody is
    asked about internal targets."""
    world.contract.ends = date(2026, 10, 9)
    world.contract.save()
    Interpretation.objects.filter(contract=world.contract, key="claim.answer_working_days").delete()
    Interpretation.objects.create(
        contract=world.contract, code="V1", question="-", chosen="-", key="claim.answer_working_days", value=1
    )
    Clause.objects.filter(contract=world.contract, code=case.code).update(basis="contract")
