"""The registers of one's contracts: which there are, what waits for the reader, and what is amiss or lapses soon; and
each of them, narrowed by what stands in the address."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import permissions, registered
from tickets.filters import ANY, RegisterFilter
from tickets.lifecycle.certificates import SORT
from tickets.models import Contract, RegisterEntry
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm
from tickets.pages.parts.visit import Visit, page
from tickets.pages.registers.rows import STATES, ListedEntry, dressed
from tickets.registers import REGISTERS, Register
from tickets.registers.books.certificates import Certificates

NEWEST_FIRST: Final = ("-entered_at", "-id")
#: So many of what waits, and of what is amiss, stand on the first page; of so many entries it is asked.
SHOWN, LOOKED_AT = 50, 500


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register on the first page. in_force: entries today; waits: for the reader to confirm."""

    register: type[Register]
    in_force: int
    waits: int


@require_GET
@page
def registers(request: HttpRequest, here: Visit) -> HttpResponse:
    seen = permissions.visible_entries(here.standing)
    waits = permissions.confirmable_entries(here.standing)
    if not (lines := _lines(here, seen, waits)):
        raise Http404
    context = {
        "lines": lines,
        "waiting": dressed(waits.order_by("entered_at", "id")[:SHOWN], here.today),
        "amiss": _amiss(here, seen)[:SHOWN],
        "missing": _missing(here),
        "consents": f"{reverse('tickets')}?{urlencode({'kind': 'consent'})}",
        "now": here.now,
    }
    return render(request, "tickets/registers/page.html", context)


def _lines(here: Visit, seen: QuerySet[RegisterEntry], waits: QuerySet[RegisterEntry]) -> list[RegisterLine]:
    force, asked = _counted(registered.in_force(seen, here.today)), _counted(waits)
    open_to = [(code, one) for code, one in REGISTERS.items() if here.standing.where(one.sees)]
    return [RegisterLine(one, force.get(code, 0), asked.get(code, 0)) for code, one in open_to]


def _counted(rows: QuerySet[RegisterEntry]) -> dict[str, int]:
    return dict(rows.order_by().values_list("register").annotate(count=Count("pk")))


def _amiss(here: Visit, seen: QuerySet[RegisterEntry]) -> list[ListedEntry]:
    """What is in force and to be remarked on, the faults first."""
    watched = [code for code, one in REGISTERS.items() if one.flags]
    rows = registered.in_force(seen.filter(register__in=watched), here.today).order_by("register", "ends", "id")
    found = [one for one in dressed(rows[:LOOKED_AT], here.today) if one.flags]
    return sorted(found, key=lambda one: not any(grave for _words, grave in one.flags))


def _missing(here: Visit) -> list[tuple[str, str, str]]:
    """(what, contract, where it is entered) of each certificate that a contract in its term asks for in vain."""
    running = {one.pk: one for one in here.contracts().prefetch_related("term_events") if _runs(one, here)}
    found = registered.missing_certificates(running.keys() & set(here.standing.where(Certificates.sees)), here.today)
    at = reverse("register", args=[Certificates.code])
    return [
        (SORT.in_words(sort, {}), running[pk].number, f"{at}?{urlencode({'contract': running[pk].number})}")
        for pk, sort in found
    ]


def _runs(contract: Contract, here: Visit) -> bool:
    return contract.starts <= here.today <= contract.term_ends


class RegisterSearch(ListForm, RegisterFilter):
    """The filters of REST, but for the order."""

    always = ("contract", "state", "as_of", "q")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out

    def offer(self, here: Visit) -> None:
        """Words instead of codes."""
        numbers = here.contracts().values_list("number", flat=True)
        self.choose("contract", [(one, one) for one in numbers])
        self.choose("state", [*((code, str(words)) for code, words in STATES.items()), (ANY, _("Whatever its state"))])
        self.form["state"].field.widget.choices[0] = ("", _("In force"))


@require_GET
@page
@asks(filters=True, places=True)
def register(request: HttpRequest, here: Visit, code: str) -> HttpResponse:
    declared = fetch(here, code)
    narrowed = search(here, code, request.GET)
    context = narrowed.part(NEWEST_FIRST)
    rows = RegisterEntry.objects.filter(pk__in=context["found"].ids).order_by(*NEWEST_FIRST)
    context |= {
        "register": declared,
        "heading": str(declared.label()),
        "rows": dressed(rows, here.today),
        "whole": reverse("register", args=[code]),
        "list": f"register_{code}",
        "new": _new_at(here, declared, request.GET.get("contract", "")),
    }
    return render(request, "tickets/registers/list.html", context, status=narrowed.status)


def _new_at(here: Visit, register: type[Register], contract: str) -> str:
    """Where an entry is made; "" for whoever may make none."""
    if not here.standing.where(register.enters):
        return ""
    at = reverse("register_new", args=[register.code])
    return f"{at}?{urlencode({'contract': contract})}" if contract else at


def fetch(here: Visit, code: str) -> type[Register]:
    """Raises Http404 for a register that there is not, or that the reader sees under no contract."""
    if code not in REGISTERS or not here.standing.where(REGISTERS[code].sees):
        raise Http404
    return REGISTERS[code]


def search(here: Visit, code: str, query: QueryDict) -> RegisterSearch:
    rows = permissions.visible_entries(here.standing).filter(register=code)
    narrowed = RegisterSearch(query, rows, user=here.user, now=here.now, beside=PLACES)
    narrowed.offer(here)
    return narrowed
