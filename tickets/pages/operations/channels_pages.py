"""通知渠道: which ways out of the service are set up, and the group chats of units that are told by them."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors.hands import Hand
from accounts.models import Organization
from accounts.roles import SYSTEM_ADMIN
from tickets import outbox
from tickets.models import GroupChannel
from tickets.notices.events import GROUPS
from tickets.operating import groups as doors
from tickets.outbox.channel import Channel
from tickets.outbox.channels import CHANNELS
from tickets.pages.manage.asking import ActAsked, confirmed
from tickets.pages.manage.room import ProvenForm, console, hand, put
from tickets.pages.parts.notice_groups import LABELS
from tickets.pages.parts.visit import Visit

Door = Callable[[Hand, GroupChannel], None]
#: Act -> label, what follows, what is said after it, the door.
ACTS: Final[dict[str, tuple[Promise, Promise, Promise, Door]]] = {
    "test": (
        gettext_lazy("Send a test"),
        gettext_lazy("A message that says that it is a test goes to the group now."),
        gettext_lazy("The test was sent."),
        doors.test,
    ),
    "stop": (
        pgettext_lazy("channel", "Stop"),
        gettext_lazy("The group is told of nothing until it is started again. What waits for it goes nowhere."),
        gettext_lazy("The group is stopped."),
        doors.stop,
    ),
    "start": (
        pgettext_lazy("channel", "Start"),
        gettext_lazy("The group is told of what happens from now on."),
        gettext_lazy("The group is told again."),
        doors.start,
    ),
    "end": (
        gettext_lazy("End for good"),
        gettext_lazy("The group is told of nothing more, and its address is forgotten."),
        gettext_lazy("The group has ended."),
        doors.end,
    ),
}


class GroupForm(ProvenForm):
    unit = forms.ModelChoiceField(
        Organization.objects.order_by("kind", "name"),
        label=gettext_lazy("Unit"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    name = forms.CharField(label=gettext_lazy("What people call the chat"), max_length=60)
    address = forms.CharField(
        label=gettext_lazy("Address, with its secret"),
        help_text=gettext_lazy("As the robot or the program gives it. It is sealed, and never shown again."),
        widget=forms.PasswordInput({"autocomplete": "off"}),
        max_length=500,
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told of"),
        choices=[(one, LABELS[one]) for one in GROUPS],
        initial=list(GROUPS),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, request: HttpRequest, here: Visit, **options: Any) -> None:
        super().__init__(request, here, **options)
        usable = [(one.name, one.label) for one in CHANNELS.values() if one.for_groups and one.in_use]
        self["channel"].field.choices = usable  # type: ignore[attr-defined]  # of a choice


@require_GET
@console(SYSTEM_ADMIN)
def channels(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # the guard's signature
    """Two queries: settings are told by name alone."""
    standing = outbox.groups.standing().select_related("organization").order_by("organization__name", "name", "id")
    context = {
        "channels": [(one, _missing(one)) for one in CHANNELS.values()],
        "groups": [_listed(one) for one in standing],
        "may_add": any(one.for_groups and one.in_use for one in CHANNELS.values()),
    }
    return render(request, "tickets/operations/channels.html", context)


def _missing(channel: Channel) -> list[str]:
    return [one.name for one in channel.settings if one.default is None and not one.value]


def _listed(group: GroupChannel) -> dict[str, Any]:
    fitting = ("start", "end") if group.stopped_at else ("test", "stop", "end")
    return {
        "group": group,
        "channel": CHANNELS[group.channel].label if group.channel in CHANNELS else group.channel,
        "events": [LABELS[one] for one in group.events if one in LABELS],
        "acts": [(reverse("operations_group", args=[group.pk, act]), ACTS[act][0]) for act in fitting],
    }


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def new_group(request: HttpRequest, here: Visit) -> HttpResponse:
    """Without any channel that could tell a group there is nothing to fill in, and the page says what comes first."""
    usable = [one for one in CHANNELS.values() if one.for_groups]
    if not any(one.in_use for one in usable):
        lacking = [(one, _missing(one)) for one in usable]
        return render(request, "tickets/operations/no_channel.html", {"lacking": lacking})
    form = GroupForm(request, here)
    if form.is_valid():
        said = form.cleaned_data
        try:
            doors.enter(
                hand(request, here), said["unit"], said["channel"], said["name"], said["address"], said["events"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("The group is entered. Send it a test."))
            return redirect("operations_channels")
    return render(request, "tickets/operations/new_group.html", {"form": form})


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def group(request: HttpRequest, here: Visit, pk: int, act: str) -> HttpResponse:
    """Raises Http404 for a group that has ended, and for an act that is unknown."""
    row = get_object_or_404(outbox.groups.standing(), pk=pk)
    if act not in ACTS:
        raise Http404
    label, says, done, door = ACTS[act]
    place = reverse("operations_channels")
    asked = ActAsked(f"{label} · {row.name}", str(says), str(done), place, _("Channels of notices"))
    form = ProvenForm(request, here, grave=door is doors.end)
    return confirmed(request, asked, form, lambda: door(hand(request, here), row))
