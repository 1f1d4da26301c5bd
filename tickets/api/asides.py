"""Acts beside the machine: comments, reminders (催办), a filing number put right (更正备案号)."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions
from tickets.api.shapes import Shape
from tickets.api.tickets import TicketEndpoint, TicketShape


class Remark(Shape):
    comment = serializers.CharField(allow_blank=True)


class Reminder(Shape):
    comment = serializers.CharField(allow_blank=True, required=False, default="")


class CorrectedFiling(Remark):
    filing_no = serializers.CharField(allow_blank=True)


class Comments(TicketEndpoint):
    @extend_schema(summary=_("Comment on an order"), request=Remark, responses=TicketShape)
    def post(self, request: Request, number: str) -> Response:
        ticket, text = self.ticket(number), self.sent(Remark)["comment"]
        ticket = actions.comment(ticket, text, actor=self.user, now=self.now)
        return Response(self.answer(ticket))


class Reminders(TicketEndpoint):
    @extend_schema(summary=_("Remind whose move it is, once an hour at most"), request=Reminder, responses=TicketShape)
    def post(self, request: Request, number: str) -> Response:
        reminded = actions.remind(self.ticket(number), actor=self.user, now=self.now, **self.sent(Reminder))
        return Response(self.answer(reminded))


class Filing(TicketEndpoint):
    @extend_schema(summary=_("Correct a filing number; both are kept"), request=CorrectedFiling, responses=TicketShape)
    def post(self, request: Request, number: str) -> Response:
        ticket, sent = self.ticket(number), self.sent(CorrectedFiling)
        corrected = actions.correct_filing(ticket, actor=self.user, now=self.now, **sent)
        return Response(self.answer(corrected))
