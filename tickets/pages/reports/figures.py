"""What a draft tells: four figures with their rows. A figure counts exactly the rows that its address opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import permissions, supervision
from tickets.datelaw import explain
from tickets.datelaw.periods import Period
from tickets.models import Breach, Claim, Contract, Deadline, SupervisionOrder
from tickets.models.claims import UNSETTLED
from tickets.pages.breaches import rows as breach_rows
from tickets.pages.breaches.rows import ListedBreach
from tickets.pages.claim_list import rows as claim_rows
from tickets.pages.clock_list import rows as clock_rows
from tickets.pages.clock_list.rows import ListedClock
from tickets.pages.parts import supervised, wording
from tickets.pages.parts.visit import Visit
from tickets.statistics.questions import COUNTED, OUTCOMES

#: So many rows of a figure stand in the document; the others where it leads.
MOST: Final = 200
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Its cells; the first leads to the order, at `path`."""

    cells: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """path: of the list that opens these rows. widths: of the columns, in per cent."""

    heading: str
    sentence: str
    count: int
    path: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which contracts, of which period, for whom, as of now."""

    contracts: Sequence[Contract]
    period: Period
    here: Visit

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.contracts]

    def address(self, name: str, **asked: str) -> str:
        """Of a list, narrowed to the contract where there is one alone."""
        only = {"contract": self.contracts[0].number} if len(self.contracts) == 1 else {}
        return f"{reverse(name)}?{urlencode(only | asked)}"


def figures(scope: Scope) -> Iterator[ReportFigure]:
    """Nine queries, whatever there is."""
    yield missed(scope)
    yield differences(scope)
    yield falling_due(scope)
    yield demands(scope)


def missed(scope: Scope) -> ReportFigure:
    found = breaches(scope)
    listed = breach_rows.listed(_first(found.order_by("-occurred_at", "-id")), scope.here)
    rows = (
        FigureRow((one.number, _clause(one), one.party, one.due, one.late or "—", one.standing), one.url)
        for one in listed
    )
    between = {"occurred_after": scope.period.starts.isoformat(), "occurred_before": scope.period.ends.isoformat()}
    between["set_aside"] = "false"
    return ReportFigure(
        _("Time limits missed"),
        _("Time limits of the contract missed in this period"),
        found.count(),
        scope.address("breaches", **between),
        (_("Work order"), _("Clause"), _("Obliged side"), _("Due"), _("Late by"), _("State")),
        (19, 25, 16, 16, 12, 12),
        tuple(rows),
    )


def _clause(one: ListedBreach | ListedClock) -> str:
    return f"{one.clause} {one.article}"


def breaches(scope: Scope) -> QuerySet[Breach]:
    """Of the contract's limits; what a settlement set aside was none."""
    seen = permissions.visible_breaches(scope.here.standing)
    seen = seen.filter(internal=False, set_aside_at=None, contract__in=scope.ids)
    return seen.filter(occurred_at__gte=scope.period.first, occurred_at__lt=scope.period.over)


def differences(scope: Scope) -> ReportFigure:
    seen = scope.here.tickets().filter(contract__in=scope.ids)
    found = Claim.objects.filter(state__in=UNSETTLED, ticket__in=seen)
    listed = claim_rows.listed(_first(found.order_by("due_at", "id")))
    rows = (FigureRow((one.number, one.headline, one.side, one.state, one.due or "—"), one.url) for one in listed)
    return ReportFigure(
        _("Open differences"),
        _("Times and pauses on which the sides have not settled"),
        found.count(),
        scope.address("claims", open="true"),
        (_("Work order"), _("What is said"), _("Said by"), _("State"), _("Due")),
        (19, 35, 16, 14, 16),
        tuple(rows),
    )


def falling_due(scope: Scope) -> ReportFigure:
    """In the period that follows: the clocks that still run and end there."""
    following, found = scope.period.following, clocks(scope)
    listed = clock_rows.listed(_first(found.order_by("due_at", "id")), scope.here.now)
    rows = (
        FigureRow((one.number, _clause(one), one.party, one.due, one.unit, one.state), one.url)
        for one in reversed(listed)
    )
    between = {"due_after": (following.first + SECOND).isoformat(), "due_before": following.over.isoformat()}
    return ReportFigure(
        _("Falling due next"),
        _("Time limits of the contract that fall due in %(period)s") % {"period": following},
        found.count(),
        scope.address("clocks", outcome="running", **between),
        (_("Work order"), _("Clause"), _("Obliged side"), _("Due"), _("Unit"), _("State")),
        (19, 23, 16, 16, 14, 12),
        tuple(rows),
    )


def clocks(scope: Scope) -> QuerySet[Deadline]:
    """What ends at 24:00 of a day ends on that day."""
    following = scope.period.following
    seen = permissions.visible_clocks(scope.here.standing).filter(COUNTED, OUTCOMES["running"])
    ends = {"due_at__gte": following.first + SECOND, "due_at__lte": following.over}
    return seen.filter(ticket__contract__in=scope.ids, **ends)


def demands(scope: Scope) -> ReportFigure:
    found = supervision.seen(scope.here.tickets()).filter(ticket__contract__in=scope.ids, ended_at__isnull=True)
    listed = list(found[:MOST])
    rows = (FigureRow(_demand(one, scope), reverse("ticket", args=[one.ticket.number])) for one in listed)
    return ReportFigure(
        _("Orders of supervision open"),
        _("Orders of supervision that are not closed"),
        found.count(),
        scope.address("supervision", open="true"),
        (_("Work order"), _("Order of supervision"), _("Grade"), _("Side called on"), _("Reply by"), _("State")),
        (19, 19, 12, 18, 18, 14),
        tuple(rows),
    )


def _demand(one: SupervisionOrder, scope: Scope) -> tuple[str, ...]:
    state = _("Reply overdue") if one.overdue(scope.here.today) else supervised.state(one.state)
    grade, side = supervised.grade(one.grade), wording.side(one.party)
    return one.ticket.number, one.number, grade, side, explain.day(one.reply_by), state


def _first(rows: QuerySet[Any, Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:MOST])
