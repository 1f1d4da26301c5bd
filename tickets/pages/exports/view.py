"""导出: a list as an Excel file, handed out at once or made meanwhile and fetched here, as large evidence packs are."""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.record import address_of
from tickets import exports as store
from tickets.datelaw.types import local
from tickets.errors import Refusal
from tickets.models import Export
from tickets.models.exports import DONE, UNFINISHED
from tickets.pages.evidence import view as packs
from tickets.pages.exports import making
from tickets.pages.exports.lists import LISTS
from tickets.pages.parts import keyset, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, every
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.moments import exact
from tickets.pages.parts.visit import Visit, everybodys

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Where on a long list somebody stands is no part of what is asked.
PLACES: Final = (keyset.AFTER, keyset.BEFORE, "page", "seen")


def _list_of(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    home = LISTS[kwargs["name"]].address if kwargs["name"] in LISTS else reverse("exports")
    return f"{home}?{request.GET.urlencode()}".rstrip("?")


@only_sent(_list_of)
@everybodys
def export(request: HttpRequest, here: Visit, name: str) -> HttpResponseBase:
    """The list as its address asks, or back to it where that means nothing or is too much."""
    one = LISTS.get(name)
    if one is None or not one.open_to(here):
        raise Http404
    query = request.GET.copy()
    for place in PLACES:
        query.pop(place, None)
    taken = one.take(here, query)
    ids = [] if taken.faults else taken.ids(store.MOST_ROWS + 1)
    if faults := [*taken.faults, *_too_many(len(ids))]:
        for sentence in faults:
            messages.error(request, sentence)
        return redirect(f"{one.address}?{query.urlencode()}")
    if len(ids) > store.AT_ONCE:
        return _asked(request, here, one, taken, query)
    return _at_once(request, here, one, taken, ids, query)


def _too_many(count: int) -> list[str]:
    said = _("An export holds at most %(most)s rows. Narrow the list first, by month or by unit.")
    return [said % {"most": wording.grouped(store.MOST_ROWS)}] if count > store.MOST_ROWS else []


def _asked(request: HttpRequest, here: Visit, one: ExportedList, taken: NarrowedList, query: QueryDict) -> HttpResponse:
    asked, language = dict(query.lists()), get_language() or ""
    try:
        store.ask(here.user, one.name, asked, said=taken.in_words(), language=language, now=here.now)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("exports")


def _at_once(
    request: HttpRequest, here: Visit, one: ExportedList, taken: NarrowedList, ids: list[int], query: QueryDict
) -> HttpResponseBase:
    file = BytesIO()
    making.make(file, one, taken, ids, here, every(taken, ids))
    digest, address = hashlib.sha256(file.getvalue()).hexdigest(), address_of(request)
    store.record(here.user, one.name, dict(query.lists()), len(ids), digest, now=here.now, address=address)
    file.seek(0)
    return _file(file, one, here.now)


def _file(stream: object, one: ExportedList, at: datetime) -> FileResponse:
    response = FileResponse(stream, content_type=EXCEL)
    response.headers["Content-Disposition"] = attached(f"{one.label}-{local(at):%Y%m%d-%H%M}.xlsx")
    return response


@require_GET
@everybodys
def exports(request: HttpRequest, here: Visit) -> HttpResponse:
    """What the person asked for, with how far it is; nobody else sees it."""
    rows = [_shown(row) for row in store.of(here.user, here.now)]
    context = {"rows": rows, "busy": any(one["busy"] for one in rows), "now": here.now}
    template = "_rows.html" if request.htmx else "page.html"  # type: ignore[attr-defined]  # django-htmx adds it
    return render(request, f"tickets/exports/{template}", context)


def _shown(row: Export) -> dict[str, object]:
    return {
        "row": row,
        "label": _label(row),
        "pack": row.list == store.PACK,
        "said": row.said or "—",
        "busy": row.state in UNFINISHED,
        "ready": row.state == DONE,
        "size": wording.size(row.size),
    }


def _label(row: Export) -> str:
    return _("Evidence pack") if row.list == store.PACK else str(LISTS[row.list].label)


@require_GET
@everybodys
def export_file(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    """The file, for its owner alone; it is put on record who takes it."""
    row = store.of(here.user, here.now).filter(pk=pk, state=DONE).select_related("owner").first()
    if row is None:
        raise Http404
    try:
        stream = store.hand_out(row, now=here.now, address=address_of(request))
    except FileNotFoundError:
        raise Http404 from None
    return _pack(stream, row) if row.list == store.PACK else _file(stream, LISTS[row.list], row.asked_at)


def _pack(stream: object, row: Export) -> FileResponse:
    response = FileResponse(stream, content_type=packs.ZIP)
    response.headers["Content-Disposition"] = attached(packs.file_name(row.said, exact(row.asked_at)))
    return response
