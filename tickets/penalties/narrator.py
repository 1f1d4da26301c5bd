"""What people read of a claim, a sheet and a settlement: message ids and raw values, worded by `explain`. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Final, NamedTuple

from tickets.datelaw.types import ReckoningStep
from tickets.penalties import derived as d
from tickets.penalties.bands import Place, PlacedValue, exact
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.money import capitals
from tickets.penalties.rights import TerminationRight
from tickets.penalties.settling import FinalDeduction
from tickets.policy.penalty_terms import Band, Impact, PenaltyRuleTerms, Trigger

AND: Final = "%(one)s, %(other)s"
SENTENCE: Final = "%(text)s."
PROPOSED: Final = "by %(place)s a penalty of ¥%(amount)s is proposed (in capitals: %(capitals)s)"
FORMULA: Final = "Formula: %(formula)s."
NO_SHARE: Final = "the contract gives no share for that: the parties settle it"
CAUSED: Final = "with %(impact)s"
NOT_CAUSED: Final = "without %(impact)s"
IMPACTS: Final = {
    Impact.LOSS: "grave loss",
    Impact.ACCIDENT: "grave accident",
    Impact.INFLUENCE: "grave influence",
}
OVER: Final = "more than %(n)s minutes"
AT_LEAST: Final = "at least %(n)s minutes"
OVER_UNDER: Final = "more than %(low)s and less than %(high)s minutes"
OVER_TO: Final = "more than %(low)s and at most %(high)s minutes"
FROM_UNDER: Final = "at least %(low)s and less than %(high)s minutes"
FROM_TO: Final = "at least %(low)s and at most %(high)s minutes"
EXACTLY: Final = "exactly %(n)s minutes"
BEYOND: Final = "over %(n)s minutes"
SHORT_OF: Final = "over %(in_time)s minutes, short of %(low)s"
LESS: Final = "short of %(low)s minutes"
IN_NONE: Final = "between two bands"

MEANS: Final = {
    Trigger.RESPONSE: "In %(month)s the mean response of %(system)s took %(mean)s minutes (%(n)s: %(values)s; together"
    " %(total)s minutes)",
    Trigger.RECOVERY: "In %(month)s the mean recovery of %(system)s took %(mean)s minutes (%(n)s: %(values)s; together"
    " %(total)s minutes)",
}
UNTOLD: Final = {
    Trigger.RESPONSE: "In %(month)s no response of %(system)s has a settled time",
    Trigger.RECOVERY: "In %(month)s no recovery of %(system)s has a settled time",
}
OPEN_TIMES: Final = "the time of %(n)s more is not settled"
WAITING: Final = "The time of %(n)s more is not settled: the figure is provisional, and nothing rests on it."
AVAILABLE: Final = "In %(month)s %(system)s was available for 1 − %(down)s ÷ %(measured)s = %(share)s%%"
LOST: Final = "In %(month)s %(lost)s of %(held)s of the data of %(system)s were lost"
DOWN: Final = "%(event)s: %(system)s was down for %(time)s"
UNATTENDED: Final = "%(event)s: nobody was on site for %(time)s"
IN_A_ROW: Final = "%(system)s was down %(n)s times in a row (%(events)s)"
IN_ALL: Final = "In %(month)s %(system)s was down for %(time)s in all (%(events)s)"
SEVERAL: Final = {
    Trigger.COMPLAINTS: "Users complained %(n)s times within the term about the availability of %(system)s"
    " (%(events)s)",
    Trigger.ASSESSMENT: "%(n)s monthly assessments in a row were failed, and the review after rectification as well"
    " (%(events)s)",
    Trigger.NOTICE_IGNORED: "%(n)s notices of the supervisor were not handled rightly, and a problem came of it"
    " (%(events)s)",
}
GROWTH: Final = "%(event)s: the growth was due by 24:00 of %(last)s and was there on %(done)s"
GROWTH_AGAIN: Final = (
    "%(event)s: the growth was due by 24:00 of %(last)s, by the limit in writing by 24:00 of %(second)s, and was there"
    " on %(done)s"
)
LATE: Final = "%(event)s was due by 24:00 of %(last)s and done on %(done)s, %(days)s days late"
PAID_LATE: Final = "%(event)s: the agency paid %(days)s days late"
FOUND: Final = "%(event)s was found so"

ESTIMATED: Final = (
    "The fees of the systems are not signed: the sum is estimated by the whole price and settles nothing."
)
ABSORBED: Final = "It is of one event with “%(other)s”: by 12.3 the heavier counts, and it is not counted again."
HELD: Final = "The parties have not agreed on the heavier: to be agreed on, not deducted yet."
OF_AGENCY: Final = "It is borne by the agency and is netted with nothing by itself."
OTHERWISE: Final = "Read otherwise: ¥%(amount)s. Formula: %(formula)s."
CORRECTED: Final = (
    "The sheet of %(month)s was closed on %(closed)s; the correction stands in that of %(open)s: ¥%(old)s taken back,"
    " ¥%(new)s put in its place."
)
EMPTY: Final = "Nothing is to be paid for this month."
SETTLED: Final = (
    "Last instalment ¥%(instalment)s, penalties deducted ¥%(deductible)s, paid ¥%(paid)s (in capitals: %(capitals)s)."
)
OWED_SINCE: Final = "¥%(receivable)s more is owed than was deducted when it was paid, and is claimed apart."
OWED_NO_MORE: Final = "¥%(repayable)s of what was deducted is owed no more, and is paid back to the provider."
NETTED_IN_VAIN: Final = "¥%(repayable)s of what was netted is owed no more, and is paid back to the provider."
NETTED: Final = (
    "Further penalties of ¥%(netted)s are netted with what the agency owes for late payment, as both agreed, and not "
    "deducted."
)
RECEIVABLE: Final = "The penalties exceed the last instalment by ¥%(receivable)s, which is claimed apart."
RIGHT: Final = (
    "By %(place)s a right to terminate arose on %(known)s; it lapses at 24:00 of %(last)s. Whether it is exercised is"
    " decided by the agency, in writing."
)


class Month(NamedTuple):
    first: date


class RuleName(NamedTuple):
    """Where a row stands: annex 3, row 8, or an article."""

    article: str


class SystemNames(NamedTuple):
    """Codes; none: the whole contract."""

    codes: tuple[str, ...]


class EventNumbers(NamedTuple):
    numbers: tuple[str, ...]


class MinutesTaken(NamedTuple):
    """Printed with two decimals. beside: the exact time is said as well, since what is printed lies elsewhere."""

    seconds: Fraction
    beside: bool = False


class ListedMinutes(NamedTuple):
    seconds: tuple[Fraction, ...]


def lines(claim: PenaltyClaim, pricing: Pricing) -> tuple[ReckoningStep, ...]:
    """The sentences of one claim: what happened, where it lies, what follows, how it is reckoned."""
    parts = [*_facts(claim.derived, claim), *_weighed(claim, pricing), *_outcome(claim, pricing)]
    return ReckoningStep(SENTENCE, {"text": _joined(parts)}), *_remarks(claim)


def facts(claim: PenaltyClaim, pricing: Pricing) -> ReckoningStep:
    """What happened and where it lies, without what follows: for a table that has columns for the rest."""
    return _joined([*_facts(claim.derived, claim), *_weighed(claim, pricing), *_open_times(claim)])


def _open_times(claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    """Why a mean that lies in time is told of at all."""
    if isinstance(claim.derived, d.Mean) and claim.derived.waiting:
        yield ReckoningStep(OPEN_TIMES, {"n": len(claim.derived.waiting)})


def _joined(parts: Sequence[ReckoningStep]) -> ReckoningStep:
    said = parts[0]
    for other in parts[1:]:
        said = ReckoningStep(AND, {"one": said, "other": other})
    return said


def happened(claim: PenaltyClaim, pricing: Pricing) -> ReckoningStep:
    """What happened and in which band that lies, without row and sum: those are for people to judge."""
    return ReckoningStep(SENTENCE, {"text": _joined([*_facts(claim.derived, claim), *_placed(claim, pricing)])})


def absorbed(by: str) -> ReckoningStep:
    return ReckoningStep(ABSORBED, {"other": by})


def held() -> ReckoningStep:
    return ReckoningStep(HELD, {})


def empty() -> ReckoningStep:
    return ReckoningStep(EMPTY, {})


def otherwise(claim: PenaltyClaim) -> ReckoningStep:
    """What the same facts would come to by another reading."""
    return ReckoningStep(OTHERWISE, {"amount": claim.amount, "formula": claim.formula})


def corrected(month: date, closed: date, into: date, old: Decimal, new: Decimal) -> ReckoningStep:
    told = {"month": Month(month), "closed": closed, "open": Month(into), "old": old, "new": new}
    return ReckoningStep(CORRECTED, told)


def settlement(found: FinalDeduction) -> tuple[ReckoningStep, ...]:
    """Deducted is what the last instalment bears, or bore when it was paid; what lies beyond is claimed apart, what was
    deducted or netted in vain is paid back."""
    told = {"instalment": found.instalment, "paid": found.paid, "capitals": capitals(found.paid)}
    said = [ReckoningStep(SETTLED, told | {"deductible": found.borne})]
    if found.netted:
        said.append(ReckoningStep(NETTED, {"netted": found.netted}))
    if found.receivable:
        since = RECEIVABLE if found.deducted is None else OWED_SINCE
        said.append(ReckoningStep(since, {"receivable": found.receivable}))
    if vain := found.repayable - found.netted_in_vain:
        said.append(ReckoningStep(OWED_NO_MORE, {"repayable": vain}))
    if found.netted_in_vain:
        said.append(ReckoningStep(NETTED_IN_VAIN, {"repayable": found.netted_in_vain}))
    return tuple(said)


def right(found: TerminationRight) -> ReckoningStep:
    return ReckoningStep(RIGHT, {"place": RuleName(found.ground), "known": found.known, "last": found.last_day})


def _outcome(claim: PenaltyClaim, pricing: Pricing) -> Iterator[ReckoningStep]:
    if claim.amount is not None and claim.rule:
        article = pricing.terms.rule(claim.rule).article or claim.rule
        sums = {"amount": claim.amount, "capitals": capitals(claim.amount)}
        yield ReckoningStep(PROPOSED, {"place": RuleName(article), **sums})
    elif not (isinstance(claim.derived, d.Mean) and claim.derived.waiting):
        yield ReckoningStep(NO_SHARE, {})


def _remarks(claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    if claim.formula is not None:
        yield ReckoningStep(FORMULA, {"formula": claim.formula})
    if isinstance(claim.derived, d.Mean) and claim.derived.waiting:
        yield ReckoningStep(WAITING, {"n": len(claim.derived.waiting)})
    if claim.estimated:
        yield ReckoningStep(ESTIMATED, {})
    if claim.of_agency:
        yield ReckoningStep(OF_AGENCY, {})


def _weighed(claim: PenaltyClaim, pricing: Pricing) -> Iterator[ReckoningStep]:
    """Where it lies, and which word of impact was judged to hold or not."""
    yield from _placed(claim, pricing)
    rule = pricing.terms.rule(claim.rule) if claim.rule else None
    if rule is not None and (rule.impact or rule.no_impact):
        yield _impact(rule)


def _placed(claim: PenaltyClaim, pricing: Pricing) -> Iterator[ReckoningStep]:
    value = getattr(claim.derived, "placed", None)
    if isinstance(value, PlacedValue) and value.place is not Place.IN_TIME:
        yield _where(value, claim.trigger, pricing)


def _impact(rule: PenaltyRuleTerms) -> ReckoningStep:
    word = rule.impact or rule.no_impact
    assert word is not None  # noqa: S101  # the caller has looked
    return ReckoningStep(CAUSED if rule.impact else NOT_CAUSED, {"impact": ReckoningStep(IMPACTS[word], {})})


def _where(value: PlacedValue, trigger: Trigger, pricing: Pricing) -> ReckoningStep:
    if value.band is not None:
        return ends(value.band)
    found = sorted({exact(end) for band in pricing.terms.bands(trigger) for end in (band.low, band.high) if end})
    if value.place is Place.EDGE:
        return ReckoningStep(EXACTLY, {"n": _whole(value.seconds)})
    if value.place is Place.ABOVE:
        return ReckoningStep(BEYOND, {"n": _whole(found[-1])})
    if value.place is Place.BETWEEN:
        return ReckoningStep(IN_NONE, {})
    in_time = pricing.terms.in_time.get(trigger)
    if in_time is None:
        return ReckoningStep(LESS, {"low": _whole(found[0])})
    return ReckoningStep(SHORT_OF, {"in_time": _whole(exact(in_time)), "low": _whole(found[0])})


def ends(band: Band) -> ReckoningStep:
    """From where to where a band reaches."""
    low = _whole(exact(band.low))
    if band.high is None:
        return ReckoningStep(OVER if band.over is not None else AT_LEAST, {"n": low})
    forms = {(True, True): OVER_UNDER, (True, False): OVER_TO, (False, True): FROM_UNDER, (False, False): FROM_TO}
    form = forms[band.over is not None, band.under is not None]
    return ReckoningStep(form, {"low": low, "high": _whole(exact(band.high))})


def _whole(seconds: Fraction) -> Fraction:
    """Bands end on whole minutes."""
    return seconds / d.MINUTE


@singledispatch
def _facts(_derivation: object, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    """A person found it: no number decides."""
    yield ReckoningStep(FOUND, {"event": _events(claim)})


@_facts.register
def _mean(found: d.Mean, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    if not found.n:
        yield ReckoningStep(UNTOLD[claim.trigger], {"month": Month(claim.month), "system": SystemNames(claim.systems)})
        return
    mean = found.placed.seconds
    shown = d.printed_minutes(mean) * d.MINUTE
    beside = {Fraction(shown)} - {mean}
    told = {
        "month": Month(claim.month), "system": SystemNames(claim.systems), "n": found.n,
        "mean": MinutesTaken(mean, beside=any(one % d.MINUTE == 0 for one in beside)),
        "values": ListedMinutes(tuple(seconds for _event, seconds in found.values)), "total": MinutesTaken(found.total),
    }  # fmt: skip
    yield ReckoningStep(MEANS[claim.trigger], told)


@_facts.register
def _available(found: d.MonthAvailability, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    figure = found.figure
    share = figure.share if figure.share is not None else Fraction(0)
    told = {
        "month": Month(claim.month), "system": SystemNames(claim.systems),
        "down": MinutesTaken(exact(figure.down)), "measured": MinutesTaken(exact(figure.service - figure.excluded)),
        "share": d.printed(share * 100, 4),
    }  # fmt: skip
    yield ReckoningStep(AVAILABLE, told)


@_facts.register
def _kept(found: d.KeptShare, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    told = {"month": Month(claim.month), "system": SystemNames(claim.systems), "lost": found.lost, "held": found.held}
    yield ReckoningStep(LOST, told)


@_facts.register
def _length(found: d.Length, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    unattended = claim.trigger is Trigger.UNATTENDED
    told = {"event": _events(claim), "time": found.net} | ({} if unattended else {"system": SystemNames(claim.systems)})
    yield ReckoningStep(UNATTENDED if unattended else DOWN, told)


@_facts.register
def _in_a_row(found: d.InARow, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    events = tuple(event for event, _span in found.outages)
    yield ReckoningStep(
        IN_A_ROW, {"system": SystemNames(claim.systems), "n": len(events), "events": EventNumbers(events)}
    )


@_facts.register
def _in_all(found: d.InAll, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    told = {"month": Month(claim.month), "system": SystemNames(claim.systems), "time": found.net}
    yield ReckoningStep(IN_ALL, told | {"events": EventNumbers(found.outages)})


@_facts.register
def _several(found: d.Several, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    told = {"n": len(found.members), "events": EventNumbers(found.members)}
    named = {"system": SystemNames(claim.systems)} if claim.trigger is Trigger.COMPLAINTS else {}
    yield ReckoningStep(SEVERAL[claim.trigger], told | named)


@_facts.register
def _limits(found: d.MissedLimits, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    told = {"event": _events(claim), "last": found.last, "done": found.done}
    again = {"second": found.second_last} if found.second_last else {}
    yield ReckoningStep(GROWTH_AGAIN if again else GROWTH, told | again)


@_facts.register
def _late(found: d.DaysLate, claim: PenaltyClaim) -> Iterator[ReckoningStep]:
    if claim.of_agency:
        yield ReckoningStep(PAID_LATE, {"event": _events(claim), "days": found.days})
        return
    told = {"event": _events(claim), "last": found.last, "done": found.done, "days": found.days}
    yield ReckoningStep(LATE, told)


def _events(claim: PenaltyClaim) -> EventNumbers:
    return EventNumbers(tuple(sorted(claim.events)))
