"""Restart 重启 (9.9)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import NOW, OPENED, answer_to, not_after, not_before
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import APPROVE, CONFIRM, CORRECT, Clock
from tickets.lifecycle.effects import ASSIGN
from tickets.lifecycle.endorsements import APPROVAL, PERMIT
from tickets.lifecycle.fields import SENTENCE, Choice, Confirmed, Instant, LongText, Text, right_now
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import SUPPLEMENT, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, PROVIDER, SA, SYS
from tickets.lifecycle.questions import ASSIGNEE, COMPLETE, REASON, RISK, WINDOW_END, WINDOW_START
from tickets.lifecycle.reports import DONE, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.known import Parameter

VERIFY: Final = Clock("restart.verify")
EXECUTE: Final = Clock("restart.execute")
#: How long the window of a restart may be, in hours (interpretation M13).
PERMIT_HOURS: Final = Parameter("restart.permit_max_hours", 1, 168, otherwise=24)
#: What the provider may do without taking a risk; anything else is an exception.
PLAIN_RESTARTS: Final = ("reboot", "stop_start", "power_cycle")


def _permit_hours(scene: Scene) -> Mapping[str, object]:
    return {"hours": scene.facts.permit_hours}


@guard(_("The window must end after now and after it starts, and last at most %(hours)d hours."), names=_permit_hours)
def window_ahead(scene: Scene) -> bool:
    start, end = scene.recorded(WINDOW_START), scene.recorded(WINDOW_END)
    if start is None or end is None:
        return False
    return start < end and end > scene.now and end - start <= timedelta(hours=scene.facts.permit_hours)


@guard(_("This is a plain restart: it needs no exception and cannot be refused."))
def other_operation(scene: Scene) -> bool:
    return scene.recorded(Restart.operation) not in PLAIN_RESTARTS


@guard(_("This is not a restart. Only the provider's lead may agree to it, on the agency's written risk."))
def restart_class(scene: Scene) -> bool:
    return scene.recorded(Restart.operation) in PLAIN_RESTARTS


@guard(_("Whoever verified the identity may not carry out the restart."), Ask.WHO)
def not_verifier(scene: Scene) -> bool:
    permit = scene.endorsed(PERMIT)
    return permit is None or scene.persons.isdisjoint(permit.persons)


@guard(_("The permit has been used. A second restart needs a new order."), recorded=True)
def unused(scene: Scene) -> bool:
    permit = scene.endorsed(PERMIT)
    return permit is not None and not permit.used


#: Earlier than its permit it may be said to have begun: then it was not authorised, and that is recorded as such.
STARTED: Final = Instant(
    "Started at", within=(not_before(OPENED), not_after(NOW)), example=right_now(), name="started_at"
)
FINISHED: Final = Instant(
    "Finished at", within=(not_before(answer_to(STARTED)), not_after(NOW)), example=right_now(), name="finished_at"
)


@condition
def ran_over(scene: Scene) -> bool:
    """The work went on after the window that was agreed for it."""
    finished, end = scene.entered(FINISHED), scene.recorded(WINDOW_END)
    return finished is not None and end is not None and finished > end


# fmt: off
class Restart(Kind):
    """Never without a written approval of this very request, used once, within its window."""

    kind, position = "restart", 60
    title, help = "Restart", "A server must be restarted, or stopped and started."
    path = (
        stages.APPLICATION, stages.VERIFICATION, stages.EXECUTION, stages.CONFIRMATION, stages.CLOSING)
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (PERMIT_HOURS,)

    host = Text("Host", example="app-01")
    operation = Choice("Operation", example="reboot", options={
        "reboot": "Restart", "stop_start": "Stop and start", "power_cycle": "Power cycle", "other": "Other operation"})
    impact_ack = Confirmed("The impact is known", example=True)
    opening = Opening(by=(AC,), asks=(host, operation, REASON, WINDOW_START, WINDOW_END, impact_ack))

    verification = LongText("How identity was verified", example=SENTENCE)
    host_checked = Confirmed("The host has been checked", example=True)
    started_at, finished_at = STARTED, FINISHED
    result = Choice("Result", {"ok": "Done", "failed": "Failed"}, example="ok")

    identity_evidence = Slot("Evidence of identity")
    written_application = Slot("Written application (sealed or signed)")
    damage_waiver = Slot("Agency’s letter taking the risk")
    execution_log = Slot("Execution log")

    drafting = Drafted(takes=(identity_evidence,))
    verifying = State("Awaiting verification", stages.VERIFICATION)
    returned_by_provider = State("Returned by the provider", stages.VERIFICATION, editable=True)
    permitted = State("Permitted, not yet begun", stages.EXECUTION)
    executing = State("Being carried out", stages.EXECUTION)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)
    closed = CLOSED
    declined = State("Declined under the contract", stages.CLOSING, final=True)
    expired = State("Permit lapsed", stages.CLOSING, final=True)
    revoked = State("Permit revoked", stages.CLOSING, final=True)
    cancelled = CANCELLED

    submit = drafting.submit.also(when=(window_ahead,))
    resubmit = drafting.resubmit.also(when=(window_ahead,))
    withdraw = drafting.withdraw.also(source=verifying)

    approve_restart = Step(
        "Approve in writing", drafting.approving, verifying, by=(AL,),
        when=(people.not_author, window_ahead), needs=(written_application,),
        stops=(APPROVE,), starts=(VERIFY,), grants=(APPROVAL,), tells=(PD,))
    verify = Step(
        "Verify and issue permit", verifying, permitted, by=(PD, PL),
        when=(content.approved, restart_class, window_ahead), asks=(verification, ASSIGNEE),
        stops=(VERIFY,), starts=(EXECUTE,), grants=(PERMIT,), does=(ASSIGN,), tells=AGENCY)
    accept_exception = Step(
        "Agree as an exception", verifying, permitted, by=(PL,),
        when=(content.approved, other_operation, window_ahead), why=True,
        asks=(ASSIGNEE,), needs=(damage_waiver,),
        stops=(VERIFY,), starts=(EXECUTE,), grants=(PERMIT,), does=(ASSIGN,), tells=(AL, SA))
    refuse_damaging = Step(
        "Refuse as damaging", verifying, declined, by=(PL,), when=(other_operation,), why=True, refuses=True,
        asks=(RISK,), stops=(VERIFY,), tells=(AL, SA))
    return_identity = turn_back(
        "Return identity evidence", verifying, returned_by_provider, by=(PD, PL),
        stops=(VERIFY,), starts=(CORRECT,), tells=(AL,))
    resupply = Step(
        "Supply missing material", returned_by_provider, verifying, by=(AC,),
        when=(content.same_content,), needs=(SUPPLEMENT,), stops=(CORRECT,), starts=(VERIFY,))
    rework = turn_back(
        "Take back to draft", returned_by_provider, drafting.draft, by=(AC,), voids=ALL, tells=(AL,), aside=True)
    cancel = Step(
        "End the request", (verifying, returned_by_provider), cancelled, by=(AL,), why=True,
        cancels=ALL, tells=PROVIDER, aside=True)
    begin = Step(
        "Begin", permitted, executing, by=(PE, PL), reports=DONE,
        when=(people.mine, not_verifier, content.approved, unused, time.in_window), asks=(host_checked,),
        uses=(PERMIT,), tells=AGENCY)
    complete = Step(
        "Report the result", executing, confirming, by=(PE, PL), reports=Report(at=(FINISHED,)),
        when=(people.mine,), asks=(started_at, finished_at, result), needs=(execution_log,),
        pauses=(EXECUTE,), starts=(CONFIRM,), tells=(SA,), tells_if=ran_over)
    return_receipt = turn_back(
        "Return the report of the result", confirming, executing, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(EXECUTE,))
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY, reports=DONE, asks=(COMPLETE,), stops=(CONFIRM, EXECUTE))
    revoke = Step(
        "Revoke the permit", permitted, revoked, by=(AL,), why=True,
        cancels=ALL, voids=(PERMIT,), tells=(PD,), aside=True)
    expire = Step(
        "Let the permit lapse", permitted, expired, by=(SYS, PD, *AGENCY), when=(time.window_over, unused),
        cancels=ALL, voids=(PERMIT,), tells=(AL, SA), aside=True, lapses=WINDOW_END)
# fmt: on
