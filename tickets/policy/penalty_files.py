"""The tables of penalties of a contract's file into frozen terms: `[penalties]` and what stands under it. Pure."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import cast

from tickets.policy.penalty_terms import BANDED, Band, PenaltyRuleTerms, PenaltyTerms, Trigger
from tickets.policy.tables import TomlTable
from tickets.policy.types import ClauseTerms, Positive

ENDS = ("over", "at_least", "under", "at_most")


def read(table: TomlTable, clauses: Iterable[ClauseTerms]) -> PenaltyTerms:
    """Rows stand in the order in which they stand before one another where two sums are equal. What is in time is said
    by the clauses of the duties that a row prices, and nowhere else."""
    months = table.value("service_months", Positive)
    rules = tuple(_rule(code, each) for code, each in table.tables("rules"))
    grounds = table.value("grounds", tuple[str, ...]) if table.has("grounds") else None
    table.close()
    return PenaltyTerms(service_months=months, rules=rules, in_time=dict(_in_time(rules, clauses)), grounds=grounds)


def _rule(code: str, table: TomlTable) -> PenaltyRuleTerms:
    """The ends of a band stand beside the other keys of its row."""
    kind = cast("type[timedelta | None]", timedelta | None)
    ends = {end: table.value(end, kind) for end in ENDS if table.has(end)}
    return table.read(PenaltyRuleTerms, code=code, band=Band(**ends) if ends else None)


def _in_time(rules: Iterable[PenaltyRuleTerms], clauses: Iterable[ClauseTerms]) -> Iterator[tuple[Trigger, timedelta]]:
    limits = {each.code: each.limit for each in clauses}
    for rule in rules:
        for duty in rule.duties if rule.trigger in BANDED else ():
            limit = limits.get(duty)
            if limit is not None and limit.unit.elapsed:
                yield rule.trigger, timedelta(**{f"{limit.unit}s": limit.n})
