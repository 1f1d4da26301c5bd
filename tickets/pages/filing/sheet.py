"""One form on somebody's desk: for which kind, under which contract, and what was kept of it before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tickets import actions, queries, quotas, register
from tickets.actions.open import TITLE_LIMIT
from tickets.datelaw.types import local
from tickets.errors import Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.change.questions import TERM, TO_SYSTEM
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.questions import LINES, REASON, WINDOW_END, WINDOW_START
from tickets.lifecycle.topics import as_asked
from tickets.models import Contract, SavedForm, System, Ticket
from tickets.pages.filing.choosing import choices_for, lawful_under
from tickets.pages.filing.leaves import Leaf, leaves
from tickets.pages.filing.proposed import proposal
from tickets.pages.filing.titles import proposed_title
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.view import fetch

#: How long the window is that a restart for a fault is filled in with.
PREFILLED_WINDOW = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Sheet:
    here: Visit
    machine: type[Kind]
    key: UUID
    contract: Contract
    #: All contracts under which the kind may be opened now.
    contracts: list[Contract]
    kept: SavedForm | None
    fault: Ticket | None
    leaves: list[Leaf]
    #: What is filled in because of the order from whose page it is filed.
    proposed: Mapping[str, Any]

    @property
    def systems(self) -> list[System | None]:
        return choices_for(self.machine, self.contract, self.here)

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.kept.fields) if self.kept else {}

    def leaf(self, number: str) -> Leaf:
        """The page of that number; the first for anything else."""
        return next((one for one in self.leaves if str(one.number) == number), self.leaves[0])

    def initial(self, wanted_system: str) -> dict[str, Any]:
        """What stands in the controls before anything is typed: what is known already need not be typed."""
        if self.kept is not None:
            code = self.kept.system.code if self.kept.system else ""
            return {**self.kept.fields, "title": self.kept.title, "system": code}
        if self.fault is not None:
            return _asked_for(self.fault, self.here)
        offered = self.systems
        if self.proposed:
            return {"system": wanted_system, **self.proposed}
        only = offered[0] if len(offered) == 1 else None
        return {"system": wanted_system or (only.code if only else "")}

    def typed(self, leaf: Leaf, fields: Mapping[str, Any], sent: Mapping[str, Any]) -> SavedForm:
        """What was sent, over what was kept before; nothing is written."""
        title, system = (self.kept.title, self.kept.system) if self.kept else ("", None)
        if leaf.first:
            title, system = str(sent.get("title", "")), self._system(str(sent.get("system", "")))
        return SavedForm(
            pk=self.kept.pk if self.kept else None,
            owner=self.here.user,
            key=self.key,
            kind=self.machine.kind,
            contract=self.contract,
            system=system,
            occasion=self.fault,
            title=title,
            fields=self.said | dict(fields) if self.kept else self._known() | dict(fields),
        )

    def _system(self, code: str) -> System | None:
        return next((one for one in self.contract.systems.all() if one.code == code), None)

    def _known(self) -> dict[str, Any]:
        """Of what the first page does not ask for, what is filled in because of a fault, or of what was counted."""
        known = _asked_for(self.fault, self.here) if self.fault else dict(self.proposed)
        asked = {one.name: one for one in self.machine.opening.asks}
        controls = {name: asked[name].form_field().widget for name in known if name in asked}
        rows = {name: known[name] for name in controls if isinstance(known[name], list)}
        return {name: control.format_value(known[name]) for name, control in controls.items()} | rows


def open_sheet(request: HttpRequest, here: Visit, kind: str, key: UUID | None) -> Sheet | HttpResponse:
    """The form, or where to go where it cannot be filed now. Raises Http404 for what is none of the person's."""
    machine = KINDS.get(kind)
    if machine is None:
        raise Http404
    key = key or _key(request.POST.get("key", ""))
    kept = (
        queries.saved_forms(here.user)
        .filter(key=key, kind=kind)
        .select_related("occasion__system", "system__vendor")
        .first()
    )
    found = list(here.contracts().prefetch_related("systems", "term_events"))
    open_under, closed = lawful_under(machine, found, register.missing(found), here)
    fault = kept.occasion if kept else _fault(request, here)
    because = proposal(request, here, machine)
    reason = fault or because.of
    wanted = reason.contract.number if reason else request.POST.get("contract") or request.GET.get("contract", "")
    wanted = wanted or (kept.contract.number if kept else "")
    fitting = [one for one in open_under if wanted in ("", one.number)]
    contract = max(fitting, key=lambda one: one.term_ends, default=None)  # the one asked for, or that runs longest
    if contract is None:
        return _not_open(request, closed.get(wanted) if wanted else next(iter(closed.values()), None))
    known = actions.needless_of_applicant(kept.system if kept else None, here.user)
    known |= {field.name for field in machine.known} | machine.opening.not_asked_of(here.standing.roles)
    pages = leaves(machine, here.standing, known)
    return Sheet(here, machine, key, contract, open_under, kept, fault, pages, because.fields)


def _key(sent: str) -> UUID:
    """That of the form that was sent; a new one for a form that is opened."""
    try:
        return UUID(hex=sent)
    except ValueError:
        return uuid4()


def _fault(request: HttpRequest, here: Visit) -> Ticket | None:
    """The fault from whose page the restart is asked for. Raises Http404 for one that the person does not see."""
    number = request.GET.get("occasion", "")
    return fetch(here, number) if number else None


def _asked_for(fault: Ticket, here: Visit) -> dict[str, Any]:
    """What the fault says already; the window is the next two hours, for whoever files to change."""
    said = _("Needed to cure the fault %(number)s: %(what)s")
    told = revive_all((Incident.description,), fault.fields)
    start = local(here.now).replace(second=0, microsecond=0)
    return {
        "system": fault.system.code if fault.system else "",
        "title": (_("Restart for the fault: %(title)s") % {"title": fault.title})[:TITLE_LIMIT],
        REASON.name: said % {"number": fault.number, "what": told[Incident.description.name]},
        WINDOW_START.name: start,
        WINDOW_END.name: start + PREFILLED_WINDOW,
    }


def _not_open(request: HttpRequest, refused: Refusal | None) -> HttpResponse:
    """Back to what may be opened, with the reason. Raises Http404 where the person has no business here."""
    if refused is None:
        raise Http404
    messages.error(request, refused.message)
    return redirect("filing")


def whole(form: SavedForm, here: Visit) -> tuple[SavedForm, dict[str, Any]]:
    """The form with a title, where none was typed, and the answers that count: a fault is reported now unless it says
    when. Nothing is written."""
    machine = KINDS[form.kind]
    said = as_asked(machine.opening.asks, form.fields)
    if machine is Incident and not said.get(Incident.reported_at.name):
        said[Incident.reported_at.name] = local(here.now).isoformat()
    form.title = form.title.strip() or proposed_title(form)
    return form, said


def quota(form: SavedForm) -> dict[str, Any]:
    """What the contract holds of the lines that are asked for; nothing where none are, or what is typed is no line."""
    said = as_asked(KINDS[form.kind].opening.asks, form.fields)
    try:
        lines = LINES.clean(said.get(LINES.name)) or []
    except ValidationError:
        lines = []
    moved = bool(said.get(TO_SYSTEM.name)) or any(row["quantity"] < 0 for row in lines)
    found = [] if moved else quotas.of_lines(form.contract, lines)
    return {"quota": found, "temporary": said.get(TERM.name) == "temporary"}
