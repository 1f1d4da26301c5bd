"""What a step leads to, read from its declaration: the next state, who moves then, what happens to the clocks."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.datelaw import explain
from tickets.lifecycle.effects import INTERRUPT, RESUME, SUSPEND
from tickets.lifecycle.kinds.force_majeure import resting
from tickets.lifecycle.scene import ClockFact, Scene
from tickets.lifecycle.steps import Mark, Op, Step
from tickets.models import Clause, Ticket
from tickets.pages.parts import turn, wording

WORDS: Final = {
    Op.START: gettext_lazy("Starts the clock “%(clock)s” (%(limit)s)"),
    Op.STOP: gettext_lazy("Stops the clock “%(clock)s”"),
    Op.PAUSE: gettext_lazy("Pauses the clock “%(clock)s” (%(ground)s)"),
    Op.RESUME: gettext_lazy("The clock “%(clock)s” resumes"),
    Op.VOID_PAUSE: gettext_lazy("The clock “%(clock)s” runs on as if it had not been paused"),
    Op.REOPEN: gettext_lazy("The clock “%(clock)s” runs again"),
    Op.CANCEL: gettext_lazy("Cancels the clock “%(clock)s”"),
}
ANEW: Final = gettext_lazy("The clock “%(clock)s” starts anew by the limit that is given now")
RESTS_AT_ONCE: Final = gettext_lazy("Starts the clock “%(clock)s” (%(limit)s) and pauses it at once (%(ground)s)")


def consequence(step: Step, ticket: Ticket, clauses: Mapping[str, Clause]) -> tuple[list[str], str]:
    """What happens, in that order, and the same in one line, before the step is opened."""
    clocks = list(_clocks(step, ticket.scene, clauses))
    if step.target_state is None or step.target is None:
        stays = _("Only recorded: the state stays.")
        return [stays, *clocks], " · ".join(clocks or [stays])
    moves = _("Moves to “%(state)s”") % {"state": step.target_state.label}
    if step.target_state.final:
        ends = _("The order ends here; every running clock stops.")
        return [moves, ends, *clocks], " · ".join([moves, *clocks])
    named, brief = turn.next_after(ticket, step, step.target)
    waits = _("Next to act: %(roles)s") % {"roles": named}
    briefly = _("next: %(roles)s") % {"roles": brief}
    return [moves, waits, *clocks], " · ".join([moves, *clocks, briefly])


def _clocks(step: Step, scene: Scene, clauses: Mapping[str, Clause]) -> Iterator[str]:
    for mark in step.clocks:
        clause = clauses.get(mark.clause)
        if clause is None or not (_happens(mark, scene.clocks.get(mark.clause), scene) or _renews(mark, step)):
            continue
        anew = mark.op in (Op.CANCEL, Op.START) and _anew(mark.clause, step, scene)
        if anew and mark.op is Op.START:
            continue  # said with its cancelling
        pause = _rests_at_once(mark, step, scene)
        words = ANEW if anew else RESTS_AT_ONCE if pause else WORDS[mark.op]
        yield words % {
            "clock": wording.clause_title(clause),
            "limit": explain.limit(clause.limit) if clause.limit else _("as given"),
            "ground": wording.pause_reason((pause or mark).ground),
        }
    if SUSPEND in step.does:
        yield _("Pauses the other side's clocks that list the ground you give, until they are resumed")
    if RESUME in step.does:
        yield _("The other side's suspended clocks resume")
    if INTERRUPT in step.does:
        yield _("Rests, since the occurrence, what is confirmed below; what is not confirmed rests nothing")
        rests = resting(scene)
        named = [*map(wording.kind, sorted(rests.kinds)), *sorted(rests.systems)]
        yield _("Claimed: %(what)s") % {"what": wording.listed(named) if named else _("all duties and systems")}


def _happens(mark: Mark, clock: ClockFact | None, scene: Scene) -> bool:
    """Whether the mark would do anything to the clock as it stands."""
    if not mark.counts(scene):
        return False
    if mark.op is Op.START:
        return clock is None or not clock.open or clock.resting
    if mark.op is Op.REOPEN:
        return clock is not None and not clock.open
    if clock is None or not clock.open:
        return False
    return mark.op not in (Op.RESUME, Op.VOID_PAUSE) or clock.resting


def _anew(clause: str, step: Step, scene: Scene) -> bool:
    """The step cancels this clock, which runs, and starts it by another limit."""
    done = {mark.op for mark in step.clocks if mark.clause == clause and mark.counts(scene)}
    clock = scene.clocks.get(clause)
    return {Op.CANCEL, Op.START} <= done and clock is not None and clock.open


def _rests_at_once(mark: Mark, step: Step, scene: Scene) -> Mark | None:
    """The mark by which the step pauses the clock that it starts with this one."""
    if mark.op is not Op.START:
        return None
    pauses = (one for one in step.clocks if one.op is Op.PAUSE and one.clause == mark.clause)
    return next((one for one in pauses if one.counts(scene)), None)


def _renews(mark: Mark, step: Step) -> bool:
    """The step stops this clock and starts its next round."""
    return mark.op is Op.START and any(one.op is Op.STOP and one.clause == mark.clause for one in step.clocks)
