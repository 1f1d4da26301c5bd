"""Notices: unread first, each with what it says, which ticket it is about, and a link there."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tickets import outbox
from tickets.models import Notice
from tickets.notices.catalogue import CATALOGUE, CLAIMS, CLOCKS, CONTRACTS, STEPS, SYSTEM, TALK
from tickets.pages import shell
from tickets.pages.visit import Visit, page

PAGE_SIZE = 30


@require_GET
@page
def notices(request: HttpRequest, here: Visit) -> HttpResponse:
    mine = Notice.objects.filter(recipient=here.user).select_related("ticket", "deadline__clause")
    unread_first = mine.order_by(F("read_at").desc(nulls_first=True), "-id")
    found = Paginator(unread_first, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "lines": [(notice, outbox.render(notice, get_language() or ""), _group(notice.event)) for notice in found],
        "found": found,
        "pages": found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1),
    }
    return render(request, "tickets/notices.html", context)


def _group(event: str) -> str:
    of_orders = {STEPS: _("Handling"), CLOCKS: _("Deadlines"), CLAIMS: _("Times to check"), TALK: _("Talk")}
    labels = {**of_orders, CONTRACTS: _("Contract"), SYSTEM: _("System")}
    return labels[CATALOGUE[event].group]


@require_POST
@page
def read(request: HttpRequest, here: Visit) -> HttpResponse:
    """Mark one notice as read and follow it, or all with `all`."""
    mine = Notice.objects.filter(recipient=here.user)
    if "all" in request.POST:
        outbox.mark_read(mine, now=here.now)
        return redirect("notices")
    wanted = request.POST.get("notice", "")
    notice = mine.filter(pk=int(wanted)).select_related("ticket").first() if wanted.isdecimal() else None
    if notice is None:
        raise Http404
    outbox.mark_read(mine.filter(pk=notice.pk), now=here.now)
    return redirect("ticket", notice.ticket.number) if notice.ticket else redirect("notices")


@require_GET
@page
def bell(request: HttpRequest, here: Visit) -> HttpResponse:
    """The bell alone; 204 while the number that the page shows is still right."""
    _todo, unread, _checks = shell.counts(here)
    if request.GET.get("seen") == str(unread):
        return HttpResponse(status=204)
    return render(request, "tickets/shell/_bell.html", {"unread": unread})
