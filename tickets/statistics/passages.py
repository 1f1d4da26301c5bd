"""The passages that the figures of a step were counted from: each time an order left that state, as of a counting."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tickets.models import AuditEntry
from tickets.statistics import questions


def passages(as_of: datetime, contracts: Collection[int], kind: str, state: str) -> QuerySet[AuditEntry]:
    """The entries by which orders of the kind left the state. Of an order's first entry nothing says when the stretch
    before it began: it ends no passage. `audit_left` finds them."""
    rows = AuditEntry.objects.filter(questions.moved(as_of), source=state).exclude(source="")
    return rows.filter(Exists(_before(as_of)), ticket__kind=kind, ticket__contract__in=contracts)


def with_entrance(rows: QuerySet[AuditEntry], as_of: datetime) -> QuerySet[AuditEntry]:
    """`entered_at`: when the state that each of these left had been entered."""
    return rows.annotate(entered_at=Subquery(_before(as_of).order_by("-seq").values("at")[:1]))


def _before(as_of: datetime) -> QuerySet[AuditEntry]:
    same = AuditEntry.objects.filter(ticket=OuterRef("ticket"), seq__lt=OuterRef("seq"))
    return same.filter(questions.moved(as_of)).order_by()
