"""A settled value takes its place: the clocks that hang on it are derived anew, their breaches fall or come.

Rebuilt, not patched: each clock from its start, its pauses and its stop at the instants that stand now.
"""

from collections.abc import Collection, Iterable
from operator import attrgetter

from tickets.clocks import lives
from tickets.clocks.lives import Denial
from tickets.clocks.schedule import Settlement
from tickets.clocks.timers import Clockwork
from tickets.datelaw.types import PauseSpan
from tickets.models import Claim, Deadline, Fact, Pause


def hangs_on(row: Deadline, fact: Fact) -> bool:
    """Whether the clock starts, stops or rests by this fact."""
    ends = {row.start_fact_id, row.stop_fact_id}
    rests = {pk for one in row.rests for pk in (one.start_fact_id, one.end_fact_id, one.seen_fact_id)}
    return fact.pk in ends | rests


def hanging_on(clocks: Clockwork, fact: Fact) -> list[Deadline]:
    """All rounds of the ticket's clocks that hang on the fact."""
    return [row for row in clocks.rounds if hangs_on(row, fact)]


def move(clocks: Clockwork, facts: Iterable[Fact]) -> list[Deadline]:
    """Bring every clock in line with the instants at which these facts stand now. Answers those touched."""
    touched: dict[int, Deadline] = {}
    for fact in facts:
        for row in hanging_on(clocks, fact):
            _place(clocks, row, fact)
            touched[row.pk] = row
    return list(touched.values())


def _place(clocks: Clockwork, row: Deadline, fact: Fact) -> None:
    at = fact.standing_at
    assert at is not None  # noqa: S101  # a fact that did not happen is denied, not moved
    if row.start_fact_id == fact.pk:
        row.start_fact, row.started_at = fact, at
    if row.stop_fact_id == fact.pk:
        row.stop_fact = fact
    if row.stop_fact is not None and row.stop_fact.standing_at is not None:
        # before its start it was stored as that: with another start it counts as it stands
        row.stopped_at = row.stop_fact.standing_at
    for pause in row.rests:
        _place_pause(clocks, row, pause, fact)


def _place_pause(clocks: Clockwork, row: Deadline, pause: Pause, fact: Fact) -> None:
    at, before = fact.standing_at, (pause.started_at, pause.ended_at, pause.seen_at)
    assert at is not None  # noqa: S101  # as above
    if pause.start_fact_id == fact.pk and pause.excuses_id is None:
        pause.started_at = at
    if pause.end_fact_id == fact.pk:
        pause.ended_at = max(at, pause.started_at)
    if pause.seen_fact_id == fact.pk:
        pause.seen_at = at
    if pause.excuses_id is not None:
        begins = lives.begins(pause, row)
        pause.started_at = min(begins, pause.ended_at) if pause.ended_at else begins
    if before != (pause.started_at, pause.ended_at, pause.seen_at):
        clocks.touch(pause)


def rest(clocks: Clockwork, claim: Claim, rows: Iterable[Deadline], span: PauseSpan | None) -> list[Deadline]:
    """The pause of a claim counts from now on as this stretch; None: it does not count at all."""
    touched = []
    for row in rows:
        for pause in [one for one in row.rests if one.claim_id == claim.pk and not one.voided]:
            pause.voided, pause.voided_at = True, clocks.now
            clocks.touch(pause)
        if span is not None and (row.stopped_at is None or span.start < row.stopped_at):
            end = span.end if row.stopped_at is None else min(span.end or row.stopped_at, row.stopped_at)
            clocks.rest_by_claim(row, claim, PauseSpan(span.start, end))
        touched.append(row)
    return touched


def deny(clocks: Clockwork, fact: Fact, denial: Denial, claim: Claim) -> list[Deadline]:
    """The fact did not happen: each clock that it stopped runs on, into the round that was begun provisionally, which
    is merged into it (并入) and cancelled. What the checker overran does not count."""
    touched = []
    for row in [one for one in clocks.rounds if one.stop_fact_id == fact.pk]:
        stopped = row.stopped_at or denial.told
        after = lives.successor(row, clocks.rounds)
        excused = denial.excused(stopped)
        row.stopped_at, row.stop_fact = None, None
        if excused is not None:
            clocks.rest_by_claim(row, claim, excused)
        if after is not None:
            touched.append(_merge(clocks, row, after))
        touched.append(row)
    return touched


def undeny(clocks: Clockwork, fact: Fact, claims: Collection[int]) -> list[Deadline]:
    """It did happen after all: the clocks that it had stopped stop there again, and the round that was merged stands by
    itself. claims: all on this fact, by which the clocks rested meanwhile."""
    touched = []
    for row in [one for one in clocks.rounds if _stopped_by(one, fact, claims)]:
        for pause in [one for one in row.rests if one.claim_id in claims and not one.voided]:
            pause.voided, pause.voided_at = True, clocks.now
            clocks.touch(pause)
        touched += _part(clocks, row, fact)
        row.stopped_at, row.stop_fact = fact.standing_at, fact
        touched.append(row)
    return touched


def _stopped_by(row: Deadline, fact: Fact, claims: Collection[int]) -> bool:
    """Whether the fact stopped the clock once: its certificates say so, or the pause of the claim that denied it."""
    certified = any(kept.get("stop_fact") == fact.pk for kept in row.versions)
    return certified or any(rest.claim_id in claims for rest in row.rests)


def _part(clocks: Clockwork, row: Deadline, fact: Fact) -> list[Deadline]:
    """The rounds that were merged into the clock since the fact was entered: the first of them goes on by itself as the
    clock did, the others are part of it."""
    merged = [
        one
        for one in clocks.rounds
        if one.code == row.code and one.merged_into == row.round and one.started_at >= fact.entered_at
    ]
    if not merged:
        return []
    first, *others = sorted(merged, key=attrgetter("round"))
    first.merged_into, first.cancelled = None, False
    first.stopped_at, first.stop_fact_id = row.stopped_at, row.stop_fact_id
    _hand_over(clocks, [one for one in row.rests if not one.voided and one.started_at >= first.started_at], row, first)
    for one in others:
        one.merged_into = first.round
    return [first, *others]


def _merge(clocks: Clockwork, row: Deadline, provisional: Deadline) -> Deadline:
    """The earlier round goes on as the provisional one did, and that one is part of it (并入)."""
    row.stopped_at, row.stop_fact_id = provisional.stopped_at, provisional.stop_fact_id
    row.resumes_at = provisional.resumes_at
    _hand_over(clocks, list(provisional.rests), provisional, row)
    provisional.stopped_at, provisional.stop_fact = provisional.stopped_at or clocks.now, None
    provisional.cancelled, provisional.merged_into = True, row.round
    provisional.resumes_at = None
    return provisional


def _hand_over(clocks: Clockwork, pauses: list[Pause], giver: Deadline, taker: Deadline) -> None:
    """Whoever ends such a pause later finds it where the clock runs."""
    giver.rests = [one for one in giver.rests if one not in pauses]
    for pause in pauses:
        pause.deadline = taker
        clocks.touch(pause)
    taker.rests = [*taker.rests, *pauses]


def conclude(clocks: Clockwork, touched: Iterable[Deadline], settlement: Settlement) -> None:
    """Judge what was touched, and freeze how the stopped ones came out."""
    rows = list(dict.fromkeys(touched))
    clocks.rejudge(rows, settlement)
    for row in rows:
        if row.stopped_at is not None and not row.cancelled:
            clocks.certify(row, settlement.claim)
