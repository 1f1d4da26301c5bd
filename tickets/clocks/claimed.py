"""What claims say of a clock: its readings, by each word that stands against the standing value. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from tickets.clocks import lives
from tickets.clocks import readings as rows_of
from tickets.clocks.lives import STANDING, Denial, Otherwise, Outcome
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import PauseSpan, local
from tickets.models import Breach, Claim, Deadline, Statement, Ticket
from tickets.models.claims import ACCEPTED, PAUSE, UNSETTLED, WITHDRAWN
from tickets.prepared import SOME_ID, PreparedRows

#: Who speaks a reading, beside usernames: the standing value as entered, all claims together, the service itself.
ENTRY, ALL, SYSTEM = "entry", "all", "system"

#: By these words a side says that something did not happen; the others only answer them.
DENYING = ("claimed", "corrected", "contested")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock by one word: by whom, the value they name (None for the entry and for all together), what it comes to."""

    by: str
    value: Statement | None
    outcome: Outcome


def load(claims: QuerySet[Claim]) -> list[Claim]:
    """The claims with fact and statements, in order of their birth."""
    return _with_statements(_ordered(claims))


def of_ticket(ticket: Ticket) -> list[Claim]:
    """Those of one order."""
    return _with_statements(_of_one().ask([ticket.pk]))


@cache
def _of_one() -> PreparedRows[Claim]:
    return PreparedRows(_ordered(Claim.objects.filter(ticket=SOME_ID)))


def _ordered(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.select_related("fact").order_by("id")


def _with_statements(claims: Iterable[Claim]) -> list[Claim]:
    loaded = list(claims)
    said = Statement.objects.select_related("by", "on_behalf_of", "minutes").prefetch_related("papers")
    prefetch_related_objects(loaded, Prefetch("statements", said), "clocks")
    return loaded


def spoken(claim: Claim, *sayings: str) -> Statement | None:
    """The newest statement of these sorts."""
    return next((one for one in reversed(claim.said) if one.saying in sayings), None)


def claimed(claim: Claim) -> Statement:
    """The value claimed, as corrected."""
    found = spoken(claim, "claimed", "corrected")
    assert found is not None  # noqa: S101  # every claim is born with one
    return found


def contested(claim: Claim) -> Statement | None:
    return spoken(claim, "contested", "proof_missing")


def decided(claim: Claim) -> Statement | None:
    return spoken(claim, "reviewed", "agreed", "decided")


def under_review(claim: Claim) -> bool:
    """Its decision is being reviewed."""
    return spoken(claim, "review_asked") is not None and spoken(claim, "reviewed") is None


def otherwise(claim: Claim, value: Statement) -> Otherwise:
    """The values by this statement in the place of those that stand."""
    if claim.type == PAUSE:
        return Otherwise(pauses={claim.pk: span(claim, value)})
    assert claim.fact_id is not None  # noqa: S101  # the database: claim_of_time_or_pause
    if not value.nothing and value.start is not None:
        return Otherwise(facts={claim.fact_id: value.start})
    return Otherwise(denied={claim.fact_id: denial(claim, value)})


def span(claim: Claim, value: Statement) -> PauseSpan | None:
    """The stretch by that word; one that is said to run on ends where it was ended since."""
    if value.nothing or value.start is None:
        return None
    ended = spoken(claim, "ended")
    over = ended.at if ended is not None and ended.at > value.start else None
    return PauseSpan(value.start, value.end or over)


def counting(claim: Claim) -> PauseSpan | None:
    """The stretch in which clocks rest by the claim as things stand; None: they do not. One whose proof is missing goes
    on to count until it is decided."""
    open_still = claim.unsettled and spoken(claim, "proof_missing") is None
    if claim.type != PAUSE or open_still or claim.state == WITHDRAWN:
        return None
    return span(claim, decided(claim) or claimed(claim))


def denial(claim: Claim, value: Statement) -> Denial:
    """That the fact did not happen, as it was told first: by the claim, or by whoever contested or corrected it."""
    told = next((one for one in claim.said if one.nothing and one.saying in DENYING), value)
    return Denial(value.seen_at or told.seen_at or told.at, claim.checker_due or told.at, told.at)


def readings(
    row: Deadline, claims: Iterable[Claim], rounds: Sequence[Deadline], calendar: Calendar, now: datetime
) -> list[ClockReading]:
    """The standing reading first, then each unsettled claim alone as claimed and as contested, then all as claimed."""
    unsettled = [one for one in claims if one.unsettled]
    if not unsettled:
        return []
    worded = [(ENTRY, None, STANDING), *((_by(value), value, other) for value, other in _words(unsettled))]
    if len(unsettled) > 1:
        worded.append((ALL, None, together(unsettled)))
    return [
        ClockReading(by, value, lives.outcome(row, lives.of(row, other, rounds), calendar, now))
        for by, value, other in worded
    ]


def by_clock(
    rows: Iterable[Deadline], calendar_of: Callable[[Deadline], Calendar], now: datetime
) -> dict[int, list[ClockReading]]:
    """Deadline id -> its readings, of those on which a claim is unsettled. No statement where there are none, else the
    same few however many clocks are asked about."""
    disputed = [row for row in rows if row.unsettled]
    if not disputed:
        return {}
    claims: dict[int, list[Claim]] = defaultdict(list)
    for claim in load(Claim.objects.filter(ticket__in={row.ticket_id for row in disputed}, state__in=UNSETTLED)):
        for clock in claim.clocks.all():
            claims[clock.pk].append(claim)
    rounds: dict[int, list[Deadline]] = defaultdict(list)
    for row in rows_of.load(Deadline.objects.filter(ticket__in={row.ticket_id for row in disputed})):
        rounds[row.ticket_id].append(row)
    loaded = {row.pk: row for found in rounds.values() for row in found}
    return {
        row.pk: readings(loaded[row.pk], claims[row.pk], rounds[row.ticket_id], calendar_of(row), now)
        for row in disputed
    }


def rests_on_settled(breach: Breach) -> bool:
    """Whether a penalty may rest on the breach: it stands, and no claim on its clock is unsettled."""
    return breach.set_aside_at is None and not breach.deadline.unsettled


def said(claim: Claim, value: Statement | None) -> str | dict[str, str | None] | None:
    """A value as audit and REST hold it: an instant, {from, to} of a pause, or None: nothing happened, or was said."""
    if value is None or not value.valued or value.nothing or value.start is None:
        return None
    start = local(value.start).isoformat()
    if claim.type != PAUSE:
        return start
    return {"from": start, "to": local(value.end).isoformat() if value.end is not None else None}


def _named(value: Statement) -> dict[str, Any]:
    return {"pause" if value.claim.type == PAUSE else "happened_at": said(value.claim, value)}


def plain(reading: ClockReading) -> dict[str, Any]:
    """The reading as audit and REST hold it: instants in ISO 8601, durations in seconds."""
    outcome = reading.outcome
    return {
        "by": reading.by,
        **(_named(reading.value) if reading.value is not None else {}),
        "due_at": outcome.due.legal.isoformat(),
        "state": outcome.state,
        "net": round(outcome.net.total_seconds()),
        "gross": round(outcome.gross.total_seconds()),
    }


def _words(claims: Iterable[Claim]) -> Iterator[tuple[Statement, Otherwise]]:
    for claim in claims:
        stands = spoken(claim, "accepted", "decided", "reviewed") is not None
        for value in (None if stands else claimed(claim), contested(claim)):
            if value is not None and value.valued:
                yield value, otherwise(claim, value)


def _by(value: Statement) -> str:
    return value.by.username if value.by is not None else SYSTEM


def together(claims: Iterable[Claim]) -> Otherwise:
    """All of them as claimed."""
    return by_all(claimed(one) for one in claims)


def by_all(values: Iterable[Statement]) -> Otherwise:
    """These values together in the place of those that stand."""
    return reduce(Otherwise.but, (otherwise(one.claim, one) for one in values), STANDING)


def unasked(claim: Claim) -> bool:
    """Nothing turned on it when it was said: it counts as said, and nobody was asked."""
    return claim.state == ACCEPTED and not claim.admission and spoken(claim, "accepted", "agreed") is None
