"""What a step leads to, read from its declaration: the next state, who moves then, what happens to the clocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.datelaw import explain
from tickets.lifecycle.effects import RESUME, SUSPEND
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op, Step
from tickets.models import Clause, Deadline
from tickets.models.deadlines import PAUSED
from tickets.pages import wording

WORDS: Final = {
    Op.START: gettext_lazy("Starts the clock “%(clock)s” (%(limit)s)"),
    Op.STOP: gettext_lazy("Stops the clock “%(clock)s”"),
    Op.PAUSE: gettext_lazy("Pauses the clock “%(clock)s” until it is confirmed or returned"),
    Op.RESUME: gettext_lazy("The clock “%(clock)s” resumes"),
    Op.VOID_PAUSE: gettext_lazy("The clock “%(clock)s” runs on as if it had not been paused"),
    Op.REOPEN: gettext_lazy("The clock “%(clock)s” runs again"),
    Op.REOPEN_VOIDED: gettext_lazy("The clock “%(clock)s” runs on as if it had not been stopped"),
    Op.CANCEL: gettext_lazy("Cancels the clock “%(clock)s”"),
}


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
    if step.target is None:
        stays = _("The state stays.")
        return Consequence((stays, *clocks), " · ".join(clocks or [stays]))
    moves = _("Moves to “%(state)s”") % {"state": wording.state(step.target)}
    if machine.by_state[step.target].final:
        ends = _("The order ends here; every running clock stops.")
        return Consequence((moves, ends, *clocks), " · ".join((moves, *clocks)))
    waits = _("Next to act: %(roles)s") % {"roles": wording.waiting_for(machine.kind, step.target)}
    briefly = _("next: %(roles)s") % {"roles": wording.waiting_briefly(machine.kind, step.target)}
    return Consequence((moves, waits, *clocks), " · ".join((moves, *clocks, briefly)))


def _clocks(
    step: Step, scene: Scene, rows: Mapping[str, Deadline], clauses: Mapping[str, Clause], *, chinese: bool
) -> Iterator[str]:
    for mark in step.clocks:
        if mark.clause == ALL_CLOCKS:
            continue
        row, clause = rows.get(mark.clause), clauses.get(mark.clause)
        if clause is None or not (_happens(mark, row, scene) or _renews(mark, step)):
            continue
        limit = explain.limit(clause.limit) if clause.limit else _("as given")
        yield WORDS[mark.op] % {"clock": wording.clause_title(clause, chinese=chinese), "limit": limit}
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
