"""What a step leads to, read from its declaration: the next state, who moves then, what happens to the clocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.datelaw import explain
from tickets.lifecycle.effects import RESUME, SUSPEND
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op, Step
from tickets.models import Clause, Deadline
from tickets.models.deadlines import PAUSED
from tickets.pages import wording


@dataclass(frozen=True, slots=True)
class Consequence:
    """`lines` in the order in which they happen; `brief` says the same in one, before the step is opened."""

    lines: tuple[str, ...]
    brief: str


def consequence(
    step: Step,
    machine: type[Kind],
    scene: Scene,
    rows: Mapping[str, Deadline],
    clauses: Mapping[str, Clause],
    *,
    chinese: bool,
) -> Consequence:
    """`rows`: the clocks as they stand, by the code of their clause."""
    clocks = tuple(_clocks(step, scene, rows, clauses, chinese=chinese))
    return Consequence((*_where_to(step, machine), *clocks), " · ".join(_briefly(step, machine, clocks)))


def _briefly(step: Step, machine: type[Kind], clocks: Sequence[str]) -> Iterator[str]:
    if step.target is None:
        yield from clocks or [_("The state stays.")]
        return
    yield _("Moves to “%(state)s”") % {"state": wording.state(step.target)}
    yield from clocks
    if not machine.by_state[step.target].final:
        yield _("next: %(roles)s") % {"roles": wording.waiting_briefly(machine.kind, step.target)}


def _where_to(step: Step, machine: type[Kind]) -> Iterator[str]:
    if step.target is None:
        yield _("The state stays.")
        return
    state = machine.by_state[step.target]
    yield _("Moves to “%(state)s”") % {"state": wording.state(step.target)}
    if state.final:
        yield _("The order ends here; every running clock stops.")
    else:
        waits = wording.waiting_for(machine.kind, step.target)
        yield _("Next to act: %(roles)s") % {"roles": waits}


def _clocks(
    step: Step, scene: Scene, rows: Mapping[str, Deadline], clauses: Mapping[str, Clause], *, chinese: bool
) -> Iterator[str]:
    for mark in step.clocks:
        if mark.clause == ALL_CLOCKS:
            continue
        row, clause = rows.get(mark.clause), clauses.get(mark.clause)
        if clause is None or not (_happens(mark, row, scene) or _renews(mark, step)):
            continue
        title = wording.clause_title(clause, chinese=chinese)
        yield _words(mark.op) % {"clock": title, "limit": _limit(clause)}
    if SUSPEND in step.does:
        yield _("Pauses the other side's clocks that list the ground you give, until they are resumed")
    if RESUME in step.does:
        yield _("The other side's suspended clocks resume")


def _happens(mark: Mark, row: Deadline | None, scene: Scene) -> bool:
    """Whether the mark would do anything to the clock as it stands."""
    if not mark.counts(scene):
        return False
    if mark.op is Op.START:
        return row is None or not row.open or row.state == PAUSED
    if mark.op in (Op.REOPEN, Op.REOPEN_VOIDED):
        return row is not None and not row.open
    if row is None or not row.open:
        return False
    return mark.op not in (Op.RESUME, Op.VOID_PAUSE) or row.state == PAUSED


def _renews(mark: Mark, step: Step) -> bool:
    """The step stops this clock and starts its next round."""
    return mark.op is Op.START and any(one.op is Op.STOP and one.clause == mark.clause for one in step.clocks)


def _words(op: Op) -> str:
    return {
        Op.START: _("Starts the clock “%(clock)s” (%(limit)s)"),
        Op.STOP: _("Stops the clock “%(clock)s”"),
        Op.PAUSE: _("Pauses the clock “%(clock)s” until it is confirmed or returned"),
        Op.RESUME: _("The clock “%(clock)s” resumes"),
        Op.VOID_PAUSE: _("The clock “%(clock)s” runs on as if it had not been paused"),
        Op.REOPEN: _("The clock “%(clock)s” runs again"),
        Op.REOPEN_VOIDED: _("The clock “%(clock)s” runs on as if it had not been stopped"),
        Op.CANCEL: _("Cancels the clock “%(clock)s”"),
    }[op]


def _limit(clause: Clause) -> str:
    if clause.limit is None:
        return _("as given")
    return explain.limit(clause.limit)
