"""What is left after a row: nothing lost, nothing doubled, nothing early, whatever was killed meanwhile."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.lab import Lab, eventually

#: What a killed sender had in hand goes out when its lease ends, after half a minute.
LEASE_SECONDS = 35.0
SETTLE_SECONDS = 90.0
#: A breach is told a second after its due: whoever acts in time and waits for the lock wins.
GRACE = timedelta(seconds=1)


@dataclass
class Verdict:
    """Each line names what is at fault. wrong: the audit, the numbers, a 500."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Messages that arrived more than once: one a killed sender is allowed (RFC 1047).
    repeats: int = 0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.early or self.wrong)

    def faults(self) -> Iterator[str]:
        for what in ("lost", "doubled", "early", "wrong"):
            yield from (f"{what}: {one}" for one in getattr(self, what))


def instant(value: Any) -> datetime:
    """As the database stores it: SQLite as text without a zone."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def settled(lab: Lab, seconds: float = SETTLE_SECONDS) -> bool:
    """Whether, within so many seconds after the last planted clock, nothing is due and nothing waits to be sent."""
    seconds += max(0.0, lab.last_due + 1 - time.monotonic())
    return eventually(lambda: time.monotonic() > lab.last_due + 1 and not (list(due(lab)) or unsent(lab)), seconds)


def due(lab: Lab, now: datetime | None = None) -> Iterator[int]:
    """The clocks that should have fired by now."""
    until = (now or datetime.now(UTC)) - timedelta(milliseconds=100)
    rows = lab.ask("SELECT id, next_at FROM tickets_deadline WHERE next_at IS NOT NULL")
    return (pk for pk, at in rows if instant(at) <= until)


def unsent(lab: Lab) -> int:
    return lab.count("delivery", "state = 'pending' AND channel = 'mail'")


def check(
    lab: Lab, *, kills: int = 0, wrong_answers: int = 0, now: datetime | None = None, wire: bool = True
) -> Verdict:
    """kills: of processes that may have been sending."""
    found = Verdict()
    found.lost += [f"clock {pk} is due and has not fired" for pk in due(lab, now)]
    found.wrong += [f"{wrong_answers} answers of 500"] if wrong_answers else []
    _intents(lab, found)
    _firings(lab, found)
    if wire:
        _wire(lab, found, kills)
    _numbers(lab, found)
    verified = lab.run("verify_audit")
    if verified.returncode:
        found.wrong.append(f"verify_audit: {verified.stdout[-400:]}{verified.stderr[-400:]}")
    return found


def _intents(lab: Lab, found: Verdict) -> None:
    """Each order that was promised is there once, each step once; what was never promised is there once at most."""
    rows = lab.ask("SELECT title, number FROM tickets_ticket WHERE title LIKE 'filed %'")
    filed = Counter(title for title, _number in rows)
    numbers = dict(rows)
    for one in lab.ledger.of("file"):
        if one.acknowledged and numbers.get(one.key) != one.number:
            found.lost.append(f"order {one.number}, promised for “{one.key}”")
    found.doubled += [f"order “{title}”, {count} times" for title, count in filed.items() if count > 1]
    steps = Counter(
        number
        for (number,) in lab.ask(
            "SELECT t.number FROM tickets_auditentry a JOIN tickets_ticket t ON t.id = a.ticket_id"
            " WHERE a.action = 'respond' AND a.allowed"
        )
    )
    found.lost += [
        f"answer to {one.number}" for one in lab.ledger.of("respond") if one.acknowledged and not steps[one.number]
    ]
    found.doubled += [f"answer to {number}, {count} times" for number, count in steps.items() if count > 1]


def _firings(lab: Lab, found: Verdict) -> None:
    """What ran out has one breach, one alert of each level, one entry of the audit, one notice a reader."""
    clocks = {pk: instant(at) for pk, at in lab.ask("SELECT id, due_at FROM tickets_deadline")}
    breaches = lab.ask("SELECT deadline_id, occurred_at, detected_at FROM tickets_breach")
    alerts = lab.ask("SELECT deadline_id, level, fired_at FROM tickets_alert")
    told = lab.ask("SELECT deadline_id, recipient_id FROM tickets_notice WHERE event = 'breach'")
    found.lost += [f"breach of clock {pk}" for pk in _ran_out(lab) - {pk for pk, *_ in breaches}]
    found.doubled += _twice("breach of clock", (pk for pk, *_ in breaches))
    found.doubled += _twice("alert", ((pk, level) for pk, level, _at in alerts))
    found.doubled += _twice("notice of a breach", told)
    found.doubled += _twice("entry of the audit", _recorded(lab))
    found.early += [f"breach of clock {pk}" for pk, due_at, seen in breaches if instant(seen) < instant(due_at)]
    found.early += [
        f"alert of clock {pk}" for pk, level, at in alerts if level == "breach" and instant(at) < clocks[pk]
    ]


def _ran_out(lab: Lab) -> set[int]:
    """Planted clocks, of which nobody stops one: all whose hour is over."""
    rows = lab.ask(
        "SELECT d.id, d.due_at FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id"
        " WHERE t.title LIKE 'planted %'"
    )
    last = max((instant(at) for (at,) in lab.ask("SELECT max(fired_at) FROM tickets_alert") if at), default=None)
    return {pk for pk, at in rows if last and instant(at) + GRACE <= last}


def _recorded(lab: Lab) -> Iterator[tuple[Any, ...]]:
    """(ticket, clock, round, what) of all that time alone did, as the audit tells it."""
    for ticket, data in lab.ask("SELECT ticket_id, data FROM tickets_auditentry WHERE action = 'clock'"):
        said = json.loads(data) if isinstance(data, str) else data
        for one in said.get("clocks", []):
            if one.get("op") in {"breach", "breached", "alert", "fire", "warn"}:
                yield ticket, one.get("clock"), one.get("round"), one.get("op"), one.get("level", ""), one.get("due_at")


def _twice(what: str, keys: Iterable[Any]) -> list[str]:
    return [f"{what} {key}, {count} times" for key, count in Counter(keys).items() if count > 1]


def _wire(lab: Lab, found: Verdict, kills: int) -> None:
    """All that is marked as sent arrived; more than once only what a killed sender had in hand."""
    for channel, arrived in (("mail", lab.wire.mailed()), ("webhook", lab.wire.posted())):
        sent = lab.count("delivery", f"state = 'sent' AND channel = '{channel}'")
        if len(arrived) < sent:
            found.lost.append(f"{sent - len(arrived)} of {sent} messages of {channel}")
    found.repeats = lab.wire.repeated()
    if found.repeats > kills:
        found.doubled.append(f"{found.repeats} messages arrived again after {kills} kills")


def _numbers(lab: Lab, found: Verdict) -> None:
    """Without gaps in each year; those of what was planted are not counted."""
    given: dict[str, list[int]] = {}
    for (number,) in lab.ask("SELECT number FROM tickets_ticket WHERE title NOT LIKE 'planted %'"):
        year, count = re.fullmatch(r"(GD-\d+)-(\d+)", number).groups()  # type: ignore[union-attr]
        given.setdefault(year, []).append(int(count))
    for year, counts in given.items():
        if sorted(counts) != list(range(1, len(counts) + 1)):
            found.wrong.append(f"numbers of {year} have a gap, or come twice")
