"""What monitoring reports: how each entry stands, and which wait to be checked, those that overlap as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from tickets.availability import Span
from tickets.lifecycle.kinds.incident import HANDLE
from tickets.models import Contract, Deadline, MonitoredOutage, OutageWord
from tickets.models.outages import ANSWERS, ASKED, CONFIRMED, FALSE_ALARM, FAULT, OUTAGE
from tickets.outages import orders
from tickets.outages.known import (
    COUNTED,
    DOUBTED,
    MONITORING,
    NONE,
    ORDERED,
    UNSETTLED,
    WAITING,
    KnownOutage,
)

TO_CHECK: Final = (WAITING, DOUBTED, UNSETTLED)
#: So many wait on one page; whoever imports more sees the oldest first.
MOST: Final = 200
#: More than any contract's tolerance.
SLACK: Final = timedelta(hours=1)


def present(rows: QuerySet[MonitoredOutage]) -> QuerySet[MonitoredOutage]:
    """Those that no correction replaces, each with its `standing`."""
    replaced = MonitoredOutage.objects.filter(replaces=OuterRef("pk"))
    said = OutageWord.objects.filter(entry=OuterRef("pk")).order_by("-id")
    newest, answered = Subquery(said.values("word")[:1]), Subquery(said.values("answers__word")[:1])
    return rows.filter(~Exists(replaced)).annotate(newest=newest, answered=answered, standing=_standing())


def _standing() -> Case:
    return Case(
        When(newest=FAULT, then=Value(ORDERED)),
        When(newest=FALSE_ALARM, then=Value(DOUBTED)),
        When(newest=OUTAGE, then=Value(UNSETTLED)),
        When(newest=CONFIRMED, answered=FALSE_ALARM, then=Value(NONE)),
        When(newest=CONFIRMED, then=Value(COUNTED)),
        default=Value(WAITING),
        output_field=CharField(),
    )


@dataclass(frozen=True, slots=True)
class WaitingOutage:
    """Entries of one system that overlap. key: the id of the first, by which the whole is named. word: what one side
    says of it, where the other has to answer; contested: what was said and turned down."""

    monitored: tuple[MonitoredOutage, ...]
    span: Span
    on: bool
    word: OutageWord | None
    contested: OutageWord | None

    @property
    def key(self) -> int:
        return min(one.pk for one in self.monitored)

    @property
    def first(self) -> MonitoredOutage:
        return self.monitored[0]


def waiting(contracts: Iterable[Contract | int], now: datetime) -> list[WaitingOutage]:
    """What waits to be checked, or for the other side's answer; the oldest first. Two queries."""
    rows = present(MonitoredOutage.objects.filter(contract__in=list(contracts)))
    open_ = rows.filter(Q(standing__in=TO_CHECK)).select_related("contract", "system", "entered_by")
    found = list(open_.order_by("system", "began_at", "id")[:MOST])
    words: dict[int, OutageWord] = {}
    said = OutageWord.objects.filter(entry__in=[one.pk for one in found]).select_related("by", "unit", "answers")
    for word in said.order_by("id"):
        words[word.entry_id] = word
    groups = [group for part in _by_system(found) for group in _overlapping(part, words, now)]
    return sorted(groups, key=lambda one: (one.span.start, one.key))


def _by_system(rows: Sequence[MonitoredOutage]) -> Iterable[list[MonitoredOutage]]:
    return [list(part) for _system, part in groupby(rows, key=lambda one: one.system_id)]


def _overlapping(
    rows: Sequence[MonitoredOutage], words: dict[int, OutageWord], now: datetime
) -> Iterable[WaitingOutage]:
    """Those of which the same was said stand together: what one side has spoken of is answered as it was said."""
    parts: dict[tuple[str, datetime] | None, list[MonitoredOutage]] = {}
    for row in rows:
        word = words.get(row.pk)
        asked = word is not None and word.word in ASKED
        parts.setdefault((word.word, word.at) if word and asked else None, []).append(row)
    for part in parts.values():
        group: list[MonitoredOutage] = []
        for row in part:
            if group and row.began_at > _ends(group, now):
                yield _one(group, words, now)
                group = []
            group.append(row)
        yield _one(group, words, now)


def _ends(group: Iterable[MonitoredOutage], now: datetime) -> datetime:
    return max(one.ended_at or now for one in group)


def _one(group: list[MonitoredOutage], words: dict[int, OutageWord], now: datetime) -> WaitingOutage:
    span = Span(min(one.began_at for one in group), _ends(group, now))
    newest = next((words[one.pk] for one in group if one.pk in words), None)
    asked, answered = newest is not None and newest.word in ASKED, newest is not None and newest.word in ANSWERS
    on = any(one.ended_at is None for one in group)
    return WaitingOutage(tuple(group), span, on, newest if asked else None, newest if answered else None)


def near(groups: Iterable[WaitingOutage]) -> QuerySet[Deadline]:
    """The outages of the systems, by their clocks, among which is whatever covers these entries; the newest few."""
    these = list(groups)
    systems = {one.first.system_id for one in these}
    until = max((one.span.start for one in these), default=None)
    clocks = Deadline.objects.filter(code=HANDLE.code, ticket__system__in=systems)
    told = orders.told(clocks.filter(started_at__lte=until + SLACK) if until else clocks.none())
    return told.order_by("-started_at")[:MOST]


def covered(group: WaitingOutage, known: Iterable[KnownOutage], slack: timedelta) -> list[str]:
    """The orders of the system whose outage covers the whole time of the entries, but for the slack; the newest
    first. What has not ended on either side goes on together."""
    span = group.span
    return [
        one.number
        for one in sorted(known, key=lambda one: one.span, reverse=True)
        if one.system == group.first.system_id
        and one.state != NONE
        and one.span.start <= span.start + slack
        and (one.on or one.span.end >= span.end - slack)
    ]


def outages(entries: QuerySet[MonitoredOutage], now: datetime) -> list[KnownOutage]:
    """Those of which no order tells. An entry alone is one side's word: it counts once both have said so."""
    return known(entries.filter(~Q(standing=ORDERED)), now)


def known(entries: QuerySet[MonitoredOutage], now: datetime) -> list[KnownOutage]:
    """As `present` finds them. One query."""
    word = OutageWord.objects.filter(entry=OuterRef("pk"), word=FAULT).values("ticket__number")[:1]
    return [
        KnownOutage(
            source=MONITORING,
            key=row.pk,
            contract=row.contract_id,
            system=row.system_id,
            system_name=row.system.name,
            number=row.number or "",
            title=row.source_id,
            cause="",
            state=row.standing,  # type: ignore[attr-defined]  # annotated
            span=Span(row.began_at, max(row.began_at, row.ended_at or now)),
            on=row.ended_at is None,
        )
        for row in entries.select_related("system").annotate(number=Subquery(word))
    ]
