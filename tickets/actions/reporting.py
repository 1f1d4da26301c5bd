"""Facts that acts report: when they happened, what bounds that, and whether anything turns on it.

Every fact is written down with its entry; said at another instant, it stands as said unless a contract clock turns on
it. Then it is a claim, and the entry stands until the claim is settled (docs/claims.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.act import Act
from tickets.actions.claims import born, bounds, earlier, weighing
from tickets.actions.claims.by_act import answer_by
from tickets.actions.claims.every import rest_what_begins
from tickets.actions.claims.later import ask_later
from tickets.actions.rules import Rules
from tickets.clocks import settling
from tickets.clocks.lives import Otherwise
from tickets.clocks.schedule import Settlement
from tickets.datelaw.types import local, midnight
from tickets.lifecycle.fields import Errors
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.parameters import FACT_TOLERANCE
from tickets.lifecycle.reports import HAPPENED_AT, LATE_REASON, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Mark
from tickets.models import Fact
from tickets.policy.types import Party, Warn

AGENCY, PROVIDER = Party.AGENCY.value, Party.PROVIDER.value


@dataclass(frozen=True, slots=True)
class Said:
    """What an act says of its fact: when, why so late, and before what it cannot have happened."""

    at: datetime
    late: bool
    reason: str
    not_before: datetime


@dataclass
class Reporting:
    """One report of one act. name: of the fact; report: what the step declares; marks: the clocks it touches."""

    act: Act
    name: str
    report: Report
    marks: tuple[Mark, ...]
    typed: Mapping[str, Any]
    #: The act asks why; what is said there is reason enough.
    reasoned: bool = False

    def errors(self) -> Errors:
        """What is amiss with the instant and its reason, at their fields."""
        said = self.said
        if found := bounds.amiss(self.field, said.at, said.not_before, self.act.now):
            return found
        if said.late and not said.reason:
            return {LATE_REASON.name: [_("Say why it is entered late.")]}
        return {}

    @property
    def field(self) -> str:
        return self.report.at[0].name if self.report.at else HAPPENED_AT.name

    @cached_property
    def said(self) -> Said:
        """Read before the act changes anything: what bounds the fact is the order as it was."""
        at = self._instant()
        not_before = self._reach()
        if at != self.act.now:
            not_before = bounds.lower(self.act.ticket, self.report, not_before)
            at = bounds.meant(at, not_before)
        reason = str(self.typed.get(LATE_REASON.name) or (self.act.comment if self.reasoned else "")).strip()
        return Said(at, self._is_late(at), reason, not_before)

    def _reach(self) -> datetime:
        """How far back it may lie: so many hours, to the beginning of the term, or to that of the state."""
        if self.report.reach is not None:
            return self.act.now - timedelta(hours=self.act.rules.number(self.report.reach))
        if self.report.gate is not None:
            return midnight(self.act.ticket.contract.starts)
        return self.act.ticket.state_since

    def _instant(self) -> datetime:
        """The earliest of what was said; now, where nothing was."""
        fields = self.report.at or (HAPPENED_AT,)
        return min((at for one in fields if (at := self.typed.get(one.name)) is not None), default=self.act.now)

    def _is_late(self, at: datetime) -> bool:
        return is_late(self.act.rules, self.marks, at, self.act.now)

    def enter(self) -> Fact:
        """Write the fact down, standing at its entry, and let the act's clocks run by it."""
        said, act = self.said, self.act
        fact = Fact(
            ticket=act.ticket,
            name=self.name,
            side=self.side,
            answered_by=self._answered_by(),
            entered_at=act.now,
            entered_by=act.actor,
            on_behalf_of_id=act.capacity.principal if act.capacity else None,
            stated_at=said.at,
            standing_at=act.now,
            not_before=said.not_before,
            late=said.late,
            late_reason=said.reason[:500] if said.late else "",
        )
        act.store(fact)
        if self.report.turns_down:
            act.clocks.seen = fact
        elif not (self.report.denies or self.report.gate):
            act.clocks.fact, act.clocks.telling = fact, self.report.telling
        act.facts.append(fact)
        return fact

    @property
    def side(self) -> str:
        assert self.act.capacity is not None  # noqa: S101  # nobody reports but people
        return self.act.capacity.side

    def _answered_by(self) -> str:
        if self.report.answered_by is not None:
            return self.report.answered_by.value
        return PROVIDER if self.side == AGENCY else AGENCY


def is_late(rules: Rules, marks: Iterable[Mark], at: datetime, now: datetime) -> bool:
    """Five minutes are forgiven where minutes and hours count; where days do, late is another calendar day."""
    if at >= now:
        return False
    warned = {rules.clauses[one.clause].warn for one in marks if one.clause in rules.clauses}
    if warned and Warn.MINUTES not in warned:
        return local(at).date() < local(now).date()
    return now - at > timedelta(minutes=rules.number(FACT_TOLERANCE))


def amiss_in_opening(kind: type[Kind], rules: Rules, scene: Scene) -> Errors:
    """What `Reporting.errors` would say of the instant that an opening reports, before there is an order."""
    report = kind.opening.reports
    told = [at for one in report.at if (at := scene.value(one)) is not None] if report is not None else []
    if report is None or not told:
        return {}
    at = min(told)
    if report.reach is not None:
        farthest = scene.now - timedelta(hours=rules.number(report.reach))
        if found := bounds.amiss(report.at[0].name, at, farthest, scene.now):
            return found
    unsaid = is_late(rules, kind.opening.clocks, at, scene.now) and not str(scene.value(LATE_REASON) or "").strip()
    return {LATE_REASON.name: [_("Say why it is entered late.")]} if unsaid else {}


def conclude(act: Act, report: Reporting | None) -> None:
    """The act's clocks have moved: what it reports is weighed; what it denies is claimed not to have happened."""
    rest_what_begins(act)
    weigh(act)
    act.clocks.conclude()
    answer_by(act)
    ask_later(act)
    if report is not None and report.report.denies:
        denied = earlier.fact(act, report.report.denies)
        if denied is not None:
            born.of_denial(act, act.facts[-1], denied, settling.hanging_on(act.clocks, denied))


def weigh(act: Act) -> None:
    """The facts of this act, all at their entry against all as said: where no contract clock turns on them they stand
    as said; where one does they are claims, or, spoken against oneself, admitted."""
    said = [fact for fact in act.facts if fact.stated_at != fact.standing_at]
    if not said:
        return
    touched = dict.fromkeys(row for fact in said for row in settling.hanging_on(act.clocks, fact))
    pairs = list(weighing.pairs(act, touched, Otherwise(facts={fact.pk: fact.stated_at for fact in said})))
    late = any(fact.late for fact in said)
    turning = any(weighing.turns(*pair, late=late) for pair in pairs)
    held_up = any(weighing.turns_at_gate(act, fact) for fact in said)
    if held_up or (turning and not weighing.admitted(said[0].side, pairs)):
        question = born.next_number(act) if len(said) > 1 else None
        for fact in said:
            born.of_fact(act, fact, settling.hanging_on(act.clocks, fact), question)
    else:
        _stand(act, said, admission=turning)


def _stand(act: Act, said: Sequence[Fact], *, admission: bool) -> None:
    """They stand as said: without a question where nothing turns, as an admission where something does."""
    for fact in said:
        fact.standing_at = fact.stated_at
        act.store(fact, "standing_at")
    moved = settling.move(act.clocks, said)
    claim = born.admitted(act, said[0], moved) if admission else None
    by = act.actor.pk if act.actor else None
    reason = said[0].late_reason or _("It stands as stated.")
    settlement = Settlement(by, said[0].on_behalf_of_id, reason, claim=claim, fact=said[0])
    settling.conclude(act.clocks, moved, settlement)
