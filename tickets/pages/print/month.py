"""打印月度清单: as it was closed, with what stands below its lines and the boxes to sign."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.record import address_of
from tickets import actions, fonts
from tickets.datelaw.periods import Period
from tickets.models import MonthSheet, SheetLine
from tickets.pages.parts import sheet_words, wording
from tickets.pages.parts.moments import dated
from tickets.pages.parts.sheet_words import ShownLine
from tickets.pages.parts.visit import Visit, page
from tickets.pages.print.amounts import capitals
from tickets.pages.print.sheet import Boxes, Grid, Pair, Pairs, Part, Passage, PrintedSheet, SealBox
from tickets.pages.print.view import as_pdf, shown, site
from tickets.penalties import explain, narrator

WIDTHS = (5, 10, 10, 10, 25, 15, 10, 15)


@require_GET
@page
def print_month(request: HttpRequest, here: Visit, number: str, month: str) -> HttpResponse:
    row = _fetched(here, number, month)
    found = of_month(row, here, site(request))
    actions.print_sheet(row, "page", actor=here.user, now=here.now, address=address_of(request))
    where = [number, month]
    return shown(request, found, "", reverse("sheet_pdf", args=where), home=reverse("sheet", args=where))


@require_GET
@page
def month_pdf(request: HttpRequest, here: Visit, number: str, month: str) -> HttpResponse:
    row = _fetched(here, number, month)
    if fonts.found() is None:
        return redirect("print_sheet", number, month)
    found = of_month(row, here, site(request))
    actions.print_sheet(row, "pdf", actor=here.user, now=here.now, address=address_of(request))
    return as_pdf(found, here, month)


def _fetched(here: Visit, number: str, month: str) -> MonthSheet:
    """Raises Http404 where it is not closed, or not theirs to see."""
    period = Period.read(month)
    if period is None:
        raise Http404
    rows = MonthSheet.objects.filter(contract__in=here.standing.whole, contract__number=number, month=period.starts)
    return get_object_or_404(
        rows.select_related(
            "contract__agency", "contract__provider", "contract__supervisor", "fees", "edition", "closed_by"
        )
    )


def of_month(row: MonthSheet, here: Visit, at: str) -> PrintedSheet:
    """at: the scheme and host under which people reach the service."""
    contract, named = row.contract, explain.month(row.month)
    lines = list(row.lines.select_related("finding", "assessed_by", "confirmed_by"))
    of_lines = [sheet_words.line(one, row.printed["systems"]) for one in lines]
    boxes = (
        SealBox(wording.side("agency"), contract.agency.name),
        SealBox(wording.side("provider"), contract.provider.name),
        SealBox(wording.side("supervisor"), contract.supervisor.name),
    )
    told = {
        "number": contract.number,
        "month": named,
        "who": here.user,
        "at": dated(here.now.replace(second=0, microsecond=0)),
    }
    return PrintedSheet(
        unit=contract.agency.name,
        title=_("Sheet of %(month)s") % {"month": named},
        number=contract.number,
        address=f"{at}{reverse('sheet', args=[contract.number, f'{row.month:%Y-%m}'])}",
        foot=_("%(number)s · sheet of %(month)s · printed by %(who)s at %(at)s") % told,
        parts=tuple(_parts(row, of_lines, lines)),
        closing=(Boxes(_("Signatures and seals"), boxes),),
    )


def _parts(row: MonthSheet, shown_lines: list[ShownLine], lines: list[SheetLine]) -> Iterator[Part]:
    yield Pairs(_("The sheet"), tuple(head(row)), brief=True)
    own = [one for one in shown_lines if one.of_sheet and not one.of_sheet.of_agency]
    apart = [one for one in shown_lines if one.of_sheet and one.of_sheet.of_agency]
    if own:
        yield _grid(_("Lines"), own)
    else:
        yield Passage((explain.worded(narrator.empty(), {}),), heading=_("Lines"))
    yield Pairs("", tuple(sums(row)), brief=True)
    if apart:
        yield _grid(_("Owed by the agency, in no sum"), apart)
    for part in sheet_words.parts(row, lines):
        yield _grid(part.heading, part.rows)
    if unpriced := sheet_words.unpriced(row):
        yield Passage(tuple(unpriced), heading=_("Settled without a sum"))
    if aside := sheet_words.set_aside(row):
        yield Passage(tuple(aside), heading=_("Not pursued"))


def head(row: MonthSheet) -> Iterator[Pair]:
    """By what it was reckoned, and what the month was scored."""
    score = row.printed["score"]
    yield _("Contract"), wording.remark(row.contract.title, row.contract.number)
    yield _("Sheet closed"), dated(row.closed_at)
    yield _("Table of fees"), _("number %(n)d") % {"n": row.fees.number} if row.fees else _("none is signed")
    yield _("Tables and readings"), _("edition %(n)d") % {"n": row.edition.edition}
    marks = _("%(sum)d of %(most)d, pass mark %(pass)d")
    yield _("Monthly assessment"), marks % score if score else _("no score stands")
    yield _("Cap"), _("the contract sets none")


def sums(row: MonthSheet) -> Iterator[Pair]:
    yield _("Sum of the sheet"), f"¥{explain.money(row.sum)}"
    yield _("All sheets so far"), f"¥{explain.money(row.together)}"
    yield _("In capitals"), capitals(row.sum)


def _grid(heading: str, rows: list[ShownLine]) -> Grid:
    columns = (
        _("No."), _("Sort of line"), _("Month of the facts"), _("Ground in the contract"), _("Facts and members"),
        _("Formula"), _("Sum in yuan"), _("Found by"),
    )  # fmt: skip
    return Grid(heading, columns, WIDTHS, tuple(_cells(n, one) for n, one in enumerate(rows, 1)))


def _cells(n: int, one: ShownLine) -> tuple[str, ...]:
    facts = "\n".join(filter(None, [wording.pair(one.systems, one.said), one.note]))
    amount = explain.money(one.amount) if one.amount is not None else "—"
    return str(n), one.sort, one.month, one.place, facts, one.formula, amount, _people(one)


def _people(one: ShownLine) -> str:
    if one.of_sheet is None:
        return ""
    told = one.of_sheet
    return f"{told.settled_on.isoformat()}\n{told.finding.number}\n{told.assessed_by} / {told.confirmed_by}"
