"""Findings that a month leads to (3.4, A3.5, A3.6) where nothing is priced: proposed by the service once each, when the
month is over and nobody contests an outage of it any more. No sum, and neither level nor impact: that is for people."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.actions.finding_proposal import FindingProposal, day
from tickets.actions.rules import Rules
from tickets.availability import MILLION, Availability, Span, percent
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import local
from tickets.lifecycle import parameters as asked
from tickets.lifecycle.bounds import written
from tickets.lifecycle.kinds.finding.questions import ORDER, OUTAGE, TOLD
from tickets.models import System
from tickets.outages.known import KnownOutage
from tickets.outages.months import LONG, ContractMonth, OutageFinding, SystemMonth

#: So many orders and outages an event names; of more the month tells.
MOST: Final = 20
#: What is below the limit of 3.4 comes under the one or the other, by what came of it.
BELOW: Final = ("A2.1", "A3.1")
TITLE: Final = _("Proposed: finding on %(month)s, %(what)s")
PLATFORM: Final = _("the whole platform")
AVAILABILITY: Final = _("Availability in %(month)s: %(share)s, the contract asks for %(least)s")
DATA: Final = _("Data kept in %(month)s: %(share)s, the contract asks for %(least)s")
LASTED: Final = _("Down from %(from)s to %(to)s")
REPEATED: Final = _("Down repeatedly in %(month)s: %(n)d times, the first from %(from)s on")


@dataclass(frozen=True, slots=True)
class MonthEvent:
    """name, key: as rows hold it; of one name and key it is proposed once. whole: the month itself is the event, not
    what lies in it. told: English and what stands in it. members: what it rests on."""

    name: str
    key: str
    system: System | None
    rules: tuple[str, ...]
    happened: date
    told: tuple[str, dict[str, Any]]
    members: tuple[KnownOutage, ...] = ()
    whole: bool = True

    def proposal(self, month: ContractMonth, starts: date, now: datetime) -> FindingProposal:
        (sentence, words), period = self.told, month.period
        what = self.system.name if self.system is not None else gettext(PLATFORM)
        return FindingProposal(
            name=self.name,
            key=self.key,
            title=gettext(TITLE) % {"month": period.code, "what": what},
            system=self.system,
            happened=self.happened,
            known=day(now),
            event=({TOLD: gettext(sentence) % words}, *map(_row, self.members[:MOST])),
            rules=self.rules,
            month=max(period.starts, starts) if self.whole else None,
        )


def _row(one: KnownOutage) -> dict[str, str]:
    return {ORDER: one.number} if one.number else {OUTAGE: one.title}


def proposals(rules: Rules, since: datetime, now: datetime) -> Iterator[FindingProposal]:
    """What the months since then lead to, in the language that is on. A month costs a handful of queries."""
    period = Period.around(MONTH, local(since).date())
    while period.over <= now:
        month = ContractMonth(rules.contract, period, now)
        yield from (one.proposal(month, rules.contract.starts, now) for one in _events(month))
        period = period.following


def _events(month: ContractMonth) -> Iterator[MonthEvent]:
    by_system = month.reading(asked.MEASURED) == "system"
    for one in month.by_system:
        if not one.open:
            yield from _outages(one, month)
            if by_system:
                yield from _below(one.system, one.figure, one.members, month)
    if not by_system and not any(one.open for one in month.by_system):
        members = {(one.source, one.key): one for system in month.by_system for one in system.members}
        yield from _below(None, month.platform, tuple(members.values()), month)
    yield from _lost(month)


def _below(
    system: System | None, figure: Availability, members: tuple[KnownOutage, ...], month: ContractMonth
) -> Iterator[MonthEvent]:
    least = month.number(asked.LEAST_AVAILABLE)
    if figure.keeps(least) is False:
        told = AVAILABILITY, _figure(month, figure.share, least)
        key = _key(month, system)
        yield MonthEvent("finding.availability", key, system, BELOW, _last_day(month), told, members)


def _lost(month: ContractMonth) -> Iterator[MonthEvent]:
    """By the monthly report that was received; where none says it, nothing is known."""
    share, least = month.data.share, month.number(asked.LEAST_RELIABLE)
    if share is not None and share * MILLION < least:
        told = DATA, _figure(month, share, least)
        yield MonthEvent("finding.data", _key(month, None), None, BELOW, _last_day(month), told)


def _outages(one: SystemMonth, month: ContractMonth) -> Iterator[MonthEvent]:
    for found in one.findings:
        if not found.settled:
            continue
        first, members = found.members[0], _within(one.members, found.members)
        day = local(first.start).date()
        if found.sort == LONG:
            told: tuple[str, dict[str, Any]] = LASTED, {"from": written(first.start), "to": written(first.end)}
            key = f"{local(first.start):%y%m%d%H%M}/{one.system.pk}"
            yield MonthEvent("finding.long", key, one.system, ("A3.5",), day, told, members, whole=False)
    if repeated := next((found for found in one.findings if found.settled and found.sort != LONG), None):
        yield _repeated(one, repeated, month)


def _repeated(one: SystemMonth, found: OutageFinding, month: ContractMonth) -> MonthEvent:
    first = found.members[0].start
    told = {"month": month.period.code, "n": len(found.members), "from": written(first)}
    members, day = _within(one.members, found.members), _last_day(month)
    return MonthEvent(
        "finding.repeated", _key(month, one.system), one.system, ("A3.6",), day, (REPEATED, told), members
    )


def _within(known: Iterable[KnownOutage], spans: Collection[Span]) -> tuple[KnownOutage, ...]:
    return tuple(one for one in known if any(span.start <= one.began_at < span.end for span in spans))


def _figure(month: ContractMonth, share: Fraction | None, least: int) -> dict[str, Any]:
    return {"month": month.period.code, "share": percent(share), "least": percent(Fraction(least, MILLION))}


def _key(month: ContractMonth, system: System | None) -> str:
    return f"{month.period.code}/{system.pk if system is not None else ''}"


def _last_day(month: ContractMonth) -> date:
    return min(month.period.ends, month.term_ends)
