"""What of the data was lost in a month, by the report that was received: of a system by its own data, of the whole
platform by all that the ledger held at the month's end."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from tickets.datelaw.periods import Period
from tickets.lifecycle.kinds.report import HELD, LOST, LOST_DATA, LOST_SYSTEM, MONTHLY, ServiceReport
from tickets.models import LedgerEntry, Recurrence
from tickets.outages.said import newest_answers
from tickets.penalties.claims import month_of
from tickets.penalties.facts import DataFact
from tickets.settlement.sources import Sources

HANDED_IN = (ServiceReport.hand_in.name, ServiceReport.hand_in_differing.name)


def lost(sources: Sources) -> Iterator[DataFact]:
    """Where a report tells of systems, of these alone. Three queries, one where no report is closed."""
    rule = Recurrence.objects.filter(contract=sources.contract, rule=MONTHLY.name)
    closed = list(rule.filter(ticket__state=ServiceReport.closed.code).select_related("ticket").order_by("period"))
    answers = newest_answers([one.ticket_id for one in closed], HANDED_IN)
    told = [one for one in closed if _tells(answers.get(one.ticket_id, {}))]
    entered = _entered(sources) if told else []
    for one in told:
        said = answers[one.ticket_id]
        if (period := Period.read(one.period)) is None:
            continue
        if rows := said.get(LOST_DATA.name):
            yield from (_of_row(one.ticket.number, period, row, sources) for row in rows)
        else:
            yield _fact(one.ticket.number, period, Decimal(said[ServiceReport.lost_gb.name]), entered, sources)


def _tells(said: Mapping[str, Any]) -> bool:
    return bool(said.get(LOST_DATA.name)) or said.get(ServiceReport.lost_gb.name) is not None


def _of_row(number: str, period: Period, row: Mapping[str, str], sources: Sources) -> DataFact:
    month, system = month_of(period.starts), row.get(LOST_SYSTEM) or ""
    impact = sources.impact(number, system, month)
    return DataFact(
        event=number, system=system, month=month, lost=Decimal(row[LOST]), held=Decimal(row[HELD]), impact=impact
    )


def _fact(
    number: str, period: Period, gigabytes: Decimal, entered: list[tuple[datetime, int]], sources: Sources
) -> DataFact:
    month = month_of(period.starts)
    return DataFact(
        event=number,
        system="",
        month=month,
        lost=gigabytes,
        held=Decimal(sum(held for at, held in entered if at < period.over)),
        impact=sources.impact(number, "", month),
    )


def _entered(sources: Sources) -> list[tuple[datetime, int]]:
    lines = {"line__contract": sources.contract, "line__data_gb__isnull": False}
    rows = LedgerEntry.objects.filter(**lines, system__isnull=False).order_by()
    return list(rows.annotate(gigabytes=F("quantity") * F("line__data_gb")).values_list("at", "gigabytes"))
