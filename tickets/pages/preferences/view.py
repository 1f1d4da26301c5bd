"""What people set for themselves: the size of the text, and where they are told of notices."""

from collections.abc import Container, Mapping
from copy import deepcopy
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import record
from accounts.models import User
from texts import tidy
from tickets import actions, outbox
from tickets.outbox.channels import CHANNELS, in_use
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.notice_groups import LABELS
from tickets.pages.parts.shell import SCHEME_COOKIE, SCHEMES, TEXT_SIZE_COOKIE, TEXT_SIZES
from tickets.pages.parts.visit import Visit, everybodys

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep `size` (percent) in the browser and go back to `next`, which must be one of our own pages."""
    return _kept_in_browser(request, "size", TEXT_SIZES, TEXT_SIZE_COOKIE)


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Keep the colours, `light`, `dark` or those of the device, in the browser and go back to `next`."""
    return _kept_in_browser(request, "scheme", SCHEMES, SCHEME_COOKIE)


def _kept_in_browser(request: HttpRequest, name: str, known: Container[str], cookie: str) -> HttpResponse:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    value = request.POST.get(name, "")
    if value in known:
        response.set_cookie(cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax")
    return response


class AddressForm(forms.Form):
    """The field of each channel in use that asks people for an address; left empty, it removes theirs.

    An address that holds a key is not shown again: its field left empty leaves it as it is, a box removes it.
    """

    def __init__(self, sent: QueryDict | None, held: Mapping[str, str]) -> None:
        asked = {one: deepcopy(one.address) for one in in_use() if one.address is not None and one.for_people}
        tidied = {name: tidy.code(str(value)) for name, value in sent.items()} if sent else None
        super().__init__(tidied, initial={one.name: held.get(one.name, "") for one in asked if not one.secret})
        for channel, field in asked.items():
            field.required = False
            self.fields[channel.name] = field
            if channel.secret and channel.name in held:
                field.help_text = format_lazy("{} {}", field.help_text, _lazy("One is kept; left empty it stays."))
                label = format_lazy(_lazy("Remove: {}"), channel.label)
                self.fields[f"{channel.name}-remove"] = forms.BooleanField(label=label, required=False)

    def entered(self) -> dict[str, str]:
        """Channel -> its address from now on, of those that may change."""
        found = self.cleaned_data
        removed = {name.removesuffix("-remove"): "" for name, value in found.items() if value is True}
        typed = {name: value for name, value in found.items() if isinstance(value, str)}
        kept = {name for name, value in typed.items() if not value and f"{name}-remove" in self.fields}
        return {name: value for name, value in typed.items() if name not in kept} | removed


@require_http_methods(["GET", "POST"])
@everybodys
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth carries no types
def addresses(request: HttpRequest, here: Visit) -> HttpResponse:
    """Where the person is told besides the service itself, of what, and a form to change each.

    As for the mail address, a change takes the password anew: else a session left open is enough to be told what
    its owner is told.
    """
    sent = request.POST if request.method == "POST" else None
    held = outbox.addresses([here.user])[here.user.pk]
    form = AddressForm(sent, held)
    if form.is_valid():
        where = record.address_of(request)
        actions.keep_addresses(form.entered(), actor=here.user, now=here.now, address=where)
        messages.success(request, _("Your addresses are kept."))
        return redirect("addresses")
    return render(request, "tickets/preferences/addresses.html", {"form": form, **chosen(here.user, held)})


def chosen(user: User, held: Mapping[str, str]) -> dict[str, Any]:
    """The table of what the person is told where: a row for each group of notices, a box for each channel."""
    channels = [CHANNELS[name] for name in held]
    unwanted = outbox.choices(user) if channels else set()
    rows = [
        (label, [(f"{one.name}:{group}", one.label, (one.name, group) not in unwanted) for one in channels])
        for group, label in LABELS.items()
    ]
    phone = next((where for name, where in held.items() if name == "sms"), "")
    return {"channels": channels, "rows": rows, "phone": f"{phone[:3]}****{phone[-4:]}" if phone else ""}


@only_sent("addresses")
@everybodys
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth carries no types
def choices(request: HttpRequest, here: Visit) -> HttpResponse:
    """Keep what the person wants to be told where; a box that is not ticked is not wanted."""
    channels = list(outbox.addresses([here.user])[here.user.pk])
    pairs = {(channel, group) for channel in channels for group in LABELS}
    unwanted = {(channel, group) for channel, group in pairs if f"{channel}:{group}" not in request.POST}
    actions.keep_choices(unwanted, channels, actor=here.user, now=here.now, address=record.address_of(request))
    messages.success(request, _("Your choices are kept."))
    return redirect("addresses")
