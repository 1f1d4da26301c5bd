"""Periodic work on several contracts: one that fails holds up no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def each_apart(work: Callable[[T], int], items: Iterable[T]) -> int:
    """The sum of what the work answers. Raises the first fault that it met, once all others are done: the task says so
    and is tried again."""
    done, faults = 0, list[Exception]()
    for one in items:
        try:
            done += work(one)
        except Exception as fault:  # noqa: BLE001  # the others go on
            faults.append(fault)
    if faults:
        raise faults[0]
    return done
