"""The rows and what came of them, as one table."""

import random
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.checker import Verdict
from tests.faults.lab import POSTGRES, SQLITE, Lab, lab

BOTH = (SQLITE, POSTGRES)
#: Seconds within which everything goes on once the cause is gone.
RECOVERY_SECONDS = 10.0


@dataclass
class Found:
    """What a row came to. recovery: the longest, in seconds after the cause was gone; None: nothing stood still.
    told: what a reader of the table should know beside it."""

    verdict: Verdict
    recovery: float | None = None
    told: str = ""


@dataclass
class Turn:
    """One run of a row: on which database, from which seed, in full or shortened."""

    row: "Row"
    on: str
    seed: int
    full: bool = False

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.row.number} {self.on} {self.seed}")

    def lab(self, data: Path | None = None) -> AbstractContextManager[Lab]:
        return lab(self.on, f"row-{self.row.number}", data)

    def times(self, short: int, full: int) -> int:
        return full if self.full else short


@dataclass
class Row:
    """missing: database -> why the row has nothing to do there, or what was tried instead."""

    number: int
    what: str
    run: Callable[[Turn], Found]
    limit: float = RECOVERY_SECONDS
    missing: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    turn: Turn
    found: Found
    seconds: float

    @property
    def good(self) -> bool:
        recovery = self.found.recovery
        return self.found.verdict.clean and (recovery is None or recovery <= self.turn.row.limit)

    def line(self) -> str:
        row, verdict, recovery = self.turn.row, self.found.verdict, self.found.recovery
        counts = "/".join(str(len(one)) for one in (verdict.lost, verdict.doubled, verdict.early))
        back = "–" if recovery is None else f"{recovery:.1f}"
        cells = (
            f"{row.number:>2}", f"{row.what:<44.44}", f"{self.turn.on:<10}", f"{counts:>9}",
            f"{back:>6} ≤ {row.limit:<3.0f}",
            f"{self.turn.seed:>6}", f"{self.seconds:>5.0f} s", "ok" if self.good else "FAILED", self.found.told,
        )  # fmt: skip
        return "  ".join(cells)


HEAD = "row  what" + " " * 42 + "database    L/D/E    recovery     seed   took"


def carried_out(turn: Turn) -> Outcome:
    """A row that breaks is a fault of its own, and holds up no other."""
    began = time.monotonic()
    try:
        found = turn.row.run(turn)
    except Exception as error:  # noqa: BLE001
        found = Found(Verdict(wrong=[f"{type(error).__name__}: {error}"[:2000]]))
    return Outcome(turn, found, time.monotonic() - began)


def faults(outcomes: Iterable[Outcome]) -> list[str]:
    """What is at fault, a line each."""
    said = []
    for one in outcomes:
        where = f"row {one.turn.row.number} on {one.turn.on}"
        said += [f"{where}: {fault}" for fault in one.found.verdict.faults()]
        recovery = one.found.recovery
        if recovery is not None and recovery > one.turn.row.limit:
            said.append(f"{where}: came back after {recovery:.1f} s")
    return said


ROWS: dict[int, Row] = {}


def row(number: int, what: str, *, limit: float = RECOVERY_SECONDS, **missing: str) -> Callable[[Any], Any]:
    """Puts a function into the table. sqlite, postgres: why it has nothing to do there."""
    names = {"sqlite": SQLITE, "postgres": POSTGRES}

    def put(run: Callable[[Turn], Found]) -> Callable[[Turn], Found]:
        ROWS[number] = Row(number, what, run, limit, {names[name]: why for name, why in missing.items()})
        return run

    return put
