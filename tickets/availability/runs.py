"""What outages come to together: long ones, and runs of several in a row. Each counted without what is excluded."""

from collections.abc import Iterable
from datetime import timedelta

from tickets.availability.spans import Span, excluding, joined, length


def no_shorter(down: Iterable[Span], excluded: Iterable[Span], least: timedelta) -> list[Span]:
    """The outages that lasted at least so long."""
    excused = joined(excluded)
    return [one for one in joined(down) if length(excluding([one], excused)) >= least]


def in_a_row(down: Iterable[Span], excluded: Iterable[Span], gap: timedelta, count: int) -> list[tuple[Span, ...]]:
    """Runs of at least `count` outages of one system, each of which began no more than `gap` after the end of the one
    before. A run is found at its `count`th member; those that follow join it. What is excluded whole breaks none."""
    excused = joined(excluded)
    runs: list[list[Span]] = []
    for one in joined(down):
        if not length(excluding([one], excused)):
            continue
        if runs and one.start - runs[-1][-1].end <= gap:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [tuple(run) for run in runs if len(run) >= count]
