"""`breaches/`: every limit that was missed, kept whatever becomes of its clock."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.deadlines import ClauseRef
from tickets.api.endpoint import Listing
from tickets.api.shapes import Moment, Shape
from tickets.filters import BreachFilter
from tickets.models import Breach


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


class Breaches(Listing):
    queryset = Breach.objects.all()
    serializer_class = BreachShape
    filterset_class = BreachFilter

    def get_queryset(self) -> QuerySet[Breach]:
        rows = Breach.objects.filter(deadline__ticket__in=self.tickets())
        return rows.select_related("deadline__ticket", "deadline__clause")

    @extend_schema(summary=_("All breaches"))
    def get(self, request: Request) -> Response:
        return self.list(request)
