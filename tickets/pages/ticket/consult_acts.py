"""What is sent about 加签 and 转交, from the order's page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tickets import actions
from tickets.models import Ticket
from tickets.pages.parts.forms import BesideBox, sent_number
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.acts import beside


@beside(
    gettext_lazy("Your colleague was asked. You may decide without waiting."),
    BesideBox("consult", "question", gettext_lazy("What you ask"), "consult-question"),
)
def consult(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    who, question = request.POST.get("who", ""), request.POST.get("question", "")
    actions.consult(ticket, who, question, actor=here.user, now=here.now)


@beside(
    gettext_lazy("Your opinion stands in the order."),
    BesideBox("opinion", "opinion", gettext_lazy("Opinion"), "consult-opinion"),
)
def give_opinion(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    pk, opinion = sent_number(request, "consultation"), request.POST.get("opinion", "")
    actions.give_opinion(ticket, pk, opinion, actor=here.user, now=here.now)


@beside(gettext_lazy("The question is withdrawn."))
def withdraw_question(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    actions.withdraw_question(ticket, sent_number(request, "consultation"), actor=here.user, now=here.now)


@beside(
    gettext_lazy("Passed on. It stands among their duties now."),
    BesideBox("pass_on", "reason", gettext_lazy("Why you pass it on"), "pass-reason"),
)
def pass_on(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    who, reason = request.POST.get("who", ""), request.POST.get("reason", "")
    actions.pass_on(ticket, who, reason, actor=here.user, now=here.now)


@beside(gettext_lazy("The passing on is undone."))
def pass_back(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    actions.pass_back(ticket, actor=here.user, now=here.now, comment=request.POST.get("reason", ""))
