"""A whole rehearsal: the contract is loaded, its people are made, the script is played to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from tickets import register
from tickets.datelaw.types import ZONE, midnight
from tickets.lifecycle.kinds.finding.levels import PROPOSED
from tickets.policy.types import ContractTerms, SystemTerms
from tickets.rehearsal import rows, scratch
from tickets.rehearsal.players import judging, routine
from tickets.rehearsal.players.events import SOURCE
from tickets.rehearsal.script import ScriptEvent
from tickets.rehearsal.stage import RehearsalStage
from tickets.rehearsal.timekeeper import VirtualClock

#: What ends with the term is accepted, judged and paid within so long after it.
AFTERWARDS: Final = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class RehearsedSpan:
    """From when until when it is played, both days included."""

    first: date
    last: date

    def holds(self, event: ScriptEvent) -> bool:
        return self.first <= event.at.date() <= self.last


def span(terms: ContractTerms, script: Sequence[ScriptEvent], first: date | None, last: date | None) -> RehearsedSpan:
    """What is not named is the whole: from the first row or the beginning of the term, to the last row; where nobody
    wrote what follows the term, so long after its end that all of it is settled and its last sheet closed. Whoever
    names the first day of the term, or one before, means what led to it as well; whoever names its last, what
    followed."""
    begins = min([terms.starts, *(one.at.date() for one in script)])
    written = (one.at.date() for one in script if one.line and one.at.date() > terms.ends)
    ends = max(written, default=terms.ends + AFTERWARDS)
    if first is not None:
        begins = min(first, begins) if first <= terms.starts else first
    if last is not None:
        ends = ends if last == terms.ends else last
    return RehearsedSpan(begins, ends)


def play(terms: ContractTerms, script: Sequence[ScriptEvent], during: RehearsedSpan) -> RehearsalStage:
    """In a database of its own. Raises ScratchError in any other, ScriptError, and Invalid where the contract cannot be
    loaded."""
    scratch.check()
    rows.check(script, terms)
    inside = [one for one in script if during.holds(one)]
    stage = _begun(terms, inside, during)
    stage.remarks += [(one, _("it lies outside the stretch that was played.")) for one in script if one not in inside]
    script = inside
    for event in script:
        if (plays := rows.KINDS[event.kind].plays) is not None:
            stage.enter(plays(stage, event), event)
    stage.enter(judging.timetable(stage, during.last))
    stage.enter(routine.routine(stage, during.last))
    stage.run(datetime.combine(during.last, time(23, 59), ZONE))
    return stage


def _begun(terms: ContractTerms, script: Sequence[ScriptEvent], during: RehearsedSpan) -> RehearsalStage:
    """Its systems run from the first day of the term, as those of a contract that was taken over; the service proposes
    the findings that somebody would raise, whether or not the contract has it so."""
    running = (_running(one, terms.starts) for one in terms.systems)
    proposing = (replace(one, value="on") if one.key == PROPOSED.key else one for one in terms.interpretations)
    terms = replace(terms, systems=tuple(running), interpretations=tuple(proposing))
    named = next((one.at.date() for one in script if one.kind == "effective"), None)
    terms = replace(terms, effective_on=named or terms.effective_on or terms.starts)
    now = min([midnight(during.first), *(one.at for one in script)])
    contract = register.load(terms, now=now).contract
    stage = RehearsalStage(contract, VirtualClock(now), terms, script)
    stage.refresh()
    return stage


def _running(system: SystemTerms, starts: date) -> SystemTerms:
    """Taken over on the first day of the term, where its file does not say otherwise."""
    since = system.running_since or starts
    return replace(system, running_since=since, running_source=system.running_source or SOURCE)
