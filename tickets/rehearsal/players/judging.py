"""Findings: judged and served early in the next month, settled by a second person the working day before its sheet
closes."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from accounts import roles
from tickets import actions, register
from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import ONE_DAY
from tickets.errors import WrongState
from tickets.lifecycle.endorsements import ASSESSED
from tickets.lifecycle.kinds.finding import OBJECT, Finding, levels
from tickets.lifecycle.kinds.finding.contract_rules import UNPRICED
from tickets.lifecycle.kinds.finding.questions import HAPPENED_ON, IMPACT
from tickets.lifecycle.steps import State
from tickets.models import System, Ticket
from tickets.penalties.claims import month_of
from tickets.penalties.readings import SHEET_CLOSE
from tickets.policy.penalty_terms import Trigger
from tickets.policy.types import Unit
from tickets.rehearsal import naming
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage
from tickets.settlement import pricing_of
from tickets.settlement.stored import rules_in
from tickets.settlement.weighing import ClaimStanding, weighed

#: Working days to object, where the contract does not count them so.
TO_OBJECT: Final = 5
#: What is found by itself.
ALONE: Final = frozenset(code for code, one in UNPRICED.items() if one.alone)
NOT_CURED: Final = "finding.not_cured"


def in_state(stage: RehearsalStage, *states: State) -> list[Ticket]:
    codes = [one.code for one in states]
    rows = Ticket.objects.filter(contract=stage.contract, kind=Finding.kind, state__in=codes)
    return list(rows.select_related("recurrence", "system").order_by("id"))


def waiting(stage: RehearsalStage) -> list[Ticket]:
    return in_state(stage, Finding.proposed)


class Timetable(NamedTuple):
    """On which working days of the next month findings are judged and served, and settled."""

    judged: int
    settled: int


def timetable_of(stage: RehearsalStage) -> Timetable:
    """Settled the working day before the sheet closes, and judged so early that the time to object is over by then:
    where it closes on the tenth, and five may be used to object, on the ninth and the third."""
    closes = register.readings(stage.contract).get(SHEET_CLOSE.key, SHEET_CLOSE.otherwise)
    settled = max(int(closes) - 1, 2)
    return Timetable(max(settled - to_object(stage) - 1, 1), settled)


def to_object(stage: RehearsalStage) -> int:
    """Working days."""
    clause = stage.contract.clauses.filter(code=OBJECT.code, current=True, limit_unit=Unit.WORKING_DAY).first()
    return clause.limit_n if clause is not None and clause.limit_n else TO_OBJECT


def timetable(stage: RehearsalStage, last: date) -> Player:
    """Month by month, from the first of the term to the one that `last` lies in."""
    month, calendar = month_of(stage.contract.starts), register.calendar()
    while month <= last:
        before = months_on(month, 1) - ONE_DAY
        yield at_day(calendar.nth_working_day(before, timetable_of(stage).judged), 16)
        actions.propose_findings(stage.now)
        for finding in _of(stage, month, Finding.proposed):
            stage.attempt(partial(judge, stage, finding))
        yield at_day(calendar.nth_working_day(before, timetable_of(stage).settled), 16)
        _catch_up(stage, month)
        for finding in _of(stage, month, Finding.confirming):
            stage.attempt(partial(settle, stage, finding))
        month = months_on(month, 1)


def _catch_up(stage: RehearsalStage, month: date) -> None:
    """What came to be known of the month after it was judged is judged, served and agreed to on the day on which the
    rest is settled, so that it stands in the same sheet."""
    actions.propose_findings(stage.now)
    for finding in _of(stage, month, Finding.proposed):
        stage.attempt(partial(judge, stage, finding))
    for finding in _of(stage, month, Finding.notified):
        stage.attempt(partial(stage.take, finding, "accept_finding"))


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
    return by_the_judge(stage, finding, "serve")


def by_the_judge(stage: RehearsalStage, finding: Ticket, step: str) -> Ticket:
    """By whoever judged it, so that a lead is left to settle it."""
    judged = finding.endorsements.filter(name=ASSESSED.name, voided_at__isnull=True).last()
    return stage.take(finding, step, first=judged.by_id if judged is not None else None)


def _impact(stage: RehearsalStage, finding: Ticket) -> dict[str, str]:
    """As the rows of its events say, and that by which it was raised; what they do not say did not hold."""
    named = {finding.number, *naming.orders(finding)}
    rows = [stage.row(one) for one, number in stage.tickets.items() if number in named]
    return {word.name: "yes" if any(grave(row, word.name) for row in rows) else "no" for word in IMPACT}


def grave(row: ScriptEvent, word: str) -> bool:
    """`impact=major` means all three words but those that the row denies (loss=no)."""
    said = row.get(word.removeprefix("grave_"))
    return said == "yes" or (row.get("impact") == "major" and said != "no")


def settle(stage: RehearsalStage, finding: Ticket) -> Ticket:
    """By a second person. Where several rules compete the lead names the one that counts and the provider agrees; what
    no band prices waits for the sides."""
    finding = confirm(stage, finding)
    if finding.final and naming.disagreed(stage, finding):
        told = _("of %(number)s one candidate alone was left: nothing was to be agreed on, nothing is held back.")
        raise LookupError(told % {"number": finding.number})
    rule = counting(stage, finding) if finding.state == Finding.agreeing.code else None
    if rule is None:
        return finding
    finding = stage.take(finding, "propose_rule", chosen_rule=rule)
    if naming.disagreed(stage, finding):
        return stage.take(finding, "decline_rule")
    return stage.take(finding, "agree_to_claim")


def confirm(stage: RehearsalStage, finding: Ticket) -> Ticket:
    """By a second person: for good where one candidate alone is left, else with what the sides have to agree on."""
    try:
        return stage.take(finding, "confirm_finding", second=True)
    except WrongState:
        return stage.take(finding, "confirm_several", second=True)


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
    told = [{"event_told": f"{stage.number(event.get('about'))} {event.text or WHY}".strip()}]
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


def disagree(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What the provider does not agree to is held back when it is settled; once it was agreed on that is too late."""
    yield event.at
    if naming.finding(stage, event).state in (Finding.closed.code, Finding.not_established.code):
        raise LookupError(_("%(target)s was settled before.") % {"target": event.data["target"]})


def close(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    month = date.fromisoformat(f"{event.data['month']}-01")
    actions.close_sheet(stage.contract, month, actor=stage.person(roles.AGENCY_LEAD), now=stage.now)
