"""Deaths and restarts at moments that a seed chooses: the same seed, the same victims in the same order."""

import os
import random
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from tests.faults.lab import Lab, children


def rest(seconds: float) -> None:
    select.select([], [], [], seconds)


def at_random(lab: Lab, chance: random.Random, count: int, between: tuple[float, float]) -> list[float]:
    """Kill a role, with its children or one child alone, and start again what died. The moments of the restarts."""
    moments = []
    for _ in range(count):
        rest(chance.uniform(*between))
        role = chance.choice(sorted(lab.roles))
        found = children(lab.roles[role].pid)
        if found and chance.random() < 0.3:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)
        else:
            lab.kill(role)
        lab.keep_up()
        moments.append(time.monotonic())
    return moments


def again_and_again(act: Callable[[], None], count: int, between: float) -> list[float]:
    """The moments at which the cause was gone again."""
    moments = []
    for _ in range(count):
        rest(between)
        act()
        moments.append(time.monotonic())
    return moments
