"""`deadlines/`: every clock that the caller may see; one of them with its reasoning. `breaches/`: those missed.

`due/`: the date law, by the calendar loaded here, which knows every year announced since.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import permissions, queries, register
from tickets.api.endpoint import Endpoint, Listing, Moment, Shape
from tickets.audit import earlier
from tickets.clocks import breached, claimed, readings
from tickets.clocks.claimed import ClockReading
from tickets.datelaw import explain, reckoning
from tickets.datelaw.calendar import Calendar
from tickets.filters import BreachFilter, DayOrInstantField, DeadlineFilter
from tickets.lifecycle import words
from tickets.models import Breach, Clause, Deadline, Pause
from tickets.policy.types import Limit

DAYS = _("calendar days from the due to the stop or to now, a day begun counts; days paused whole do not")

READINGS = _("by each word that stands: by, the instant or pause, due, state, net and gross seconds; else empty")

STANDS_SO = _("stands; to_confirm or disputed by a claim on its clock; set_aside by a settlement")


class ClauseRef(Shape):
    """The clause of a clock, in the edition under which the clock began."""

    code = serializers.CharField()
    title = serializers.SerializerMethodField()
    edition = serializers.IntegerField()
    basis = serializers.CharField(help_text=_("contract, rule, or judgement (an internal target, never a penalty)"))
    consequence = serializers.CharField(help_text=_("what the contract says follows from a breach"))

    def get_title(self, clause: Clause) -> str:
        return clause.title_in(get_language())


class LimitShape(Shape):
    """`n` is null where a field of the ticket gives the last day or the last instant itself."""

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
    settled = serializers.SerializerMethodField(help_text=_("no: a claim on it is not settled; see `readings`"))
    readings = serializers.SerializerMethodField(help_text=READINGS)

    def get_settled(self, deadline: Deadline) -> bool:
        return not deadline.unsettled

    def get_readings(self, deadline: Deadline) -> list[dict[str, Any]]:
        return [claimed.plain(one) for one in self.context.get("readings", {}).get(deadline.pk, ())]

    overdue_days = serializers.SerializerMethodField(help_text=DAYS)

    def get_lamp(self, deadline: Deadline) -> str:
        return deadline.lamp(self.context["now"])

    def get_overdue_days(self, deadline: Deadline) -> int:
        return readings.overdue_days(deadline, self.context["now"])


def readings_of(rows: Iterable[Deadline], now: datetime) -> dict[int, list[ClockReading]]:
    """What a page of clocks needs beside its rows where claims on them are not settled."""
    present = cache(register.calendar)

    def calendar_of(row: Deadline) -> Calendar:
        judged = row.stopped_at is not None or row.breached_at is not None
        return register.calendar_as(row.calendar) if judged else present().read_as_in(row.calendar)

    return claimed.by_clock(rows, calendar_of, now)


class SetAsideShape(Shape):
    """That a breach fell: it stays on record with whoever accepted or decided it, in whose name, and why."""

    by = serializers.CharField(source="set_aside_by.username", allow_null=True, default=None)
    on_behalf_of = serializers.CharField(source="set_aside_for.username", allow_null=True, default=None)
    at = Moment(source="set_aside_at")
    reason = serializers.CharField(source="set_aside_reason")
    claim = serializers.IntegerField(source="set_aside_claim_id", allow_null=True)


class FallenShape(Shape):
    """A breach as it stands on its clock."""

    occurred_at = Moment()
    detected_at = Moment()
    set_aside = serializers.SerializerMethodField()
    reinstated_at = Moment(allow_null=True)

    @extend_schema_field(SetAsideShape(allow_null=True))
    def get_set_aside(self, breach: Breach) -> dict[str, Any] | None:
        return dict(SetAsideShape(breach).data) if breach.set_aside_at is not None else None


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
    breaches = FallenShape(many=True, source="missed")
    certificates = serializers.ListField(
        child=serializers.DictField(), source="versions", help_text=_("how it was judged, frozen at each settlement")
    )
    earlier = serializers.SerializerMethodField(
        help_text=_("earlier answers that a voided pause or a new calendar changed")
    )

    def get_steps(self, deadline: Deadline) -> list[str]:
        return explain.lines(readings.derive(deadline, register.calendar_as(deadline.calendar), explain=True))

    def get_earlier(self, deadline: Deadline) -> list[dict[str, Any]]:
        return [earlier.certificate(one) for one in deadline.certificates]


class BreachShape(FallenShape):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=breached.STATES, help_text=STANDS_SO)
    deadline = serializers.IntegerField(source="deadline_id")
    ticket = serializers.CharField(source="deadline.ticket.number")
    contract = serializers.CharField(source="contract.number")
    system = serializers.CharField(source="deadline.ticket.system.code", allow_null=True, default=None)
    unit = serializers.CharField(source="deadline.ticket.opened_unit.code")
    clause = ClauseRef(source="deadline.clause")
    party = serializers.CharField(source="deadline.party")
    due_at = Moment(source="deadline.due_at")
    told_at = Moment(allow_null=True)
    stopped_at = Moment(source="deadline.stopped_at", allow_null=True)
    late_by = serializers.SerializerMethodField(
        help_text=_("seconds from the due instant to the stop, or to now while the clock is open")
    )

    overdue_days = serializers.SerializerMethodField(help_text=DAYS)

    def get_overdue_days(self, breach: Breach) -> int:
        return readings.overdue_days(breach.deadline, self.context["now"])

    def get_late_by(self, breach: Breach) -> int:
        return int(breached.late_by(breach, self.context["now"]).total_seconds())


@extend_schema_view(get=extend_schema(summary=_("All clocks")))
class Deadlines(Listing):
    queryset = Deadline.objects.all()
    serializer_class = DeadlineShape
    filterset_class = DeadlineFilter

    def get_queryset(self) -> QuerySet[Deadline]:
        rests = Prefetch("pauses", to_attr="rests")
        return queries.clocks(self.tickets()).prefetch_related(rests)  # type: ignore[no-redef]  # declared on Deadline

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page; whatever claims make of its clocks is read for all of them at once."""
        page = super().paginate_queryset(queryset)
        self.readings = readings_of(page or [], self.now)
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "readings": getattr(self, "readings", {})}


class OneDeadline(Endpoint):
    @extend_schema(summary=_("One clock with its reasoning"), responses=DeadlineDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        deadline = get_object_or_404(queries.clocks(self.tickets()), pk=pk)
        deadline.rests = list(deadline.pauses.select_related("by"))
        deadline.missed = list(deadline.breaches.select_related("set_aside_by", "set_aside_for"))
        more = {"readings": readings_of([deadline], self.now)}
        return Response(self.shaped(DeadlineDetailShape, deadline, **more))


@extend_schema_view(get=extend_schema(summary=_("All breaches")))
class Breaches(Listing):
    queryset = Breach.objects.all()
    serializer_class = BreachShape
    filterset_class = BreachFilter

    def get_queryset(self) -> QuerySet[Breach]:
        rests = Prefetch("deadline__pauses", to_attr="rests")
        order = ("deadline__ticket__system", "deadline__ticket__opened_unit", "contract")
        rows = permissions.visible_breaches(self.standing).annotate(state=breached.state())
        rows = rows.select_related("deadline__clause", *order, "set_aside_by", "set_aside_for")
        return rows.prefetch_related(rests)


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantParameter(serializers.Field[datetime, str, str, Any]):
    def to_internal_value(self, data: str) -> datetime:
        """Raises ValidationError, as the filters of lists do."""
        return _instant(data)


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
        spans = [one.partition("/") for one in text.split(";") if one.strip()]
        return [reckoning.PauseSpan(_instant(start), _instant(end)) for start, _slash, end in spans]


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
    for_administrators = True

    @extend_schema(summary=_("When a limit is over, and why"), parameters=[DueQuery], responses=DueShape)
    def get(self, request: Request) -> Response:
        asked = self.asked(DueQuery)
        limit = Limit.parse(asked["limit"], roll=asked["roll"])
        found = reckoning.due(asked["start"], limit, register.calendar(), asked["pause"], explain=True)
        return Response(explain.answer(found))


def _instant(text: str) -> datetime:
    instant: datetime = DayOrInstantField().clean(text)
    return instant
