"""Whether a unit has enough people: some steps ask for another person than an earlier one (duties are kept apart)."""

from collections.abc import Iterable, Iterator, Mapping

from accounts.roles import PARTY, VENDOR
from tickets.lifecycle.conditions import AUTHOR, FACT_FINDER
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Step

#: Role -> who holds it in the contract's unit of its side.
Seats = Mapping[str, frozenset[int]]


def short_of_people(machine: type[Kind], seats: Seats) -> Iterator[tuple[str, Step]]:
    """(side, step) of each step that nobody could take, whoever of the same side took the earlier one. Where people of
    either side may take it, one of them is enough; where it is the opener's alone, or the other's, each must."""
    for step in machine.steps:
        earlier = [_roles_of(machine, guard.apart) for guard in step.when if guard.apart]
        sides = list(dict.fromkeys(PARTY[role] for role in step.by if role in PARTY and role != VENDOR))
        short = [side for side in sides if _short(step, side, earlier, seats)]
        if step.side is not None or short == sides:
            yield from ((side, step) for side in short)


def _short(step: Step, side: str, earlier: Iterable[tuple[str, ...]], seats: Seats) -> bool:
    takers = _people(step.by, side, seats)
    before = [_people(roles, side, seats) for roles in earlier if _within(roles, side)]
    return any(not _two(takers, those) for those in before)


def _roles_of(machine: type[Kind], apart: str) -> tuple[str, ...]:
    """Who writes the order, or grants what is asked for; of what it rests on, who files orders and answers for facts:
    the roles that may take its steps at all."""
    if apart == AUTHOR:
        return machine.opening.by
    if apart == FACT_FINDER:
        return tuple(dict.fromkeys(role for step in machine.steps for role in step.by if role in PARTY))
    return tuple(role for step in machine.steps if apart in {one.name for one in step.grants} for role in step.by)


def _within(roles: tuple[str, ...], side: str) -> bool:
    """Whether people of this side are among those who do it."""
    return side in {PARTY.get(role) for role in roles if role != VENDOR}


def _people(roles: tuple[str, ...], side: str, seats: Seats) -> frozenset[int]:
    return frozenset().union(*(seats.get(role, ()) for role in roles if PARTY.get(role) == side))


def _two(takers: frozenset[int], before: frozenset[int]) -> bool:
    """One for each, and not the same."""
    return bool(takers) and bool(before) and len(takers | before) > 1
