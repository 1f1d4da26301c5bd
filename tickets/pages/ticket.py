"""The ticket: stages, all clocks, what happened, its files and facts, and the steps that the person may take."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import actions, permissions, register
from tickets.actions.facts import Rules, of_ticket
from tickets.lifecycle.endorsements import FILING
from tickets.lifecycle.questions import FILING_NO
from tickets.lifecycle.scene import Scene
from tickets.models import Attachment, AuditEntry, Deadline, Ticket
from tickets.pages import clock_cards, lamps, papers, timeline, wording
from tickets.pages.choices import OfferedStep, blocked, choices
from tickets.pages.expected import expected, since
from tickets.pages.field_words import field_words
from tickets.pages.forms import AskedForm
from tickets.pages.moments import exact, full
from tickets.pages.rows import ticket_lamp
from tickets.pages.stepper import stages
from tickets.pages.visit import Visit, page
from tickets.permissions import PARTIES

SHOWN = ("", timeline.FLOW, timeline.TIME, timeline.TALK, timeline.FILES)


@dataclass(frozen=True, slots=True)
class Filter:
    value: str
    label: str
    current: bool


@require_GET
@page
def ticket(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    return ticket_page(request, here, fetch(here, number))


def fetch(here: Visit, number: str) -> Ticket:
    """The ticket, if the person may see it. Raises Http404 for all others alike."""
    related = [f"contract__{party}" for party in PARTIES]
    visible = here.tickets().select_related("system__vendor", "opened_by", "opened_unit", "assignee", *related)
    return get_object_or_404(visible, number=number)


def ticket_page(request: HttpRequest, here: Visit, ticket: Ticket, tried: AskedForm | None = None) -> HttpResponse:
    """The page; after a refusal with what was typed and why it was refused."""
    context = _context(here, ticket, tried) | _trail(request, here, ticket)
    return render(request, "tickets/ticket.html", context, status=tried.status if tried else 200)


def _context(here: Visit, ticket: Ticket, tried: AskedForm | None) -> dict[str, Any]:
    clocks = clock_cards.deadlines(ticket)
    files = list(ticket.attachments.select_related("by", "unit"))
    listed = _choices(here, ticket, clocks, files, tried)
    scene, filed = ticket.scene, ticket.scene.endorsed(FILING) is not None
    reminded = actions.reminded_lately([ticket], here.now)
    return {
        "ticket": ticket,
        "kind": wording.kind(ticket.kind),
        "state": wording.state(ticket.state),
        "lamp": ticket_lamp(ticket, clocks, lamps.worst(clocks, here.now), here.now),
        "clocks": clock_cards.cards(clocks, here),
        "papers": papers.papers(files),
        "facts": facts(ticket, scene),
        "duties": [one for one in listed if not one.aside],
        "others": [one for one in listed if one.aside],
        "blocked": blocked(ticket, here.user),
        **(_refused(tried, listed) if tried else {}),
        "waiting": expected(ticket),
        "since": since(ticket, here.now),
        "may_edit": actions.passes(actions.check_edit, ticket, here.standing),
        "may_talk": actions.passes(actions.check_concerned, ticket, here.standing),
        "may_remind": actions.passes(actions.check_remind, ticket, here.standing, reminded),
        "slots": [(name, papers.slot_label(name)) for name in actions.open_slots(ticket, here.standing)],
        "may_correct": actions.passes(actions.check_correct_filing, ticket, here.standing, filed=filed),
        "printed": full(here.now),
    }


def _choices(
    here: Visit, ticket: Ticket, clocks: Iterable[Deadline], files: Iterable[Attachment], tried: AskedForm | None
) -> list[OfferedStep]:
    """Puts the scene of this visit on the ticket."""
    rows, rules = {clock.code: clock for clock in clocks}, Rules(ticket.contract)
    of_ticket(ticket, rows, rules, standing=here.standing, now=here.now)
    return choices(
        ticket,
        permissions.offered(ticket, here.user),
        here,
        clocks=rows,
        clauses=rules.clauses,
        files=files,
        tried=tried,
    )


def _refused(tried: AskedForm, listed: Iterable[OfferedStep]) -> dict[str, Any]:
    """`kept`: what was written for a step that is no longer there, shown so that nothing is lost."""
    if any(one.form is tried for one in listed):
        return {"problems": list(tried.problems())}
    said = tried.non_field_errors() or [tried.refusal.message if tried.refusal else ""]
    return {"problems": [("", sentence) for sentence in said], "kept": tried.data.get("comment", "")}


def _trail(request: HttpRequest, here: Visit, ticket: Ticket) -> dict[str, Any]:
    entries = list(
        AuditEntry.objects.filter(ticket=ticket).select_related("actor", "on_behalf_of", "unit").order_by("seq")
    )
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    events = timeline.events(ticket, entries, register.clauses(ticket.contract), chinese=here.chinese)
    labels = (_("All"), _("Moves"), _("Deadlines"), _("Talk"), _("Files"))
    return {
        "stages": stages(ticket, entries, here.now),
        "events": timeline.narrowed(events, show),
        "reminded": timeline.reminded(entries),
        "filters": [Filter(value, label, value == show) for value, label in zip(SHOWN, labels, strict=True)],
    }


def facts(ticket: Ticket, scene: Scene) -> list[tuple[str, str]]:
    """What the ticket is about, label by label."""
    names = _catalogue(ticket) if "lines" in ticket.fields else {}
    asked = ticket.machine.opening.asks
    filing = scene.endorsed(FILING)
    number = filing.value(FILING_NO) if filing else None
    return [
        (_("Information system"), str(ticket.system) if ticket.system else _("Whole contract")),
        *field_words(asked, ticket.fields, names),
        *([(str(FILING_NO.label), number)] if number else []),
        (_("Filed by"), wording.remark(ticket.opened_by, ticket.opened_unit)),
        (_("Filed at"), exact(ticket.opened_at)),
        *([(_("Assignee"), str(ticket.assignee))] if ticket.assignee else []),
        *([(_("Closed at"), exact(ticket.closed_at))] if ticket.closed_at else []),
    ]


def _catalogue(ticket: Ticket) -> dict[str, str]:
    """Code -> what one unit of the line is."""
    lines = ticket.contract.lines.values_list("code", "item", "unit")
    return {code: wording.remark(item, unit) for code, item, unit in lines}
