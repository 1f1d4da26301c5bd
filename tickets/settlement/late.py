"""What was late by the day: duties of the contract that the provider did in the end, and what the agency paid."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from tickets.clocks import lives, readings
from tickets.datelaw.types import PauseSpan, local
from tickets.lifecycle.kinds.acceptance import RECTIFY
from tickets.lifecycle.kinds.change.guards import EXPAND, EXPAND_AGAIN
from tickets.lifecycle.kinds.payment import DUE, LIFT, PAYABLE
from tickets.lifecycle.kinds.rectification import CURE, Rectification
from tickets.lifecycle.kinds.secrecy_return import HAND_BACK
from tickets.models import Breach, Contract, Deadline
from tickets.models.deadlines import ELAPSED
from tickets.penalties.averting import OpenGrowth
from tickets.penalties.facts import LateFact, PaymentFact
from tickets.policy.types import Basis, Party
from tickets.settlement.assessed import ASSESSMENT
from tickets.settlement.found import of_supervisor
from tickets.settlement.sources import Sources

PAID: Final = frozenset(one.code for one in DUE)


def clocks(sources: Sources) -> list[Deadline]:
    """Those of the contract, limited by days, whose breach stands and whose duty was done: a clock stops when that was
    handed in which the other side accepted (M3). Two queries."""
    missed = Breach.objects.filter(contract=sources.contract, internal=False, set_aside_at=None)
    rows = Deadline.objects.filter(pk__in=missed.values("deadline"), stopped_at__isnull=False, cancelled=False)
    of_days = rows.filter(clause__basis=Basis.CONTRACT).exclude(limit_unit__in=ELAPSED)
    return readings.load(of_days.select_related("ticket__system"))


def growing(contract: Contract) -> list[OpenGrowth]:
    """The growths that are not there yet, each by its last limit. Two queries."""
    rows = Deadline.objects.filter(ticket__contract=contract, code__in=(EXPAND.code, EXPAND_AGAIN.code))
    running = rows.filter(stopped_at=None, cancelled=False).select_related("ticket__system").order_by("id")
    last = {row.ticket_id: row for row in running if row.due_at is not None}
    return [
        OpenGrowth(
            event=row.ticket.number, duty=row.code, due_at=local(row.due_at),
            system=row.ticket.system.code if row.ticket.system else "",
        )
        for row in last.values()
    ]  # fmt: skip


def duties(rows: Iterable[Deadline], sources: Sources) -> Iterator[LateFact]:
    """The second limit of a growth is told with the first."""
    owed = [row for row in rows if row.party == Party.PROVIDER]
    again = {row.ticket_id: row for row in owed if row.code == EXPAND_AGAIN.code}
    for row in owed:
        if row.code != EXPAND_AGAIN.code:
            second = again.get(row.ticket_id) if row.code == EXPAND.code else None
            yield _late(row, second, sources)


def _late(row: Deadline, second: Deadline | None, sources: Sources) -> LateFact:
    life = lives.of(row)
    system = row.ticket.system
    return LateFact(
        event=row.ticket.number,
        duty=row.code,
        due_at=local(row.due_at),
        done_at=local(life.stop or sources.now),
        systems=(system.code,) if system else (),
        pauses=life.pauses,
        failed_on=local(life.start).date() if row.code == RECTIFY.code else None,
        second_due_at=local(second.due_at) if second is not None else None,
        annexed=row.code == CURE.code and _annexed(row, sources),
        secret=row.code == HAND_BACK.code,
        contested=not sources.contested_clocks.isdisjoint({row.pk, *([second.pk] if second else [])}),
    )


def _annexed(row: Deadline, sources: Sources) -> bool:
    """What the supervisor, or a failed assessment, asked for is priced by rows of its own (W8)."""
    ground = row.ticket.fields.get(Rectification.rectify_ground.name)
    return ground == ASSESSMENT or of_supervisor(row.ticket, sources.contract)


def payments(rows: Iterable[Deadline], sources: Sources) -> Iterator[PaymentFact]:
    """What public funds held up is excused from the telling to the end of the first working day after they came (7.2).
    One query, none where nothing was paid late."""
    late = [row for row in rows if row.party == Party.AGENCY and row.code in PAID]
    lifted = _lifted(late)
    for row in late:
        amount, life = Decimal(row.ticket.fields[PAYABLE.name]), lives.of(row)
        if not amount:
            continue  # of an instalment that penalties took whole nothing is paid late
        yield PaymentFact(
            event=row.ticket.number,
            due_at=local(row.due_at),
            paid_at=local(life.stop or sources.now),
            amount=amount,
            pauses=(*life.pauses, *lifted.get(row.ticket_id, ())),
            contested=row.pk in sources.contested_clocks,
        )


def _lifted(rows: Iterable[Deadline]) -> Mapping[int, list[PauseSpan]]:
    found: dict[int, list[PauseSpan]] = {}
    orders = [row.ticket_id for row in rows]
    lifts = Deadline.objects.filter(ticket__in=orders, code=LIFT.code) if orders else Deadline.objects.none()
    for order, start, end in lifts.values_list("ticket", "started_at", "due_at"):
        found.setdefault(order, []).append(PauseSpan(start, end))
    return found
