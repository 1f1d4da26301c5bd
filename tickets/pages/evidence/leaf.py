"""The page of a pack, index.html: the order's form or the finding, and what else a reader asks for offline."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.apps import apps
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import unit_of
from tickets.datelaw import explain
from tickets.models import Attachment, Deadline
from tickets.pages.evidence.gathering import Gathered
from tickets.pages.parts import wording
from tickets.pages.parts.moments import exact
from tickets.pages.print import finding, order, qr
from tickets.pages.print.order import NOTHING
from tickets.pages.print.sheet import Grid, Pair, Pairs, Part, Passage, PrintedSheet
from tickets.pages.ticket import clock_cards

STYLE: Final = "static/tickets/sheet.css"


def page(told: Gathered, kept: dict[int, str]) -> str:
    """kept: the attachments whose bytes are in the pack, by their names there."""
    sheet = _sheet(told)
    code = qr.svg(sheet.address, _("QR code that leads to this page: %(address)s") % {"address": sheet.address})
    style = Path(apps.get_app_config("tickets").path, STYLE).read_text(encoding="utf-8")
    context = {
        "sheet": sheet,
        "qr": code,
        "style": mark_safe(style),  # noqa: S308  # our own style sheet
        "made": _made(told),
        "files": [_file(one, kept.get(one.pk)) for _name, one in told.files()],
    }
    return render_to_string("tickets/evidence/index.html", context)


def _sheet(told: Gathered) -> PrintedSheet:
    """The finding where it is about one breach, else the order; then what stands in neither."""
    if told.case is None:
        sheet = order.of_order(told.has)
        parts: list[Part] = [finding.decisions(told.claims), *(_reckoned(one) for one in told.has.clocks)]
    else:
        sheet = finding.sheet(told.case)
        parts = [order.whole_course(told.has)]
    return replace(sheet, annex=(*sheet.annex, *order.filled([*parts, *_beside(told)])))


def _reckoned(clock: Deadline) -> Passage:
    heading = wording.pair(_("How it is reckoned"), wording.round_title(clock))
    return Passage(("", *clock_cards.steps(clock)), heading=heading)


def _beside(told: Gathered) -> Iterator[Part]:
    yield finding.told_grid(_("Notices of the order and their receipt"), finding.told_rows(told.notices))
    yield _clauses(told)
    yield _calendars(told)
    if told.case is None:
        yield Pairs(_("Audit chain of the order"), tuple(finding.chain_of(told.has)))


def _clauses(told: Gathered) -> Grid:
    clauses = sorted({one.clause_id: one.clause for one in told.has.clocks}.items())
    rows = tuple(
        (
            wording.clause_title(one),
            wording.article(one.article),
            str(one.edition),
            explain.limit(one.limit) if one.limit else NOTHING,
            one.text or one.summary or NOTHING,
        )
        for _pk, one in clauses
    )
    columns = (_("Clause"), _("Article"), _("Edition"), _("Limit"), _("Wording"))
    return Grid(_("Clauses in force for its time limits"), columns, (20, 15, 10, 15, 40), rows)


def _calendars(told: Gathered) -> Grid:
    rows = tuple(
        (
            str(one.year),
            str(one.version),
            one.source,
            wording.listed(explain.day(day) for day in one.make_up) or NOTHING,
        )
        for one in told.years
    )
    columns = (_("Year"), _("Version"), _("Source"), _("Weekend days worked"))
    return Grid(_("Working-day calendars by which it was reckoned"), columns, (10, 10, 35, 45), rows)


def _made(told: Gathered) -> list[Pair]:
    """By whom and when, and how anybody checks it."""
    here = told.here
    unit = unit_of(here.user)
    return [
        (_("Made by"), wording.remark(here.user, unit or "")),
        (_("Pack made at"), exact(here.now)),
        (_("To check it offline"), "python verify.py"),
    ]


def _file(file: Attachment, member: str | None) -> dict[str, object]:
    return {
        "member": member,
        "name": wording.remark(file.name, wording.size(file.size)),
        "slot": wording.slot(file.slot),
        "version": file.version,
        "at": exact(file.at),
        "by": f"{file.unit} {file.by}",
        "sha256": file.sha256,
    }
