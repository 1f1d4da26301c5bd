"""The rules that a finding under one contract may name: the rows of its tables of penalties, and what stands beside
them, found by people alone. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle.kinds.finding.levels import A1
from tickets.lifecycle.kinds.finding.questions import NO_BAND, OPTIONS
from tickets.penalties import explain
from tickets.penalties.claims import rows_left
from tickets.policy.penalty_terms import GROUNDS, Base, Impact, PenaltyRuleTerms, PenaltyTerms, Trigger

PROVIDER, AGENCY = "provider", "agency"
#: What a row is about, in the words of a list.
TITLES: Final[Mapping[Trigger, Promise]] = {
    Trigger.AVAILABILITY: pgettext_lazy("rule", "availability"),
    Trigger.MUTUAL_BACKUP: pgettext_lazy("rule", "mutual backup"),
    Trigger.PAGE_TAMPERED: pgettext_lazy("rule", "page tampered with"),
    Trigger.DATA_LOST: pgettext_lazy("rule", "data lost"),
    Trigger.INTRUDED: pgettext_lazy("rule", "intrusion"),
    Trigger.NOTICE_IGNORED: pgettext_lazy("rule", "notice to rectify"),
    Trigger.RESPONSE: pgettext_lazy("rule", "response"),
    Trigger.RECOVERY: pgettext_lazy("rule", "recovery"),
    Trigger.UNATTENDED: pgettext_lazy("rule", "nobody on site"),
    Trigger.COMPLAINTS: pgettext_lazy("rule", "complaints"),
    Trigger.ASSESSMENT: pgettext_lazy("rule", "monthly assessment"),
    Trigger.EXPANSION: pgettext_lazy("rule", "expansion late"),
    Trigger.EXPANSION_AGAIN: pgettext_lazy("rule", "expansion late once more"),
    Trigger.LONG_OUTAGE: pgettext_lazy("rule", "system down"),
    Trigger.REPEATED_OUTAGES: pgettext_lazy("rule", "system down repeatedly"),
    Trigger.LATE: pgettext_lazy("rule", "late by the day"),
    Trigger.LATE_PAYMENT: pgettext_lazy("rule", "payment late"),
    Trigger.SECRECY: pgettext_lazy("rule", "breach of secrecy"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """title: what it is about; article: where it stands, "" where the title says so. against: the side.

    alone: it is found by itself (12.1 to 12.4, 15.11). weighed: the words of impact are judged for it. ground: of the
    right to terminate that it gives by itself; "": none. row: of the contract's table; None: it stands in none.
    """

    title: str | Promise
    article: str = ""
    against: str = PROVIDER
    alone: bool = False
    weighed: bool = False
    ground: str = ""
    row: PenaltyRuleTerms | None = None

    @property
    def label(self) -> str:
        return f"{explain.place(self.article)} {self.title}" if self.article else str(self.title)


#: Code -> what may be named under it.
FindingRules = Mapping[str, FindingRule]


def _known(code: str) -> FindingRule:
    """As the annexes are named where no table says it."""
    return FindingRule(
        title=pgettext_lazy("rule", OPTIONS[code]),
        against=AGENCY if code == "12.6" else PROVIDER,
        alone=code in (*A1, "12.4", "15.11"),
        weighed=code.startswith(("A2.", "A3.")),
        ground=code if code in ("12.4", "15.11") else "",
    )


#: Of a contract that has no table of penalties.
UNPRICED: Final[FindingRules] = {code: _known(code) for code in OPTIONS}


def of_tables(tables: Iterable[PenaltyTerms]) -> FindingRules:
    """By all editions, oldest first: what happened under one is found by its rows. The newest says what a code is, and
    what stands beside the rows."""
    listed = list(tables)
    if not listed:
        return UNPRICED
    rows = {row.code: _of_row(row, terms) for terms in listed for row in terms.rules}
    beside = GROUNDS if listed[-1].grounds is None else listed[-1].grounds
    first = {code: UNPRICED[code] for code in beside if code in A1}
    last = {code: UNPRICED[code] for code in (*beside, NO_BAND) if code not in A1}
    return first | rows | last


def _of_row(row: PenaltyRuleTerms, terms: PenaltyTerms) -> FindingRule:
    secrecy = row.trigger is Trigger.SECRECY
    return FindingRule(
        title=TITLES[row.trigger],
        article=row.article or row.code,
        against=AGENCY if row.trigger is Trigger.LATE_PAYMENT else PROVIDER,
        alone=secrecy,
        weighed=row.base is Base.MONTH and any(one.impact or one.no_impact for one in terms.rules),
        ground="15.11" if secrecy else "",
        row=row,
    )


def left(known: FindingRules, named: Iterable[str], impact: frozenset[Impact]) -> tuple[str, ...]:
    """Of the rules that a finding names those that remain once its weight is judged: candidates compete, not rules
    (12.3). Where the words leave a gap between the rows of the table none prices it, and the parties settle a sum;
    where they call for a row that is not named, it stays as it is."""
    listed = tuple(named)
    rows = [row for one in listed if one in known and (row := known[one].row) is not None]
    gone = {row.code for row in rows} - {row.code for row in rows_left(rows, impact)}
    if kept := tuple(one for one in listed if one not in gone):
        return kept
    sorts = {(row.trigger, row.band) for row in rows}
    beside = (one.row for one in known.values() if one.row is not None)
    alike = [row for row in beside if (row.trigger, row.band) in sorts]
    return listed if rows_left(alike, impact) else (NO_BAND,)


def offered(rules: FindingRules, sides: Iterable[str]) -> list[tuple[str, str]]:
    """Code and words of those that stand against these sides."""
    wanted = set(sides)
    return [(code, one.label) for code, one in rules.items() if one.against in wanted]


def labels(rules: FindingRules) -> dict[str, str]:
    return {code: one.label for code, one in rules.items()}
