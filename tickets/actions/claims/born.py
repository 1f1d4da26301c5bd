"""A claim comes into being: by a late entry, by one side's word, by speaking against oneself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tickets.actions.act import Act
from tickets.actions.claims import limits, papers, telling
from tickets.actions.claims.marks import borne, remark
from tickets.actions.digests import digest
from tickets.clocks import claimed
from tickets.models import Attachment, Claim, Deadline, Fact, Minutes, Statement
from tickets.models.claims import ACCEPTED, CONTESTED, PAUSE, PENDING, TIME, UNSETTLED, WITHDRAWN

#: The act that raises a claim by itself; beside another act it is a consequence of that.
RAISED: Final = "claim.raised"


@dataclass(frozen=True, slots=True)
class Value:
    """What somebody says: an instant, a stretch (`end` None: running), or that there was nothing."""

    start: datetime | None = None
    end: datetime | None = None
    nothing: bool = False
    seen_at: datetime | None = None

    @property
    def columns(self) -> dict[str, Any]:
        values = {"start": self.start, "end": self.end, "nothing": self.nothing, "seen_at": self.seen_at}
        return {"valued": True, **values}


def standing(claim: Claim) -> Value:
    """What stands now, whatever was claimed."""
    if (counts := claimed.counting(claim)) is not None:
        return Value(counts.start, counts.end)
    at = claim.fact.standing_at if claim.fact is not None else None
    return Value(at, nothing=at is None)


def of_fact(act: Act, fact: Fact, rows: Iterable[Deadline], question: int | None = None) -> Claim:
    """A late entry on which something turns: the entry stands until it is settled."""
    return raised(act, Value(fact.stated_at), fact.late_reason, rows, fact=fact, question=question)


def next_number(act: Act) -> int:
    return Claim.objects.filter(ticket=act.ticket).count() + 1


def of_denial(act: Act, fact: Fact, denied: Fact, rows: Iterable[Deadline]) -> Claim:
    """`denied` did not happen: it was seen so when `fact`, the report of this act, says."""
    due = limits.checked_by(act.rules, denied.entered_at)
    value = Value(nothing=True, seen_at=fact.stated_at)
    claim = next(iter(claimed.load(Claim.objects.filter(fact=denied, state__in=UNSETTLED))), None)
    if claim is None:
        return raised(act, value, act.comment, rows, fact=denied, checker_due=due)
    claim.checker_due = due
    _deny(act, claim, value, list(rows))
    return claim


def _deny(act: Act, claim: Claim, value: Value, rows: list[Deadline]) -> None:
    """A claim on the fact is open: that it did not happen is the other side's word on it, or takes the place of one's
    own."""
    assert act.capacity is not None  # noqa: S101  # people deny, not time
    own = claim.side == act.capacity.side
    saying = "corrected" if own else "contested"
    say(act, claim, saying, value, act.comment)
    if not own:
        claim.state = CONTESTED
    limit = limits.answered_by if claim.state == PENDING else limits.decided_by
    claim.due_at = claim.next_at = limit(act.rules, act.now)
    act.store(claim, "state", "checker_due", "due_at", "next_at")
    bear_on(act, claim, rows)
    remark(act, rows)
    telling.of_step(act, claim, "claim_contested")
    act.consequences.append((f"claim.{saying}", recorded(act, claim)))


def admitted(act: Act, fact: Fact, rows: Iterable[Deadline]) -> Claim:
    """What speaks against whoever says it needs nobody's consent."""
    return _born(act, Value(fact.stated_at), fact.late_reason, rows, of(fact) | {"state": ACCEPTED, "admission": True})


def at_once(act: Act, value: Value, rows: Iterable[Deadline], columns: Mapping[str, Any]) -> Claim:
    """Nothing turns on it, or it speaks against whoever says it: it counts, and nobody is asked."""
    return _born(act, value, act.comment, rows, {"state": ACCEPTED, **columns})


def granted(act: Act, rows: Iterable[Deadline], code: str, ground: str, value: Value) -> Claim:
    """A lead grants the other side a pause: that speaks against their own side, and counts at once."""
    columns = {"type": PAUSE, "code": code, "ground": ground, "state": ACCEPTED, "admission": True}
    return _born(act, value, act.comment, rows, columns)


def of_entry(act: Act, fact: Fact, rows: Iterable[Deadline], *, due: datetime, question: int | None = None) -> Claim:
    """A late entry that stood as stated is asked about now: it is the claim of whoever entered it, as said then."""
    number = next_number(act)
    sides = {"side": fact.side, "answered_by": fact.answered_by}
    limit = {"due_at": due, "next_at": due, "question": question}
    claim = Claim(ticket=act.ticket, number=number, entered_at=act.now, state=PENDING, **limit, **sides, **of(fact))
    act.store(claim)
    bear_on(act, claim, rows)
    statement = Statement(
        claim=claim,
        saying="claimed",
        side=fact.side,
        by_id=fact.entered_by_id,
        on_behalf_of_id=fact.on_behalf_of_id,
        at=fact.entered_at,
        reason=fact.late_reason,
        **Value(fact.stated_at).columns,
    )
    statement.digest = digest([act.ticket.number, *described(claim, statement)])
    act.store(statement)
    papers.bind(act, statement, getattr(act.ticket.contract, f"{fact.side}_id", None))
    claim.said = [statement]
    return claim


def raised(
    act: Act, value: Value, reason: str, rows: Iterable[Deadline], *, fact: Fact | None = None, **columns: Any
) -> Claim:
    """Pending: whoever may answer has until its limit, and everybody concerned is told."""
    due = limits.answered_by(act.rules, act.now)
    told = list(rows)
    sort = of(fact) if fact is not None else {"type": PAUSE}
    born = _born(act, value, reason, told, {**sort, "state": PENDING, "due_at": due, "next_at": due, **columns})
    remark(act, told)
    if born.question in (None, born.number):  # of one question people are told once
        telling.of_birth(act, born)
    return born


def of(fact: Fact) -> dict[str, Any]:
    return {"type": TIME, "fact": fact}


def _born(act: Act, value: Value, reason: str, rows: Iterable[Deadline], columns: Mapping[str, Any]) -> Claim:
    assert act.capacity is not None  # noqa: S101  # people claim, not time
    side = {"side": act.capacity.side, "answered_by": _other(act.capacity.side)}
    if (fact := columns.get("fact")) is not None and fact.side == act.capacity.side:
        side["answered_by"] = fact.answered_by
    number = next_number(act)
    before = _withdrawn(act, columns) if act.action == RAISED else None
    claim = Claim(ticket=act.ticket, number=number, entered_at=act.now, replaces=before, **{**side, **columns})
    act.store(claim)
    touched = list(rows)
    bear_on(act, claim, touched)
    act.clocks.keep_judged(touched)
    claim.said = []
    say(act, claim, "claimed", value, reason)
    if act.action != RAISED:
        act.consequences.append((RAISED, recorded(act, claim)))
    return claim


def bear_on(act: Act, claim: Claim, rows: Iterable[Deadline]) -> None:
    """The claim bears on these clocks, too, and the act's entry tells so."""
    link = Claim.clocks.through
    known = set(link.objects.filter(claim=claim).values_list("deadline", flat=True))
    fresh = {row.pk: row for row in rows if row.pk not in known}
    claim.clocks.add(*fresh)
    act.wrote(*link.objects.filter(claim=claim, deadline__in=fresh).select_related("claim", "deadline"))


def _withdrawn(act: Act, columns: Mapping[str, Any]) -> Claim | None:
    """What the side took back last of the same fact, or for the same ground on the same clock."""
    assert act.capacity is not None  # noqa: S101  # people claim, not time
    same = {name: columns[name] for name in ("fact", "code", "ground") if name in columns}
    own = Claim.objects.filter(ticket=act.ticket, side=act.capacity.side, state=WITHDRAWN, **same)
    return own.order_by("id").last()


def _other(side: str) -> str:
    return "provider" if side == "agency" else "agency"


def say(
    act: Act,
    claim: Claim,
    saying: str,
    value: Value | None = None,
    reason: str = "",
    *,
    minutes: Minutes | None = None,
) -> Statement:
    """Write down what the act's person says of the claim; its digest binds the words to the files of that hour."""
    capacity = act.capacity
    statement = Statement(
        claim=claim,
        saying=saying,
        side=capacity.side if capacity else "",
        by=act.actor,
        on_behalf_of_id=capacity.principal if capacity else None,
        unit_id=capacity.unit if capacity else None,
        at=act.now,
        reason=reason.strip()[:2000],
        minutes=minutes,
        **(value.columns if value is not None else {}),
    )
    statement.digest = digest([act.ticket.number, *described(claim, statement), _evidence(act)])
    act.store(statement)
    papers.bind(act, statement, statement.unit_id)
    claim.said.append(statement)
    return statement


def recorded(act: Act, claim: Claim) -> dict[str, Any]:
    """The claim as an entry of the audit holds it: its newest statement, and every clock it bears on by each word."""
    statement = claim.said[-1]
    value: dict[str, Any] = {"nothing": True} if statement.nothing else {"start": statement.start, "end": statement.end}
    return {
        **named(claim),
        "saying": statement.saying,
        "value": value if statement.valued else None,
        "seen_at": statement.seen_at,
        "reason": statement.reason,
        "state": claim.state,
        "due_at": claim.due_at,
        "digest": statement.digest,
        "readings": list(_readings(act, claim)),
    }


def named(claim: Claim) -> dict[str, Any]:
    """Which claim an entry of the audit is about."""
    return {
        "claim": claim.number,
        "type": claim.type,
        "what": claim.fact.name if claim.fact is not None else claim.ground,
        "entered_at": claim.fact.entered_at if claim.fact is not None else None,
    }


def _readings(act: Act, claim: Claim) -> Iterator[dict[str, Any]]:
    """The clocks that the claim bears on: as they stand, and by it alone."""
    for row in borne(act, claim):
        for reading in claimed.readings(row, [claim], act.clocks.rounds, act.clocks.calendar_of(row), act.now):
            yield {"clock": row.code, "round": row.round, **claimed.plain(reading)}


def described(claim: Claim, statement: Statement) -> list[Any]:
    """Claim and statement as they are signed and recorded."""
    what = [claim.fact.name, claim.fact_id] if claim.fact is not None else [claim.code, claim.ground]
    value = [statement.nothing, statement.start, statement.end, statement.seen_at]
    return [claim.number, claim.type, what, statement.saying, value, statement.reason, statement.by_id, statement.at]


def _evidence(act: Act) -> list[str]:
    """The files that lay with the order as evidence then."""
    files = Attachment.objects.filter(ticket=act.ticket, slot__in=papers.SLOTS).order_by("id")
    return list(files.values_list("sha256", flat=True))
