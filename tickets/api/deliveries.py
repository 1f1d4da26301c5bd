"""`deliveries/`: notices that did not go out, for the system administrator; to anybody else it is not there.

Of the order no more than its number: administrators hold no orders.
"""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import record
from accounts.doors.hands import Hand
from accounts.roles import SYSTEM_ADMIN
from tickets import outbox
from tickets.api.endpoint import Endpoint, Listing, Moment, Shape
from tickets.errors import Invalid
from tickets.filters import DeliveryFilter
from tickets.models import Delivery
from tickets.operating import deliveries
from tickets.outbox import faults, mending


class DeliveryShape(Shape):
    id = serializers.IntegerField()
    channel = serializers.CharField()
    event = serializers.CharField(source="notice.event")
    about = serializers.SerializerMethodField(help_text=_("the notice in its shortest words, which name nobody"))
    ticket = serializers.CharField(source="notice.ticket.number", allow_null=True, default=None)
    recipient = serializers.SerializerMethodField(help_text=_("the person, or the group"))
    state = serializers.SerializerMethodField()
    since = Moment(source="notice.at")
    attempts = serializers.IntegerField()
    next_at = serializers.SerializerMethodField()
    error = serializers.CharField()
    error_text = serializers.SerializerMethodField(help_text=_("the error in the caller’s language"))
    sent_at = Moment(allow_null=True)
    cancelled_at = Moment(allow_null=True)
    cancelled_for = serializers.CharField()

    def get_about(self, row: Delivery) -> str:
        return outbox.brief(row.notice, get_language() or "")

    def get_recipient(self, row: Delivery) -> str:
        return row.group.name if row.group else str(row.notice.recipient)

    @extend_schema_field(serializers.ChoiceField(choices=[*mending.STATES, "sent"]))
    def get_state(self, row: Delivery) -> str:
        return mending.state_of(row) or "sent"

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_at(self, row: Delivery) -> str | None:
        return Moment().to_representation(row.next_at) if row.state == "pending" else None

    def get_error_text(self, row: Delivery) -> str:
        return faults.error(row.error)


class CancelBody(Shape):
    reason = serializers.CharField(allow_blank=True)


class RetryBody(Shape):
    channel = serializers.CharField()


class RetriedShape(Shape):
    count = serializers.IntegerField(help_text=_("how many are sent again"))


class DeliveryEndpoint(Endpoint):
    for_administrators = True

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raises Http404 for everybody but a system administrator."""
        super().initial(request, *args, **kwargs)
        if SYSTEM_ADMIN not in self.standing.roles:
            raise Http404

    def hand(self) -> Hand:
        return Hand(self.user, self.now, record.address_of(self.request))

    def rows(self) -> QuerySet[Delivery]:
        return Delivery.objects.select_related("notice__recipient", "notice__ticket", "group")

    def answer(self, pk: int) -> Response:
        return Response(self.shaped(DeliveryShape, get_object_or_404(self.rows(), pk=pk)))


@extend_schema_view(get=extend_schema(summary=_("Notices that did not go out (system administrator)")))
class Deliveries(DeliveryEndpoint, Listing):
    queryset = Delivery.objects.all()
    serializer_class = DeliveryShape
    filterset_class = DeliveryFilter

    def get_queryset(self) -> QuerySet[Delivery]:
        return self.rows().order_by("-next_at", "-id")


class OneDelivery(DeliveryEndpoint):
    @extend_schema(summary=_("One of them"), responses=DeliveryShape)
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(pk)


class Retry(DeliveryEndpoint):
    @extend_schema(summary=_("Try again what was given up"), request=None, responses=DeliveryShape)
    def post(self, request: Request, pk: int) -> Response:
        deliveries.retry(self.hand(), get_object_or_404(self.rows(), pk=pk))
        return self.answer(pk)


class SendNow(DeliveryEndpoint):
    @extend_schema(summary=_("Send at once what waits"), request=None, responses=DeliveryShape)
    def post(self, request: Request, pk: int) -> Response:
        deliveries.hasten(self.hand(), get_object_or_404(self.rows(), pk=pk))
        return self.answer(pk)


class Cancel(DeliveryEndpoint):
    @extend_schema(summary=_("Cancel a delivery for good"), request=CancelBody, responses=DeliveryShape)
    def post(self, request: Request, pk: int) -> Response:
        delivery, reason = get_object_or_404(self.rows(), pk=pk), self.sent(CancelBody)["reason"]
        try:
            deliveries.cancel(self.hand(), delivery, reason)
        except ValidationError as refusal:
            raise _invalid(refusal) from None
        return self.answer(pk)


class RetryAll(DeliveryEndpoint):
    @extend_schema(
        operation_id="deliveries_retry_all",
        summary=_("Try again all that is at fault on a channel"),
        request=RetryBody,
        responses=RetriedShape,
    )
    def post(self, request: Request) -> Response:
        try:
            count = deliveries.retry_all(self.hand(), self.sent(RetryBody)["channel"])
        except ValidationError as refusal:
            raise _invalid(refusal) from None
        return Response({"count": count})


def _invalid(refusal: ValidationError) -> Invalid:
    """What a door says, by field where it names one."""
    return Invalid(" ".join(refusal.messages), refusal.message_dict if hasattr(refusal, "error_dict") else None)
