"""Notices: unread first, in groups, folded by order; read, put away or put off until tomorrow morning."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import outbox
from tickets.models import Notice
from tickets.notices.catalogue import CATALOGUE
from tickets.outbox import lives
from tickets.outbox.links import apart
from tickets.pages.notices import rows
from tickets.pages.notices.rows import SHELVES, NoticesAsked
from tickets.pages.parts import shell
from tickets.pages.parts.asked import asks
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.notice_groups import LABELS
from tickets.pages.parts.visit import Visit, everybodys


@require_GET
@everybodys
@asks("order", "after", shelf=SHELVES, group=LABELS)
def notices(request: HttpRequest, here: Visit) -> HttpResponse:
    choice = NoticesAsked.read(request.GET)
    found, following = rows.page_of(here, choice)
    unread = rows.counts(here)
    context = {
        "lines": [_line(notice, choice) for notice in found],
        "choice": choice,
        **_ways(choice, unread),
        "more": _address(choice, after=following) if following else "",
        "further": choice.after is not None,
        "exported": bool(found) and not here.standing.administers,
        "query": urlencode(choice.kept()),
        "unread": shell.many(unread["all"]),
    }
    return render(request, "tickets/notices/page.html", context)


def _ways(choice: NoticesAsked, unread: dict[str, int]) -> dict[str, Any]:
    """Where one may go from here: the groups with what is new in each, the shelves, the first page, the folded one."""
    groups = {"": _("All"), **LABELS}
    return {
        "tabs": [
            (name, label, shell.many(unread[name or "all"]), _address(choice, group=name, order=""))
            for name, label in groups.items()
        ],
        "shelves": [(name, label, _address(choice, shelf=name, order="")) for name, label in SHELVES.items()],
        "first": _address(choice),
        "folded": _address(choice, order=""),
    }


def _line(notice: Notice, choice: NoticesAsked) -> dict[str, Any]:
    under = max(getattr(notice, "under", 0) - 1, 0) if rows.folds(notice) else 0
    running = notice.deadline is not None and notice.deadline.stopped_at is None and notice.ended_at is None
    return {
        "notice": notice,
        "words": outbox.render(notice, get_language() or ""),
        "group": LABELS[CATALOGUE[notice.event].group],
        "under": under,
        "unfold": _address(choice, order=notice.ticket.number) if under and notice.ticket else "",
        "red": notice.urgent and running,
        "orders": [row["ticket"] for row in notice.params.get("rows", ())],
        "may_put_off": not notice.urgent,
        "leads_to": _leads_to(notice),
    }


def _leads_to(notice: Notice) -> str:
    if notice.ticket is not None:
        return reverse("ticket", args=[notice.ticket.number])
    return apart(notice)


def _address(choice: NoticesAsked, **changed: str) -> str:
    asked = choice.kept(**changed)
    return f"{reverse('notices')}?{urlencode(asked)}" if asked else reverse("notices")


@only_sent("notices")
@everybodys
def read(request: HttpRequest, here: Visit) -> HttpResponse:
    """Mark one notice as read and follow it, or with `all` those of the group."""
    choice = NoticesAsked.read(request.POST)
    if "all" in request.POST:
        lives.mark_read(rows.chosen(here, choice), now=here.now)
        return redirect(_address(choice))
    notice = _wanted(request, here)
    lives.mark_read(lives.told(here.user).filter(pk=notice.pk), now=here.now)
    return redirect(_leads_to(notice) or _address(choice))


def _archived(notices: QuerySet[Notice], now: datetime) -> str:
    n = lives.archive(notices, now=now)
    return ngettext("%(n)d notice is put away.", "%(n)d notices are put away.", n) % {"n": n} if n else ""


def _snoozed(notices: QuerySet[Notice], now: datetime) -> str:
    n = lives.snooze(notices, now=now)
    words = ngettext(
        "%(n)d notice comes back tomorrow at 8:30.", "%(n)d notices come back tomorrow at 8:30.", n
    )  # fmt: skip
    return words % {"n": n} if n else ""


def _brought_back(notices: QuerySet[Notice], _now: datetime) -> str:
    n = lives.bring_back(notices)
    return ngettext("%(n)d notice is back.", "%(n)d notices are back.", n) % {"n": n}


VERBS: dict[str, Callable[[QuerySet[Notice], datetime], str]] = {
    "archive": _archived, "snooze": _snoozed, "back": _brought_back
}  # fmt: skip


@only_sent("notices")
@everybodys
def put(request: HttpRequest, here: Visit, verb: str) -> HttpResponse:
    """Put a notice, and those of its order that lie folded under it, away, off, or back."""
    if verb not in VERBS:
        raise Http404
    notice, choice = _wanted(request, here), NoticesAsked.read(request.POST)
    folded = rows.folds(notice) and not choice.order
    theirs = rows.chosen(here, choice)
    some = theirs.filter(rows.FOLDS, ticket=notice.ticket_id) if folded else theirs.filter(pk=notice.pk)
    said = VERBS[verb](some, here.now)
    if said:
        messages.success(request, said)
    else:
        messages.warning(request, _("The contract's clock is missed and runs on: this notice stays until it stops."))
    return redirect(_address(choice))


def _wanted(request: HttpRequest, here: Visit) -> Notice:
    """Raises Http404 for what is no notice of this person."""
    wanted = request.POST.get("notice", "")
    mine = lives.told(here.user).select_related("ticket")
    notice = mine.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if notice is None:
        raise Http404
    return notice


@require_GET
@everybodys
@asks("seen")
def bell(request: HttpRequest, here: Visit) -> HttpResponse:
    """The bell alone; 204 while the number that the page shows is still right."""
    unread = shell.many(lives.unread(here.user, here.now)[: shell.MANY].count())
    if request.GET.get("seen") == (unread or "0"):
        return HttpResponse(status=204)
    return render(request, "tickets/parts/shell/_bell.html", {"unread": unread})
