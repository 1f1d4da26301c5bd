"""`claims/`: what a side says of a time or a pause, and what the others say to it. Every change is one of `actions`."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions, queries
from tickets.api.claim_bodies import (
    INSTANT_OR_STRETCH,
    Contest,
    Decision,
    NewClaim,
    Reason,
    Review,
    at_value,
    named_of,
    needed,
    value_of,
)
from tickets.api.endpoint import KEY, Endpoint, Listing, Moment, Shape
from tickets.clocks import claimed
from tickets.filters import ClaimFilter
from tickets.models import Claim, Deadline, Statement
from tickets.models.claims import PAUSE, TIME


@extend_schema_field(INSTANT_OR_STRETCH)
class SaidValue(serializers.SerializerMethodField):
    """An instant; {from, to} of a pause, `to` null while it runs; null: nothing was said, or that nothing happened."""


class ClockRef(Shape):
    """A clock that the claim bears on."""

    id = serializers.IntegerField()
    clause = serializers.CharField(source="code")
    round = serializers.IntegerField()


class StatementShape(Shape):
    """What one person said of it; `by` null: time alone."""

    saying = serializers.CharField()
    side = serializers.CharField()
    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    on_behalf_of = serializers.CharField(source="on_behalf_of.username", allow_null=True, default=None)
    at = Moment()
    value = SaidValue(method_name="worth")
    nothing = serializers.BooleanField(help_text=_("it did not happen, it did not rest"))
    seen_at = Moment(allow_null=True)
    reason = serializers.CharField()
    digest = serializers.CharField()

    def worth(self, statement: Statement) -> Any:
        return claimed.said(statement.claim, statement)


class ClaimShape(Shape):
    """One claim. `due_at`: until then whoever has to move next does so; null: it is settled."""

    id = serializers.IntegerField()
    number = serializers.IntegerField(help_text=_("counted within the order"))
    ticket = serializers.CharField(source="ticket.number")
    type = serializers.CharField()
    clause = serializers.SerializerMethodField(help_text=_("the duty; “*”: every clock of the claimant"))
    fact = serializers.CharField(source="fact.name", allow_null=True, default=None)
    round = serializers.SerializerMethodField(
        help_text=_("of a time: which fact of that name; of a pause: of the clock")
    )
    ground = serializers.SerializerMethodField()
    by = serializers.SerializerMethodField()
    on_behalf_of = serializers.SerializerMethodField()
    side = serializers.CharField()
    answered_by = serializers.CharField()
    entered_at = Moment()
    late = serializers.BooleanField(source="fact.late", default=False)
    standing = serializers.SerializerMethodField(help_text=_("what the clocks run by now; of a pause null"))
    claimed = SaidValue()
    contested = SaidValue()
    decided = SaidValue()
    reason = serializers.SerializerMethodField()
    state = serializers.CharField()
    due_at = Moment(allow_null=True)
    admission = serializers.BooleanField()
    answer_overdue = serializers.BooleanField()
    decision_overdue = serializers.BooleanField()
    late_contest = serializers.BooleanField()
    review = serializers.SerializerMethodField(help_text=_("a review was asked for and is not decided"))
    proof_due = Moment(allow_null=True)
    proof_at = Moment(allow_null=True)
    question = serializers.IntegerField(allow_null=True, help_text=_("claims with one number are answered as one"))
    replaces = serializers.IntegerField(source="replaces.number", allow_null=True, default=None)
    clocks = ClockRef(many=True, source="clocks.all")
    said = StatementShape(many=True)

    def get_clause(self, claim: Claim) -> str | None:
        return claim.code or next((one.code for one in _clocks(claim)), None)

    def get_round(self, claim: Any) -> int | None:
        if claim.type == TIME:
            counted: int = claim.round
            return counted
        return max((one.round for one in _clocks(claim)), default=None)

    def get_ground(self, claim: Claim) -> str | None:
        return claim.ground or None

    def get_by(self, claim: Claim) -> str | None:
        by = claimed.claimed(claim).by
        return by.username if by is not None else None

    def get_on_behalf_of(self, claim: Claim) -> str | None:
        principal = claimed.claimed(claim).on_behalf_of
        return principal.username if principal is not None else None

    def get_standing(self, claim: Claim) -> str | None:
        at = claim.fact.standing_at if claim.fact is not None else None
        return Moment().to_representation(at) if at is not None else None

    def get_claimed(self, claim: Claim) -> Any:
        return claimed.said(claim, claimed.claimed(claim))

    def get_contested(self, claim: Claim) -> Any:
        return claimed.said(claim, claimed.contested(claim))

    def get_decided(self, claim: Claim) -> Any:
        return claimed.said(claim, claimed.decided(claim))

    def get_reason(self, claim: Claim) -> str:
        return claimed.claimed(claim).reason

    def get_review(self, claim: Claim) -> bool:
        return claimed.under_review(claim)


def _clocks(claim: Claim) -> list[Deadline]:
    return sorted(claim.clocks.all(), key=lambda clock: clock.pk)


class ClaimEndpoint(Endpoint):
    #: That of the address.
    claim: Claim

    def claims(self) -> QuerySet[Claim]:
        return queries.claims(self.tickets())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A claim that the caller may not see is not there, whatever they send."""
        super().initial(request, *args, **kwargs)
        if "pk" in self.kwargs:
            self.claim = get_object_or_404(self.claims(), pk=self.kwargs["pk"])

    def answer(self, claim: Claim) -> dict[str, Any]:
        """The claim as it is by now; under a key that which was answered first."""
        kept = actions.answered(self.user, self.key)
        if kept is not None:
            return kept
        answer = dict(self.shaped(ClaimShape, self.claims().get(pk=claim.pk)))
        actions.remember(self.user, self.key, answer)
        return answer

    def said(self, verb: Callable[..., Claim], **more: Any) -> Response:
        """The claim of the address after a verb of `actions` was done to it."""
        done = verb(self.claim.pk, actor=self.user, now=self.now, once=self.once(), **more)
        return Response(self.answer(done))


@extend_schema_view(get=extend_schema(summary=_("Claims upon times and pauses")))
class Claims(ClaimEndpoint, Listing):
    queryset = Claim.objects.all()
    serializer_class = ClaimShape
    filterset_class = ClaimFilter

    def get_queryset(self) -> QuerySet[Claim]:
        return self.claims()


class OneClaim(ClaimEndpoint):
    @extend_schema(summary=_("One claim with all that was said of it"), responses=ClaimShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shaped(ClaimShape, self.claim))


class TicketClaims(ClaimEndpoint):
    @extend_schema(
        summary=_("Claim that something happened at another time, or that a clock rested"),
        parameters=[KEY],
        request=NewClaim,
        responses={status.HTTP_201_CREATED: ClaimShape},
    )
    def post(self, request: Request, number: str) -> Response:
        ticket, asked = self.ticket(number), self.sent(NewClaim)
        claim = raise_claim(ticket, asked, actor=self.user, now=self.now, once=self.once())
        return Response(self.answer(claim), status=status.HTTP_201_CREATED)


def raise_claim(ticket: Any, asked: dict[str, Any], **who: Any) -> Claim:
    """The claim that was asked for. Raises ValidationError at the field that is missing."""
    who["reason"], value = asked["reason"], needed(asked["type"], asked)
    if asked["type"] == PAUSE:
        return actions.claim_pause(ticket, code=asked["clause"], ground=asked["ground"], value=value, **who)
    return actions.claim_time(ticket, fact=asked["fact"], number=asked["round"], value=value, **who)


class Accept(ClaimEndpoint):
    @extend_schema(summary=_("Accept a claim: it is so"), parameters=[KEY], request=Reason, responses=ClaimShape)
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.accept_claim, comment=self.sent(Reason)["reason"])


class ContestClaim(ClaimEndpoint):
    @extend_schema(
        summary=_("Contest a claim: it was at another time"), parameters=[KEY], request=Contest, responses=ClaimShape
    )
    def post(self, request: Request, pk: int) -> Response:
        asked = self.sent(Contest)
        return self.said(actions.contest_claim, value=named_of(self.claim.type, asked), comment=asked["reason"])


class Refer(ClaimEndpoint):
    @extend_schema(
        summary=_("Pass a claim to the supervisor: the caller cannot tell"),
        parameters=[KEY],
        request=Reason,
        responses=ClaimShape,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.refer, comment=self.sent(Reason)["reason"])


class Decide(ClaimEndpoint):
    @extend_schema(summary=_("Decide a claim"), parameters=[KEY], request=Decision, responses=ClaimShape)
    def post(self, request: Request, pk: int) -> Response:
        asked = self.sent(Decision)
        with at_value():
            value = value_of(self.claim, asked, request.data["value"])
            return self.said(actions.decide_claim, value=value, comment=asked["reason"])


class Withdraw(ClaimEndpoint):
    @extend_schema(summary=_("Withdraw a claim"), parameters=[KEY], request=Reason, responses=ClaimShape)
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.withdraw_claim, comment=self.sent(Reason)["reason"])


class Correct(ClaimEndpoint):
    @extend_schema(summary=_("Correct a mistyped claim"), parameters=[KEY], request=Contest, responses=ClaimShape)
    def post(self, request: Request, pk: int) -> Response:
        asked = self.sent(Contest)
        return self.said(actions.correct_claim, value=needed(self.claim.type, asked), comment=asked["reason"])


class End(ClaimEndpoint):
    @extend_schema(summary=_("End a running pause"), parameters=[KEY], request=Reason, responses=ClaimShape)
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.end_pause, comment=self.sent(Reason)["reason"])


class ReviewClaim(ClaimEndpoint):
    @extend_schema(
        summary=_("Ask for the review of a decision, or decide it"),
        parameters=[KEY],
        request=Review,
        responses=ClaimShape,
    )
    def post(self, request: Request, pk: int) -> Response:
        asked = self.sent(Review)
        if "value" not in asked:
            return self.said(actions.ask_review, comment=asked["reason"])
        with at_value():
            value = value_of(self.claim, asked, request.data["value"])
            return self.said(actions.review_claim, value=value, comment=asked["reason"])


class Proof(ClaimEndpoint):
    @extend_schema(
        summary=_("Say that the proof of force majeure is handed in"),
        parameters=[KEY],
        request=Reason,
        responses=ClaimShape,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.said(actions.prove_claim, comment=self.sent(Reason)["reason"])
