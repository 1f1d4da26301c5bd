"""The rows of a sheet as it is closed, with the words that stood in it on that day in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from tickets import scores, sheets
from tickets.datelaw.types import midnight
from tickets.models import Contract, FeeTable, MonthSheet, PenaltyEdition, SheetLine
from tickets.penalties import closing, explain, kept, narrator
from tickets.penalties.claims import PenaltyClaim
from tickets.penalties.closing import ClosingMonth, MonthCase
from tickets.penalties.money import ZERO
from tickets.penalties.settling import RowSort, SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Closer:
    """until: what was settled before is in. by, unit: None where nobody closed it in time."""

    until: datetime
    at: datetime
    by: User | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """Claims in words. names: code of a system -> what it is called now."""

    case: MonthCase
    names: Mapping[str, str]

    def said(self, claim: PenaltyClaim) -> dict[str, str]:
        found = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found[language] = explain.worded(narrator.facts(claim, self.case.priced_by(claim)), self.names)
        return found

    def article(self, claim: PenaltyClaim) -> str:
        return (self.case.priced_by(claim).terms.rule(claim.rule).article or claim.rule) if claim.rule else ""

    def kept(self, claim: PenaltyClaim) -> dict[str, Any]:
        """What is not entered, as it is printed below."""
        return {
            "key": claim.key,
            "rule": claim.rule,
            "article": self.article(claim),
            "systems": list(claim.systems),
            "month": f"{claim.month:%Y-%m}",
            "formula": kept.formula_data(claim.formula),
            "amount": str(claim.amount) if claim.amount is not None else None,
            "said": self.said(claim),
        }


def write(contract: Contract, found: ClosingMonth, case: MonthCase, closer: Closer) -> MonthSheet:
    """The sheet with its lines. The contract's row is locked."""
    names = dict(contract.systems.values_list("code", "name"))
    words, before = Worded(case, names), list(sheets.lines(contract))
    last = contract.month_sheets.last()
    row = MonthSheet.objects.create(
        contract=contract,
        month=found.month,
        number=last.number + 1 if last is not None else 1,
        until=closer.until,
        size=len(found.rows),
        sum=found.sum,
        before=last.together if last is not None else ZERO,
        fees=_fees(contract, closer.until),
        edition=_edition(contract, found.month),
        printed=_head(contract, found, names) | _below(found, case, words),
        closed_by=closer.by,
        closed_unit_id=closer.unit,
        closed_at=closer.at,
    )
    stands = sheets.standing_lines(before)
    lines = [_line(row, n, one, case, words, stands) for n, one in enumerate(found.rows, 1)]
    SheetLine.objects.bulk_create(lines)
    return row


def _line(
    sheet: MonthSheet, n: int, row: SheetRow, case: MonthCase, words: Worded, stands: Mapping[str, SheetLine]
) -> SheetLine:
    """What is taken back says again what the line said that it takes back."""
    claim, old = row.claim, stands.get(row.claim.key) if row.sort is RowSort.REVERSED else None
    line = SheetLine(
        sheet=sheet, number=n, sort=row.sort.value, key=claim.key, rule=claim.rule, trigger=claim.trigger.value,
        systems=list(claim.systems), fact_month=claim.month, events=sorted(claim.events),
        formula=kept.formula_data(claim.formula if claim.agreed is None else None), amount=row.amount,
        settled_on=row.settled_on, held=row.held, reverses=old,
    )  # fmt: skip
    if old is not None:
        line.said, line.article, line.finding_id = old.said, old.article, old.finding_id
        line.assessed_by_id, line.confirmed_by_id = old.assessed_by_id, old.confirmed_by_id
    else:
        verdict = case.verdicts[claim.key]
        line.said, line.article, line.finding_id = words.said(claim), words.article(claim), verdict.finding
        line.assessed_by_id, line.confirmed_by_id = verdict.assessed_by, verdict.confirmed_by
    return line


def _fees(contract: Contract, until: datetime) -> FeeTable | None:
    return contract.fee_tables.filter(signed_at__lt=until).order_by("-signed_at").first()


def _edition(contract: Contract, month: date) -> PenaltyEdition:
    """That by which the month is priced (`PricedMonths.of_sheet`)."""
    rows = list(contract.penalty_editions.filter(terms__isnull=False))
    return next((one for one in reversed(rows) if one.since <= midnight(month)), rows[0])


def _head(contract: Contract, found: ClosingMonth, names: Mapping[str, str]) -> dict[str, Any]:
    """score: of the month, as it was settled; None: there is none."""
    score = next((one for one in scores.of_contract(contract) if one.month == found.month), None)
    told = {"number": score.number, "sum": score.sum, "most": score.most, "pass": score.pass_mark} if score else None
    return {"systems": dict(names), "score": told}


def _below(found: ClosingMonth, case: MonthCase, words: Worded) -> dict[str, Any]:
    """What is absorbed, for the parties, waits, is not pursued, and what another reading would come to."""
    greatest = closing.greatest(found, case)
    return {
        "absorbed": [
            {**words.kept(case.of_key[key]), "by": taker.key} for key, taker in sorted(found.absorbed.items())
        ],
        "unsettled": [words.kept(one) for one in found.unsettled],
        "waiting": [{**words.kept(one), "why": why.value} for one, why in found.waiting],
        "set_aside": _findings(case.set_aside),
        "unpriced": _findings(case.unpriced),
        "otherwise": list(_otherwise(found, case, words)),
        "greatest": str(sum(one.amount or 0 for one in greatest)) if greatest else None,
    }


def _findings(told: Iterable[tuple[str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    return [{"number": number, "rules": list(rules)} for number, rules in told]


def _otherwise(found: ClosingMonth, case: MonthCase, words: Worded) -> Iterable[dict[str, Any]]:
    for one in case.otherwise:
        if one.claim.month == found.month:
            counts = str(sum(each.amount or 0 for each in one.counts))
            yield {**words.kept(one.claim), "switch": one.switch.key, "value": one.value, "counts": counts}
