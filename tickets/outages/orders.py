"""Outages of which orders tell: a fault by its clock to handle it, from the earliest of report and alarm (G7) to the
recovery; a suspension by the facts of interruption and return (9.15).

A clock to handle a fault begins anew when the fault breaks out again; a recovery that is denied lets it run on. So
each of its rounds that is not part of an earlier one is one outage.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from tickets.availability import Span
from tickets.clocks import claimed, lives, readings
from tickets.lifecycle.kinds.incident import HANDLE, Incident
from tickets.lifecycle.kinds.suspension import NOTIFY, STARTED, Suspension
from tickets.lifecycle.parameters import OUTAGE_IMPACT
from tickets.models import Claim, Deadline, Fact, Interpretation
from tickets.models.claims import UNSETTLED as UNSETTLED_CLAIMS
from tickets.outages.known import (
    COUNTED,
    EXCUSED,
    INCIDENT,
    NONE,
    ON,
    SUSPENSION,
    UNSETTLED,
    Excuse,
    KnownOutage,
    OutageReading,
)
from tickets.outages.said import answers, newest

#: The acts that tell of a service that was suspended as back again.
BACK: Final = (Suspension.report_restored.name, Suspension.restore_early.name)
#: While a suspended service is not back.
AWAY: Final = (Suspension.notifying.code, Suspension.suspended.code, Suspension.restoring.code)
RELAPSE: Final = Incident.relapse.name
DOWN, DEGRADED = "down", "degraded"
#: A year has some hundred clocks: what nobody asks of them here is not read.
UNREAD: Final = ("versions", "certificates")
TEXTS: Final = ("text", "summary", "evidence", "consequence", "interpretations", "outranked")


def told(clocks: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Of these clocks those that tell of an outage, each with its `standing`."""
    wide = Interpretation.objects.filter(key=OUTAGE_IMPACT.key, value=DEGRADED)
    impact = Q(ticket__fields__impact=DOWN) | Q(
        ticket__fields__impact=DEGRADED, ticket__contract__in=wide.values("contract")
    )
    fault = Q(code=HANDLE.code, merged_into=None) & impact
    return clocks.filter(fault | Q(code=NOTIFY.code)).annotate(standing=standing())


def standing() -> Case:
    """How the outage of a clock stands, as a column."""
    suspended, state = Q(code=NOTIFY.code), "ticket__state"
    disputed = Q(unsettled=True) | suspended & Exists(_open_claims())
    return Case(
        When(Q(**{f"{state}__in": (Incident.dismissed.code, Suspension.cancelled.code)}), then=Value(NONE)),
        When(suspended & Q(**{f"{state}__in": AWAY}) | ~suspended & Q(stopped_at=None), then=Value(ON)),
        When(disputed, then=Value(UNSETTLED)),
        When(suspended & Q(**{state: Suspension.closed.code}), then=Value(EXCUSED)),
        When(suspended & ~Q(**{state: Suspension.wrongful.code}), then=Value(UNSETTLED)),
        default=Value(COUNTED),
        output_field=CharField(),
    )


def _open_claims() -> QuerySet[Claim]:
    names = (STARTED.name, *BACK)
    return Claim.objects.filter(ticket=OuterRef("ticket"), fact__name__in=names, state__in=UNSETTLED_CLAIMS)


@dataclass(slots=True)
class Around:
    """What else is read to tell of some outages, by order: all rounds of their clocks, facts, open claims, and when
    faults broke out again by the word of whoever told so; the causes that were located."""

    rounds: dict[int, list[Deadline]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[int, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    broke: dict[tuple[int, datetime], datetime] = field(default_factory=dict)
    causes: dict[int, str] = field(default_factory=dict)


def outages(clocks: QuerySet[Deadline], now: datetime) -> list[KnownOutage]:
    """The outages of these clocks, as `told` finds them. So few queries, however many there are."""
    rows = list(clocks.select_related("ticket__system").defer(*UNREAD, "ticket__fields", "ticket__authors"))
    around = _around({row.ticket_id for row in rows})
    return [_suspended(row, around, now) if row.code == NOTIFY.code else _fault(row, around, now) for row in rows]


def _around(tickets: Iterable[int]) -> Around:
    found, wanted = Around(), list(tickets)
    if not wanted:
        return found
    codes = (HANDLE.code, NOTIFY.code)
    of_them = Deadline.objects.filter(ticket__in=wanted, code__in=codes).select_related("start_fact")
    for row in readings.load(of_them.select_related("clause").defer(*UNREAD, *(f"clause__{one}" for one in TEXTS))):
        found.rounds[row.ticket_id].append(row)
    for fact in Fact.objects.filter(ticket__in=wanted, name__in=(STARTED.name, *BACK, RELAPSE)):
        found.facts[fact.ticket_id].append(fact)
    for claim in claimed.load(Claim.objects.filter(ticket__in=wanted, state__in=UNSETTLED_CLAIMS)):
        found.claims[claim.ticket_id].append(claim)
    if any(fact.name == RELAPSE for facts in found.facts.values() for fact in facts):
        told_again = answers(wanted, (RELAPSE,), Incident.broke_at)
        found.broke = {(one.ticket, one.at): datetime.fromisoformat(one.value) for one in told_again if one.value}
    found.causes = newest(wanted, (Incident.locate.name,), Incident.cause)
    return found


def _fault(row: Deadline, around: Around, now: datetime) -> KnownOutage:
    rounds = around.rounds[row.ticket_id]
    own = next(one for one in rounds if one.pk == row.pk)
    claims = [one for one in around.claims[row.ticket_id] if own in one.clocks.all()]
    values = [
        (value.by.username if value.by else "", claimed.otherwise(claim, value))
        for claim in claims
        for value in (claimed.claimed(claim), claimed.contested(claim))
        if value is not None and value.valued
    ]
    words = [(by, lives.of(own, other, rounds)) for by, other in values]
    life, begins = lives.of(own), _broke_out(own, around)
    grounds = sorted({one.reason for one in own.rests if not one.voided})
    excuses = [
        Excuse(span, "+".join(grounds), row.ticket.number, frozenset({row.ticket.system_id or 0}))
        for span in _pauses(life, now)
    ]
    return _known(
        row,
        around,
        INCIDENT,
        Span(min(begins or life.start, life.start), _end(life, now)),
        excuses=tuple(excuses),
        readings=tuple(
            OutageReading(by, Span(min(begins or one.start, one.start), _end(one, now)), tuple(_pauses(one, now)))
            for by, one in words
        ),
        on=life.stop is None,
    )


def _broke_out(row: Deadline, around: Around) -> datetime | None:
    """When a fault broke out again: its clocks run from the telling, the outage from there."""
    fact = row.start_fact
    return around.broke.get((row.ticket_id, fact.entered_at)) if fact is not None and fact.name == RELAPSE else None


def _pauses(life: lives.Life, now: datetime) -> list[Span]:
    end = _end(life, now)
    cut = (Span(one.start, min(one.end or end, end)) for one in life.pauses)
    return [one for one in cut if one.start < one.end]


def _end(life: lives.Life, now: datetime) -> datetime:
    return max(life.stop or now, life.start)


def _suspended(row: Deadline, around: Around, now: datetime) -> KnownOutage:
    """Until its ground is accepted or decided on it reads both ways."""
    facts = [one for one in around.facts[row.ticket_id] if one.standing_at is not None]
    began = next((one.standing_at for one in facts if one.name == STARTED.name), None) or row.started_at
    back = [one.standing_at for one in facts if one.name in BACK and one.standing_at is not None]
    on = row.standing == ON  # type: ignore[attr-defined]  # annotated
    span = Span(began, max(began, now if on or not back else back[-1]))
    rightful = Excuse(span, SUSPENSION, row.ticket.number, frozenset({row.ticket.system_id or 0}))
    excused = row.standing == EXCUSED  # type: ignore[attr-defined]  # annotated
    words = () if excused or row.standing == COUNTED else (OutageReading("", span, (span,)),)  # type: ignore[attr-defined]  # annotated
    return _known(row, around, SUSPENSION, span, excuses=(rightful,) if excused else (), readings=words, on=on)


def _known(
    row: Deadline,
    around: Around,
    source: str,
    span: Span,
    *,
    excuses: tuple[Excuse, ...],
    readings: tuple[OutageReading, ...],
    on: bool,
) -> KnownOutage:
    ticket = row.ticket
    return KnownOutage(
        source=source,
        key=row.pk,
        contract=ticket.contract_id,
        system=ticket.system_id,
        system_name=ticket.system.name if ticket.system else "",
        number=ticket.number,
        title=ticket.title,
        cause=around.causes.get(ticket.pk) or "",
        state=row.standing,  # type: ignore[attr-defined]  # annotated
        span=span,
        on=on,
        excuses=excuses,
        readings=readings,
    )


def by_order(outages: Iterable[KnownOutage]) -> Mapping[str, list[KnownOutage]]:
    found: dict[str, list[KnownOutage]] = defaultdict(list)
    for one in outages:
        found[one.number].append(one)
    return found
