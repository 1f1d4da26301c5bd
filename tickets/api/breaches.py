"""`breaches/`: every limit that was missed, kept whatever becomes of its clock."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.asked import Instant
from tickets.api.deadlines import ClauseRef
from tickets.api.endpoint import Endpoint
from tickets.api.paging import PageQuery, page_of
from tickets.api.shapes import Moment, Shape
from tickets.models import Breach
from tickets.policy.types import Party

ORDERINGS = ("-occurred_at", "occurred_at")


class BreachShape(Shape):
    deadline = serializers.IntegerField(source="deadline_id")
    ticket = serializers.CharField(source="deadline.ticket.number")
    clause = ClauseRef(source="deadline.clause")
    party = serializers.CharField(source="deadline.party")
    due_at = Moment(source="deadline.due_at")
    occurred_at = Moment()
    detected_at = Moment()
    told_at = Moment(allow_null=True)
    stopped_at = Moment(source="deadline.stopped_at", allow_null=True)
    late_by = serializers.SerializerMethodField(
        help_text=_("seconds from the due instant to the stop, or to now while the clock is open")
    )

    def get_late_by(self, breach: Breach) -> int:
        until: datetime = breach.deadline.stopped_at or self.context["now"]
        return max(0, int((until - breach.occurred_at).total_seconds()))


class BreachQuery(PageQuery):
    clause = serializers.CharField(required=False)
    contract = serializers.CharField(required=False)
    ticket = serializers.CharField(required=False)
    party = serializers.ChoiceField(sorted(Party), required=False)
    occurred_after = Instant(required=False)
    occurred_before = Instant(required=False, last=True)
    ordering = serializers.ChoiceField(ORDERINGS, required=False, default="-occurred_at")


COLUMNS = {
    "clause": "deadline__code",
    "contract": "deadline__ticket__contract__number",
    "ticket": "deadline__ticket__number",
    "party": "deadline__party",
    "occurred_after": "occurred_at__gte",
    "occurred_before": "occurred_at__lte",
}


class Breaches(Endpoint):
    @extend_schema(
        operation_id="breaches_list",
        summary=_("All breaches"),
        parameters=[BreachQuery],
        responses=page_of(BreachShape),
    )
    def get(self, request: Request) -> Response:
        asked: dict[str, Any] = self.asked(BreachQuery)
        narrowing = {column: asked[name] for name, column in COLUMNS.items() if name in asked}
        rows = Breach.objects.filter(deadline__ticket__in=self.tickets(), **narrowing)
        rows = rows.select_related("deadline__ticket", "deadline__clause")
        return self.paged(BreachShape, rows, asked["ordering"], "-id")
