"""Faults: reported, answered, located, recovered, each at its stamp; pauses, force majeure, contested stamps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts import roles
from tickets import actions
from tickets.actions import Value
from tickets.errors import Forbidden, Refusal
from tickets.lifecycle.kinds.incident import HANDLE, LOCATE, LOCATE_KEY
from tickets.models import Claim, MonitoredOutage, Ticket
from tickets.models.claims import CONTESTED, PENDING
from tickets.models.outages import CONFIRMED, OUTAGE
from tickets.policy.types import PauseReason
from tickets.rehearsal.script import ScriptEvent, instant
from tickets.rehearsal.stage import WHY, Player, RehearsalStage

#: Stamp of the row -> the step that sets it.
STAMPS: Final = {"responded": "respond", "located": "locate", "recovered": "recover"}
HOUR: Final = timedelta(hours=1)
DISMISSED_AFTER: Final = timedelta(minutes=3)


def fault(stage: RehearsalStage, event: ScriptEvent) -> Player:
    reported, alarm = event.instant("reported") or event.at, event.instant("alarm")
    yield reported
    ticket = _reported(stage, event, reported, alarm)
    stage.tickets[event.id] = ticket.number
    if event.get("withdrawn") == "yes":
        yield reported + DISMISSED_AFTER
        stage.take(ticket, "dismiss")
        return
    for stamp, step in STAMPS.items():
        at = event.instant(stamp)
        if at is None:
            continue
        yield max(reported, _entered(stage, event, stamp, at))
        ticket = _stamped(stage, event, ticket, step, at)
    if _is_part(event):
        _seen_by_both(stage, event, ticket)
    yield from _concluded(stage, event, ticket)


def _is_part(event: ScriptEvent) -> bool:
    """The service was down for a part of the fault: the order tells of the whole, monitoring of the part, whatever
    rested meanwhile."""
    down, recovered = event.span("outage"), event.instant("recovered")
    if down is None or recovered is None or event.get("contested") == "recovered":
        return False
    begun = min(at for name in ("reported", "alarm") if (at := event.instant(name)) is not None)
    return begun <= down[0] and down[1] <= recovered and down != (begun, recovered)


def _seen_by_both(stage: RehearsalStage, event: ScriptEvent, ticket: Ticket) -> None:
    """Monitoring calls it as the order is called, so that both are one event; the provider says that it was an outage,
    and the agency confirms it."""
    start, end = event.data["outage"].split("/")
    rows = [{"system": event.system, "from": start, "to": end, "source_id": ticket.number}]
    desk, clerk = stage.person(roles.PROVIDER_DESK), stage.person(roles.AGENCY_CLERK)
    actions.import_outages(stage.contract, rows, actor=desk, now=stage.now)
    seen = MonitoredOutage.objects.filter(contract=stage.contract, source_id=ticket.number)
    keys = list(seen.values_list("pk", flat=True))
    actions.say_of_outage(keys, OUTAGE, reason=WHY, actor=desk, now=stage.now)
    actions.answer_outage(keys, CONFIRMED, reason=WHY, actor=clerk, now=stage.now)
    rest = event.span("pause")
    if rest is not None and rest[0] < instant(end) and instant(start) < rest[1]:
        told = _("its pause rests the clocks of the fault; of what monitoring saw the minutes count all the same.")
        stage.remarks.append((event, told))


def _reported(stage: RehearsalStage, event: ScriptEvent, reported: datetime, alarm: datetime | None) -> Ticket:
    down = "down" if event.get("outage") and not _is_part(event) else "degraded"
    said: dict[str, Any] = {"impact": down, "reported_at": reported.isoformat(), "description": event.text or WHY}
    if alarm is not None and alarm <= reported:
        said |= {"alarm_at": alarm.isoformat(), "late_reason": WHY}
    title = f"{event.id} {event.text}"
    return stage.open("incident", roles.AGENCY_CLERK, stage.system(event.system), title, **said)


def _entered(stage: RehearsalStage, event: ScriptEvent, stamp: str, at: datetime) -> datetime:
    """What is contested was entered afterwards: when the other side says that it happened, else with the next stamp."""
    if event.get("contested") != stamp:
        return at
    other = _word_of_the_other(stage, event)
    later = [one for name in STAMPS if (one := event.instant(name)) is not None and one > at]
    return other or min(later, default=at)


def _word_of_the_other(stage: RehearsalStage, event: ScriptEvent) -> datetime | None:
    """What the supervisor will decide, if the script has it: nobody knows it better."""
    decided = (one for one in stage.rows("decision") if one.get("target") == event.id)
    return next((instant(one.data["value"]) for one in decided), None)


def _stamped(stage: RehearsalStage, event: ScriptEvent, ticket: Ticket, step: str, at: datetime) -> Ticket:
    late: dict[str, Any] = {}
    if at < stage.now:
        late = {"happened_at": at.isoformat(), "late_reason": WHY}
    ticket = stage.take(ticket, step, **late)
    contested = STAMPS.get(event.get("contested")) == step
    asked = False
    for claim in _pending(ticket):
        asked = True
        _contest(stage, event, claim) if contested else accept(stage, claim)
    if contested and not asked:  # nobody was asked, since it moved nothing of its own clock
        value = Value(_word_of_the_other(stage, event) or stage.now)
        actions.claim_time(
            ticket, fact=step, value=value, reason=WHY, actor=stage.person(roles.AGENCY_LEAD), now=stage.now
        )
    return Ticket.objects.get(pk=ticket.pk)


def accept(stage: RehearsalStage, claim: Claim) -> None:
    """The other side says that it is true."""
    role = roles.PROVIDER_LEAD if claim.answered_by == "provider" else roles.AGENCY_LEAD
    actions.accept_claim(claim.pk, actor=stage.person(role), now=stage.now, comment=WHY)


def _contest(stage: RehearsalStage, event: ScriptEvent, claim: Claim) -> None:
    other = _word_of_the_other(stage, event)
    value = Value(other) if other is not None else None
    actions.contest_claim(claim.pk, value=value, actor=stage.person(roles.AGENCY_LEAD), now=stage.now, comment=WHY)


def _concluded(stage: RehearsalStage, event: ScriptEvent, ticket: Ticket) -> Player:
    """Pauses are claimed once the service is back; the written report comes the next day."""
    if (rest := event.span("pause")) is not None:
        yield max(stage.now, rest[1]) + HOUR
        yield from _paused(stage, event, ticket, rest)
    yield stage.now + HOUR
    ticket = stage.take(Ticket.objects.get(pk=ticket.pk), "submit_report")
    yield stage.now + HOUR
    stage.take(ticket, "confirm")


def _paused(stage: RehearsalStage, event: ScriptEvent, ticket: Ticket, rest: tuple[datetime, datetime]) -> Player:
    """By the provider for a defect of a third party (9.14); the agency's lead accepts it, or the supervisor decides."""
    lead, claims = stage.person(roles.PROVIDER_LEAD), list[int]()
    for clock in (HANDLE, LOCATE, LOCATE_KEY):
        try:
            claim = actions.claim_pause(
                ticket, code=clock.code, ground=PauseReason.THIRD_PARTY.value, value=Value(*rest), reason=WHY,
                actor=lead, now=stage.now,
            )  # fmt: skip
        except Refusal:
            continue  # that clock did not run then
        claims.append(claim.pk)
    yield stage.now + HOUR
    if event.get("pause_outcome") != "refused":
        for claim in _pending(ticket):  # who answers one answers all of the same
            accept(stage, claim)
        return
    for claim in _pending(ticket):
        _contest(stage, event, claim)
    yield stage.now + HOUR
    for claim in Claim.objects.filter(pk__in=claims, state=CONTESTED).order_by("id"):
        decide(stage, claim, Value(nothing=True))


def _pending(ticket: Ticket) -> Iterator[Claim]:
    """The next that nobody has answered, as long as there is one."""
    while (claim := Claim.objects.filter(ticket=ticket, state=PENDING).order_by("id").first()) is not None:
        yield claim


def decide(stage: RehearsalStage, claim: Claim, value: Value) -> None:
    """By the supervisor, or by the authority where the supervisor has not done so in time."""

    def by(role: str) -> None:
        actions.decide_claim(claim.pk, value=value, actor=stage.person(role), now=stage.now, comment=WHY)

    try:
        by(roles.SUPERVISOR_AUDITOR)
    except Forbidden:
        by(roles.AUTHORITY_OFFICER)


def decision(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """The supervisor decides on the stamp of a fault that the sides contest."""
    yield event.at
    ticket, step = stage.ticket(event.data["target"]), STAMPS[event.data["field"]]
    claim = Claim.objects.get(ticket=ticket, fact__name=step)
    decide(stage, claim, Value(instant(event.data["value"])))
