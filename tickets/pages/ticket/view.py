"""The ticket: stages, all clocks, what happened, its files and facts, and the steps that the person may take."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tickets import actions, linked, queries, quotas
from tickets.actions.facts import of_ticket
from tickets.actions.rules import Rules
from tickets.errors import Stale, WrongState
from tickets.lifecycle.effects import TAKE_PART
from tickets.lifecycle.endorsements import COUNTED, FILING, UNAUTHORISED
from tickets.lifecycle.kinds.acceptance import ServiceAcceptance
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.kinds.restart import Restart
from tickets.lifecycle.kinds.suspension import Suspension
from tickets.lifecycle.questions import FILING_NO, RELATED
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.turns import is_ruling
from tickets.lifecycle.words import FLAGS
from tickets.models import Attachment, AuditEntry, Fact, Follow, Ticket
from tickets.outbox import lives
from tickets.pages.claims import cards as claim_cards
from tickets.pages.claims.forms import ValueForm
from tickets.pages.claims.words import late_entry
from tickets.pages.parts import findings, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.forms import AskedForm, BesideForm, sent_number
from tickets.pages.parts.moments import exact
from tickets.pages.parts.naming import names_in
from tickets.pages.parts.turn import at_rest, expected, since
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket import clock_cards, rounds, scored, staffed, timeline
from tickets.pages.ticket.choices import blocked, choices, decision, stampable
from tickets.pages.ticket.consulting import consulting
from tickets.pages.ticket.live import pulse
from tickets.pages.ticket.outage import of_order
from tickets.pages.ticket.penalties import of_finding
from tickets.pages.ticket.resting import on_order
from tickets.pages.ticket.stepper import stages
from tickets.pages.ticket.supervising import supervising
from tickets.permissions import PARTIES
from tickets.policy.types import Party
from tickets.prepared import SOME_ID, PreparedRows, planned_once

#: States in which an order has ended against the provider, as a whole and not by a missed clock.
ENDED_AGAINST = {
    (Rectification.kind, Rectification.not_cured.code),
    (Suspension.kind, Suspension.wrongful.code),
    (ServiceAcceptance.kind, ServiceAcceptance.rejected.code),
}
#: What the timeline can be narrowed to.
FILTERS = {
    "": gettext_lazy("All"),
    timeline.FLOW: gettext_lazy("Moves"),
    timeline.TIME: gettext_lazy("Deadlines"),
    timeline.TALK: gettext_lazy("Talk"),
    timeline.FILES: gettext_lazy("Files"),
}


@require_GET
@page
@asks("act", show=FILTERS)
def ticket(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    found = fetch(here, number)
    new: bool = found.new_to_reader  # type: ignore[attr-defined]  # annotated by `fetch`
    if new and not request.htmx:  # type: ignore[attr-defined]  # a page left open reads nothing; django-htmx adds it
        lives.mark_opened(here.user, found, now=here.now)
    return ticket_page(request, here, found)


def fetch(here: Visit, number: str) -> Ticket:
    """The ticket, if the person may see it. Raises Http404 for all others alike."""
    related = [f"contract__{party}" for party in PARTIES]
    visible = here.tickets().select_related("system__vendor", "opened_by", "opened_unit", "assignee", *related)
    followed = Exists(Follow.objects.filter(user=here.user, ticket=OuterRef("pk")))
    beside = visible.annotate(new_to_reader=lives.new_to(here.user), followed=followed)
    with planned_once():
        return get_object_or_404(beside, number=number)


def ticket_page(request: HttpRequest, here: Visit, ticket: Ticket, tried: AskedForm | None = None) -> HttpResponse:
    """The page; after a refusal with what was typed and why it was refused."""
    rules = Rules(ticket.contract)
    facts_of, entries = _happened().ask([ticket.pk]), _entries().ask([ticket.pk])
    context = _context(here, ticket, rules, tried, facts_of, entries, request.GET.get("act", ""))
    context |= pulse(ticket, here) | {"opened": True}
    context["meanwhile"] = _meanwhile(request, here, entries, tried)
    context |= _trail(request, here, ticket, rules, facts_of, entries)
    return render(request, "tickets/ticket/page.html", context, status=tried.status if tried else 200)


@cache
def _happened() -> PreparedRows[Fact]:
    """On one order, as are those below."""
    return PreparedRows(Fact.objects.filter(ticket=SOME_ID).select_related("entered_by", "on_behalf_of").order_by("id"))


@cache
def _entries() -> PreparedRows[AuditEntry]:
    trail = AuditEntry.objects.filter(ticket=SOME_ID).select_related("actor", "on_behalf_of", "unit")
    return PreparedRows(trail.order_by("seq"))


@cache
def _files() -> PreparedRows[Attachment]:
    return PreparedRows(Attachment.objects.filter(ticket=SOME_ID).select_related("by", "unit"))


def _context(
    here: Visit,
    ticket: Ticket,
    rules: Rules,
    tried: AskedForm | None,
    happened: list[Fact],
    entries: list[AuditEntry],
    asked: str,
) -> dict[str, Any]:
    ticket.clocks = clock_cards.deadlines(ticket)
    files = _files().ask([ticket.pk])
    rows = {clock.code: clock for clock in ticket.clocks}
    scene = of_ticket(ticket, rows, rules, standing=here.standing, now=here.now)
    listed = choices(ticket, here.user, rules.clauses, files, tried, asked)
    deciding = decision(listed)
    names = names_in(ticket.contract, ticket.fields)
    filing = scene.endorsed(FILING)
    reminded = actions.reminded_lately([ticket], here.now)
    times = checking(here, ticket, rules, happened, entries, tried)
    called = supervising(here, ticket, entries, tried)
    for form in (*times["forms"], *called["supervision_forms"]):
        form.opened = form.owner == asked
    return {
        "ticket": ticket,
        "now": here.now,
        **times,
        **called,
        "clocks": clock_cards.cards(ticket.clocks, here, times["readings"], ticket),
        "papers": papers(files),
        **_about(ticket, scene, names, here, rules),
        **_decided(ticket, entries, names, deciding),
        **consulting(here, ticket, entries, deciding),
        "unauthorised": scene.endorsed(UNAUTHORISED) is not None,
        "quotas": quotas.of_ticket(ticket),
        "remarks": actions.remarks(ticket, scene),
        "resting": on_order(ticket, here),
        **linked.of_ticket(ticket, here.tickets())._asdict(),
        "outages": of_order(ticket, here),
        "may_ask_restart": may_ask_restart(ticket, here),
        **found_on(ticket, here),
        "duties": [one for one in listed if not one.aside],
        "others": [one for one in listed if one.aside],
        "blocked": blocked(ticket, here.user),
        **(
            _refused(tried, [*(one.form for one in listed), *times["forms"], *called["supervision_forms"]])
            if tried
            else {}
        ),
        "followed": ticket.followed,  # type: ignore[attr-defined]  # annotated by `fetch`
        **awaiting(ticket, here, reminded),
        "may_stamp": len(stampable(ticket, scene)) > 1,
        "may_edit": actions.passes(actions.check_edit, ticket, here.standing),
        "rating": actions.rating(entries),
        "may_rate": actions.passes(actions.check_rate, ticket, here.standing, entries),
        "degrees": [(one, wording.degree(one)) for one in actions.DEGREES],
        "may_talk": actions.passes(actions.check_concerned, ticket, here.standing),
        "slots": actions.open_slots(ticket, here.standing),
        "filing": filing.data if filing else {},
        "may_correct": actions.passes(actions.check_correct_filing, ticket, here.standing, filed=filing is not None),
    }


def _about(ticket: Ticket, scene: Scene, names: Mapping[str, str], here: Visit, rules: Rules) -> dict[str, Any]:
    """What it says, what it came to and what is kept count of."""
    came_to = (*scored.result(ticket), *staffed.told(ticket, scene, rules))
    told = (*facts(ticket, scene, names, apart=(RELATED.name,)), *came_to, *flags(ticket, scene))
    led = scored.failed_in_a_row(ticket, here, rules) | staffed.leads_on(ticket, scene, here, rules)
    return {"facts": list(told), **led, **of_finding(ticket, here)}


def _decided(
    ticket: Ticket, entries: list[AuditEntry], names: Mapping[str, str], deciding: Step | None
) -> dict[str, Any]:
    """The verdict that is asked of the person, whether it is a ruling, and what it is given on."""
    return {
        "decision": deciding,
        "ruling": deciding is not None and is_ruling(deciding, ticket.machine, ticket.state),
        "changes": rounds.changes(ticket.machine, entries, names) if deciding else (),
        "opinions": rounds.opinions(ticket.machine, entries) if deciding else (),
    }


def awaiting(ticket: Ticket, here: Visit, reminded: Collection[int]) -> dict[str, Any]:
    """Whose turn it is, since when, whether it is this person's, and whether they may remind. One query."""
    turns = actions.awaited([ticket], here.now).get(ticket.pk, [])
    opened = bool(turns) and turns[0].opens_at <= here.now
    return {
        "waiting": expected(ticket, turns, here.now),
        "at_rest": at_rest(ticket),
        "my_turn": opened and actions.is_own_move(ticket, here.standing, turns),
        "since": since(ticket, here.now),
        "may_remind": actions.passes(actions.check_remind, ticket, here.standing, reminded, turns),
    }


def checking(
    here: Visit,
    ticket: Ticket,
    rules: Rules,
    happened: list[Fact],
    entries: list[AuditEntry],
    tried: AskedForm | None,
) -> dict[str, Any]:
    """时间核对: the order's claims, its late entries, and the forms by which the person says another time."""
    sent = tried if isinstance(tried, ValueForm) else None
    claims = claim_cards.of_ticket(ticket)
    listed = claim_cards.cards(claims, ticket.clocks, here, rules, sent)
    raising = claim_cards.raising(here, ticket, rules, actions.claimable(ticket, happened, entries), sent)
    claimed = {claim.fact_id for claim in claims}
    return {
        "claims": listed,
        "seen_minutes": claim_cards.seen_minutes(listed, here),
        "late_entries": [late_entry(one) for one in happened if one.late and one.pk not in claimed],
        "readings": {one.clock.pk: one for card in listed for one in card.clocks},
        "raising": raising,
        "forms": [*(form for card in listed for form in card.forms), *raising],
    }


def _refused(tried: AskedForm, forms: Iterable[AskedForm]) -> dict[str, Any]:
    """`kept`: what was written for a step that is no longer there, shown so that nothing is lost."""
    if any(one is tried for one in forms):
        return {"problems": list(tried.problems())}
    if isinstance(tried, BesideForm) and tried.errors_in_box:
        return {"problems": list(tried.problems()), "written": {tried.owner: tried.data}}
    said = tried.non_field_errors() or [tried.refusal.message if tried.refusal else ""]
    return {"problems": [("", sentence) for sentence in said], "kept": tried.data.get("comment", "")}


def _meanwhile(
    request: HttpRequest, here: Visit, entries: list[AuditEntry], tried: AskedForm | None
) -> list[rounds.Opinion]:
    """What others did since the person saw the order, where their step was refused because of it."""
    seen = sent_number(request, "seen")
    if tried is None or not isinstance(tried.refusal, Stale | WrongState) or seen < 0:
        return []
    return rounds.done_since(entries, seen, here.user)


def _trail(
    request: HttpRequest, here: Visit, ticket: Ticket, rules: Rules, happened: list[Fact], entries: list[AuditEntry]
) -> dict[str, Any]:
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    return {
        "stages": stages(ticket, entries, here.now),
        "late": any(one.late for one in happened),
        "events": timeline.narrowed(timeline.events(ticket, entries, rules.clauses, happened), show),
        "reminded": timeline.reminded(entries),
        "filters": FILTERS,
        "show": show,
    }


def papers(files: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    """Slot -> its files, newest version first. `files` in the order in which they came."""
    slots: dict[str, list[Attachment]] = {}
    for file in files:
        slots.setdefault(file.slot, []).insert(0, file)
    return slots


def may_ask_restart(ticket: Ticket, here: Visit) -> bool:
    """Whether the person, looking at an open fault, is offered a restart that is filled in for it."""
    if ticket.machine is not Incident or ticket.final:
        return False
    return actions.opening_capacity(Restart, ticket.contract, ticket.system, here.standing) is not None


def found_on(ticket: Ticket, here: Visit) -> dict[str, Any]:
    """Of an order that ended against the provider: the findings on it, and where one is raised."""
    if (ticket.kind, ticket.state) not in ENDED_AGAINST:
        return {}
    there = findings.on(here.tickets(), {ticket.number}).get((ticket.number, ""), [])
    raises = findings.may_raise(here, Party.PROVIDER)
    return {"findings_here": there, "raise_here": findings.raise_on(ticket.number) if raises else ""}


def flags(ticket: Ticket, scene: Scene) -> list[tuple[str, str]]:
    """What is kept count of: since when it stands here, and how often it was under the contract in that month."""
    raised = [one.name for one in COUNTED if scene.endorsed(one)]
    said = _("%(at)s; %(count)d under this contract in that month")
    return [
        (str(FLAGS[flag.name]), said % {"at": exact(flag.at), "count": flag.in_month})
        for flag in queries.counted(ticket, raised)
    ]


def _parts(ticket: Ticket) -> list[tuple[str, str]]:
    """The order of which this is a further part, and the parts that were demanded after this one (13.2)."""
    further = (
        list(ticket.parts.values_list("number", flat=True))
        if TAKE_PART in {effect for step in ticket.machine.steps for effect in step.does}
        else []
    )
    first = [(_("Further part of"), ticket.part_of.number)] if ticket.part_of else []
    return [*first, *([(_("Further parts"), wording.listed(further))] if further else [])]


def facts(
    ticket: Ticket, scene: Scene, names: Mapping[str, str], *, apart: Collection[str] = ()
) -> list[tuple[str, str]]:
    """What the ticket is about, label by label. names: as `names_in` finds them; apart: fields that stand elsewhere."""
    filing = scene.endorsed(FILING)
    number = filing.value(FILING_NO) if filing else None
    return [
        (_("Information system"), str(ticket.system) if ticket.system else _("Whole contract")),
        *wording.typed((one for one in ticket.machine.opening.asks if one.name not in apart), ticket.fields, names),
        *_parts(ticket),
        *([(str(FILING_NO.label), number)] if number else []),
        (_("Filed by"), wording.remark(wording.opener(ticket), ticket.opened_unit)),
        (_("Filed at"), exact(ticket.opened_at)),
        *([(_("Assignee"), str(ticket.assignee))] if ticket.assignee else []),
        *([(_("Closed at"), exact(ticket.closed_at))] if ticket.closed_at else []),
    ]
