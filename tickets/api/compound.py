"""What is done in one act beyond one step: a preview, the late stamps of an order, a call, minutes over many claims."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions
from tickets.actions import Value
from tickets.api.claims import INSTANT_OR_STRETCH, InstantBody, NewClaim, ValueBody, at_value, raise_claim
from tickets.api.endpoint import KEY, Endpoint, Listing, Moment, Shape, Typed
from tickets.api.tickets import ActionBody, TicketEndpoint, TicketShape, own_fields, system_of
from tickets.clocks import claimed
from tickets.models import Claim, Minutes, Statement, Ticket


class PreviewBody(ActionBody):
    action = serializers.CharField()


class ClockPreviewShape(Shape):
    """A clock that would be touched, first by the entry, then as it is stated."""

    clause = serializers.CharField(source="code")
    round = serializers.IntegerField()
    readings = serializers.ListField(child=serializers.DictField())


class PreviewShape(Shape):
    clocks = ClockPreviewShape(many=True)


class Preview(TicketEndpoint):
    @extend_schema(
        summary=_("What an act or a claim would make of the clocks; writes nothing"),
        request=PreviewBody,
        responses=PreviewShape,
    )
    def post(self, request: Request, number: str) -> Response:
        """The body of an act with its name as `action`, or that of a claim."""
        ticket = self.ticket(number)
        verb = self._claim if "type" in request.data else self._act
        asked = self.sent(NewClaim if "type" in request.data else PreviewBody)
        clocks = actions.preview(ticket, lambda: verb(ticket, asked), actor=self.user, now=self.now)
        return Response(self.shaped(PreviewShape, {"clocks": clocks}))

    def _claim(self, ticket: Ticket, asked: dict[str, Any]) -> None:
        raise_claim(ticket, asked, actor=self.user, now=self.now)

    def _act(self, ticket: Ticket, asked: dict[str, Any]) -> None:
        typed, name = asked.pop("fields"), asked.pop("action")
        fields = own_fields(ticket, name, typed)
        actions.perform(ticket, name, actor=self.user, now=self.now, **asked, **fields)


class StampsBody(Typed):
    stamps = serializers.DictField(
        child=serializers.DictField(), help_text=_("by name of the stamp, each with its own fields")
    )
    late_reason = serializers.CharField(
        allow_blank=True, required=False, default="", help_text=_("the reason of every stamp that gives none")
    )
    comment = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class Stamps(TicketEndpoint):
    @extend_schema(
        summary=_("Enter all the late stamps of an order at once"),
        parameters=[KEY],
        request=StampsBody,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        ticket, asked = self.ticket(number), self.sent(StampsBody)
        stamps = {name: own_fields(ticket, name, typed) for name, typed in asked.pop("stamps").items()}
        moved = actions.stamp_late(ticket, stamps, actor=self.user, now=self.now, key=self.key, **asked)
        return Response(self.first_answer(self.key, moved))


class Call(Typed):
    contract = serializers.CharField(max_length=40)
    system = serializers.CharField(max_length=40)
    caller = serializers.CharField(allow_blank=True, max_length=100)
    called_at = InstantBody()
    answered_at = InstantBody()
    symptom = serializers.CharField(allow_blank=True)
    impact = serializers.CharField(required=False, default="degraded", max_length=40)


class Calls(TicketEndpoint):
    @extend_schema(
        summary=_("A fault reported by telephone: filed and answered in one act"),
        parameters=[KEY],
        request=Call,
        responses={status.HTTP_201_CREATED: TicketShape},
    )
    def post(self, request: Request) -> Response:
        asked = self.sent(Call)
        contract = get_object_or_404(self.contracts(), number=asked["contract"])
        asked |= {"contract": contract, "system": system_of(contract, asked["system"])}
        ticket = actions.take_call(**asked, actor=self.user, now=self.now, key=self.key)
        return Response(self.first_answer(self.key, ticket), status=status.HTTP_201_CREATED)


class MinutesItemBody(Shape):
    id = serializers.IntegerField()
    value = ValueBody(allow_null=True)


class MinutesBody(Typed):
    claims = MinutesItemBody(many=True)
    minutes = serializers.CharField(allow_blank=True, max_length=2000)


class MinutesItemShape(Shape):
    id = serializers.IntegerField(source="claim_id")
    ticket = serializers.CharField(source="claim.ticket.number")
    value = serializers.SerializerMethodField("worth")

    @extend_schema_field(INSTANT_OR_STRETCH)
    def worth(self, statement: Statement) -> Any:
        return claimed.said(statement.claim, statement)


class MinutesShape(Shape):
    """Minutes; `agreed_at` null: they wait for the lead of the other side and settle nothing yet."""

    id = serializers.IntegerField()
    contract = serializers.CharField(source="contract.number")
    minutes = serializers.CharField(source="text")
    side = serializers.CharField()
    proposed_by = serializers.CharField(source="proposed_by.username")
    proposed_at = Moment()
    agreed_by = serializers.CharField(source="agreed_by.username", allow_null=True, default=None)
    agreed_at = Moment(allow_null=True)
    claims = MinutesItemShape(many=True, source="proposed")


class MinutesEndpoint(Endpoint):
    def minutes(self) -> QuerySet[Minutes]:
        """Those of which the caller sees every order."""
        hidden = Claim.objects.exclude(ticket__in=self.tickets()).values("statements__minutes")
        said = Statement.objects.filter(saying="proposed").select_related("claim__ticket")
        rows = Minutes.objects.filter(contract__in=self.contracts()).exclude(
            pk__in=hidden.filter(statements__minutes__isnull=False)
        )
        rows = rows.select_related("contract", "proposed_by", "agreed_by").order_by("-proposed_at", "-id")
        return rows.prefetch_related(Prefetch("statements", said, to_attr="proposed"))

    def answer(self, pk: int) -> Any:
        return self.shaped(MinutesShape, self.minutes().get(pk=pk))


@extend_schema_view(get=extend_schema(summary=_("Minutes by which claims were settled together")))
class AllMinutes(MinutesEndpoint, Listing):
    queryset = Minutes.objects.all()
    serializer_class = MinutesShape
    filter_backends = []

    def get_queryset(self) -> QuerySet[Minutes]:
        return self.minutes()


class Settle(MinutesEndpoint):
    @extend_schema(
        summary=_("Propose minutes that settle claims together"),
        request=MinutesBody,
        responses={status.HTTP_201_CREATED: MinutesShape},
    )
    def post(self, request: Request) -> Response:
        asked = self.sent(MinutesBody)
        values = [(one["id"], one["value"] or Value(nothing=True)) for one in asked["claims"]]
        for pk, _value in values:
            get_object_or_404(Claim.objects.filter(ticket__in=self.tickets()), pk=pk)
        with at_value():
            done = actions.settle_together(values, text=asked["minutes"], actor=self.user, now=self.now)
        return Response(self.answer(done.pk), status=status.HTTP_201_CREATED)


class Agree(MinutesEndpoint):
    @extend_schema(summary=_("Agree to minutes of the other side"), request=None, responses=MinutesShape)
    def post(self, request: Request, pk: int) -> Response:
        found = get_object_or_404(self.minutes(), pk=pk)
        actions.agree_minutes(found.pk, actor=self.user, now=self.now)
        return Response(self.answer(found.pk))
