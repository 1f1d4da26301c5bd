"""`outages/`: the register of outages; what monitoring saw is posted, and read back with `source=monitoring`."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions, permissions
from tickets.api.endpoint import Listing, Moment, Shape
from tickets.filters import EntryFilter, OutageFilter
from tickets.models import Deadline, MonitoredOutage
from tickets.outages import entries, lists, orders
from tickets.outages.known import MONITORING, KnownOutage


class OtherReading(Shape):
    """What it comes to by another word, while it is not settled."""

    by = serializers.CharField(help_text=_("whose word; empty: nobody says so, but it may come to that"))
    began_at = Moment(source="span.start")
    ended_at = Moment(source="span.end")


class ExcusedMinutes(Shape):
    ground = serializers.CharField()
    began_at = Moment(source="span.start")
    ended_at = Moment(source="span.end")


class OutageShape(Shape):
    """One outage. `ended_at` null: it is still on."""

    id = serializers.IntegerField(source="key")
    source = serializers.CharField(help_text=_("incident, suspension or monitoring"))
    state = serializers.CharField(
        help_text=_(
            "on, unsettled, counted, excused or none; of monitoring also waiting, doubted, and ordered where an order"
            " tells of it"
        )
    )
    system = serializers.SerializerMethodField(help_text=_("name of the information system"))
    ticket = serializers.CharField(source="number", help_text=_("number of the order, empty where there is none"))
    source_id = serializers.SerializerMethodField(help_text=_("what monitoring calls it"))
    cause = serializers.CharField()
    began_at = Moment()
    ended_at = Moment(allow_null=True)
    excluded = ExcusedMinutes(many=True, source="excuses")
    readings = OtherReading(many=True)

    def get_system(self, one: KnownOutage) -> str:
        return one.system_name

    def get_source_id(self, one: KnownOutage) -> str:
        return one.title if one.source == MONITORING else ""


class MonitoredRow(Shape):
    system = serializers.CharField(allow_blank=True, default="", help_text=_("code of the information system"))
    to = serializers.CharField(allow_blank=True, allow_null=True, default="", help_text=_("empty: still on"))
    source_id = serializers.CharField(allow_blank=True, default="", help_text=_("what monitoring calls it"))

    def get_fields(self) -> dict[str, Any]:
        """`from` is no name in Python."""
        begins = serializers.CharField(allow_blank=True, default="", help_text=_("ISO 8601, or Beijing time"))
        return {**super().get_fields(), "from": begins}


class NewOutages(Shape):
    contract = serializers.CharField()
    rows = MonitoredRow(many=True, allow_empty=False, max_length=lists.MOST)  # type: ignore[call-arg]  # of many
    check = serializers.BooleanField(default=False, help_text=_("judge only, take nothing over"))


class TakenRow(Shape):
    row = serializers.IntegerField(source="number")
    source_id = serializers.SerializerMethodField()
    does = serializers.CharField(help_text=_("new, corrects, stands or spoken_of"))

    def get_source_id(self, row: lists.EntryRow) -> str:
        return row.cells[lists.SOURCE_ID]


class TakenOver(Shape):
    contract = serializers.CharField()
    rows = TakenRow(many=True)


@extend_schema_view(get=extend_schema(summary=_("The outages of my contracts"), responses=OutageShape(many=True)))
class Outages(Listing):
    """Of orders; with `source=monitoring` what monitoring saw, whatever became of it."""

    queryset = Deadline.objects.none()
    serializer_class = OutageShape
    filterset_class = OutageFilter

    def get_queryset(self) -> QuerySet[Any]:
        if self.request.query_params.get("source") == MONITORING:
            self.filterset_class = EntryFilter
            seen = sorted(self.standing.whole)
            return entries.present(MonitoredOutage.objects.filter(contract__in=seen))
        return orders.told(permissions.visible_clocks(self.standing).filter(permissions.sent(self.standing)))

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """The part's rows as they are known, in their order."""
        part = super().paginate_queryset(queryset)
        ids = [one.pk for one in part or ()]
        if self.filterset_class is EntryFilter:
            known = entries.known(entries.present(MonitoredOutage.objects.filter(pk__in=ids)), self.now)
        else:
            known = orders.outages(orders.told(Deadline.objects.filter(pk__in=ids)), self.now)
        return sorted(known, key=lambda one: ids.index(one.key))

    @extend_schema(
        summary=_("Take over what monitoring saw; the same rows again change nothing"),
        request=NewOutages,
        responses={200: TakenOver, 201: TakenOver},
    )
    def post(self, request: Request) -> Response:
        sent = self.sent(NewOutages)
        contract = get_object_or_404(self.contracts(), number=sent["contract"])
        actions.check_import(contract, self.standing)
        rows = [{**row, "to": row["to"] or ""} for row in sent["rows"]]
        if sent["check"]:
            judged = lists.judged(rows, contract, self.now)
            if faulty := [one for one in judged if one.faults]:
                raise actions.refused_entries(faulty)
        else:
            judged = actions.import_outages(contract, rows, actor=self.user, now=self.now)
        told = self.shaped(TakenOver, {"contract": contract.number, "rows": judged})
        return Response(told, status=status.HTTP_200_OK if sent["check"] else status.HTTP_201_CREATED)
