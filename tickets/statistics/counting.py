"""Everything counted anew: a few questions over everything, then one transaction that puts the answers down."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import BigIntegerField, Case, Count, DateField, F, Func, IntegerField, Value, When
from django.db.models.functions import TruncMonth

from tickets.datelaw.types import ZONE
from tickets.models import (
    AuditEntry,
    ClockTally,
    Deadline,
    OpenTally,
    OrderTally,
    RatingTally,
    RollUp,
    StepTally,
    Ticket,
)
from tickets.models.statistics import AGE_BANDS, TallyRow
from tickets.statistics import questions
from tickets.statistics.lengths import size_of
from tickets.statistics.questions import MONTHS

#: The entry by which the agency says how an order went.
RATED: Final = "rated"
_BATCH: Final = 5_000
#: What one entry tells of a passage: order, contract, kind, the state that it left and that it led to, and when.
Entry = tuple[int, int, str, str, str, int]
T = TypeVar("T", bound=TallyRow)
#: Contract, kind, state, class of length.
Passage = tuple[int, str, str, int]


class Epoch(Func):
    """An instant in whole seconds: so many rows are read that to make an instant of each would take the longest."""

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS integer)", **context
        )


def roll_up(now: datetime) -> RollUp:
    """Count, and put it in the place of what was counted before. That stays until the next time: a page that began to
    read it reads it to its end."""
    by_clocks, by_filing, by_age, by_step = list(clocks(now)), list(filed(now)), list(waiting(now)), list(steps(now))
    by_degree = list(rated(now))
    with transaction.atomic():
        before = RollUp.objects.filter(as_of__lt=now).order_by("-as_of").values("pk")[:1]
        RollUp.objects.exclude(pk__in=before).delete()
        counted = RollUp.objects.create(as_of=now)
        ClockTally.objects.bulk_create(_of(counted, by_clocks), batch_size=_BATCH)
        OrderTally.objects.bulk_create(_of(counted, by_filing), batch_size=_BATCH)
        OpenTally.objects.bulk_create(_of(counted, by_age), batch_size=_BATCH)
        StepTally.objects.bulk_create(_of(counted, by_step), batch_size=_BATCH)
        RatingTally.objects.bulk_create(_of(counted, by_degree), batch_size=_BATCH)
    return counted


def _of(counted: RollUp, tallies: list[T]) -> list[T]:
    for one in tallies:
        one.roll_up = counted
    return tallies


def clocks(now: datetime) -> Iterator[ClockTally]:
    """Per contract, side, clause and month: what was met and what was missed."""
    since = questions.begin(questions.months(now, MONTHS)[0])
    rows = Deadline.objects.filter(questions.COUNTED, questions.IN_TIME | questions.MISSED, due_at__gt=since)
    month = TruncMonth(F("due_at") - questions.TICK, tzinfo=ZONE, output_field=DateField())
    dated = rows.order_by().annotate(of=F("ticket__contract"), month=month)
    in_time, late = Count("pk", filter=questions.IN_TIME), Count("pk", filter=questions.MISSED)
    told = dated.values_list("of", "party", "code", "month").annotate(in_time=in_time, overrun=late)
    for of, party, code, first, met, missed in told:
        yield ClockTally(contract_id=of, party=party, code=code, month=first, met=met, missed=missed)


def filed(now: datetime) -> Iterator[OrderTally]:
    """Per contract, kind and month: orders filed, but for those that were never sent."""
    since = questions.begin(questions.months(now, MONTHS)[0])
    rows = Ticket.objects.filter(sent_at__isnull=False, opened_at__gte=since, opened_at__lte=now)
    month = TruncMonth("opened_at", tzinfo=ZONE, output_field=DateField())
    told = rows.order_by().annotate(month=month).values_list("contract", "kind", "month").annotate(Count("pk"))
    for of, kind, first, orders in told:
        yield OrderTally(contract_id=of, kind=kind, month=first, filed=orders)


def waiting(now: datetime) -> Iterator[OpenTally]:
    """Per contract, kind, state and age: open orders, but for those that were never sent."""
    rows = Ticket.objects.filter(closed_at__isnull=True, sent_at__isnull=False, opened_at__lte=now)
    bands = (When(questions.aged(band, now), then=Value(band)) for band in range(len(AGE_BANDS) + 1))
    band = Case(*bands, output_field=IntegerField())
    told = rows.order_by().annotate(band=band).values_list("contract", "kind", "state", "band").annotate(Count("pk"))
    for of, kind, state, age, orders in told:
        yield OpenTally(contract_id=of, kind=kind, state=state, band=age, orders=orders)


def steps(now: datetime) -> Iterator[StepTally]:
    """Per contract, kind and state: how often it was left after how long."""
    for (contract, kind, state, size), passages in passed(_moves(now)).items():
        yield StepTally(contract_id=contract, kind=kind, state=state, size=size, passages=passages)


def rated(now: datetime) -> Iterator[RatingTally]:
    """Per contract and degree: finished orders of which the agency said how they went."""
    since = questions.begin(questions.months(now, MONTHS)[0])
    rows = AuditEntry.objects.filter(action=RATED, allowed=True, at__gte=since, at__lte=now)
    told = rows.order_by().values_list("ticket__contract", "data__degree").annotate(Count("pk"))
    for of, degree, orders in told:
        yield RatingTally(contract_id=of, degree=degree, orders=orders)


def passed(entries: Iterable[Entry]) -> Counter[Passage]:
    """The passages that these entries tell, each order's together and in order. Pure.

    The stretch before an order's first entry is nobody's: nothing says when it began.
    """
    found: Counter[Passage] = Counter()
    before, entered = 0, 0
    for order, contract, kind, left, _reached, at in entries:
        if order == before and left:
            found[contract, kind, left, size_of(at - entered)] += 1
        before, entered = order, at
    return found


def _moves(now: datetime) -> Iterable[Entry]:
    rows = AuditEntry.objects.filter(questions.moved(now)).order_by("ticket", "seq")
    told = ("ticket_id", "ticket__contract_id", "ticket__kind", "source", "target")
    return rows.values_list(*told, Epoch("at")).iterator(chunk_size=_BATCH)
