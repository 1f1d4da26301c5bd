"""系统日志: what concerns no single order, for the audit administrator, with the verdict on each entry."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from accounts import record
from accounts.roles import AUDIT_ADMIN
from texts import formulas, tidy
from tickets.audit.looking import verdicts
from tickets.datelaw.types import local, midnight
from tickets.models import AuditEntry
from tickets.pages.manage import log_values, log_words
from tickets.pages.manage.room import SIZE, FilterForm, console
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks, digits
from tickets.pages.parts.asked_days import DayField
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.moments import exact
from tickets.pages.parts.visit import Visit

#: Of the address: entries up to this number of the chain.
UNTIL = "until"
#: More than a person takes out at once; the days narrow it.
MOST = 50_000
#: So many are read at a time.
CHUNK = 2000


class LogFilters(FilterForm):
    group = forms.ChoiceField(
        label=pgettext_lazy("log", "Sort of act"),
        choices=[("", gettext_lazy("Everything")), *((name, said) for name, (said, _) in log_words.GROUPS.items())],
        required=False,
    )
    who = forms.CharField(label=gettext_lazy("By or upon (account name)"), required=False, max_length=150)
    since = DayField(label=gettext_lazy("From the day"), required=False)
    through = DayField(label=gettext_lazy("Through the day"), required=False)

    def clean_through(self) -> date | None:
        """Raises ValidationError where the last day lies before the first."""
        since, through = self.cleaned_data.get("since"), self.cleaned_data["through"]
        if since and through and through < since:
            raise ValidationError(_("The last day lies before the first one: choose it again."))
        return through  # type: ignore[no-any-return]  # what the field makes of it


@require_GET
@console(AUDIT_ADMIN)
@asks(*LogFilters.base_fields, until=digits)
def log(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # the guard's signature
    filters = LogFilters(request.GET)
    rows = found(filters.cleaned_data) if filters.is_valid() else AuditEntry.objects.none()
    typed = request.GET.get(UNTIL, "")
    if digits(typed):
        rows = rows.filter(seq__lte=int(typed))
    entries = list(rows.select_related("actor", "unit")[: SIZE + 1])
    older, entries = entries[SIZE:], entries[:SIZE]
    kept = request.GET.copy()
    kept.pop(UNTIL, None)
    context = {
        "filters": filters,
        "lines": lines(entries),
        "older": older[0].seq if older else None,
        "moved": bool(typed),
        "query": kept.urlencode(),
    }
    return render(request, "tickets/manage/log.html", context)


def found(asked: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The newest first."""
    rows = AuditEntry.objects.filter(ticket=None).order_by("-seq")
    if group := asked.get("group"):
        rows = rows.filter(action__in=log_words.GROUPS[group][1])
    if who := tidy.code(asked.get("who") or ""):
        rows = rows.filter(Q(actor__username__iexact=who) | Q(data__username=who))
    since: date | None = asked.get("since")
    through: date | None = asked.get("through")
    if since:
        rows = rows.filter(at__gte=midnight(since))
    return rows.filter(at__lt=midnight(through + timedelta(days=1))) if through else rows


def lines(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Each entry as a row of the page."""
    names = log_values.LogNames.of(entries)
    return [
        {
            "entry": one,
            "act": log_words.act(one.action),
            "whom": one.data.get("username", ""),
            "address": one.data.get("address", ""),
            "told": sentences(one, names),
            "verdict": _(verdict) if verdict else "",
        }
        for one, verdict in zip(entries, verdicts(entries), strict=True)
    ]


@require_GET
@console(AUDIT_ADMIN)
@asks(*LogFilters.base_fields)
def export_log(request: HttpRequest, here: Visit) -> StreamingHttpResponse:
    """The entries that the filters leave, as a spreadsheet reads them. That they were taken out is on record."""
    filters = LogFilters(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    rows = found(asked) if filters.is_valid() else AuditEntry.objects.none()
    said: dict[str, Any] = {name: str(value) for name, value in asked.items() if value}
    record.record(record.LOG_EXPORTED, actor=here.user, at=here.now, request=request, **said)
    answer = StreamingHttpResponse(_sheet(rows, list(_above(here, filters))), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = attached(f"{_('System log')}-{local(here.now):%Y%m%d-%H%M%S}.csv")
    return answer


class _Echo:
    """What the writer of rows writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _above(here: Visit, filters: LogFilters) -> Iterator[str]:
    """Whose copy it is, of which hour and how it was narrowed: as above every list that is taken out."""
    asked = filters.said() if filters.is_valid() else ()
    yield _("System log")
    yield wording.pair(_("Exported by"), f"{here.user} {here.user.username}")
    yield wording.pair(_("As of"), exact(here.now))
    yield wording.pair(_("Narrowed to"), wording.listed_sentences(wording.pair(*one) for one in asked) or _("all"))
    yield _("For official use only")


def _sheet(rows: QuerySet[AuditEntry], above: list[str]) -> Iterator[str]:
    head = (_("Sequence number"), _("Time"), _("By"), _("Act"), _("Upon"), _("Address"), _("What"), "SHA-256")
    writer = csv.writer(_Echo())
    yield "\ufeff"  # by its first letter a spreadsheet knows that it is UTF-8
    yield from (writer.writerow([formulas.harmless(line)]) for line in above)
    yield writer.writerow(head)
    entries = rows.select_related("actor")[:MOST].iterator(CHUNK)
    while some := list(islice(entries, CHUNK)):
        names = log_values.LogNames.of(some)
        for one in some:
            yield writer.writerow([formulas.harmless(cell) for cell in _cells(one, names)])


def sentences(one: AuditEntry, names: log_values.LogNames) -> list[str]:
    """`Name: old → new` of each thing that the entry says."""
    return [wording.pair(label, _change(old, new)) for label, old, new in log_values.told(one.action, one.data, names)]


def _change(old: str, new: str) -> str:
    """What stood before and stands no more says so: an arrow to nothing could be read as a value that was set."""
    if old and new:
        return f"{old} → {new}"
    return _("was %(value)s") % {"value": old} if old else new or "–"


def _cells(one: AuditEntry, names: log_values.LogNames) -> tuple[str, ...]:
    what = wording.listed_sentences(sentences(one, names))
    row = (str(one.seq), exact(one.at), one.actor.username if one.actor else "", log_words.act(one.action))
    return (*row, str(one.data.get("username", "")), str(one.data.get("address", "")), what, one.hash)
