"""`supervision/`: orders of supervision. Every change is one of `tickets.actions`."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions, supervision
from tickets.api.endpoint import Endpoint, Listing, Moment, Shape
from tickets.filters import SupervisionFilter
from tickets.models import SupervisionDeed, SupervisionOrder


class DeedShape(Shape):
    """What one person did with it; `grade` and `reply_by` as they stood from then on."""

    deed = serializers.CharField()
    text = serializers.CharField()
    grade = serializers.CharField()
    reply_by = serializers.DateField()
    by = serializers.CharField(source="by.username")
    on_behalf_of = serializers.CharField(source="on_behalf_of.username", allow_null=True, default=None)
    unit = serializers.CharField(source="unit.name")
    at = Moment()
    attachments = serializers.SerializerMethodField(help_text=_("ids of the files that came with a reply"))

    def get_attachments(self, deed: SupervisionDeed) -> list[int]:
        return [one.pk for one in deed.handed_in.all()]


class SupervisionShape(Shape):
    """One order of supervision. `state`: awaited, replied, accepted or withdrawn."""

    number = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number")
    grade = serializers.CharField(help_text=_("blue, orange or red"))
    party = serializers.CharField(help_text=_("the side called on"))
    state = serializers.CharField()
    demand = serializers.CharField()
    reply_by = serializers.DateField()
    issued_by = serializers.CharField(source="issued_by.username")
    issued_unit = serializers.CharField(source="issued_unit.name")
    issued_at = Moment()
    ended_at = Moment(allow_null=True)
    deeds = DeedShape(many=True, source="deeds.all")


class NewSupervision(Shape):
    """What `actions.issue_supervision` cleans and judges, field by field."""

    grade = serializers.CharField(allow_blank=True)
    party = serializers.CharField(allow_blank=True)
    demand = serializers.CharField(allow_blank=True)
    reply_by = serializers.CharField(allow_blank=True)
    confirmed = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_(
            "whoever issues it has seen to whom it goes; without it the answer, 409, says so and nothing goes out"
        ),
    )


class Reply(Shape):
    text = serializers.CharField(allow_blank=True)
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), required=False, default=list)


class Return(Shape):
    reason = serializers.CharField(allow_blank=True)
    reply_by = serializers.CharField(allow_blank=True)


class Raise(Return):
    grade = serializers.CharField(allow_blank=True)


class Acceptance(Shape):
    remark = serializers.CharField(allow_blank=True, required=False, default="")


class Withdrawal(Shape):
    reason = serializers.CharField(allow_blank=True)


class SupervisionEndpoint(Endpoint):
    #: Of the deed that the address does.
    deed = ""

    def found(self) -> QuerySet[SupervisionOrder]:
        return dressed(supervision.seen(self.tickets()))

    def order(self, number: str) -> SupervisionOrder:
        return get_object_or_404(self.found().select_related("ticket__contract", "ticket__system"), number=number)

    def answer(self, number: str) -> dict[str, Any]:
        return dict(self.shaped(SupervisionShape, self.order(number)))

    def do(self, number: str, body: type[Shape]) -> Response:
        order, sent = self.order(number), self.sent(body)
        files = [(one.name or "", one.file) for one in sent.pop("files", ())]
        actions.do_with_supervision(order, self.deed, sent, actor=self.user, now=self.now, files=files)
        return Response(self.answer(number))


def dressed(rows: QuerySet[SupervisionOrder]) -> QuerySet[SupervisionOrder]:
    """With their history."""
    said = SupervisionDeed.objects.select_related("by", "on_behalf_of", "unit").prefetch_related("handed_in")
    return rows.prefetch_related(Prefetch("deeds", said))


@extend_schema_view(get=extend_schema(summary=_("Orders of supervision on my work orders")))
class AllSupervision(SupervisionEndpoint, Listing):
    queryset = SupervisionOrder.objects.all()
    serializer_class = SupervisionShape
    filterset_class = SupervisionFilter

    def get_queryset(self) -> QuerySet[SupervisionOrder]:
        return self.found()


class OneSupervision(SupervisionEndpoint):
    @extend_schema(summary=_("One order of supervision"), responses=SupervisionShape)
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(number))


class Supervise(SupervisionEndpoint):
    @extend_schema(
        summary=_("Issue an order of supervision"), request=NewSupervision, responses={201: SupervisionShape}
    )
    def post(self, request: Request, number: str) -> Response:
        ticket = self.ticket(number)
        sent = self.sent(NewSupervision)
        confirmed = sent.pop("confirmed")
        order = actions.issue_supervision(ticket, sent, actor=self.user, now=self.now, confirmed=confirmed)
        return Response(self.answer(order.number), status=status.HTTP_201_CREATED)


class ReplyTo(SupervisionEndpoint):
    deed = "replied"
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    @extend_schema(
        summary=_("Reply to an order of supervision"),
        request={"application/json": Reply, "multipart/form-data": Reply},
        responses=SupervisionShape,
    )
    def post(self, request: Request, number: str) -> Response:
        return self.do(number, Reply)


class ReturnReply(SupervisionEndpoint):
    deed = "returned"

    @extend_schema(summary=_("Return the reply"), request=Return, responses=SupervisionShape)
    def post(self, request: Request, number: str) -> Response:
        return self.do(number, Return)


class RaiseGrade(SupervisionEndpoint):
    deed = "raised"

    @extend_schema(summary=_("Raise the grade"), request=Raise, responses=SupervisionShape)
    def post(self, request: Request, number: str) -> Response:
        return self.do(number, Raise)


class AcceptReply(SupervisionEndpoint):
    deed = "accepted"

    @extend_schema(summary=_("Accept the reply and close"), request=Acceptance, responses=SupervisionShape)
    def post(self, request: Request, number: str) -> Response:
        return self.do(number, Acceptance)


class WithdrawSupervision(SupervisionEndpoint):
    deed = "withdrawn"

    @extend_schema(summary=_("Withdraw an order of supervision"), request=Withdrawal, responses=SupervisionShape)
    def post(self, request: Request, number: str) -> Response:
        return self.do(number, Withdrawal)
