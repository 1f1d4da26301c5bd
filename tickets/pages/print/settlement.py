"""结算单: what the closed sheets come to, line by line, and what they leave of the last instalment."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tickets import settlement, sheets
from tickets.models import Contract
from tickets.pages.parts import sheet_words, wording
from tickets.pages.print.amounts import capitals
from tickets.pages.print.sheet import Pair
from tickets.penalties import explain
from tickets.penalties.settling import RowSort


def rows(contract: Contract) -> list[tuple[str, ...]]:
    """Of each claim what stands after all corrections; what the agency owes is netted with nothing by itself."""
    lines = sheets.standing_lines(sheets.lines(contract).select_related("sheet")).values()
    own = [one for one in lines if one.sort != RowSort.OF_AGENCY]
    shown = [sheet_words.line(one, one.sheet.printed["systems"]) for one in own]
    return [
        (
            str(n),
            wording.pair(one.systems, one.said),
            one.place,
            explain.money(one.amount) if one.amount is not None else "",
            one.note,
        )
        for n, one in enumerate(shown, 1)
    ]


def sums(contract: Contract) -> Iterator[Pair]:
    found = settlement.deduction(contract)
    yield _("All sheets"), f"¥{explain.money(found.claimed)}"
    yield _("To be agreed on, not deducted"), f"¥{explain.money(found.held)}"
    if found.objected:
        yield _("Objected to, not deducted"), f"¥{explain.money(found.objected)}"
    if found.apart:
        yield _("Claimed by itself"), f"¥{explain.money(found.apart)}"
    if found.netted:
        yield _("Netted with late payment, as both agreed"), f"¥{explain.money(found.netted)}"
    if found.netted_apart:
        yield _("Of that with what is claimed by itself"), f"¥{explain.money(found.netted_apart)}"
    yield _("Deductible"), f"¥{explain.money(found.deductible)}"
    yield _("Last instalment"), f"¥{explain.money(found.instalment)}"
    yield _("To be paid"), f"¥{explain.money(found.paid)}"
    yield _("In capitals"), capitals(found.paid)
    yield _("To be claimed apart"), f"¥{explain.money(found.receivable)}"
    if found.repayable:
        yield _("To be paid back"), f"¥{explain.money(found.repayable)}"
