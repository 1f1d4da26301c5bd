"""本月预计: what has been found and is in no sheet yet, and what would still change it, as far as that can be said."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.actions import NextSheet
from tickets.pages.parts import sheet_words
from tickets.pages.parts.sheet_words import ShownLine
from tickets.penalties import explain, kept, narrator
from tickets.penalties.bands import Place
from tickets.penalties.claims import PenaltyClaim, month_of
from tickets.penalties.closing import MonthCase, Waits
from tickets.penalties.derived import Mean
from tickets.penalties.settling import RowSort


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """entered: what the next sheet would hold; waiting: what would not, and why; coming: of later months; unpriced:
    findings that are settled and have no sum; of_agency: what the agency may owe and nobody has claimed."""

    entered: list[ShownLine]
    waiting: list[ShownLine]
    coming: list[ShownLine]
    sum: str
    unpriced: list[str]
    of_agency: list[ShownLine]


def of(found: NextSheet, names: dict[str, str]) -> OpenMonth | None:
    """None: the contract prices no breach."""
    case = found.case
    if case is None:
        return None
    closing, words = found.as_closed(case), _InWords(case, names, found)
    fresh = (row for row in closing.rows if row.sort is not RowSort.REVERSED)
    taken = [words.shown(row.claim, str(sheet_words.SORTS[row.sort]), "") for row in fresh]
    waiting = [words.shown(one, "", words.note(one, why)) for one, why in closing.waiting]
    of_agency = [words.shown(one, "", words.note(one, Waits.TO_FIND)) for one in case.unraised(found.month)]
    waiting += [words.shown(one, "", _("For the parties to settle")) for one in closing.unsettled]
    coming = list(_coming(found, names))
    unpriced = sheet_words.findings({"number": number, "rules": rules} for number, rules in case.unpriced)
    return OpenMonth(taken, waiting, coming, explain.money(closing.sum), unpriced, of_agency)


def _coming(found: NextSheet, names: dict[str, str]) -> Iterator[ShownLine]:
    """Of later months, as they stand now; a mean that is in time so far is nothing yet."""
    if (case := found.known) is None:
        return
    words = _InWords(case, names, found)
    for one in case.claims:
        if one.month > found.month and not _in_time(one):
            yield words.shown(one, "", words.note(one, case.why.get(one.key)))


def _in_time(claim: PenaltyClaim) -> bool:
    return isinstance(claim.derived, Mean) and claim.derived.placed.place is Place.IN_TIME


@dataclass(frozen=True, slots=True)
class _InWords:
    case: MonthCase
    names: dict[str, str]
    found: NextSheet

    def shown(self, claim: PenaltyClaim, sort: str, note: str) -> ShownLine:
        pricing = self.case.priced_by(claim)
        said = explain.worded(narrator.facts(claim, pricing), self.names)
        return sheet_words.ShownLine(
            sort=sort,
            month=explain.month(claim.month),
            place=sheet_words.place((pricing.terms.rule(claim.rule).article or claim.rule) if claim.rule else ""),
            systems=sheet_words.systems(claim.systems, self.names),
            said=said,
            formula=sheet_words.formula(kept.formula_data(claim.formula)) if claim.amount is not None else "",
            amount=claim.amount,
            note=note,
        )

    def note(self, claim: PenaltyClaim, why: Waits | None) -> str:
        """Why it is not entered, and what would still avert it: only what follows from the rules is said."""
        return _("; ").join(self._said(claim, why))

    def _said(self, claim: PenaltyClaim, why: Waits | None) -> Iterator[str]:
        if claim.of_agency and why is Waits.TO_FIND:
            yield _("for the provider to raise, or nothing comes of it")
        elif why is not None:
            yield str(sheet_words.WHY[why])
        if isinstance(claim.derived, Mean) and claim.month == month_of(self.found.today):
            yield _("the month is not over: further faults move the mean")
        if why is Waits.TO_SETTLE:
            yield _("who is accused may object within the time that the notice gives")
        if claim.estimated:
            yield _("estimated by the whole price")
