"""A whole rehearsal: the contract is loaded, its people are made, the script is played to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from tickets import register
from tickets.datelaw.types import ZONE, midnight
from tickets.lifecycle.kinds.finding.levels import PROPOSED
from tickets.models import System
from tickets.policy.types import ContractTerms
from tickets.rehearsal import rows
from tickets.rehearsal.players import judging, routine
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
    """What is not named is the whole: from the first row or the beginning of the term, to the last row or so long after
    its end that all of it is settled."""
    days = [one.at.date() for one in script]
    return RehearsedSpan(
        first or min([terms.starts, *days]), last or max([terms.ends + (timedelta(0) if days else AFTERWARDS), *days])
    )


def play(terms: ContractTerms, script: Sequence[ScriptEvent], during: RehearsedSpan) -> RehearsalStage:
    """In the database that is there, which nobody else uses. Raises ScriptError, and Invalid where the contract cannot
    be loaded."""
    script = [one for one in script if during.holds(one)]
    rows.check(script)
    stage = _begun(terms, script, during)
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
    proposing = (replace(one, value="on") if one.key == PROPOSED.key else one for one in terms.interpretations)
    terms = replace(terms, interpretations=tuple(proposing))
    named = next((one.at.date() for one in script if one.kind == "effective"), None)
    terms = replace(terms, effective_on=named or terms.effective_on or terms.starts)
    now = min([midnight(during.first), *(one.at for one in script)])
    contract = register.load(terms, now=now).contract
    System.objects.filter(contract=contract, live_since=None).update(live_since=midnight(terms.starts))
    stage = RehearsalStage(contract, VirtualClock(now), terms, script)
    stage.refresh()
    return stage
