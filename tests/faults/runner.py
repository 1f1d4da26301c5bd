"""Runs the rows, prints each as it is done, and all of them as one table at the end."""

import os
import random
import shutil
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from tests.faults.lab import root
from tests.faults.rows import ROWS
from tests.faults.rows.stories import run_stories
from tests.faults.table import BOTH, HEAD, Outcome, Row, Turn, carried_out, faults


def main(arguments: list[str]) -> int:
    """The status with which the run ends."""
    parser = ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("rows", nargs="*", type=int, help="their numbers; all of them")
    parser.add_argument("--on", choices=[one.lower() for one in BOTH], help="one database alone")
    told = parser.parse_args(arguments)
    seed = int(os.environ.get("SEED") or random.randrange(10_000))
    full = os.environ.get("FULL") == "1"
    databases = [one for one in BOTH if told.on in {None, one.lower()}]
    rows = [ROWS[number] for number in told.rows] or [ROWS[number] for number in sorted(ROWS)]
    print(f"SEED={seed}{' FULL=1' if full else ''}; files in {root()}\n{HEAD}", flush=True)
    run_stories([one.number for one in rows], databases, full=full)
    outcomes = list(carried(rows, databases, seed, full=full))
    table(rows, databases, outcomes)
    found = faults(outcomes)
    print("\n".join(["", *found] if found else ["", "nothing lost, nothing doubled, nothing early"]), flush=True)
    if not found:
        shutil.rmtree(root(), ignore_errors=True)
    return 1 if found else 0


def carried(rows: Iterable[Row], databases: Iterable[str], seed: int, *, full: bool) -> Iterator[Outcome]:
    """Each is printed as soon as it is done."""
    for row in rows:
        for on in databases:
            if on not in row.missing:
                done = carried_out(Turn(row, on, seed, full))
                print(done.line(), *faults([done]), sep="\n    ", flush=True)
                yield done


def table(rows: Iterable[Row], databases: list[str], outcomes: list[Outcome]) -> None:
    print(f"\n{HEAD}")
    for row in rows:
        for on in databases:
            for one in outcomes:
                if one.turn.row is row and one.turn.on == on:
                    print(one.line())
            if on in row.missing:
                print(f"{row.number:>2}  {row.what:<44.44}  {on:<10}  {row.missing[on]}")
