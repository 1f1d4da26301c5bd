"""Notices to rectify: of the supervisor, of the agency before it may terminate, after failed months."""

from datetime import date, timedelta
from typing import Any, Final

from accounts import roles
from tickets import actions
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.rectification import BY_SUPERVISOR
from tickets.models import Ticket
from tickets.rehearsal import naming
from tickets.rehearsal.players import judging
from tickets.rehearsal.players.months import assessed
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage
from tickets.settlement.stored import rules_in

#: Ground of 12.4 -> as the notice names it.
GROUNDS: Final = {"12.4(1)": BY_SUPERVISOR, "12.4(2)": "key_staff_absent", "12.4(3)": "staff_short"}
FAILED: Final = "failed"


def supervisor_notice(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    said = {"rectify_ground": BY_SUPERVISOR, "due_on": _last(event).isoformat(), "demand": event.text or WHY}
    ticket = stage.open("rectification", roles.SUPERVISOR_AUDITOR, stage.system(event.system), event.text, **said)
    stage.tickets[event.id] = ticket.number
    ticket = stage.take(ticket, "issue_supervision")
    yield from _concluded(stage, event, ticket)


def _last(event: ScriptEvent) -> date:
    return event.day("last") or event.at.date() + timedelta(days=int(event.data["days"]))


def _concluded(stage: RehearsalStage, event: ScriptEvent, ticket: Ticket) -> Player:
    """Put right on the day that the row names, else in time, and reviewed; or not, once the limit is over."""
    reviewed = event.day("reviewed")
    if (event.get("result") or event.get("outcome")) == FAILED:
        found = reviewed or event.day("known") or _last(event) + timedelta(days=1)
        yield stage.not_before_now(at_day(found, 10))
        stage.take(ticket, "find_not_cured")
        return
    done = event.day("done") or min(_last(event), reviewed or date.max)
    yield stage.not_before_now(at_day(done, 15))
    ticket = stage.take(ticket, "report_cured")
    yield max(stage.now + timedelta(hours=1), at_day(reviewed or done, 16))
    stage.take(ticket, "confirm_cured")


def _issued(stage: RehearsalStage, event: ScriptEvent, **said: Any) -> Ticket:
    said |= {"due_on": _last(event).isoformat(), "demand": event.text or WHY}
    ticket = stage.open("rectification", roles.AGENCY_CLERK, stage.system(event.system), event.text, **said)
    stage.tickets[event.id] = ticket.number
    ticket = stage.take(ticket, "submit")
    return stage.take(ticket, "issue")


def assessment_rectification(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    months = [date.fromisoformat(f"{one}-01") for one in event.several("months")]
    related = [{"related_order": assessed(stage, month).number} for month in months]
    ticket = _issued(stage, event, rectify_ground="assessment", related=related)
    yield from _concluded(stage, event, ticket)


def rectify(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The agency's own limit before it may terminate (12.4): kept, no right arises; missed, a finding on it gives it.
    The notices of the supervisor that led to it give none by themselves."""
    yield event.at
    ticket = _issued(stage, event, rectify_ground=GROUNDS[event.data["ground"]])
    yield from _concluded(stage, event, ticket)
    actions.propose_findings(stage.now)
    for finding in judging.waiting(stage):
        if rules_in(finding.fields) != ("12.4",) and ticket.number in naming.orders(finding):
            stage.take(finding, "dismiss_finding")
    for finding in _grounds(stage):
        if event.get("result") == FAILED and ticket.number in naming.orders(finding):
            judging.entitle(stage, finding, "12.4")
        else:
            stage.take(finding, "dismiss_finding")


def _grounds(stage: RehearsalStage) -> list[Ticket]:
    """Findings that a notice was in vain, of which nobody has judged yet."""
    open_ = Ticket.objects.filter(contract=stage.contract, kind=Finding.kind, state=Finding.proposed.code)
    return [one for one in open_.order_by("id") if rules_in(one.fields) == ("12.4",)]


def problem(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What the notices had warned of: found by people, in one finding with the notices."""
    yield event.at
    notices = {stage.tickets[one] for one in event.several("notices")}
    for finding in judging.waiting(stage):
        named = naming.orders(finding)
        if named and named <= notices and "12.4" not in rules_in(finding.fields):
            stage.take(finding, "dismiss_finding")
    rows = [{"event_order": number} for number in sorted(notices)]
    told = [{"event_told": event.text or WHY}]
    rules = judging.rows_about(stage, "notice_ignored")
    ticket = judging.raised(stage, event.at.date(), rules, [*rows, *told], stage.system(event.system))
    stage.tickets[event.id] = ticket.number
