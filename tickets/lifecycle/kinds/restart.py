"""Restart 重启 (9.9)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.applicant import ON_PAPER, PAPER_APPLICATION
from tickets.lifecycle.bounds import NOW, answer_to, not_after, not_before
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import APPROVE, CONFIRM, CORRECT, Clock
from tickets.lifecycle.effects import (
    APPROVE_FOR_CALLED,
    ASSIGN,
    CHECK_CODE,
    CHECK_NUMBER,
    HOLD_FAULT,
    RELEASE_FAULT,
    SEND_CODE,
    TAKE,
)
from tickets.lifecycle.endorsements import (
    APPROVAL,
    CALL,
    CALL_DENIED,
    PERMIT,
    SINGLE_HANDED,
    WRITTEN,
)
from tickets.lifecycle.fields import SENTENCE, Choice, Confirmed, Instant, LongText, Text, right_now
from tickets.lifecycle.guards import authority, content, people, telephone, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, SUPPLEMENT, Paper, Slot
from tickets.lifecycle.parameters import FACT_REACH
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, PROVIDER, SA, SYS
from tickets.lifecycle.questions import ASSIGNEE, COMPLETE, REASON, RISK, WINDOW_END, WINDOW_START
from tickets.lifecycle.reports import DONE, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted
from tickets.lifecycle.steps import ALL, Flag, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter
from tickets.policy.types import Party

VERIFY: Final = Clock("restart.verify")
EXECUTE: Final = Clock("restart.execute")
#: The agency's written confirmation of what it agreed to by telephone.
CONFIRM_CALL: Final = Clock("restart.confirm_call")
#: How long the window of a restart may be, in hours (interpretation M13).
PERMIT_HOURS: Final = Parameter("restart.permit_max_hours", 1, 168, otherwise=24)
#: How long a code that was sent to the lead is good, in minutes (interpretation M8b).
CODE_MINUTES: Final = Parameter("restart.code_minutes", 1, 60, otherwise=10, since=2)
#: What the provider may do without taking a risk; anything else is an exception.
PLAIN_RESTARTS: Final = ("reboot", "stop_start", "power_cycle")


def _permit_hours(scene: Scene) -> Mapping[str, object]:
    return {"hours": scene.facts.permit_hours}


@guard(
    _("The window must end after now and after it starts, and last at most %(hours)d hours."),
    names=_permit_hours,
    flips=lambda scene: time.at(scene.recorded(WINDOW_END)),
)
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


ALONE: Final = LongText(
    "Why nobody else is on shift",
    example=None,
    required=False,
    needed="(needed if you issued the permit yourself; the supervisor is told)",
    name="alone_reason",
)


def _verified_it(scene: Scene) -> bool:
    permit = scene.endorsed(PERMIT)
    return permit is not None and not scene.persons.isdisjoint(permit.persons)


@guard(
    _("You issued the permit yourself. Leave it to another, or say why nobody else is on shift."), Ask.TYPED, at=ALONE
)
def second_person(scene: Scene) -> bool:
    """Whoever verified does not carry out as well, unless they are alone on shift and say so (M13)."""
    return not _verified_it(scene) or bool(scene.entered(ALONE))


@condition
def single_handed(scene: Scene) -> bool:
    """One person verified and carries out."""
    return _verified_it(scene)


@guard(_("The permit has been used. A second restart needs a new order."), recorded=True)
def unused(scene: Scene) -> bool:
    permit = scene.endorsed(PERMIT)
    return permit is not None and not permit.used


VERIFICATION: Final = LongText("How identity was verified", example=SENTENCE, name="verification")
STARTED: Final = authority.STARTED
FINISHED: Final = Instant(
    "Finished at", within=(not_before(answer_to(STARTED)), not_after(NOW)), example=right_now(), name="finished_at"
)


BY_ONE: Final = Flag(SINGLE_HANDED, single_handed, tells=(SA,))


@condition
def execution_over(scene: Scene) -> bool:
    """The clock of the work has ended, by lapse or as unauthorised: what is still owed is the report of it."""
    clock = scene.clock(EXECUTE)
    return clock is None or not clock.open


@condition
def ran_over(scene: Scene) -> bool:
    """The work went on after the window that was agreed for it."""
    finished, end = scene.entered(FINISHED), scene.recorded(WINDOW_END)
    return finished is not None and end is not None and finished > end


# fmt: off
class Restart(Kind):
    """Never without the lead's approval of this very request, used once, within its window.

    The approval is given in the service, which makes it the written application, or by telephone, where a code read
    back or a call to the registered number proves who agrees: one of the two suffices (9.9).
    """

    kind, position = "restart", 60
    title, help = "Restart", "A server must be restarted, or stopped and started."
    path = (
        stages.APPLICATION, stages.VERIFICATION, stages.EXECUTION, stages.CONFIRMATION, stages.CLOSING)
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (PERMIT_HOURS, CODE_MINUTES)

    host = Text("Host", example="app-01")
    operation = Choice("Operation", example="reboot", options={
        "reboot": "Restart", "stop_start": "Stop and start", "power_cycle": "Power cycle", "other": "Other operation"})
    impact_ack = Confirmed("The impact is known", example=True)
    opening = Opening(
        by=(AC, PD),
        asks=(host, operation, REASON, WINDOW_START, WINDOW_END, impact_ack, *ON_PAPER),
        behind=ON_PAPER,
        topics=(
            Topic("What is to be restarted", (host, operation, REASON)),
            Topic("When it is carried out", (WINDOW_START, WINDOW_END, impact_ack))))

    verification = VERIFICATION
    host_checked = Confirmed("The host has been checked", example=True)
    started_at, finished_at = STARTED, FINISHED
    result = Choice("Result", {"ok": "Done", "failed": "Failed"}, example="ok")
    obstacle = Choice("What stood in the way", example="target", options={
        "agency": "The agency withdrew its request", "target": "The host could not be reached",
        "risk": "It would have done damage", "third_party": "Third party", "provider": "The provider itself"})

    identity_evidence = Slot("Evidence of identity", paper=OUTSIDE)
    written_application = Slot("Written application (sealed or signed)", paper=Paper(
        title="Written application to restart",
        says="For the reasons below we ask you to carry out the operation named below on the host named below. We know"
        " its impact. Verify this application and act within the window asked for.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    damage_waiver = Slot("Agency’s letter taking the risk", paper=Paper(
        title="Letter taking the risk",
        says="We know the damage that this operation may do, and ask you to carry it out nevertheless. The risk that"
        " comes of it is ours.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    execution_log = Slot("Execution log", paper=OUTSIDE)

    drafting = Drafted(takes=(identity_evidence, PAPER_APPLICATION))
    authenticating = State("Awaiting the lead’s word by telephone", stages.VERIFICATION)
    verifying = State("Awaiting verification", stages.VERIFICATION)
    returned_by_provider = State("Returned by the provider", stages.VERIFICATION, editable=True)
    permitted = State("Permitted, not yet begun", stages.EXECUTION)
    executing = State("Being carried out", stages.EXECUTION)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)
    closed = CLOSED
    declined = State("Declined under the contract", stages.CLOSING, final=True)
    expired = State("Permit lapsed", stages.CLOSING, final=True)
    revoked = State("Permit revoked", stages.CLOSING, final=True)
    not_carried_out = State("Not carried out", stages.CLOSING, final=True)
    cancelled = CANCELLED

    submit = drafting.submit.also(when=(window_ahead,), does=(HOLD_FAULT,))
    resubmit = drafting.resubmit.also(when=(window_ahead,), does=(HOLD_FAULT,))
    withdraw = drafting.withdraw.also(source=verifying, does=(RELEASE_FAULT,))
    refuse = drafting.refuse.also(source=authenticating, does=(RELEASE_FAULT,))
    discard = drafting.discard.changed(by=(AC, PD)).also(does=(RELEASE_FAULT,))

    # By telephone: the desk files for the caller, and the lead's word is the approval.
    take_call = Step(
        "Ask for the lead’s word", drafting.draft, authenticating, by=(PD,),
        when=(people.own_draft, restart_class, window_ahead),
        asks=(telephone.CALLER, telephone.PHONE, telephone.CALLED, telephone.APPROVER),
        takes=(PAPER_APPLICATION,),
        starts=(VERIFY,), grants=(CALL,), does=(SEND_CODE, HOLD_FAULT), tells=AGENCY)
    send_again = Step(
        "Send another code", authenticating, None, by=(PD,), when=(window_ahead,), does=(SEND_CODE,), aside=True)
    _agreed: ClassVar[dict[str, Any]] = {
        "stops": (VERIFY,), "starts": (EXECUTE, CONFIRM_CALL), "grants": (PERMIT,), "tells": AGENCY}
    enter_code = Step(
        "Enter the code read back", authenticating, permitted, by=(PD,),
        when=(window_ahead,), asks=(telephone.CODE, ASSIGNEE),
        does=(CHECK_CODE, APPROVE_FOR_CALLED, ASSIGN, RELEASE_FAULT), **_agreed)
    note_call_back = Step(
        "Note the call back", authenticating, permitted, by=(PD,),
        when=(window_ahead,),
        asks=(telephone.PHONE, telephone.CALLED_BACK, verification, ASSIGNEE),
        does=(CHECK_NUMBER, APPROVE_FOR_CALLED, ASSIGN, RELEASE_FAULT), aside=True, **_agreed)
    drop_call = Step(
        "Drop the call", authenticating, cancelled, by=(PD,), why=True,
        cancels=ALL, does=(RELEASE_FAULT,), tells=AGENCY, aside=True)
    lapse_call = Step(
        "Let the call lapse", authenticating, cancelled, by=(SYS, *AGENCY), when=(time.window_over,),
        cancels=ALL, does=(RELEASE_FAULT,), tells=(AL, PD), aside=True, lapses=WINDOW_END)

    approve_restart = Step(
        "Approve in writing", (drafting.approving, authenticating), verifying, by=(AL,),
        when=(people.not_author, window_ahead), takes=(written_application,),
        stops=(APPROVE, VERIFY), starts=(VERIFY,), grants=(APPROVAL,), voids=(CALL,), does=(RELEASE_FAULT,),
        tells=(PD,), at_once=True)
    verify = Step(
        "Verify and issue permit", verifying, permitted, by=(PD, PL),
        when=(content.approved, restart_class, window_ahead), asks=(VERIFICATION.optional(), ASSIGNEE),
        stops=(VERIFY,), starts=(EXECUTE,), grants=(PERMIT,), does=(ASSIGN,), tells=AGENCY)
    accept_exception = Step(
        "Agree as an exception", verifying, permitted, by=(PL,),
        when=(content.approved, other_operation, window_ahead), why=True,
        asks=(ASSIGNEE,), needs=(damage_waiver,),
        stops=(VERIFY,), starts=(EXECUTE,), grants=(PERMIT,), does=(ASSIGN,), tells=(AL, SA))
    refuse_damaging = Step(
        "Refuse as damaging", verifying, declined, by=(PL,), when=(other_operation,), why=True, refuses=True,
        asks=(RISK,), stops=(VERIFY,), tells=(AL, SA),
        phrases=("The operation may harm the platform. Not carried out.",))
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
        when=(people.mine, content.approved, unused, time.in_window, second_person, *authority.BOUNDED),
        asks=(host_checked, ALONE, authority.UNAUTHORISED),
        uses=(PERMIT,), uses_if=authority.within, flags=(BY_ONE, authority.OUTSIDE), tells=AGENCY)
    complete = Step(
        "Report the result", executing, confirming, by=(PE, PL),
        reports=Report(at=(FINISHED,), since=("begin",), unless=authority.outside),
        when=(people.mine, *authority.BOUNDED),
        asks=(started_at, finished_at, result, authority.UNAUTHORISED),
        needs=(execution_log,), cancels=(EXECUTE.when(authority.unauthorised),), pauses=(EXECUTE,),
        stops=(CORRECT,), starts=(CONFIRM,), flags=(authority.OUTSIDE,), tells=(SA,), tells_if=ran_over)
    report_afterwards = Step(
        "Report what was done already", (permitted, expired), confirming, by=(PE, PL),
        reports=Report(at=(FINISHED,), reach=FACT_REACH, unless=authority.outside),
        when=(people.mine, second_person, *authority.BOUNDED),
        asks=(started_at, finished_at, result, ALONE, authority.UNAUTHORISED), needs=(execution_log,),
        cancels=(EXECUTE.when(authority.unauthorised),), reopens=(EXECUTE.when(authority.within),),
        pauses=(EXECUTE,), starts=(CONFIRM,), uses=(PERMIT,), uses_if=authority.within,
        flags=(BY_ONE, authority.OUTSIDE), does=(TAKE,), tells=(SA,), aside=True)
    report_not_done = Step(
        "Report as not carried out", executing, not_carried_out, by=(PE, PL), when=(people.mine,), why=True,
        asks=(obstacle,), cancels=ALL, tells=(*AGENCY, SA), aside=True)
    return_receipt = turn_back(
        "Return the report of the result", confirming, executing, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(EXECUTE,), starts=(CORRECT.when(execution_over),))
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY, reports=DONE,
        when=(telephone.call_answered,), asks=(COMPLETE,), stops=(CONFIRM, EXECUTE))
    confirm_call = Step(
        "Confirm in writing what was agreed", (permitted, executing, confirming), None, by=(AL,),
        when=(telephone.call_outstanding,), stops=(CONFIRM_CALL,), grants=(WRITTEN,),
        tells=(PD,), aside=True)
    deny_call = Step(
        "Deny having agreed", (executing, confirming), None, by=(AL,), why=True,
        when=(telephone.call_outstanding,), stops=(CONFIRM_CALL,), voids=(APPROVAL,), grants=(CALL_DENIED,),
        tells=(*PROVIDER, SA), aside=True)
    revoke = Step(
        "Revoke the permit", permitted, revoked, by=(AL,), why=True,
        cancels=ALL, voids=(PERMIT,), tells=(PD,), aside=True)
    expire = Step(
        "Let the permit lapse", permitted, expired, by=(SYS, PD, *AGENCY), when=(time.window_over, unused),
        cancels=ALL, voids=(PERMIT,), tells=(AL, SA), aside=True, lapses=WINDOW_END)
# fmt: on
