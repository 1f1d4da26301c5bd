"""What the code asks of a contract, and what a clause may refer to. Pure: the kinds of tickets lie above this package,
and `tickets.lifecycle.known` makes the one `Known` of their declarations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tickets.policy.types import ClauseKind


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number from `least` to `most` that an interpretation gives and a rule reads ("go_live.trial_days").
    `otherwise` counts under a contract that was loaded before the code asked for the number."""

    key: str
    least: int
    most: int
    otherwise: int


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
    """What a contract must give so that tickets of one kind can run under it: codes of duties, keys of parameters.

    later: those of the duties that a contract may lack which was loaded by an earlier release. Its file is refused
    without them when it is loaded again; until then the kind is offered, and their clocks do not run.
    """

    duties: frozenset[str]
    parameters: frozenset[str]
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """kinds: by the name of the kind. duties: by code, of all kinds. parameters: by key, of all kinds."""

    kinds: Mapping[str, Needs]
    duties: Mapping[str, KnownDuty]
    parameters: Mapping[str, Parameter]

    def duties_of(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """Each duty on which these kinds run, and the kinds that run on it. Kinds that are not known have none."""
        return _users({kind: self.kinds[kind].duties for kind in kinds if kind in self.kinds})

    def parameters_of(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """Each parameter that these kinds read, and the kinds that read it."""
        return _users({kind: self.kinds[kind].parameters for kind in kinds if kind in self.kinds})


def _users(used: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    names = frozenset().union(*used.values())
    return {name: [kind for kind, held in used.items() if name in held] for name in sorted(names)}
