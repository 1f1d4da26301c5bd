"""What is sent from the page of a month: one act for each finding that was ticked, through the one door."""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets import actions, fonts
from tickets.actions import ActOutcome, MeantAct
from tickets.errors import Invalid, Refusal
from tickets.models import Ticket
from tickets.pages.months import papers
from tickets.pages.months.forms import StageForm, meant, sent_for, step_meant
from tickets.pages.months.month_page import MonthPage
from tickets.pages.months.papers import MonthPaper
from tickets.pages.months.rows import MonthRow
from tickets.pages.months.stages import JUDGE
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit
from tickets.pages.print.view import site
from tickets.pages.ticket.acts import check_password

#: One file for all of them: its name and what is in it.
NamedFile = tuple[str, bytes]


def carried_on(request: HttpRequest, here: Visit, form: StageForm, asked: MonthPage) -> str:
    """What was done, in a sentence; "": nothing was asked for. What was refused is said on the form and on the rows."""
    tried = [(row, step) for row in _sent(asked.rows, form) if (step := step_meant(form, row))]
    if not tried:
        return ""
    acts = [(row, meant(form, row, step)) for row, step in tried]
    ready = [row for row, act in acts if _is_ready(row, act, here)]
    try:
        if form.stage.grave:
            check_password(request, here)
        acts = _with_papers(request, form, asked, acts, ready)
    except Refusal as refusal:
        form.refuse(refusal)
        return ""
    outcomes = actions.perform_each([act for _row, act in acts], actor=here.user, where=here.standing, now=here.now)
    for (row, _act), outcome in zip(acts, outcomes, strict=True):
        if outcome.refusal is not None:
            form.blame(row, outcome.refusal)
    return _told(outcomes)


def _sent(found: Sequence[MonthRow], form: StageForm) -> list[MonthRow]:
    """Those for which something was sent. A form that is sent twice names some that have gone on since."""
    ticked = form.sent.getlist("finding")
    for row in found:
        row.sent, row.ticked = sent_for(row.number, form.sent), row.number in ticked
    return [row for row in found if row.sent.get("key")]


def _is_ready(row: MonthRow, act: MeantAct, here: Visit) -> bool:
    """Nothing that is known stands against it: what is handed in with it will not lie there in vain."""
    step = row.ticket.machine.by_step[act.step]
    return act.version == row.ticket.version and actions.takes(row.ticket, step, here.user)


def _with_papers(
    request: HttpRequest,
    form: StageForm,
    asked: MonthPage,
    acts: Sequence[tuple[MonthRow, MeantAct]],
    ready: Sequence[MonthRow],
) -> list[tuple[MonthRow, MeantAct]]:
    """The acts with the file that goes with each that is ready. Raises Refusal, before anything is done."""
    if not form.slot or not ready:
        return list(acts)
    chosen = request.FILES.get(f"s-{form.slot}")
    file = _chosen(chosen) if chosen is not None else _made(request, form, asked, ready)
    put = partial(_attached, form.slot, file, asked.here)
    return [(row, replace(act, before=partial(put, row.ticket)) if row in ready else act) for row, act in acts]


def _chosen(file: UploadedFile) -> NamedFile:
    return file.name or "", file.read()


def _attached(slot: str, file: NamedFile, here: Visit, ticket: Ticket) -> None:
    name, content = file
    actions.attach(ticket, slot, name=name, stream=io.BytesIO(content), actor=here.user, now=here.now)


def _made(request: HttpRequest, form: StageForm, asked: MonthPage, ready: Sequence[MonthRow]) -> NamedFile:
    """One paper for all that are ready. A number is taken for what can be drawn and served alone."""
    if fonts.found() is None:
        told = _("This machine has no font to make the paper with: choose a file.")
        raise Invalid(_("Check what you entered."), {form.slot: [told]})
    paper = MonthPaper(asked, site(request))
    if form.stage is JUDGE:
        sheet, title = papers.evidence(paper, ready), _("Records")
    else:
        tickets = [row.ticket for row in ready]
        number = actions.number_notice(asked.contract, tickets, actor=asked.here.user, now=asked.here.now)
        sheet, title = papers.notice(paper, ready, number), number
    return f"{wording.slot(form.slot)} {title} {asked.period.code}.pdf", paper.drawn(sheet)


def _told(outcomes: Sequence[ActOutcome]) -> str:
    """What was done, how often."""
    done: dict[str, int] = {}
    for one in outcomes:
        if one.refusal is None:
            done[one.step] = done.get(one.step, 0) + 1
    said = [_("%(action)s: %(n)d") % {"action": wording.action(step), "n": n} for step, n in done.items()]
    return _("Done: %(what)s.") % {"what": wording.listed(said)} if said else ""
