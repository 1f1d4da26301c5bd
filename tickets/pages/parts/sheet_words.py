"""月度清单 in words: lines and what stands below them, as they were when the sheet was closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from tickets import sheets
from tickets.lifecycle.kinds.finding.questions import RULE
from tickets.models import Contract, MonthSheet, SheetLine
from tickets.pages.parts import wording
from tickets.penalties import explain, kept, narrator
from tickets.penalties.closing import Waits
from tickets.penalties.settling import RowSort

SORTS: Final[Mapping[str, Promise]] = {
    RowSort.CURRENT: pgettext_lazy("sheet", "This month"),
    RowSort.EARLIER: pgettext_lazy("sheet", "Earlier month"),
    RowSort.REVERSED: pgettext_lazy("sheet", "Taken back"),
    RowSort.CORRECTED: pgettext_lazy("sheet", "Corrected"),
    RowSort.OF_AGENCY: pgettext_lazy("sheet", "Owed by the agency"),
}
WHY: Final[Mapping[str, Promise]] = {
    Waits.CONTESTED: pgettext_lazy("sheet", "What it rests on is not settled"),
    Waits.FEES: pgettext_lazy("sheet", "The fees of the systems are not signed"),
    Waits.OBJECTED: pgettext_lazy("sheet", "Objected to"),
    Waits.TO_SETTLE: pgettext_lazy("sheet", "The finding is not settled"),
    Waits.TO_FIND: pgettext_lazy("sheet", "Not found yet"),
    Waits.GROUP: pgettext_lazy("sheet", "Another rule of its event is not settled"),
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line, or one claim below them. amount: None where nothing prices it. note: why it waits, or what took its
    place. red: it was taken back."""

    sort: str
    month: str
    place: str
    systems: str
    said: str
    formula: str
    amount: Decimal | None
    note: str = ""
    red: bool = False
    of_sheet: SheetLine | None = None


def line(row: SheetLine, names: Mapping[str, str]) -> ShownLine:
    return ShownLine(
        sort=str(SORTS[row.sort]),
        month=explain.month(row.fact_month),
        place=place(row.article),
        systems=systems(row.systems, names),
        said=in_language(row.said),
        formula=formula(row.formula),
        amount=row.amount,
        note=held() if row.held else "",
        red=row.sort == RowSort.REVERSED,
        of_sheet=row,
    )


def choices(contract: Contract) -> list[tuple[str, str]]:
    """Code and words of each line that stands against the provider."""
    standing = sheets.coded(sheets.lines(contract).select_related("sheet"))
    shown = {code: line(row, row.sheet.printed["systems"]) for code, row in standing.items()}
    said = _("%(code)s %(place)s, %(systems)s, ¥%(amount)s")
    return [
        (code, said % {"code": code, "place": one.place, "systems": one.systems, "amount": explain.money(one.amount)})
        for code, one in shown.items()
        if one.amount is not None
    ]


def below(one: Mapping[str, Any], names: Mapping[str, str], note: str = "") -> ShownLine:
    """A claim as it was kept beside the lines."""
    return ShownLine(
        sort="",
        month=explain.month(date.fromisoformat(f"{one['month']}-01")),
        place=place(one["article"]),
        systems=systems(one["systems"], names),
        said=in_language(one["said"]),
        formula=formula(one["formula"]) if one["formula"] else "",
        amount=Decimal(one["amount"]) if one["amount"] is not None else None,
        note=note,
    )


def held() -> str:
    return explain.worded(narrator.held(), {})


def place(article: str) -> str:
    """What no row prices has none."""
    return explain.place(article) if article else _("no row of the contract")


def systems(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return wording.listed(names.get(code, code) for code in codes) or _("the whole contract")


def formula(held_: Mapping[str, Any] | None) -> str:
    found = kept.formula_of(held_)
    return explain.formula(found) if found is not None else _("agreed on by both sides in writing")


def in_language(said: Mapping[str, str]) -> str:
    """As it was said on the day on which the sheet was closed."""
    return said.get(get_language() or "", next(iter(said.values())))


@dataclass(frozen=True, slots=True)
class Below:
    """What stands below the lines, by heading."""

    heading: str
    rows: list[ShownLine]


def parts(sheet: MonthSheet, lines: Iterable[SheetLine]) -> list[Below]:
    """The headings that have anything under them."""
    told, names = sheet.printed, sheet.printed["systems"]
    taken = {one.key: place(one.article) for one in lines}
    absorbed = _("absorbed by %(other)s")
    found = [
        Below(
            _("Absorbed (12.3)"),
            [below(one, names, absorbed % {"other": taken.get(one["by"], "")}) for one in told["absorbed"]],
        ),
        Below(_("For the parties to settle"), [below(one, names) for one in told["unsettled"]]),
        Below(_("Not entered"), [below(one, names, str(WHY[one["why"]])) for one in told["waiting"]]),
        Below(_("Read otherwise"), [below(one, names, _counts(one)) for one in told["otherwise"]]),
    ]
    return [one for one in found if one.rows]


def _counts(one: Mapping[str, Any]) -> str:
    return _("the sheet takes ¥%(sum)s") % {"sum": explain.money(Decimal(one["counts"]))}


def set_aside(sheet: MonthSheet) -> list[str]:
    """Findings that were not pursued, with their rules."""
    return findings(sheet.printed["set_aside"])


def unpriced(sheet: MonthSheet) -> list[str]:
    """Findings that were settled and have no sum, with their rules. A sheet of an earlier release says nothing."""
    return findings(sheet.printed.get("unpriced", ()))


def findings(told: Iterable[Mapping[str, Any]]) -> list[str]:
    listed = ((one["number"], wording.listed(RULE.in_words(rule, {}) for rule in one["rules"])) for one in told)
    return [wording.remark(number, rules) for number, rules in listed]
