"""`due/`: the date law over HTTP, by the calendar loaded here, which knows every year announced since."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import register
from tickets.api.endpoint import Endpoint
from tickets.api.shapes import Moment, Shape
from tickets.datelaw import explain, reckoning
from tickets.filters import DayOrInstantField
from tickets.policy.types import Limit


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantParameter(serializers.Field[datetime, str, str, Any]):
    def to_internal_value(self, data: str) -> datetime:
        """Raises ValidationError, as the filters of lists do."""
        instant: datetime = DayOrInstantField().clean(data)
        return instant


class DueQuery(Shape):
    start = InstantParameter(help_text=_("ISO 8601; without a zone it is Asia/Shanghai"))
    limit = serializers.CharField(
        max_length=40, help_text=_("such as “30 minutes”, “5 days”, “20 working days”, “6 months before”")
    )
    roll = serializers.BooleanField(
        required=False, default=True, help_text=_("no: a last day on a rest day stays there")
    )
    pause = serializers.CharField(
        required=False, default="", max_length=2_000, help_text=_("FROM/TO, split by “;” where there are several")
    )

    def validate_pause(self, text: str) -> list[reckoning.PauseSpan]:
        return [_pause(one) for one in text.split(";") if one.strip()]


class DueShape(Shape):
    """`due_at` of day limits is 00:00 after the last day, itself late; of others the last instant on time."""

    start = Moment()
    limit = serializers.CharField()
    nominal_last_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    due_at = Moment()
    provisional = serializers.BooleanField(help_text=_("a year that was counted is not announced yet"))
    steps = serializers.ListField(child=serializers.CharField())


class OneDue(Endpoint):
    @extend_schema(summary=_("When a limit is over, and why"), parameters=[DueQuery], responses=DueShape)
    def get(self, request: Request) -> Response:
        asked = self.asked(DueQuery)
        limit = Limit.parse(asked["limit"], roll=asked["roll"])
        found = reckoning.due(asked["start"], limit, register.calendar(), asked["pause"], explain=True)
        return Response(explain.answer(found))


def _pause(text: str) -> reckoning.PauseSpan:
    start, _slash, end = text.partition("/")
    return reckoning.PauseSpan(DayOrInstantField().clean(start), DayOrInstantField().clean(end))
