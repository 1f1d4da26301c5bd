"""日历订阅: one's deadlines as iCalendar (RFC 5545), under a secret address that its owner makes and revokes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from tickets import clock, feeds
from tickets.models import Deadline
from tickets.models.deadlines import PAUSED
from tickets.pages.calendar.clocks import MOST, due_day, own_clocks
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit, page

NAME: Final = "govcloud"
#: How often a calendar should look again.
AGAIN: Final = timedelta(minutes=30)


@require_GET
@never_cache
def feed(request: HttpRequest) -> HttpResponse:
    """For a calendar, which cannot sign in. A secret that leads nowhere is not found; it is no part of the path, which
    servers write into their logs."""
    owner = feeds.owner_of(request.GET.get("key", ""))
    here = Visit(owner, clock.now()) if owner is not None else None
    if here is None or here.standing.administers:
        raise Http404
    with translation.override(here.user.language or settings.LANGUAGE_CODE):
        body = _calendar(own_clocks(here)[:MOST], here.now, _site(request)).to_ical()
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _calendar(clocks: Iterable[Deadline], now: datetime, site: str) -> Calendar:
    found = Calendar()
    found.add("prodid", f"-//{NAME}//{settings.VERSION}//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", _("Deadlines of the government cloud"))
    found.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for one in clocks:
        found.add_component(_event(one, now, site))
    return found


def _event(row: Deadline, now: datetime, site: str) -> Event:
    """Number and duty alone: what an order is about does not leave for a calendar elsewhere."""
    number, title = row.number, wording.of_round(row.title, row.round)  # type: ignore[attr-defined]  # annotated
    words = wording.remark(f"{title} {number}", _("paused") if row.state == PAUSED else "")
    found = Event()
    found.add("uid", f"clock-{row.pk}@{NAME}")
    found.add("dtstamp", now)
    found.add("dtstart", row.due_at if row.unit.elapsed else due_day(row))
    found.add("summary", _("Due: %(what)s") % {"what": words})
    found.add("url", f"{site}{reverse('ticket', args=[number])}")
    return found


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


@require_http_methods(["GET", "POST"])
@page
def feed_page(request: HttpRequest, here: Visit) -> HttpResponse:
    """Whether there is an address, a new one, or its end. The address itself is shown once."""
    if request.method == "GET":
        return render(request, "tickets/calendar/feed.html", {"feed": feeds.of(here.user)})
    if "revoke" in request.POST:
        if feeds.revoke(here.user, now=here.now):
            messages.success(request, _("The address leads nowhere from now on."))
        return redirect("feed_page")
    address = f"{_site(request)}{reverse('feed')}?key={feeds.issue(here.user, now=here.now)}"
    return render(request, "tickets/calendar/feed.html", {"feed": feeds.of(here.user), "address": address})
