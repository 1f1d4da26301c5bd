"""未送达通知: what did not go out, the newest first; tried again, sent at once, cancelled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SYSTEM_ADMIN
from tickets import outbox
from tickets.filters import DeliveryFilter
from tickets.models import Delivery
from tickets.operating import deliveries as doors
from tickets.operating import wording
from tickets.outbox import faults, mending
from tickets.outbox.channels import CHANNELS
from tickets.pages.manage.asking import ActAsked, confirmed
from tickets.pages.manage.room import console, hand
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm
from tickets.pages.parts.visit import Visit

NEWEST_FIRST = ("-next_at", "-id")
#: State -> the acts that fit it.
RETRY, SEND, CANCEL = "retry", "send", "cancel"
FITTING = {
    mending.FAILING: (SEND, CANCEL),
    mending.WAITING: (SEND, CANCEL),
    mending.GIVEN_UP: (RETRY, CANCEL),
    mending.UNCERTAIN: (RETRY, CANCEL),
}


class DeliverySearch(ListForm, DeliveryFilter):
    always = ("channel", "state")

    def offer(self) -> None:
        self.form["state"].field.choices = list(wording.STATES.items())


@dataclass(frozen=True, slots=True)
class ListedDelivery:
    """One row in words. about: the number of the order, "" where there is none; kind: the notice in its shortest
    words. acts: (address, label)."""

    row: Delivery
    about: str
    kind: str
    reader: str
    channel: str
    state: str
    fault: bool
    error: str
    acts: list[tuple[str, str]]


@require_GET
@console(SYSTEM_ADMIN)
@asks(filters=True, places=True)
def deliveries(request: HttpRequest, here: Visit) -> HttpResponse:
    asked = search(here, request.GET)
    context = asked.part(NEWEST_FIRST)
    context |= {
        "heading": _("Undelivered notices"),
        "rows": list(listed(context["found"].ids)),
        "whole": reverse("operations_deliveries"),
        "channel": CHANNELS.get(request.GET.get("channel", "")),
    }
    return render(request, "tickets/operations/deliveries.html", context, status=asked.status)


def search(here: Visit, query: QueryDict) -> DeliverySearch:
    narrowed = DeliverySearch(query, Delivery.objects.all(), user=here.user, now=here.now, beside=PLACES)
    narrowed.offer()
    return narrowed


def listed(ids: Iterable[int]) -> Iterator[ListedDelivery]:
    """One query."""
    rows = Delivery.objects.filter(pk__in=list(ids)).select_related("notice__recipient", "notice__ticket", "group")
    labels = {RETRY: _("Send again"), SEND: _("Send now"), CANCEL: _("Cancel the delivery")}
    for row in rows.order_by(*NEWEST_FIRST):
        state = mending.state_of(row)
        yield ListedDelivery(
            row=row,
            about=row.notice.ticket.number if row.notice.ticket else "",
            kind=outbox.brief(row.notice, get_language() or ""),
            reader=row.group.name if row.group else str(row.notice.recipient),
            channel=str(CHANNELS[row.channel].label) if row.channel in CHANNELS else row.channel,
            state=str(wording.STATES.get(state, "")),
            fault=state in (mending.GIVEN_UP, mending.UNCERTAIN),
            error=faults.error(row.error),
            acts=[(reverse("operations_delivery", args=[row.pk, act]), labels[act]) for act in FITTING.get(state, ())],
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("act", "Reason"),
        help_text=gettext_lazy("It stands in the system log."),
        max_length=doors.LONGEST,
        widget=forms.TextInput({"class": "control"}),
    )


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def delivery(request: HttpRequest, here: Visit, pk: int, act: str) -> HttpResponse:
    """Raises Http404 for an act that is unknown."""
    rows = Delivery.objects.select_related("notice__recipient", "notice__ticket", "group")
    row, by = get_object_or_404(rows, pk=pk), hand(request, here)
    sent = request.POST if request.method == "POST" else None
    if act == CANCEL:
        form: forms.Form = ReasonForm(sent)
        says = _(
            "It goes nowhere by this channel any more. The notice stays in the service, where its reader finds it."
        )
        question = asking(_("Cancel the delivery"), says, _("The delivery is cancelled."))
        return confirmed(request, question, form, lambda: doors.cancel(by, row, form.cleaned_data["reason"]))
    form = forms.Form(sent)
    if act == SEND:
        says = _("It goes out within seconds, at night too, and whatever the next attempt was set to.")
        question = asking(_("Send now"), says, _("It goes out now."))
        return confirmed(request, question, form, lambda: doors.hasten(by, row))
    if act != RETRY:
        raise Http404
    says = _("It is tried from the first attempt on, within seconds.")
    if mending.state_of(row) == mending.UNCERTAIN:
        says = _(
            "It may have arrived: look at the gateway first. Sent again, its reader may be told twice, and paid for."
        )
    question = asking(_("Send again"), says, _("It is sent again."))
    return confirmed(request, question, form, lambda: doors.retry(by, row))


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def retry_channel(request: HttpRequest, here: Visit, channel: str) -> HttpResponse:
    """Raises Http404 for a channel that is unknown."""
    if channel not in CHANNELS:
        raise Http404
    label = CHANNELS[channel].label
    says = _(
        "All that fails or was given up on this channel goes out within seconds. What may have arrived stays as it is: "
        "send that again one by one."
    )
    question = asking(
        _("Send all again: %(channel)s") % {"channel": label}, says, _("What was at fault is sent again.")
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return confirmed(request, question, form, lambda: doors.retry_all(hand(request, here), channel))


def asking(title: str, says: str, done: str) -> ActAsked:
    return ActAsked(title, says, done, reverse("operations_deliveries"), _("Undelivered notices"))
