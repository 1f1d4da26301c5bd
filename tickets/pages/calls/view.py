"""电话接报: one form by which the provider files a fault that was told by telephone, and answers it in one act."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tickets import actions, register
from tickets.actions.compound import CALLER
from tickets.errors import Refusal
from tickets.lifecycle.fields import LONG
from tickets.lifecycle.form_fields import InstantFormField, LineFormField, ParagraphsFormField
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.widgets import Paragraphs, Tiles, select
from tickets.models import Contract, System, Ticket
from tickets.pages.claims.forms import ValueForm
from tickets.pages.filing.choosing import TAKERS, choices_for, lawful_under
from tickets.pages.parts.visit import Visit, page


class CallForm(ValueForm):
    """Who called when, when it was picked up, which system, and what is wrong: five answers while somebody talks. How
    bad it is may be said too; left alone, the service is degraded."""

    names: ClassVar[Mapping[str, str]] = {
        "reported_at": "called_at",
        "description": "symptom",
        "late_reason": "called_at",
    }

    folded = frozenset({"impact"})

    def __init__(self, systems: Collection[System | None], now: datetime, data: QueryDict | None = None) -> None:
        super().__init__("call", data, initial={"called_at": now, "answered_at": now, "impact": "degraded"})
        named = [(one.code, one.name) for one in systems if one is not None]
        impacts = [(code, str(words)) for code, words in Incident.impact.choices.items()]
        self.fields |= {
            "caller": LineFormField(label=_("Caller"), most=CALLER, widget=forms.TextInput({"class": "short"})),
            "called_at": InstantFormField(label=_("Called at")),
            "answered_at": InstantFormField(label=_("Picked up at")),
            "system": forms.ChoiceField(label=_("Information system"), choices=named, widget=select(sorted(named))),
            "symptom": ParagraphsFormField(label=_("What is wrong"), most=LONG, widget=Paragraphs(rows=3)),
            "impact": forms.ChoiceField(label=_("Impact"), choices=impacts, widget=Tiles),
        }

    @property
    def worse(self) -> bool:
        """Something else was chosen than stands there, or is amiss with it."""
        return bool(self["impact"].errors) or self["impact"].value() != self.initial["impact"]

    def said(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()


@page
def call(request: HttpRequest, here: Visit) -> HttpResponse:
    contract = under(here)
    if contract is None:
        raise Http404
    form = CallForm(choices_for(Incident, contract, here), here.now, request.POST or None)
    if request.method == "POST":
        try:
            ticket = _take(request, here, contract, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Work order %(number)s is filed and answered.") % {"number": ticket.number})
            return redirect("ticket", ticket.number)
    return render(request, "tickets/calls/page.html", {"form": form, "contract": contract}, status=form.status)


def under(here: Visit) -> Contract | None:
    """The contract under which the person takes calls; of several the one that runs longest."""
    if not here.standing.roles & TAKERS:
        return None
    found = list(here.contracts().prefetch_related("systems", "term_events"))
    listed, _closed = lawful_under(Incident, found, register.missing(found), here)
    mine = [one for one in listed if one.provider_id in here.standing.units("provider")]
    return max(mine, key=lambda one: one.term_ends, default=None)


def _take(request: HttpRequest, here: Visit, contract: Contract, form: CallForm) -> Ticket:
    """Raises Refusal."""
    typed: dict[str, Any] = {name: form.instant(name) for name in ("called_at", "answered_at")}
    return actions.take_call(
        contract=contract,
        system=contract.systems.filter(code=form.said("system")).first(),
        caller=form.said("caller"),
        symptom=form.said("symptom"),
        impact=form.said("impact") or form.initial["impact"],
        actor=here.user,
        now=here.now,
        key=request.POST.get("key") or None,
        **typed,
    )
