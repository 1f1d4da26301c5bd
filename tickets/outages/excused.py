"""What leaves both terms of a figure beside the pauses of a fault's own clock: force majeure that was confirmed, and
the windows of drills and of the agency's own work on a live system, each for its own systems alone (9.14, 14.1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef

from tickets.availability import Span
from tickets.lifecycle.endorsements import INTERRUPTED
from tickets.lifecycle.kinds.drill import Drill
from tickets.lifecycle.kinds.force_majeure import AFFECTED, ENDED, OCCURRED, ForceMajeure
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.kinds.notice import MaintenanceNotice
from tickets.lifecycle.questions import ALSO, CONCERNED, WINDOW_END, WINDOW_START, WORK_FROM, WORK_TO
from tickets.models import Contract, Endorsement, Fact, System, Ticket
from tickets.outages.known import Excuse
from tickets.outages.said import newest

#: Once the other side is ready for it, and not called off.
AGREED_DRILLS: Final = (Drill.scheduled.code, Drill.reporting.code, Drill.checking.code, Drill.closed.code)
TOLD: Final = (MaintenanceNotice.announced.code, MaintenanceNotice.closed.code)


def excuses(contract: Contract, systems: Iterable[System], now: datetime) -> list[Excuse]:
    """Of all the contract's time so far. Three queries."""
    ids = {one.code: one.pk for one in systems}
    kinds = (ForceMajeure.kind, Drill.kind, MaintenanceNotice.kind)
    interrupted = Endorsement.objects.filter(ticket=OuterRef("pk"), name=INTERRUPTED.name, voided_at=None)
    orders = Ticket.objects.filter(contract=contract, kind__in=kinds).annotate(interrupted=Exists(interrupted))
    found = list(orders.order_by("id"))
    occurred = Fact.objects.filter(ticket__in=[one.pk for one in found], name=OCCURRED.name)
    since = dict(occurred.values_list("ticket", "standing_at"))
    events = [one.pk for one in found if one.kind == ForceMajeure.kind]
    over = newest(events, (ForceMajeure.report_over.name, ForceMajeure.say_over.name), ENDED)
    spans = ((one, _span_of(one, since.get(one.pk), over.get(one.pk), now)) for one in found)
    return [_excuse(one, span, ids) for one, span in spans if span is not None]


def _span_of(order: Ticket, since: datetime | None, over: str | None, now: datetime) -> Span | None:
    """What it excuses so far; None: nothing, or not yet."""
    said = order.fields
    if order.kind == ForceMajeure.kind:
        if not order.interrupted or not _faults_concerned(said):  # type: ignore[attr-defined]  # annotated
            return None
        ended = datetime.fromisoformat(over) if over else None
        return _span(since or _at(said, OCCURRED.name), ended, now)
    if order.kind == Drill.kind:
        agreed = order.state in AGREED_DRILLS
        return _span(_at(said, WINDOW_START.name), _at(said, WINDOW_END.name), now) if agreed else None
    return _span(_at(said, WORK_FROM.name), _at(said, WORK_TO.name), now) if order.state in TOLD else None


def _excuse(order: Ticket, span: Span, ids: Mapping[str, int]) -> Excuse:
    """Of the systems that it names; of all where it names none."""
    named = order.fields.get(ALSO.name if order.kind == MaintenanceNotice.kind else CONCERNED.name)
    own = {order.system_id} if order.system_id else set()
    of = frozenset({*(ids[code] for code in named or () if code in ids), *own})
    return Excuse(span, order.kind, order.number, of or None)


def _faults_concerned(said: Mapping[str, Any]) -> bool:
    """No duty named: all of the side that gave the notice."""
    rows = said.get(AFFECTED.name) or ()
    return not rows or any(row.get("affected_kind") == Incident.kind for row in rows)


def _at(said: Mapping[str, Any], name: str) -> datetime | None:
    stored = said.get(name)
    return datetime.fromisoformat(stored) if stored else None


def _span(start: datetime | None, end: datetime | None, now: datetime) -> Span | None:
    """As far as it has come."""
    found = Span(start, min(end or now, now)) if start is not None else None
    return found if found is not None and found.start < found.end else None
