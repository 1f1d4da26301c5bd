"""What the code asks of a contract, and what a clause or an interpretation may say. Pure: the kinds of tickets lie
above this package, and `tickets.lifecycle.known` makes the one `Known` of their declarations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tickets.policy.types import ClauseKind


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number from `least` to `most` that an interpretation gives and a rule reads ("go_live.trial_days").

    `otherwise` counts under a contract that was loaded before the code asked for the number. `since`: the edition of
    the contract's file that first gives it; a kind whose numbers are of the first is not offered without them.
    """

    key: str
    least: int
    most: int
    otherwise: int
    since: int = 1

    @property
    def fixed(self) -> bool:
        return False

    @property
    def lawful(self) -> str:
        return f"{self.least}–{self.most}"

    def admits(self, value: object) -> bool:
        return type(value) is int and self.least <= value <= self.most  # a bool is an int, too


@dataclass(frozen=True, slots=True)
class Switch:
    """An open question that the code can answer in several ways ("notice.effect"), each named by a word.

    The first counts under a contract that was loaded before the code asked. One value alone: the machine keeps that
    reading, and a file must say so (`fixed`).
    """

    key: str
    values: tuple[str, ...]

    @property
    def otherwise(self) -> str:
        return self.values[0]

    @property
    def fixed(self) -> bool:
        return len(self.values) == 1

    @property
    def lawful(self) -> str:
        return ", ".join(self.values)

    def admits(self, value: object) -> bool:
        return value in self.values


Reading = Parameter | Switch


@dataclass(frozen=True, slots=True)
class Governed:
    """A reading that clauses carry out: what `column` of the clause `duty` must hold, by the value of the switch.
    Where the clause says otherwise the file contradicts itself and is refused."""

    switch: Switch
    duty: str
    column: str
    held: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class KnownDuty:
    """One duty. The names of fields are of those that are asked for wherever its clock starts. `one_moves`: each state
    in which it starts waits for one party alone, against whom it can run (Party.MOVER)."""

    kind: ClauseKind
    days: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    instants: frozenset[str] = frozenset()
    one_moves: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What a contract must give so that tickets of one kind can run under it: codes of duties, keys of readings.

    indispensable: those readings without which the kind is not offered under a contract of an earlier release either.
    sheet: it also runs on a score sheet that both sides agreed on; a contract may declare the kind before it has one.
    later: those of the duties that a contract may lack which was loaded by an earlier release. Its file is refused
    without them when it is loaded again; until then the kind is offered, and their clocks do not run.
    """

    duties: frozenset[str]
    readings: frozenset[str]
    indispensable: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """kinds: by the name of the kind. duties: by code, of all kinds. readings: by key, all that a file may answer.
    always: keys that every contract answers, whatever kinds it declares. priced: those that a contract answers which
    prices breaches. natural_days: the switch that says whether
    a limit in natural days rolls."""

    kinds: Mapping[str, Needs]
    duties: Mapping[str, KnownDuty]
    readings: Mapping[str, Reading]
    always: frozenset[str] = frozenset()
    governed: tuple[Governed, ...] = ()
    natural_days: Switch | None = None
    priced: frozenset[str] = frozenset()

    def duties_of(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """Each duty on which these kinds run, and the kinds that run on it. Kinds that are not known have none."""
        return _users({kind: self.kinds[kind].duties for kind in kinds if kind in self.kinds})

    def readings_of(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """Each reading on which these kinds rest, and the kinds that do; no kind: every contract gives it."""
        asked = _users({kind: self.kinds[kind].readings for kind in kinds if kind in self.kinds})
        return {key: [] for key in sorted(self.always)} | asked


def _users(used: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    names = frozenset().union(*used.values())
    return {name: [kind for kind, held in used.items() if name in held] for name in sorted(names)}
