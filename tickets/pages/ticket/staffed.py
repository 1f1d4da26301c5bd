"""Staff on duty on the page of its order: posts that nobody held, what a month came to, and what either leads to."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets import attendance
from tickets.actions.rules import Rules
from tickets.lifecycle.attendance import Absence, Claimed, StaffedMonth, of_key_post, short_run
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.kinds.staffing.guards import found_by_checks
from tickets.lifecycle.kinds.staffing.questions import ABSENCE_NO, ANSWERS
from tickets.lifecycle.scene import Scene
from tickets.models import Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.forms import StepForm
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.rectifying import way
from tickets.penalties.readings import SHORT_MONTH, SHORT_MONTHS


def told(ticket: Ticket, scene: Scene, rules: Rules) -> list[tuple[str, str]]:
    """Label and words of each post that nobody held, and of the month's sheet."""
    if ticket.machine is not Staffing:
        return []
    rows = [(_("Absence %(number)s") % {"number": one.number}, _said(one)) for one in scene.facts.absences]
    own = attendance.of_month(ticket, ticket.endorsed)
    return [*rows, *([(_("Staff of the month"), _kept(own, rules.reading(SHORT_MONTH)))] if own is not None else [])]


def _said(one: Absence) -> str:
    standing = {
        Claimed.OPEN: pgettext("absence", "not answered yet"),
        Claimed.CONTESTED: pgettext("absence", "contested"),
        Claimed.SETTLED: pgettext("absence", "settled"),
        Claimed.TAKEN_BACK: pgettext("absence", "taken back"),
    }[one.standing]
    said = _("%(what)s, said by %(side)s: %(standing)s")
    return said % {"what": one.words, "side": wording.side(one.side), "standing": standing}


def _kept(own: StaffedMonth, reading: str) -> str:
    verdict = _("fewer than promised") if own.short(reading) else _("as promised")
    said = _("%(people)d people, at least %(least)d at one time; %(promised)d promised: %(verdict)s")
    return said % {"people": own.people, "least": own.least, "promised": own.promised, "verdict": verdict}


def short_months(ticket: Ticket, rules: Rules) -> list[StaffedMonth]:
    """The run of short months to which this one belongs; none while it is shorter than the contract asks for."""
    if ticket.machine is not Staffing or ticket.state != Staffing.closed.code:
        return []
    run = short_run(ticket.number, attendance.months(ticket.contract), rules.reading(SHORT_MONTH))
    return run if len(run) >= rules.number(SHORT_MONTHS) else []


def empty_key_posts(ticket: Ticket, absences: Iterable[Absence]) -> list[Absence]:
    """Those of an agreed plan that were empty in a major event, once that is settled."""
    posts = attendance.key_posts(ticket, ticket.endorsed)
    return [one for one in absences if one.standing is Claimed.SETTLED and of_key_post(one, posts)]


def leads_on(ticket: Ticket, scene: Scene, here: Visit, rules: Rules) -> dict[str, Any]:
    """What the agency may demand because of this order (12.4(2) and (3)), and the way to a notice that is filled in."""
    if ticket.machine is not Staffing:
        return {}
    run, empty = short_months(ticket, rules), empty_key_posts(ticket, scene.facts.absences)
    if not run and not empty:
        return {}
    return {"short_months": len(run), "empty_key_posts": len(empty), "rectify": way(ticket, here)}


def fill_in(forms: Iterable[StepForm], ticket: Ticket) -> None:
    """Each absence that is not settled has its row in the sheet; whoever takes one back or upholds it chooses it."""
    found = found_by_checks(ticket.scene)
    numbered = [(one.number, f"{one.number} · {one.words}") for one in found]
    for form in forms:
        form.offer(ABSENCE_NO.name, numbered)
        if ANSWERS in form.step.asks:
            form.offer_cells(ANSWERS.name, ABSENCE_NO.name, numbered)
            form.initial[ANSWERS.name] = [{ABSENCE_NO.name: one.number} for one in found]
