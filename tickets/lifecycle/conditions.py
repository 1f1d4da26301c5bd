"""Conditions and guards: pure functions over a `Scene`. A guard refuses and says why; a condition only decides."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext

from tickets.lifecycle.fields import Field
from tickets.lifecycle.scene import NotLoadedError, Scene


@dataclass(frozen=True, slots=True)
class Condition:
    """Decides whether a step touches a clock, or tells further roles."""

    name: str
    holds: Callable[[Scene], bool]


def condition(holds: Callable[[Scene], bool]) -> Condition:
    return Condition(holds.__name__, holds)


class Ask(StrEnum):
    """Where a guard looks, and so how a refusal is answered."""

    WHO = "who"  # at the actor: 403
    STANDING = "standing"  # at the ticket: 409
    SAID = "said"  # at when it is said to have happened, or at what other orders say: 409; the action stays listed
    TYPED = "typed"  # at what was typed: 400 at the field; the action stays listed


def nothing_named(_: Scene) -> Mapping[str, object]:
    return {}


def _never(_: Scene) -> Iterable[datetime]:
    return ()


def _nobody(_: Scene) -> Iterable[int]:
    return ()


AUTHOR: Final = "author"
#: Whoever filed an order of the contract, or decided a fact of it: on which another order rests.
FACT_FINDER: Final = "fact_finder"


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition with the sentence (a message id) that says why not.

    `recorded`: its refusal is audited too. `names` gives what the sentence names: a day, a number. `flips`: the
    instants at which time alone may change its answer; each is the first one of the new answer. `apart`: it keeps out
    whoever gave the endorsement of this name, wrote the order (`AUTHOR`), or has a part in what it rests on
    (`FACT_FINDER`): `keeps_out` names the people of other orders whom it keeps out. `prompts`: it holds once somebody
    waits for this answer, so that a step beside the way is a duty then. `sums`: it asks what all orders and sheets of
    the contract come to.
    """

    name: str
    holds: Callable[[Scene], bool]
    why: str
    asks: Ask = Ask.STANDING
    field: str = ""
    recorded: bool = False
    names: Callable[[Scene], Mapping[str, object]] = nothing_named
    flips: Callable[[Scene], Iterable[datetime]] = _never
    apart: str = ""
    prompts: bool = False
    sums: bool = False
    keeps_out: Callable[[Scene], Iterable[int]] = _nobody

    def __call__(self, ticket: Any) -> bool:
        """As a condition of django-fsm. What a list has not fetched holds nothing up; the act judges it."""
        try:
            return self.holds(ticket.scene)
        except NotLoadedError:
            return True

    @property
    def has_flips(self) -> bool:
        """Whether time alone may change its answer."""
        return self.flips is not _never

    def reason(self, scene: Scene) -> str:
        """Why not, in the language of whoever is refused."""
        return gettext(self.why) % self.names(scene)


def guard(
    why: str,
    asks: Ask = Ask.STANDING,
    *,
    at: Field[Any] | None = None,
    recorded: bool = False,
    names: Callable[[Scene], Mapping[str, object]] = nothing_named,
    flips: Callable[[Scene], Iterable[datetime]] = _never,
    prompts: bool = False,
    sums: bool = False,
) -> Callable[[Callable[[Scene], bool]], Guard]:
    """Make a guard of a pure function, named like it. `at`: the field at which its refusal is shown."""

    def named(holds: Callable[[Scene], bool]) -> Guard:
        place = at.name if at else ""
        return Guard(holds.__name__, holds, why, asks, place, recorded, names, flips, prompts=prompts, sums=sums)

    return named
