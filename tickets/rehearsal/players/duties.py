"""Duties by the day: people replaced, systems grown, service accepted and switched over, secrets handed back."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts import roles
from tickets.models import Ticket
from tickets.rehearsal.players import judging
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import Player, RehearsalStage

HOUR: Final = timedelta(hours=1)
#: The window of a change reaches so far beyond its delivery.
WINDOW: Final = timedelta(days=10)


def staff(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield stage.at(event, "demanded")
    ticket = stage.open("staff_replacement", roles.AGENCY_CLERK, title=event.text)
    stage.tickets[event.id] = ticket.number
    ticket = _taken(stage, ticket, "submit", "issue_demand")
    ticket = stage.take(ticket, "acknowledge")
    if (done := event.day("done")) is None:
        return
    yield stage.not_before_now(at_day(done, 9))
    ticket = _taken(stage, ticket, "nominate", "accept_nominee")
    ticket = stage.take(ticket, "report_handover")
    yield stage.now + HOUR
    stage.take(ticket, "confirm_handover")


def _taken(stage: RehearsalStage, ticket: Ticket, *steps: str) -> Ticket:
    """Steps one after another."""
    for step in steps:
        ticket = stage.take(ticket, step)
    return ticket


def expansion(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Filed and registered on the day on which it is asked for, so that its days run at once."""
    yield stage.at(event, "requested")
    delivered = event.day("delivered")
    ticket = _asked_for(stage, event, delivered)
    if (second := event.day("second_at")) is not None:
        yield at_day(second, 10)
        days: dict[str, Any] = {"days": event.get("second_days") or "3"}
        ticket = stage.take(Ticket.objects.get(pk=ticket.pk), "order_expansion", **days)
    if delivered is None:
        return
    yield stage.not_before_now(at_day(delivered, 10))
    ticket = _taken(stage, ticket, "start_work", "deliver")
    yield stage.now + HOUR
    stage.take(ticket, "confirm")


def _asked_for(stage: RehearsalStage, event: ScriptEvent, delivered: date | None) -> Ticket:
    line = stage.contract.lines.exclude(quantity=None).order_by("id").first()
    last = at_day(delivered, 12) if delivered is not None else stage.now
    said: dict[str, Any] = {
        "lines": [{"line": line.code if line else "", "quantity": 1}],
        "window_start": stage.now.isoformat(), "window_end": (last + WINDOW).isoformat(),
    }  # fmt: skip
    ticket = stage.open("change", roles.AGENCY_CLERK, stage.system(event.system), event.text, **said)
    stage.tickets[event.id] = ticket.number
    ticket = _taken(stage, ticket, "submit_for_costing", "clear_cost", "approve", "record_filing")
    return stage.take(ticket, "accept", assignee=stage.person(roles.PROVIDER_ENGINEER).username)


def acceptance(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield max(event.at, at_day(event.day("applied") or event.at.date(), 10))
    ticket = _standing(stage, "acceptance") or stage.open("acceptance", roles.PROVIDER_LEAD)
    stage.tickets[event.id] = ticket.number
    ticket = _taken(stage, ticket, "apply_acceptance", "accept_material")
    held, failed, passed = event.day("held"), event.day("failed"), event.day("passed")
    yield stage.not_before_now(at_day(held or failed or passed or stage.now.date(), 10))
    ticket = stage.take(ticket, "submit_findings")
    if failed is None:
        yield stage.not_before_now(at_day(passed or stage.now.date(), 15))
        stage.take(ticket, "pass_acceptance")
        return
    yield stage.not_before_now(at_day(failed, 15))
    ticket = stage.take(ticket, "fail_acceptance")
    if (done := event.day("done")) is None:
        return
    yield stage.not_before_now(at_day(done, 10))
    ticket = stage.take(ticket, "hand_in_again")
    if passed is not None:
        yield stage.not_before_now(at_day(passed, 10))
        stage.take(ticket, "pass_recheck")


def _standing(stage: RehearsalStage, kind: str) -> Ticket | None:
    """The order that the service opened by itself."""
    orders = Ticket.objects.filter(contract=stage.contract, kind=kind, closed_at=None)
    return orders.order_by("-id").first()


def switchover(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The notice that the contract runs out is issued on its last day, and the month counts from then."""
    ends = stage.contract.term_ends
    yield min(event.at, at_day(ends, 10))
    said: dict[str, Any] = {"ending": "expiry", "basis": "not_renewed", "end_date": ends.isoformat()}
    ticket = stage.open("switchover", roles.AGENCY_CLERK, title=event.text, **said)
    stage.tickets[event.id] = ticket.number
    ticket = _taken(stage, ticket, "submit", "issue_notice")
    ticket = stage.take(ticket, "acknowledge")
    yield stage.now + HOUR
    ticket = _taken(stage, ticket, "submit_inventory", "agree_inventory")
    if (done := event.day("done")) is None:
        return
    yield _on(done, event.at, stage.now)
    ticket = stage.take(ticket, "report_moved")
    yield stage.now + HOUR
    stage.take(ticket, "accept_move")


def _on(day: date, at: datetime, now: datetime) -> datetime:
    """That day, at the hour of the row where it is of the same day."""
    return max(now, at if at.date() == day else at_day(day, 10))


def secrecy(stage: RehearsalStage, event: ScriptEvent) -> Player:
    yield stage.at(event, "demanded")
    ticket = _standing(stage, "secrecy_return")
    ticket = stage.fill(ticket, "items") if ticket else stage.open("secrecy_return", roles.AGENCY_CLERK)
    stage.tickets[event.id] = ticket.number
    ticket = _taken(stage, ticket, "submit", "issue_return")
    ticket = stage.take(ticket, "acknowledge")
    if (done := event.day("done")) is None:
        return
    yield stage.not_before_now(at_day(done, 10))
    ticket = stage.take(ticket, "report_returned")
    yield stage.now + HOUR
    ticket = stage.take(ticket, "confirm_returned")
    if event.get("copies") == "yes":
        _kept_copies(stage, ticket)


def _kept_copies(stage: RehearsalStage, ticket: Ticket) -> None:
    """A person finds that copies were kept (15.11): settled the same day, as what gives a right is."""
    if not (rules := judging.rows_about(stage, "secrecy")):
        raise LookupError(_("the contract has no row about a breach of secrecy."))
    rows: list[dict[str, Any]] = [{"event_order": ticket.number}]
    judging.entitle(stage, judging.raised(stage, stage.now.date(), rules[:1], rows, None), "15.11")
