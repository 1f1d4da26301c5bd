"""How a settled clock was judged, frozen as plain data, and reckoned again from that alone. Pure."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from tickets.clocks import lives
from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import PauseSpan, local
from tickets.models import Claim, Deadline
from tickets.policy.types import Limit, Unit

#: What is reckoned again, and so compared.
RECKONED = ("due_at", "nominal_due", "state", "net", "gross")


def version(
    row: Deadline, life: lives.Life, outcome: lives.Outcome, now: datetime, claim: Claim | None
) -> dict[str, Any]:
    """Everything that the judgement rests on: instants in ISO 8601 (+08:00), durations in microseconds."""
    return {
        "version": len(row.versions) + 1,
        "at": _iso(now),
        "claim": claim.number if claim is not None else None,
        "start": _iso(life.start),
        "stop": _iso(life.stop) if life.stop else None,
        "stop_fact": row.stop_fact_id,
        "limit": asdict(row.limit) if row.limit is not None else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "last_instant": _iso(row.last_instant) if row.last_instant else None,
        "calendar": row.calendar,
        "edition": row.clause.edition,
        "anchors": row.anchors,
        "pauses": [[_iso(one.start), _iso(one.end) if one.end else None] for one in life.pauses],
        "reasons": [[one.reason, one.action, one.claim_id] for one in row.rests if not one.voided],
        "cancelled": life.cancelled,
        "settled": not row.unsettled,
        **_reckoned(outcome),
        **({"right": True} if life.right else {}),
    }


def _reckoned(outcome: lives.Outcome) -> dict[str, Any]:
    return {
        "due_at": _iso(outcome.due.legal),
        "nominal_due": _iso(outcome.due.nominal),
        "state": outcome.state,
        "net": _microseconds(outcome.net),
        "gross": _microseconds(outcome.gross),
    }


def differences(kept: dict[str, Any], calendar: Calendar) -> Iterator[tuple[str, object, object]]:
    """(what, as certified, as reckoned again) where the two differ; nothing where all agree."""
    again = reckoned_again(kept, calendar)
    yield from ((name, kept[name], again[name]) for name in RECKONED if kept[name] != again[name])


def of_row(row: Deadline, calendar: Calendar) -> Iterator[tuple[str, object, object]]:
    """As `differences`, of a stopped clock that was judged before certificates were kept: from its rows. What was
    missed once was missed for good then, whatever pause came after."""
    life = lives.of(row)
    due = lives.derive(row, life, calendar)
    over = reckoning.is_late(row.unit, due.legal, life.judged_at(life.start)) and not life.right
    late = row.breached_at is not None or over
    if _iso(row.due_at) != _iso(due.legal):
        yield "due_at", _iso(row.due_at), _iso(due.legal)
    state = lives.state(life, life.judged_at(life.start), late=late)
    if row.state != state:
        yield "state", row.state, state


def reckoned_again(kept: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    """The judgement from the frozen data alone, by the calendar it names."""
    start, stop = _instant(kept["start"]), _instant(kept["stop"])
    assert start is not None  # noqa: S101  # every certificate has a start
    pauses = tuple(PauseSpan(_instant(one) or start, _instant(end)) for one, end in kept["pauses"])
    life = lives.Life(start, stop, pauses, kept["cancelled"], right=kept.get("right", False))
    last_instant = _instant(kept.get("last_instant"))
    if kept["last_day"]:
        due, unit = reckoning.due_on(date.fromisoformat(kept["last_day"]), start, calendar, pauses), Unit.NATURAL_DAY
    elif last_instant is not None:
        due, unit = reckoning.due_by(last_instant, start, calendar, pauses), Unit.MINUTE
    else:
        limit = Limit(kept["limit"]["n"], Unit(kept["limit"]["unit"]), kept["limit"]["roll"])
        due, unit = reckoning.due(start, limit, calendar, pauses), limit.unit
    return _reckoned(lives.judged(unit, due, life, stop or start))


def _iso(at: datetime) -> str:
    return local(at).isoformat()


def _instant(text: str | None) -> datetime | None:
    return local(datetime.fromisoformat(text)) if text else None


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
