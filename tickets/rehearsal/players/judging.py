"""Findings: judged and served on the third working day of the next month, settled by a second person on the ninth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts import roles
from tickets import actions, register
from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import ONE_DAY
from tickets.errors import WrongState
from tickets.lifecycle.kinds.finding import Finding, levels
from tickets.lifecycle.kinds.finding.contract_rules import UNPRICED
from tickets.lifecycle.kinds.finding.questions import HAPPENED_ON, IMPACT, NO_BAND
from tickets.lifecycle.steps import State
from tickets.models import System, Ticket
from tickets.penalties import choice, proposing
from tickets.penalties.claims import month_of
from tickets.policy.penalty_terms import Impact, Trigger
from tickets.rehearsal import naming
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage
from tickets.settlement import facts_of, findings_on, pricing_of
from tickets.settlement.stored import rules_in
from tickets.settlement.weighing import ClaimStanding, weighed

#: Working days of the next month.
JUDGED, SETTLED = 3, 9
#: What is found by itself.
ALONE: Final = frozenset(code for code, one in UNPRICED.items() if one.alone)
NOT_CURED: Final = "finding.not_cured"


def in_state(stage: RehearsalStage, *states: State) -> list[Ticket]:
    codes = [one.code for one in states]
    rows = Ticket.objects.filter(contract=stage.contract, kind=Finding.kind, state__in=codes)
    return list(rows.select_related("recurrence", "system").order_by("id"))


def waiting(stage: RehearsalStage) -> list[Ticket]:
    return in_state(stage, Finding.proposed)


def timetable(stage: RehearsalStage, last: date) -> Player:
    """Month by month, from the first of the term to the one that `last` lies in."""
    month, calendar = month_of(stage.contract.starts), register.calendar()
    while month <= last:
        before = months_on(month, 1) - ONE_DAY
        yield at_day(calendar.nth_working_day(before, JUDGED), 16)
        actions.propose_findings(stage.now)
        for finding in _of(stage, month, Finding.proposed):
            stage.attempt(partial(judge, stage, finding))
        yield at_day(calendar.nth_working_day(before, SETTLED), 16)
        for finding in _of(stage, month, Finding.confirming):
            stage.attempt(partial(settle, stage, finding))
        month = months_on(month, 1)


def _of(stage: RehearsalStage, month: date, state: State) -> Iterator[Ticket]:
    """Those of the month and before that have no day of their own."""
    kept = set(naming.findings(stage, (one.data["target"] for one in stage.rows("set_settle"))))
    for one in in_state(stage, state):
        happened = date.fromisoformat(one.fields[HAPPENED_ON.name])
        if month_of(happened) <= month and one.number not in kept and not _apart(one):
            yield one


def _apart(finding: Ticket) -> bool:
    """Levels and rights are found by rows of their own; a notice in vain waits for a problem that comes of it."""
    proposed = getattr(finding, "recurrence", None)
    alone = not ALONE.isdisjoint(rules_in(finding.fields))
    return alone or (proposed is not None and proposed.rule == NOT_CURED)


def judge(stage: RehearsalStage, finding: Ticket, **more: Any) -> Ticket:
    finding = stage.take(finding, "assess", **(_impact(stage, finding) | more))
    return stage.take(finding, "serve")


def _impact(stage: RehearsalStage, finding: Ticket) -> dict[str, str]:
    """As the rows of its events say; what they do not say did not hold."""
    named = {number: one for one, number in stage.tickets.items()}
    rows = [stage.row(named[order]) for order in naming.orders(finding) if order in named]
    return {word.name: "yes" if any(_grave(row, word.name) for row in rows) else "no" for word in IMPACT}


def _grave(row: ScriptEvent, word: str) -> bool:
    """`impact=major` means all three words but those that the row denies (loss=no)."""
    said = row.get(word.removeprefix("grave_"))
    return said == "yes" or (row.get("impact") == "major" and said != "no")


def settle(stage: RehearsalStage, finding: Ticket) -> Ticket:
    """By a second person. Where several rules compete the lead names the one that counts and the provider agrees; what
    no band prices waits for the sides."""
    if len(rules_in(finding.fields)) == 1 and NO_BAND not in rules_in(finding.fields):
        return stage.take(finding, "confirm_finding", second=True)
    finding = stage.take(finding, "confirm_several", second=True)
    if (rule := counting(stage, finding)) is None:
        return finding
    finding = stage.take(finding, "propose_rule", chosen_rule=rule)
    if naming.disagreed(stage, finding):
        return stage.take(finding, "decline_rule")
    return stage.take(finding, "agree_to_claim")


def counting(stage: RehearsalStage, finding: Ticket) -> str | None:
    """The rule of the claim that would count; None where none of its rules has a sum."""
    found = weighed(stage.contract, stage.now)
    own = (
        (one for one in found.claims if one.finding is not None and one.finding.number == finding.number)
        if found
        else ()
    )
    taken = [one.claim.rule for one in own if one.standing is ClaimStanding.COUNTS]
    return next((rule for rule in taken if rule in rules_in(finding.fields)), None)


def raised(
    stage: RehearsalStage, happened: date, rules: Sequence[str], rows: Sequence[dict[str, Any]], system: System | None,
    known: date | None = None,
) -> Ticket:  # fmt: skip
    """A finding that the agency's clerk opens by hand."""
    said: dict[str, Any] = {
        "against": "provider", "event_on": happened.isoformat(), "known_on": (known or stage.now.date()).isoformat(),
        "event_rows": list(rows), "rules": [{"rule": one} for one in rules],
    }  # fmt: skip
    return stage.open("finding", roles.AGENCY_CLERK, system, **said)


def rows_about(stage: RehearsalStage, trigger: str) -> list[str]:
    """The codes of the rows of the contract that are about this."""
    by = pricing_of(stage.contract)
    return [one.code for one in by.terms.of(Trigger(trigger))] if by is not None else []


def entitle(stage: RehearsalStage, finding: Ticket, ground: str) -> Ticket:
    """Judged, served, agreed to and settled with the right that it gives, all at once."""
    finding = judge(stage, finding)
    finding = stage.take(finding, "accept_finding")
    return stage.take(finding, "confirm_level", second=True, right_ground=ground)


def level(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """An event of annex 1: each threshold judged by itself, settled the same day."""
    yield event.at
    rule = event.get("rule") or "A1.2"
    happened, known = event.day("occurred") or event.at.date(), event.day("known")
    told = [{"event_told": event.text or WHY}]
    finding = raised(stage, happened, [rule], told, stage.system(event.system), known)
    stage.tickets[event.id] = finding.number
    finding = judge(stage, finding, thresholds=_thresholds(rule, event.data["level"]))
    finding = stage.take(finding, "accept_finding")
    try:
        stage.take(finding, "confirm_finding", second=True, event_level=event.data["level"])
    except WrongState:  # it gives a right
        stage.take(finding, "confirm_level", second=True, right_ground=event.data["level"])


def _thresholds(rule: str, named: str) -> list[dict[str, str]]:
    """Met as the level asks, and no more."""
    first, second = levels.A1[rule]
    row = first if named == levels.A else second
    met = {*row.all, *row.joined}
    return [{"threshold": one, "threshold_met": "yes" if one in met else "no"} for one in sorted(levels.asked([rule]))]


def objection(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    finding = naming.finding(stage, event)
    finding = stage.take(finding, "object_finding", defence=event.text or WHY)
    decided = event.day("decided") or event.at.date()
    yield max(stage.now, at_day(decided - ONE_DAY, 10))
    finding = stage.take(finding, "give_opinion")
    yield max(stage.now, at_day(decided, 10))
    if event.get("result") == "upheld":
        stage.take(finding, "drop")
        return
    finding = stage.take(finding, "uphold_finding")
    yield stage.now + timedelta(hours=1)
    settle(stage, finding)


def set_settle(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """A day of its own: raised by hand, served so early that the objection is over the day before."""
    served = register.calendar().nth_working_day(event.at.date(), -6)
    yield at_day(served, 10)
    claim = naming.claim(stage, event.data["target"])
    rows = [{"event_order": one} for one in sorted(claim.events)]
    systems = stage.system(claim.systems[0]) if len(claim.systems) == 1 else None
    finding = judge(stage, raised(stage, served, [claim.rule], rows, systems))
    yield max(stage.now, event.at)
    settle(stage, Ticket.objects.get(pk=finding.pk))


def agreement(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Both leads agree on a sum that no band gives (W16)."""
    yield event.at
    _come_to_terms(stage, naming.finding(stage, event), settled_by="sum", agreed_sum=event.data["amount"])


def setaside(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Both leads agree that there is no penalty."""
    yield event.at
    _come_to_terms(stage, naming.finding(stage, event), settled_by="none")


def _come_to_terms(stage: RehearsalStage, finding: Ticket, **said: Any) -> Ticket:
    """What was served is agreed to first, and confirmed by a second person."""
    if finding.state == Finding.notified.code:
        finding = stage.take(finding, "accept_finding")
    if finding.state == Finding.confirming.code:
        finding = stage.take(finding, "confirm_several", second=True)
    finding = stage.take(finding, "propose_sum", **said)
    return stage.take(finding, "agree_to_claim")


def rejudge(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What was settled is decided on anew: its impact was another one, and with it the rule that counts."""
    yield event.at
    target = event.data["target"]
    number = stage.tickets.get(target)
    finding = _settled_on(stage, number) if number is not None else naming.finding(stage, event)
    grave = frozenset(word for word in Impact if _grave(event, word.value))
    rule = _heaviest(stage, finding, grave)
    finding = stage.take(finding, "take_up")
    said: dict[str, Any] = {word.value: "yes" if word in grave else "no" for word in Impact}
    finding = stage.take(finding, "decide_anew", decision="found", decided_rule=rule, **said)
    stage.take(finding, "confirm_decision", second=True)


def _settled_on(stage: RehearsalStage, number: str) -> Ticket:
    """The finding that names this order. Raises LookupError."""
    named = (one for one in findings_on(stage.contract).get(number, ()) if one.settled_at is not None)
    if (found := next(named, None)) is None:
        raise LookupError(_("no finding is about %(target)s.") % {"target": number})
    return Ticket.objects.get(number=found.number)


def _heaviest(stage: RehearsalStage, finding: Ticket, grave: frozenset[Impact]) -> str | None:
    """The rule that would count if the events of the finding were of this weight."""
    by, named = pricing_of(stage.contract), naming.orders(finding)
    if by is None:
        return None
    known = facts_of(stage.contract, stage.now)
    facts = replace(
        known,
        faults=tuple(replace(one, impact=grave) if one.event in named else one for one in known.faults),
        outages=tuple(replace(one, impact=grave) if one.event in named else one for one in known.outages),
    )
    claims = [one for one in proposing.claims(facts, by) if not one.events.isdisjoint(named)]
    return next((one.rule for one in choice.chosen(claims, by).taken), None)


def close(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    month = date.fromisoformat(f"{event.data['month']}-01")
    actions.close_sheet(stage.contract, month, actor=stage.person(roles.AGENCY_LEAD), now=stage.now)
