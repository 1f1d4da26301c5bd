"""加签 and 转交: ask a colleague, answer, pass the decision on; each below `actions/`, as a machine’s own steps are."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions
from tickets.api.endpoint import KEY, Shape
from tickets.api.tickets import TicketEndpoint, TicketShape


class QuestionBody(Shape):
    who = serializers.CharField(source="username", help_text=_("one of the order’s `colleagues`"))
    question = serializers.CharField(allow_blank=True)


class OpinionBody(Shape):
    consultation = serializers.IntegerField(source="pk", help_text=_("its `id` among the order’s `consultations`"))
    opinion = serializers.CharField(allow_blank=True)


class WithdrawnQuestionBody(Shape):
    consultation = serializers.IntegerField(source="pk", help_text=_("its `id` among the order’s `consultations`"))


class PassedOnBody(Shape):
    who = serializers.CharField(source="username", help_text=_("one of the order’s `colleagues` who `takes`"))
    reason = serializers.CharField(allow_blank=True)


class PassedBackBody(Shape):
    comment = serializers.CharField(allow_blank=True, required=False, default="")


class ConsultEndpoint(TicketEndpoint):
    def beside(self, verb: Callable[..., object], number: str, body: type[Shape]) -> Response:
        """The order after the verb was done to it, once under the key."""
        ticket, asked, actor, now = self.ticket(number), self.sent(body), self.user, self.now
        said = [self.request.path, self.request.data]

        def act() -> None:
            verb(ticket, **asked, actor=actor, now=now)

        actions.under_key(ticket, act, key=self.key, said=said, actor=actor, now=now)
        return Response(self.first_answer(self.key, self.ticket(number)))


class Consult(ConsultEndpoint):
    @extend_schema(
        summary=_("Ask a colleague for an opinion before deciding"),
        parameters=[KEY],
        request=QuestionBody,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        return self.beside(actions.consult, number, QuestionBody)


class GiveOpinion(ConsultEndpoint):
    @extend_schema(
        summary=_("Give the opinion that was asked for"), parameters=[KEY], request=OpinionBody, responses=TicketShape
    )
    def post(self, request: Request, number: str) -> Response:
        return self.beside(actions.give_opinion, number, OpinionBody)


class WithdrawQuestion(ConsultEndpoint):
    @extend_schema(
        summary=_("Withdraw a question to a colleague"),
        parameters=[KEY],
        request=WithdrawnQuestionBody,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        return self.beside(actions.withdraw_question, number, WithdrawnQuestionBody)


class PassOn(ConsultEndpoint):
    @extend_schema(
        summary=_("Pass the decision on to another holder of the role"),
        parameters=[KEY],
        request=PassedOnBody,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        return self.beside(actions.pass_on, number, PassedOnBody)


class PassBack(ConsultEndpoint):
    @extend_schema(summary=_("Undo a passing on"), parameters=[KEY], request=PassedBackBody, responses=TicketShape)
    def post(self, request: Request, number: str) -> Response:
        return self.beside(actions.pass_back, number, PassedBackBody)
