"""What must hold of a contract's tables of penalties: no value lies in two bands, no breach is priced twice alike, and
rows, clauses and readings say the same. Pure."""

from datetime import timedelta
from itertools import pairwise

from tickets.policy.known import Known
from tickets.policy.penalty_terms import (
    BANDED,
    BY_THE_DAY,
    GROUNDS,
    Band,
    Base,
    PenaltyRuleTerms,
    PenaltyTerms,
    Per,
    Trigger,
)
from tickets.policy.tables import Problems
from tickets.policy.types import ContractTerms

NO_RULES = "At least one row is needed."
TWO_ENDS = "Say “%(one)s” or “%(other)s”, not both."
BAND_NEEDED = "This is priced by bands: say from where to where, such as over = “15 minutes”, under = “30 minutes”."
BAND_IDLE = "Bands price %(banded)s alone."
BAND_EMPTY = "The band ends before it begins."
BANDS_OVERLAP = "This band and that of %(other)s overlap: a value would be priced twice."
BEGINS_IN_TIME = "What is in time is no breach: the band begins at %(low)s minutes, and %(in_time)s are in time."
SAME_ROW = "%(other)s prices the same already."
TWO_WORDS = "A row asks for a word of impact or for its absence, not both."
NOT_BY_THE_DAY = "By the day stands only what is late: %(known)s."
DUE_NEEDED = "The sum that is due is the base of a late payment alone."
NO_DUTY = "There is no clause “%(code)s” in this file."
LIMITS_DIFFER = "%(duty)s has another limit than %(other)s: of one metric there is one number that is in time."
NO_GROUND = "“%(code)s” is no ground that stands beside the rows: %(known)s."
ABSENT_ANSWER = "No interpretation answers %(key)s, which every contract does that prices breaches."


def check(terms: ContractTerms, known: Known, problems: Problems) -> None:
    """Note what does not fit together; a contract that prices nothing has nothing to fit."""
    priced = terms.penalties
    if priced is None:
        return
    if not priced.rules and problems.clean("penalties"):
        problems.note("penalties.rules", NO_RULES)
    for rule in priced.rules:
        if problems.clean(_place(rule)):
            _rule(rule, terms, problems)
    for trigger in sorted(BANDED):
        _bands(priced, trigger, problems)
    _each_priced_once(priced, problems)
    for code in sorted(set(priced.grounds or ()) - set(GROUNDS)):
        problems.note("penalties.grounds", NO_GROUND, code=code, known=", ".join(GROUNDS))
    _one_limit(priced, terms, problems)
    answered = {each.key for each in terms.interpretations}
    for key in sorted(known.priced - answered) if terms.interpretations else ():
        problems.note("interpretations", ABSENT_ANSWER, key=key)


def _place(rule: PenaltyRuleTerms) -> str:
    return f"penalties.rules.{rule.code}"


def _rule(rule: PenaltyRuleTerms, terms: ContractTerms, problems: Problems) -> None:
    where = _place(rule)
    if rule.impact is not None and rule.no_impact is not None:
        problems.note(f"{where}.no_impact", TWO_WORDS)
    if rule.per is not Per.BREACH and rule.trigger not in BY_THE_DAY:
        problems.note(f"{where}.per", NOT_BY_THE_DAY, known=", ".join(sorted(BY_THE_DAY)))
    if rule.base is Base.DUE and rule.trigger is not Trigger.LATE_PAYMENT:
        problems.note(f"{where}.base", DUE_NEEDED)
    clauses = {each.code for each in terms.clauses}
    for code in sorted(set(rule.duties) - clauses) if clauses else ():
        problems.note(f"{where}.duties", NO_DUTY, code=code)
    _band(rule, where, problems)


def _band(rule: PenaltyRuleTerms, where: str, problems: Problems) -> None:
    band, banded = rule.band, rule.trigger in BANDED
    if band is None:
        if banded:
            problems.note(where, BAND_NEEDED)
        return
    if not banded:
        problems.note(where, BAND_IDLE, banded=", ".join(sorted(BANDED)))
    for one, other in (("over", "at_least"), ("under", "at_most")):
        if None not in (getattr(band, one), getattr(band, other)):
            problems.note(f"{where}.{other}", TWO_ENDS, one=one, other=other)
    if band.high is not None and band.high <= band.low:
        problems.note(where, BAND_EMPTY)


def _bands(priced: PenaltyTerms, trigger: Trigger, problems: Problems) -> None:
    """Two rows share a band whole, or not at all."""
    first: dict[Band, PenaltyRuleTerms] = {}
    for rule in priced.of(trigger):
        if rule.band is not None and problems.clean(_place(rule)):
            first.setdefault(rule.band, rule)
    ordered = sorted(first, key=lambda band: band.low)
    in_time = priced.in_time.get(trigger, timedelta())
    for band in ordered:
        if band.low < in_time:
            minutes = {"low": _minutes(band.low), "in_time": _minutes(in_time)}
            problems.note(_place(first[band]), BEGINS_IN_TIME, **minutes)
    for low, high in pairwise(ordered):
        if _overlap(low, high):
            problems.note(_place(first[high]), BANDS_OVERLAP, other=first[low].code)


def _overlap(low: Band, high: Band) -> bool:
    if low.high is None or high.low < low.high:
        return True
    return high.low == low.high and low.at_most is not None and high.at_least is not None


def _each_priced_once(priced: PenaltyTerms, problems: Problems) -> None:
    seen: dict[object, str] = {}
    for rule in priced.rules:
        said = (rule.trigger, rule.band, rule.impact, rule.no_impact, rule.duties)
        if said in seen and problems.clean(_place(rule)):
            problems.note(_place(rule), SAME_ROW, other=seen[said])
        seen.setdefault(said, rule.code)


def _one_limit(priced: PenaltyTerms, terms: ContractTerms, problems: Problems) -> None:
    """A metric has one number that is in time."""
    limits = {each.code: each.limit for each in terms.clauses}
    for trigger in sorted(BANDED):
        rows = [(rule, duty) for rule in priced.of(trigger) for duty in rule.duties]
        for rule, duty in rows[1:]:
            first = rows[0][1]
            if limits.get(duty) != limits.get(first):
                problems.note(f"{_place(rule)}.duties", LIMITS_DIFFER, duty=duty, other=first)


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
