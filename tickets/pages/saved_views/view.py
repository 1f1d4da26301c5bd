"""视图: what the form beside a list sends; its answer is the list again."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import saved_views
from tickets.errors import Invalid
from tickets.models import SavedView
from tickets.pages.parts import keyset
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page

#: Lists that keep views, by the name of their address.
LISTS: Final = ("tickets", "breaches")
#: Where on a long list somebody stands is no part of a view.
PLACES: Final = (keyset.AFTER, keyset.BEFORE, "page", "seen")


def _list_of(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    name = kwargs["name"] if kwargs["name"] in LISTS else LISTS[0]
    return f"{reverse(name)}?{request.GET.urlencode()}".rstrip("?")


def _list_of_view(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    own = SavedView.objects.filter(pk=kwargs["pk"], owner=request.user.pk)
    return reverse(own.values_list("place", flat=True).first() or LISTS[0])


@only_sent(_list_of)
@page
def keep_view(request: HttpRequest, here: Visit, name: str) -> HttpResponse:
    """The list as its address narrows it, under a name; or the columns that were ticked."""
    if name not in LISTS:
        raise Http404
    query = request.GET.copy()
    for place in PLACES:
        query.pop(place, None)
    if "columns" in request.POST:
        offered, shown = request.POST.getlist("offered")[:30], set(request.POST.getlist("shown"))
        saved_views.hide(
            here.user, name, [one for one in offered if one not in shown and one.isidentifier()], now=here.now
        )
    else:
        _keep(request, here, name, dict(query.lists()))
    return redirect(f"{reverse(name)}?{query.urlencode()}")


def _keep(request: HttpRequest, here: Visit, name: str, asked: dict[str, list[str]]) -> None:
    title, shared = request.POST.get("name", ""), "shared" in request.POST
    try:
        row = saved_views.save(here.user, name, title, asked, shared=shared, now=here.now)
    except Invalid as refusal:
        _refused(request, refusal)
    else:
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": row.name})


@only_sent(_list_of_view)
@page
def change_view(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """Another name for one's own view, or its end."""
    try:
        if "delete" in request.POST:
            name = saved_views.delete(here.user, pk)
            messages.success(request, _("The view is deleted."))
            return redirect(name)
        row = saved_views.rename(here.user, pk, request.POST.get("name", ""))
        messages.success(request, _("The view is called “%(name)s” now.") % {"name": row.name})
    except Invalid as refusal:
        _refused(request, refusal)
        row = SavedView.objects.get(pk=pk, owner=here.user)
    except SavedView.DoesNotExist:
        raise Http404 from None
    return redirect(row.place)


def _refused(request: HttpRequest, refusal: Invalid) -> None:
    for sentences in refusal.errors.values():
        for sentence in sentences:
            messages.error(request, sentence)
