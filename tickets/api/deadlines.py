"""`deadlines/`: every clock that the caller may see; one of them with its reasoning."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import queries, register
from tickets.api.endpoint import Endpoint, Listing
from tickets.api.shapes import Moment, Shape
from tickets.audit import earlier
from tickets.clocks import readings
from tickets.datelaw import explain
from tickets.filters import DeadlineFilter
from tickets.lifecycle import words
from tickets.models import Clause, Deadline, Pause


class ClauseRef(Shape):
    """The clause of a clock, in the edition under which the clock began."""

    code = serializers.CharField()
    title = serializers.SerializerMethodField()
    edition = serializers.IntegerField()
    basis = serializers.CharField(help_text=_("contract, rule, or judgement (an internal target, never a penalty)"))

    def get_title(self, clause: Clause) -> str:
        return clause.title_in(get_language())


class LimitShape(Shape):
    """`n` is null where a field of the ticket gives the last day itself."""

    n = serializers.IntegerField(source="limit_n", allow_null=True)
    unit = serializers.CharField(source="limit_unit")
    roll = serializers.BooleanField(source="limit_roll")


class DeadlineShape(Shape):
    """One clock. `due_at` of minutes and hours is the last instant on time; of days it is itself late."""

    id = serializers.IntegerField()
    ticket = serializers.CharField(source="ticket.number")
    clause = ClauseRef()
    round = serializers.IntegerField()
    party = serializers.CharField()
    limit = LimitShape(source="*")
    started_at = Moment()
    nominal_due = Moment(help_text=_("before a rest day moved it"))
    due_at = Moment(help_text=_("what decides whether it is late"))
    target_at = Moment(help_text=_("the internal target"))
    state = serializers.CharField()
    provisional = serializers.BooleanField()
    stopped_at = Moment(allow_null=True)
    breached_at = Moment(allow_null=True)
    lamp = serializers.SerializerMethodField()

    def get_lamp(self, deadline: Deadline) -> str:
        return deadline.lamp(self.context["now"])


class IntervalShape(Shape):
    """A stretch in which the clock did not count. `voided`: turned down, as if it had never been."""

    started_at = Moment()
    ended_at = Moment(allow_null=True)
    ground = serializers.CharField(source="reason")
    ground_label = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    action = serializers.CharField()
    note = serializers.CharField()
    voided = serializers.BooleanField()
    voided_at = Moment(allow_null=True)

    def get_ground_label(self, interval: Pause) -> str:
        return str(words.PAUSE_REASONS.get(interval.reason, interval.reason))


class DeadlineDetailShape(DeadlineShape):
    """One clock with its arithmetic, line by line, and the stretches that do not count."""

    steps = serializers.SerializerMethodField()
    intervals = IntervalShape(many=True, source="rests")
    calendar = serializers.CharField()
    certificates = serializers.SerializerMethodField(
        help_text=_("earlier answers that a voided pause or a new calendar changed")
    )

    def get_steps(self, deadline: Deadline) -> list[str]:
        return explain.lines(readings.derive(deadline, register.calendar_as(deadline.calendar), explain=True))

    def get_certificates(self, deadline: Deadline) -> list[dict[str, Any]]:
        return [earlier.certificate(one) for one in deadline.certificates]


class Deadlines(Listing):
    queryset = Deadline.objects.all()
    serializer_class = DeadlineShape
    filterset_class = DeadlineFilter

    def get_queryset(self) -> QuerySet[Deadline]:
        return queries.clocks(self.tickets())

    @extend_schema(summary=_("All clocks"))
    def get(self, request: Request) -> Response:
        return self.list(request)


class OneDeadline(Endpoint):
    @extend_schema(summary=_("One clock with its reasoning"), responses=DeadlineDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        deadline = get_object_or_404(queries.clocks(self.tickets()), pk=pk)
        deadline.rests = list(deadline.pauses.select_related("by"))
        return Response(self.shaped(DeadlineDetailShape, deadline))
