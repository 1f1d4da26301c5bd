"""How long faults took: each time that the clocks of a fault began, without what did not count and with it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Prefetch

from tickets.availability import Span, excluding, length
from tickets.clocks import lives
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.incident import HANDLE, RESPOND, Incident
from tickets.lifecycle.kinds.restart import VERIFY
from tickets.models import Deadline
from tickets.penalties.facts import FaultFact, Timed
from tickets.policy.penalty_terms import Trigger
from tickets.settlement.sources import Sources

METRICS: Final = {RESPOND.code: Trigger.RESPONSE, HANDLE.code: Trigger.RECOVERY}
#: 运维需求: what is asked for and is no fault is answered as well (W1), and recovers from nothing.
REQUESTS: Final = {VERIFY.code: Trigger.RESPONSE}
ALL: Final = METRICS | REQUESTS
#: A year has some hundred of them: their texts are not read.
NEEDED: Final = (
    "code", "round", "anchors", "started_at", "stopped_at", "start_fact", "stop_fact", "cancelled", "merged_into",
    "clause__anchor_later", "ticket__number", "ticket__kind", "ticket__state", "ticket__system",
)  # fmt: skip


def faults(sources: Sources) -> list[FaultFact]:
    """A fault that broke out again is one more; one that was found to be none is none; the round of a recovery that was
    denied is part of the one before it. Two queries."""
    began: dict[tuple[int, datetime], list[Deadline]] = defaultdict(list)
    clocks = Deadline.objects.filter(code__in=ALL, ticket__contract=sources.contract, cancelled=False)
    of_faults = clocks.filter(ticket__system__isnull=False).exclude(ticket__state=Incident.dismissed.code)
    ordered = of_faults.select_related("clause", "ticket").only(*NEEDED).order_by("id")
    rests = Prefetch("pauses", to_attr="rests")
    for row in ordered.prefetch_related(rests):  # type: ignore[no-redef]  # declared on Deadline
        began[row.ticket_id, lives.of(row).start].append(row)
    return [_fault(at, rows, sources) for (_ticket, at), rows in began.items()]


def _fault(at: datetime, rows: Iterable[Deadline], sources: Sources) -> FaultFact:
    clocks = list(rows)
    order = clocks[0].ticket
    system, start = sources.systems[order.system_id or 0], local(at)
    return FaultFact(
        event=order.number,
        system=system,
        began=start,
        times={ALL[row.code]: _timed(row, sources) for row in clocks},
        request=clocks[0].code in REQUESTS,
        impact=sources.impact(order.number, system, start.date()),
    )


def _timed(row: Deadline, sources: Sources) -> Timed:
    """While it runs it is not settled."""
    life = lives.of(row)
    end = life.stop or max(sources.now, life.start)
    rests = (Span(one.start, min(one.end or end, end)) for one in life.pauses)
    net = length(excluding([Span(life.start, end)], (one for one in rests if one.start < one.end)))
    return Timed(net, end - life.start, contested=life.stop is None or row.pk in sources.contested_clocks)
