"""What belongs to a month: its assessment, complaints, its head-count, its report, and who was not on duty."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts import roles
from tickets import register
from tickets.datelaw.periods import MONTH, Period
from tickets.lifecycle.kinds.assessment import Assessment
from tickets.lifecycle.kinds.report import HELD, LOST, LOST_DATA, LOST_SYSTEM, MONTHLY, ServiceReport
from tickets.models import Recurrence, Ticket
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage

HOUR: Final = timedelta(hours=1)


def month_of(event: ScriptEvent) -> date:
    return date.fromisoformat(f"{event.data['month']}-01")


def assessment(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The month ends by itself; it is scored, issued and accepted when the row says."""
    yield event.at
    ticket = assessed(stage, month_of(event))
    stage.tickets[event.id] = ticket.number
    if ticket.state == Assessment.collecting.code:
        ticket = stage.take(ticket, "end_month")
    lines = _points(ticket, int(event.data["score"]))
    ticket = stage.take(ticket, "submit_score", score_lines=lines)
    ticket = stage.take(ticket, "issue_result")
    if event.get("accepted") != "no":
        stage.take(ticket, "accept_result")


def assessed(stage: RehearsalStage, month: date) -> Ticket:
    """The order of the month; it is opened where the service has not."""
    orders = Ticket.objects.filter(contract=stage.contract, kind="assessment", fields__month=month.isoformat())
    found = orders.exclude(state=Assessment.void.code).first()
    ends = min(Period.around(MONTH, month).ends, stage.contract.term_ends)
    said: dict[str, Any] = {"month": month.isoformat(), "month_ends": ends.isoformat()}
    return found or stage.open("assessment", roles.AGENCY_CLERK, title=f"{month:%Y-%m}", **said)


def _points(ticket: Ticket, score: int) -> list[dict[str, Any]]:
    """The score, laid over the items of the sheet from the first on."""
    found, left = [], score
    for item in ticket.fields["score_sheet"]:
        points = min(left, int(item["points_most"]))
        found.append({"score_item": item["item_code"], "points": points, "points_reason": WHY})
        left -= points
    return found


def complaint(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield event.at
    ticket = assessed(stage, event.at.date().replace(day=1))
    said: dict[str, Any] = {
        "complaint_system": event.system, "complaint_at": stage.now.isoformat(), "complaint": event.text or WHY,
        "complaint_about": "availability" if event.get("about") else "other",
        "outage_order": stage.tickets[event.data["about"]] if event.get("about") else None,
    }  # fmt: skip
    stage.take(ticket, "record_complaint", **said)
    stage.tickets[event.id] = ticket.number


def headcount(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The sheet of the month is handed in and confirmed once the month is over."""
    month = month_of(event)
    ends = min(Period.around(MONTH, month).ends, stage.contract.term_ends)
    yield max(event.at, at_day(ends + timedelta(days=1), 9))
    ticket = Recurrence.objects.get(contract=stage.contract, rule="staffing.monthly", period=f"{month:%Y-%m}").ticket
    stage.tickets[event.id] = ticket.number
    present: dict[str, Any] = {"people_kept": event.data["present"], "present_least": event.data["present"]}
    ticket = stage.take(ticket, "hand_in_lapses", **present)
    stage.take(ticket, "confirm_sheet")


def unattended(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """A post that nobody held: the provider says so itself, on an order about the duty around it."""
    since, until = event.instant("from") or event.at, event.instant("to") or event.at
    begins, ends = since - HOUR, until + HOUR
    yield begins - timedelta(hours=24)
    said: dict[str, Any] = {
        "duty_from": begins.isoformat(),
        "duty_to": ends.isoformat(),
        "plan_by": stage.now.date().isoformat(),
    }
    system = stage.system(event.system)
    ticket = stage.open("staffing", roles.PROVIDER_LEAD, system, event.text, duty_sort="guard", **said)
    stage.tickets[event.id] = ticket.number
    for step in ("submit_duty_plan", "agree_duty_plan"):
        ticket = stage.take(ticket, step)
    yield until + timedelta(minutes=10)
    empty: dict[str, Any] = {"empty_from": since.isoformat(), "empty_to": until.isoformat()}
    ticket = stage.take(ticket, "report_absence", **empty)
    yield ends + HOUR
    _handed_in(stage, Ticket.objects.get(pk=ticket.pk))


def _handed_in(stage: RehearsalStage, ticket: Ticket) -> None:
    ticket = stage.take(ticket, "hand_in_lapses", present_least=0)
    stage.take(ticket, "confirm_sheet")


def report(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The monthly report is handed in on the day that the row says; others come when they are opened."""
    yield _on(event)
    if (ticket := reported(stage, month_of(event))) is None:
        raise LookupError(_("no report on %(month)s was asked for.") % {"month": event.data["month"]})
    stage.tickets[event.id] = ticket.number
    hand_in(stage, ticket)


def reliability(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The report on the month tells of it, handed in when the month is over, or as another row says."""
    month = month_of(event)
    if any(month_of(one) == month for one in stage.rows("report")):
        yield event.at
    else:
        yield max(event.at, at_day(register.calendar().nth_working_day(Period.around(MONTH, month).ends, 1), 15))
    if (ticket := reported(stage, month)) is None:
        raise LookupError(_("no report on %(month)s was asked for.") % {"month": event.data["month"]})
    stage.tickets[event.id] = ticket.number
    if ticket.state == ServiceReport.due.code and not any(month_of(one) == month for one in stage.rows("report")):
        hand_in(stage, ticket)


def hand_in(stage: RehearsalStage, ticket: Ticket) -> Ticket:
    """With what of the data was lost, where rows say so."""
    month = ticket.recurrence.period if ticket.recurrence.rule == MONTHLY.name else ""
    rows = [one for one in stage.rows("reliability") if one.data["month"] == month]
    lost = [
        {LOST_SYSTEM: "" if one.system == "total" else one.system, LOST: one.data["lost"], HELD: one.data["total"]}
        for one in rows
    ]
    said: dict[str, Any] = {LOST_DATA.name: lost} if lost else {}
    return stage.take(ticket, "hand_in", **said)


def _on(event: ScriptEvent) -> datetime:
    done = event.day("done")
    return at_day(done, 16) if done is not None else event.at


def reported(stage: RehearsalStage, month: date) -> Ticket | None:
    found = Recurrence.objects.filter(contract=stage.contract, rule=MONTHLY.name, period=f"{month:%Y-%m}")
    row = found.select_related("ticket").first()
    return row.ticket if row is not None else None
