"""先抢修，后补录: one form for all the times of a fault that was dealt with first, with one reason."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import actions
from tickets.actions.facts import of_ticket
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.errors import Invalid, Refusal, WrongState
from tickets.lifecycle.fields import Field
from tickets.lifecycle.reports import FACT_EVIDENCE, HAPPENED_AT, LATE_REASON, SAID
from tickets.lifecycle.steps import Step
from tickets.models import Ticket
from tickets.pages.claims.previewing import previewed
from tickets.pages.parts import wording
from tickets.pages.parts.forms import PREVIEW, AskedForm, PaperField, sent_version
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket import acts
from tickets.pages.ticket.choices import stampable
from tickets.pages.ticket.view import fetch


class StampsForm(AskedForm):
    """For each step its time and what else it asks; a step whose time is left empty is not taken. One reason and one
    file of evidence serve for all."""

    folded = frozenset()

    def __init__(self, steps: Sequence[Step], data: QueryDict | None = None, **options: Any) -> None:
        super().__init__((), "stamps", data, **options)
        self.steps = steps
        for step in steps:
            self.fields[_name(step, HAPPENED_AT.name)] = HAPPENED_AT.form_field()
            for asked in step.asks:
                if asked not in SAID:
                    self.fields[_name(step, asked.name)] = _with_its_time(asked)
        self.fields[LATE_REASON.name] = LATE_REASON.form_field()
        self.fields[FACT_EVIDENCE.name] = PaperField(label=wording.slot(FACT_EVIDENCE.name), required=False)

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """(label, controls) of each step."""
        for step in self.steps:
            yield str(step.label), [self[name] for name in self.fields if name.startswith(f"{step.name}.")]

    def stamps(self) -> dict[str, dict[str, object]]:
        """{step: its fields}, of the steps whose time was typed."""
        return {step.name: self._of(step) for step in self.steps if self[_name(step, HAPPENED_AT.name)].data}

    def _of(self, step: Step) -> dict[str, object]:
        before = f"{step.name}."
        return {name.removeprefix(before): self[name].data for name in self.fields if name.startswith(before)}

    @property
    def reason(self) -> str:
        return str(self.data.get(LATE_REASON.name, ""))

    def place(self, name: str) -> str:
        """The door names a field of a stamp `stamps.step.field`."""
        return name.removeprefix("stamps.")


def _name(step: Step, field: str) -> str:
    return f"{step.name}.{field}"


def _with_its_time(asked: Field[Any]) -> forms.Field:
    """What the step must be told is not needed as long as its time is left empty."""
    control = asked.optional().form_field()
    if asked.required:
        control.label_suffix = _("(needed with its time)")
    return control


@page
def stamps(request: HttpRequest, here: Visit, number: str) -> HttpResponseBase:
    ticket = fetch(here, number)
    steps = _steps(ticket, here)
    if len(steps) < 2:  # a single one has its own form
        return redirect("ticket", number)
    form = StampsForm(steps, request.POST or None, files=request.FILES or None)
    form.preview_at = reverse("stamps", args=[number])
    if request.method == "POST":
        taken = _previewed if PREVIEW in request.POST else _entered
        try:
            return taken(request, here, ticket, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return _shown(request, ticket, form)


def _shown(request: HttpRequest, ticket: Ticket, form: StampsForm) -> HttpResponse:
    if acts.asked_alone(request):
        return acts.shown_alone(request, form)
    return render(request, "tickets/stamps/page.html", {"ticket": ticket, "form": form}, status=form.status)


def _entered(request: HttpRequest, here: Visit, ticket: Ticket, form: StampsForm) -> HttpResponse:
    """Raises Refusal."""
    stamps = _stamps(ticket, form)
    _hand_in(request, here, ticket, form)
    actions.stamp_late(
        ticket,
        stamps,
        late_reason=form.reason,
        actor=here.user,
        now=here.now,
        version=sent_version(request),
        key=request.POST.get("key") or None,
    )
    messages.success(request, _("The times are entered."))
    return redirect("ticket", ticket.number)


def _previewed(request: HttpRequest, here: Visit, ticket: Ticket, form: StampsForm) -> HttpResponse:
    """What the times would make of the clocks; nothing is entered, but the file is kept. Raises Refusal."""
    stamps = _stamps(ticket, form)
    if not acts.asked_alone(request):
        _hand_in(request, here, ticket, form)
    seen = actions.preview_stamps(ticket, stamps, late_reason=form.reason, actor=here.user, now=here.now)
    form.preview = previewed(seen, ticket, here.now)
    return _shown(request, ticket, form)


def _hand_in(request: HttpRequest, here: Visit, ticket: Ticket, form: StampsForm) -> None:
    if sent_version(request) == ticket.version:
        acts.hand_in(here, ticket, FACT_EVIDENCE.name, form[FACT_EVIDENCE.name].data)


def _stamps(ticket: Ticket, form: StampsForm) -> dict[str, dict[str, object]]:
    """Raises Refusal where the times cannot be taken as they are."""
    stamps = form.stamps()
    if not stamps:
        raise Invalid(_("Give the time of at least one thing that was done."))
    _check_order(ticket, form.steps, stamps)
    return stamps


def _check_order(ticket: Ticket, steps: Sequence[Step], stamped: Collection[str]) -> None:
    """Raises WrongState where a time is given and that of what must come first is not, at the field of that one."""
    state, left = ticket.state, list[Step]()
    for step in steps:
        if step.name not in stamped:
            left.append(step)
            continue
        first = next((one for one in left if state in one.sources and one.target in step.sources), None)
        if state not in step.sources and first is not None:
            message = _("Give the time of “%(step)s” first.") % {"step": first.label}
            raise WrongState(message, {_name(first, HAPPENED_AT.name): [message]})
        state = step.target or state


def _steps(ticket: Ticket, here: Visit) -> list[Step]:
    rows = readings.latest(ticket)
    return stampable(ticket, of_ticket(ticket, rows, Rules(ticket.contract), standing=here.standing, now=here.now))
