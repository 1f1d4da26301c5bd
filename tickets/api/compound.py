"""What is done in one act beyond one step: a preview, the late stamps of an order, a call, minutes over many claims."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions, queries
from tickets.api.claim_bodies import INSTANT_OR_STRETCH, InstantBody, NewClaim, ValueBody, at_value, value_of
from tickets.api.claims import raise_claim
from tickets.api.endpoint import KEY, Endpoint, Listing, Moment, Shape
from tickets.api.tickets import ActionBody, TicketEndpoint, TicketShape, own_fields, system_of
from tickets.clocks import claimed
from tickets.models import Claim, Minutes, Statement, Ticket


class PreviewBody(ActionBody):
    action = serializers.CharField()


class StampsBody(Shape):
    stamps = serializers.DictField(
        child=serializers.DictField(), help_text=_("by name of the stamp, each with its own fields")
    )
    late_reason = serializers.CharField(
        allow_blank=True, required=False, default="", help_text=_("the reason of every stamp that gives none")
    )
    comment = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


def own_stamps(ticket: Ticket, stamps: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Raises as `own_fields`."""
    return {name: own_fields(ticket, name, typed) for name, typed in stamps.items()}


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
        """The body of an act with its name as `action`, that of a claim, or that of late stamps."""
        ticket = self.ticket(number)
        verb, body = self._sort()
        asked = self.sent(body)
        clocks = actions.preview(ticket, lambda: verb(ticket, asked), actor=self.user, now=self.now)
        return Response(self.shaped(PreviewShape, {"clocks": clocks}))

    def _sort(self) -> tuple[Callable[[Ticket, dict[str, Any]], object], type[Shape]]:
        """Whose body was sent."""
        if "stamps" in self.body:
            return self._stamps, StampsBody
        return (self._claim, NewClaim) if "type" in self.body else (self._act, PreviewBody)

    def _stamps(self, ticket: Ticket, asked: dict[str, Any]) -> None:
        stamps = own_stamps(ticket, asked.pop("stamps"))
        actions.stamp_late(ticket, stamps, actor=self.user, now=self.now, **asked)

    def _claim(self, ticket: Ticket, asked: dict[str, Any]) -> None:
        raise_claim(ticket, asked, actor=self.user, now=self.now)

    def _act(self, ticket: Ticket, asked: dict[str, Any]) -> None:
        typed, name = asked.pop("fields"), asked.pop("action")
        actions.check_preview(ticket, name)
        fields = own_fields(ticket, name, typed)
        actions.perform(ticket, name, actor=self.user, now=self.now, **asked, **fields)


class Stamps(TicketEndpoint):
    @extend_schema(
        summary=_("Enter all the late stamps of an order at once"),
        parameters=[KEY],
        request=StampsBody,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        ticket, asked = self.ticket(number), self.sent(StampsBody)
        stamps = own_stamps(ticket, asked.pop("stamps"))
        moved = actions.stamp_late(ticket, stamps, actor=self.user, now=self.now, key=self.key, **asked)
        return Response(self.first_answer(self.key, moved))


class Call(Shape):
    contract = serializers.CharField(max_length=40)
    system = serializers.CharField(max_length=40)
    caller = serializers.CharField(allow_blank=True)
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


class MinutesBody(Shape):
    claims = MinutesItemBody(many=True)
    minutes = serializers.CharField(allow_blank=True)


class MinutesItemShape(Shape):
    id = serializers.IntegerField(source="claim_id")
    ticket = serializers.CharField(source="claim.ticket.number")
    value = serializers.SerializerMethodField("worth")

    @extend_schema_field(INSTANT_OR_STRETCH)
    def worth(self, statement: Statement) -> Any:
        return claimed.said(statement.claim, statement)


class MinutesShape(Shape):
    """Minutes; with neither `agreed_at` nor `withdrawn_at` they wait for the lead of the other side, and settle nothing
    yet."""

    id = serializers.IntegerField()
    contract = serializers.CharField(source="contract.number")
    minutes = serializers.CharField(source="text")
    side = serializers.CharField()
    proposed_by = serializers.CharField(source="proposed_by.username")
    proposed_at = Moment()
    agreed_by = serializers.CharField(source="agreed_by.username", allow_null=True, default=None)
    agreed_at = Moment(allow_null=True)
    withdrawn_by = serializers.CharField(source="withdrawn_by.username", allow_null=True, default=None)
    withdrawn_at = Moment(allow_null=True)
    claims = MinutesItemShape(many=True, source="proposed")


class MinutesEndpoint(Endpoint):
    def minutes(self) -> QuerySet[Minutes]:
        """Those of which the caller sees every order."""
        return queries.minutes(self.tickets()).order_by("-proposed_at", "-id")

    def answer(self, done: Minutes) -> dict[str, Any]:
        """The minutes as they are by now; under a key that which was answered first."""
        kept = actions.answered(self.user, self.key)
        if kept is not None:
            return kept
        answer = dict(self.shaped(MinutesShape, self.minutes().get(pk=done.pk)))
        actions.remember(self.user, self.key, answer)
        return answer

    def said(self, verb: Callable[..., Minutes], pk: int) -> Response:
        """The minutes after a verb of `actions` was done to them."""
        found = get_object_or_404(self.minutes(), pk=pk)
        return Response(self.answer(verb(found.pk, actor=self.user, now=self.now, once=self.once())))


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
        parameters=[KEY],
        request=MinutesBody,
        responses={status.HTTP_201_CREATED: MinutesShape},
    )
    def post(self, request: Request) -> Response:
        asked = self.sent(MinutesBody)
        seen = Claim.objects.filter(ticket__in=self.tickets()).in_bulk({one["id"] for one in asked["claims"]})
        if any(one["id"] not in seen for one in asked["claims"]):
            raise Http404
        sent = zip(asked["claims"], request.data["claims"], strict=True)
        values = [(one["id"], value_of(seen[one["id"]], one, raw["value"])) for one, raw in sent]
        with at_value():
            done = actions.settle_together(
                values, text=asked["minutes"], actor=self.user, now=self.now, once=self.once()
            )
        return Response(self.answer(done), status=status.HTTP_201_CREATED)


class Agree(MinutesEndpoint):
    @extend_schema(
        summary=_("Agree to minutes of the other side"), parameters=[KEY], request=None, responses=MinutesShape
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.agree_minutes, pk)


class TakeBack(MinutesEndpoint):
    @extend_schema(
        summary=_("Take back minutes of one's own side"), parameters=[KEY], request=None, responses=MinutesShape
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.withdraw_minutes, pk)
