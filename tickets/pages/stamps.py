"""先抢修，后补录: one form for all the times of a fault that was dealt with first, with one reason."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tickets import actions
from tickets.actions.facts import Rules, of_ticket
from tickets.clocks import readings
from tickets.errors import Invalid, Refusal, WrongState
from tickets.lifecycle.reports import HAPPENED_AT, LATE_REASON, SAID
from tickets.lifecycle.steps import Step
from tickets.models import Ticket
from tickets.pages.choices import stampable
from tickets.pages.forms import AskedForm, sent_version
from tickets.pages.ticket import fetch
from tickets.pages.visit import Visit, page


class StampsForm(AskedForm):
    """For each step its time and what else it asks; a step whose time is left empty is not taken."""

    folded = frozenset()

    def __init__(self, steps: Sequence[Step], data: QueryDict | None = None) -> None:
        super().__init__((), "stamps", data)
        self.steps = steps
        for step in steps:
            self.fields[_name(step, HAPPENED_AT.name)] = HAPPENED_AT.form_field()
            for asked in step.asks:
                if asked not in SAID:
                    self.fields[_name(step, asked.name)] = asked.optional().form_field()
        self.fields[LATE_REASON.name] = LATE_REASON.form_field()

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


@page
def stamps(request: HttpRequest, here: Visit, number: str) -> HttpResponseBase:
    ticket = fetch(here, number)
    steps = _steps(ticket, here)
    if len(steps) < 2:  # a single one has its own form
        return redirect("ticket", number)
    form = StampsForm(steps, request.POST or None)
    if request.method == "POST":
        try:
            _stamp(request, here, ticket, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The times are entered."))
            return redirect("ticket", number)
    return _shown(request, ticket, form)


def _shown(request: HttpRequest, ticket: Ticket, form: StampsForm) -> HttpResponse:
    return render(request, "tickets/stamps.html", {"ticket": ticket, "form": form}, status=form.status)


def _stamp(request: HttpRequest, here: Visit, ticket: Ticket, form: StampsForm) -> None:
    """Raises Refusal."""
    stamps = form.stamps()
    if not stamps:
        raise Invalid(_("Give the time of at least one thing that was done."))
    _check_order(ticket, form.steps, stamps)
    actions.stamp_late(
        ticket,
        stamps,
        late_reason=form.reason,
        actor=here.user,
        now=here.now,
        version=sent_version(request),
        key=request.POST.get("key") or None,
    )


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
