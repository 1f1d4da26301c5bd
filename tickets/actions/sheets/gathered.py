"""What a sheet is made of, as it stands: claims with the findings that settled them, or why they wait."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from tickets import settlement
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.finding.questions import NO_BAND
from tickets.lifecycle.kinds.payment import INSTALMENT, Payment
from tickets.models import Contract, Ticket
from tickets.penalties import beside
from tickets.penalties.claims import PenaltyClaim, month_of
from tickets.penalties.closing import MonthCase, Verdict, Waits
from tickets.policy.penalty_terms import GROUNDS
from tickets.settlement import JudgedFinding

#: Key of a claim -> the finding that is about it.
FoundBy = Mapping[str, JudgedFinding]


def case_of(
    contract: Contract, month: date, until: datetime, *, before: datetime, since: datetime | None = None
) -> MonthCase | None:  # fmt: skip
    """None where the contract never priced anything. Only what was settled by `until` counts, and before the sheet
    closes. since: what the sheet before holds was settled by then; None: there is none."""
    found = settlement.gathered(contract, until)
    claims, findings, months = found.claims, found.judged, found.months
    pricing = months.of_sheet(month)
    if pricing is None:
        return None
    about = {one.key: judged for one in claims if (judged := settlement.of_claim(one, findings)) is not None}
    settled = {key: one for key, one in about.items() if _in_time(one.settled_at, until, before)}
    in_time = [one for one in found.findings if _in_time(one.settled_at, until, before)]
    of_months = {month_of(local(until).date()), *(one.month for one in claims)}
    others = beside.readings(found.facts, pricing)
    return MonthCase(
        pricing=pricing,
        claims=claims,
        verdicts=_verdicts(settled),
        why={one.key: _why(about.get(one.key)) for one in claims if one.key not in settled},
        passed_over=dict(_passed_over(claims, settled)),
        set_aside=tuple(_set_aside(found.findings, month, since, until)),
        unpriced=tuple(_unpriced(in_time, about, since)),
        otherwise=tuple(one for one in others if one.claim.month == month),
        by_month={each: by for each in of_months if (by := months.of(each)) is not None},
        facts=found.facts,
    )


def _in_time(at: datetime | None, until: datetime, before: datetime) -> bool:
    return at is not None and at <= until and at < before


def _unpriced(
    settled: Iterable[JudgedFinding], about: FoundBy, since: datetime | None
) -> Iterator[tuple[str, tuple[str, ...]]]:  # fmt: skip
    """Of those that are settled since then and that no claim is about the number and the rules; what is a ground alone
    has no sum anyway."""
    told = {one.number for one in about.values()}
    for one in settled:
        fresh = since is None or (one.settled_at is not None and one.settled_at > since)
        if fresh and one.number not in told and not set(one.rules) <= set(GROUNDS):
            yield one.number, one.rules


def _verdicts(settled: FoundBy) -> dict[str, Verdict]:
    numbers = {one.number for one in settled.values()}
    ids = dict(Ticket.objects.filter(number__in=numbers).values_list("number", "pk"))
    return {
        key: Verdict(
            settled_on=local(one.settled_at).date(), finding=ids[one.number], assessed_by=one.assessed_by,
            confirmed_by=one.confirmed_by, held=one.held,
        )
        for key, one in settled.items()
        if one.settled_at is not None and one.assessed_by is not None and one.confirmed_by is not None
    }  # fmt: skip


def _why(found: JudgedFinding | None) -> Waits:
    """A finding that is not pursued, and is about another rule of the event, settles nothing of this one any more."""
    if found is None or found.dropped:
        return Waits.TO_FIND
    return Waits.OBJECTED if found.objected else Waits.TO_SETTLE


def _passed_over(claims: Iterable[PenaltyClaim], settled: FoundBy) -> Iterator[tuple[str, str]]:
    """What the parties did not choose of the rules of one finding, and what they chose."""
    of_finding: dict[str, list[PenaltyClaim]] = {}
    for one in claims:
        if one.amount is not None and one.key in settled:
            of_finding.setdefault(settled[one.key].number, []).append(one)
    for those in of_finding.values():
        chosen = settled[those[0].key].chosen
        for one in those:
            instead = (other for other in those if _is(other, chosen) and not other.events.isdisjoint(one.events))
            if not _is(one, chosen) and (taker := next(instead, None)) is not None:
                yield one.key, taker.key


def _is(claim: PenaltyClaim, rule: str) -> bool:
    return (claim.rule or NO_BAND) == rule


def _set_aside(
    findings: Iterable[JudgedFinding], month: date, since: datetime | None, until: datetime
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each finding on the month that is not pursued its number and its rules; of an earlier month where that was
    decided since the last sheet."""
    for one in sorted(findings, key=lambda one: one.number):
        at, of = one.dropped_at, month_of(one.happened)
        if at is None or at > until or of > month:
            continue
        if of == month or since is None or at > since:
            yield one.number, one.rules


def is_settled(contract: Contract) -> bool:
    """The last instalment is paid."""
    last = contract.instalments.order_by("-number").values_list("number", flat=True).first()
    paid = Ticket.objects.filter(contract=contract, kind=Payment.kind, state=Payment.closed.code)
    return last is not None and paid.filter(**{f"fields__{INSTALMENT.name}": last}).exists()
