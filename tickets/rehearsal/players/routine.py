"""What people do of themselves, in time, where no row of the script says otherwise."""

from datetime import date
from typing import Final

from tickets import register
from tickets.lifecycle.kinds.payment import Payment
from tickets.lifecycle.kinds.report import MONTHLY, ServiceReport
from tickets.lifecycle.kinds.staffing import Staffing
from tickets.lifecycle.kinds.staffing.questions import DUTY_SORT, MONTH, PROMISED
from tickets.models import Ticket
from tickets.rehearsal.players import money
from tickets.rehearsal.players.months import hand_in, month_of
from tickets.rehearsal.script import at_day
from tickets.rehearsal.stage import Player, RehearsalStage

KINDS: Final = (ServiceReport.kind, Staffing.kind, Payment.kind)


def routine(stage: RehearsalStage, last: date) -> Player:
    """Each working day at three: reports are handed in, duty is planned and reported, invoices come."""
    day = stage.now.date()
    while day <= last:
        yield at_day(day, 15)
        own = set(stage.tickets.values())
        opened = Ticket.objects.filter(contract=stage.contract, kind__in=KINDS, closed_at=None, opened_by=None)
        for ticket in opened.select_related("recurrence").order_by("id"):
            if ticket.number not in own:
                _do(stage, ticket)
        day = register.calendar().nth_working_day(day, 1)


def _do(stage: RehearsalStage, ticket: Ticket) -> None:
    if ticket.kind == Payment.kind:
        _bill(stage, ticket)
    elif ticket.kind == Staffing.kind:
        _staff(stage, ticket)
    elif ticket.state == ServiceReport.due.code and not _told_by_a_row(stage, ticket):
        hand_in(stage, ticket)


def _told_by_a_row(stage: RehearsalStage, ticket: Ticket) -> bool:
    proposed = ticket.recurrence
    months = {one.data["month"] for kind in ("report", "reliability") for one in stage.rows(kind)}
    return proposed.rule == MONTHLY.name and proposed.period in months


def _bill(stage: RehearsalStage, ticket: Ticket) -> None:
    number = str(ticket.fields["instalment"])
    if ticket.state == Payment.awaiting.code and all(one.get("number") != number for one in stage.rows("invoice")):
        money.bill(stage, ticket)


def _staff(stage: RehearsalStage, ticket: Ticket) -> None:
    month = ticket.fields.get(DUTY_SORT.name) == MONTH
    if ticket.state == Staffing.planning.code:
        ticket = stage.take(ticket, "submit_duty_plan")
    if ticket.state == Staffing.checking_plan.code:
        stage.take(ticket, "agree_duty_plan")
    if ticket.state == Staffing.reporting.code and not (month and _counted_by_a_row(stage, ticket)):
        people = ticket.fields.get(PROMISED.name) or 1
        stage.take(ticket, "hand_in_sheet", present_least=people)


def _counted_by_a_row(stage: RehearsalStage, ticket: Ticket) -> bool:
    return ticket.recurrence.period in {f"{month_of(one):%Y-%m}" for one in stage.rows("headcount")}
