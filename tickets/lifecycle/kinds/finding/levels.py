"""The level that the thresholds of annex 1 carry, and when events of level B give a right. Pure.

Each threshold is judged by itself; what is not known carries nothing. A person names the level, and never a higher one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tickets.penalties import readings as priced
from tickets.policy.known import Parameter, Switch

A, B, NONE, UNKNOWN = "A", "B", "none", "unknown"

#: Are all of the thresholds that a row joins by “、” asked for, or is one enough (M130)?
JOINED: Final = Switch("finding.joined_thresholds", ("all", "any"))
#: Of which level is the row of hostile intrusion that stands last before those of level B (M130b)?
INTRUSION: Final = Switch("finding.intrusion_row", ("A", "B"))
#: Of which level is a loss of the data of two or three systems (M130c)?
TWO_OR_THREE: Final = Switch("finding.two_or_three_systems", ("none", "B"))
#: How often an event of level B gives the right, and within which year (M131, M132).
LEVEL_B_EVENTS: Final = priced.LEVEL_B_EVENTS
YEAR: Final = priced.LEVEL_B_YEAR
READINGS: Final = (JOINED, INTRUSION, TWO_OR_THREE, YEAR)
#: Whether the service proposes findings by itself (M136), and how often a notice of the supervisor must have been in
#: vain to be a ground to terminate (M137).
PROPOSED: Final = Switch("finding.proposed", ("off", "on"))
REPEATED: Final = Parameter("finding.repeated_notices", 2, 5, otherwise=2, since=2)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What an event must meet: all of these, and of those that are `joined` all or one, as the contract is read."""

    all: tuple[str, ...]
    joined: tuple[str, ...] = ()


_TAMPERED: Final = ("provider_fault", "plan_not_followed", "lasted_30m")
_LOST: Final = ("not_force_majeure", "over_month", "unrecoverable")
_INTRUDED: Final = ("third_party", "not_disposed", "harmed")
#: Rule -> its row of level A and that of level B.
A1: Final[Mapping[str, tuple[LevelRow, LevelRow]]] = {
    "A1.1": (
        LevelRow(("not_force_majeure", "lasted_2h"), ("over_30", "users_500k", "loss_5m")),
        LevelRow(("not_force_majeure", "lasted_2h"), ("over_10", "users_100k", "loss_1m")),
    ),
    "A1.2": (
        LevelRow((*_TAMPERED, "protected", "noticed_national")),
        LevelRow((*_TAMPERED, "noticed_city")),
    ),
    "A1.3": (LevelRow((*_LOST, "important", "over_three")), LevelRow((*_LOST, "one_only"))),
    "A1.4": (LevelRow((*_INTRUDED, "important", "protected")), LevelRow(_INTRUDED)),
}
Met = Mapping[str, str]


def asked(rules: Iterable[str]) -> frozenset[str]:
    """The thresholds that must be judged for these rules."""
    rows = [row for rule in rules for row in A1.get(rule, ())]
    return frozenset(code for row in rows for code in (*row.all, *row.joined))


def carried(rule: str, met: Met, readings: Mapping[Switch, str]) -> str:
    """The highest level that the thresholds carry; UNKNOWN where what is not known decides on it."""
    if rule not in A1:
        return NONE
    (first, second), joined = A1[rule], readings[JOINED]
    of_a, of_b = _holds(first, met, joined), _holds(second, met, joined)
    if rule == "A1.3" and readings[TWO_OR_THREE] == B:
        of_b = _holds(LevelRow(_LOST), met, joined)
    if of_a is None or (of_a is False and of_b is None):
        return UNKNOWN
    if of_a:
        return readings[INTRUSION] if rule == "A1.4" else A
    return B if of_b else NONE


def _holds(row: LevelRow, met: Met, joined: str) -> bool | None:
    several = [_known(met.get(code)) for code in row.joined]
    alternative = [_any(several)] if several and joined == "any" else several
    return _all([*(_known(met.get(code)) for code in row.all), *alternative])


def _known(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def _all(answers: Iterable[bool | None]) -> bool | None:
    listed = list(answers)
    return False if False in listed else None if None in listed else True


def _any(answers: Iterable[bool | None]) -> bool | None:
    listed = list(answers)
    return True if True in listed else None if None in listed else False
