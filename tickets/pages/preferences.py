"""What people set for themselves: the size of the text, and where they are told of notices."""

from copy import deepcopy
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import record
from tickets import actions, outbox
from tickets.outbox.channels import in_use
from tickets.pages.shell import TEXT_SIZE_COOKIE, TEXT_SIZES
from tickets.pages.visit import Visit, page

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep `size` (percent) in the browser and go back to `next`, which must be one of our own pages."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    size = request.POST.get("size", "")
    if size in TEXT_SIZES:
        response.set_cookie(TEXT_SIZE_COOKIE, size, max_age=YEAR_SECONDS, httponly=True, samesite="Lax")
    return response


class AddressForm(forms.Form):
    """The field of each channel in use that asks people for an address; left empty, it removes theirs."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {one.name: deepcopy(one.address) for one in in_use() if one.address is not None}
        for address in asked.values():
            address.required = False
        self.fields.update(asked)


@require_http_methods(["GET", "POST"])
@page
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth carries no types
def addresses(request: HttpRequest, here: Visit) -> HttpResponse:
    """Where the person is told besides the service itself, and a form to change it.

    As for the mail address, a change takes the password anew: else a session left open is enough to be told what
    its owner is told.
    """
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, initial=outbox.addresses([here.user])[here.user.pk])
    if form.is_valid():
        where = record.address_of(request)
        actions.keep_addresses(form.cleaned_data, actor=here.user, now=here.now, address=where)
        messages.success(request, _("Your addresses are kept."))
        return redirect("addresses")
    return render(request, "tickets/addresses.html", {"form": form})
