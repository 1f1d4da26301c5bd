"""What of the data was lost in a month, by the report that was received, of all that the ledger held at its end."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from tickets.datelaw.periods import Period
from tickets.lifecycle.kinds.report import MONTHLY, ServiceReport
from tickets.models import LedgerEntry, Recurrence
from tickets.outages.said import newest
from tickets.penalties.claims import month_of
from tickets.penalties.facts import DataFact
from tickets.settlement.sources import Sources

HANDED_IN = (ServiceReport.hand_in.name, ServiceReport.hand_in_differing.name)


def lost(sources: Sources) -> Iterator[DataFact]:
    """Reports tell of the whole platform. Three queries, one where no report is closed."""
    rule = Recurrence.objects.filter(contract=sources.contract, rule=MONTHLY.name)
    closed = list(rule.filter(ticket__state=ServiceReport.closed.code).select_related("ticket").order_by("period"))
    said = newest([one.ticket_id for one in closed], HANDED_IN, ServiceReport.lost_gb)
    told = [one for one in closed if said.get(one.ticket_id) is not None]
    entered = _entered(sources) if told else []
    for one in told:
        if (period := Period.read(one.period)) is not None:
            yield _fact(one.ticket.number, period, Decimal(said[one.ticket_id]), entered, sources)


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
