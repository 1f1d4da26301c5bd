"""接口令牌: those of the person; programs that use one are refused from the moment at which it is revoked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import tokens
from accounts.doors import credentials
from tickets.pages.manage.asking import ActAsked, confirmed
from tickets.pages.manage.room import ProvenForm, hand
from tickets.pages.parts.visit import Visit, everybodys


@require_GET
@everybodys
def own_tokens(request: HttpRequest, here: Visit) -> HttpResponse:
    rows = [(one, tokens.name_of(one), tokens.used_at(one)) for one in tokens.of(here.user)]
    return render(request, "tickets/preferences/tokens.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@everybodys
def revoke_own(request: HttpRequest, here: Visit, key: str) -> HttpResponse:
    """Raises Http404."""
    token = get_object_or_404(tokens.of(here.user), token_key=key)
    question = ActAsked(
        title=_("Revoke the token"),
        says=_("Programs that use the token “%(name)s” are refused at once.") % {"name": tokens.name_of(token)},
        done=_("The token is revoked."),
        back=reverse("own_tokens"),
        place=_("My API tokens"),
    )
    form = ProvenForm(request, here)
    return confirmed(request, question, form, lambda: credentials.revoke_token(hand(request, here), token))
