"""Replacement of staff 人员更换 (8.9)."""

from typing import Final

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import REPLACE_BY, TODAY, not_after, not_before
from tickets.lifecycle.duties import APPROVE, CONFIRM, Clock
from tickets.lifecycle.endorsements import ACKNOWLEDGED, APPROVAL
from tickets.lifecycle.fields import SENTENCE, Choice, Confirmed, Day, LongText, Text, today
from tickets.lifecycle.guards import people
from tickets.lifecycle.guards.demands import effective_on_entry, effective_on_receipt
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import ACCESS_REVOCATION, BOTH, EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA
from tickets.lifecycle.reports import DONE, SEEN, SERVED
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.types import Party, PauseReason

REPLACE: Final = Clock("staff.replace")


# fmt: off
class StaffReplacement(Kind):
    """Five days from the demand to a confirmed hand-over. Posts or badge numbers, never a person's name."""

    kind, position = "staff_replacement", 70
    title = "Replacement of staff"
    help = "Someone of the provider does not do what the contract asks and must be replaced."
    path = (
        stages.APPLICATION, stages.NOMINATION, stages.HANDOVER, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER

    post = Text("Post or badge number", example="OPS-01")
    nonconformity = LongText("What does not conform", example=SENTENCE)
    requirements = LongText("Requirements for the nominee", example=SENTENCE, required=False)
    opening = Opening(by=(AC,), asks=(post, nonconformity, requirements))

    nominee_post = Text("Post or badge number of the nominee", example="OPS-02")
    available_from = Day("Available from", within=(not_before(TODAY), not_after(REPLACE_BY)), example=today())
    reject_ground = Choice("Ground for rejecting", example="qualification", options={
        "qualification": "Qualification or experience falls short", "requirements": "Not what the demand asks for",
        "secrecy": "Secrecy contract or background", "available": "Available too late",
        "papers": "Papers are incomplete"})
    old_access_revoked = Confirmed("Old access has been revoked", example=True)
    duties_taken_over = Confirmed("Duties have been taken over", example=True)
    secrecy_signed = Confirmed("Secrecy contract is signed", example=True)

    replacement_notice = Slot("Notice of replacement", paper=Paper(
        title="Notice to replace staff",
        says="The member of your staff named below does not meet what %(contract)s asks. Replace them within the time"
        " agreed, and propose somebody who meets the requirements below.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    cv = Slot("Curriculum vitae", paper=OUTSIDE)
    qualification = Slot("Proof of qualification", paper=OUTSIDE)
    secrecy_agreement = Slot("Secrecy contract", paper=OUTSIDE)
    handover_record = Slot("Hand-over record", paper=Paper(
        title="Record of the hand-over between staff",
        by=BOTH,
        columns=("Work handed over", "Documents and accounts", "Taken over by", "Remarks"),
    ))

    drafting = Drafted(takes=(EVIDENCE,))
    nominating = State("Awaiting a nominee", stages.NOMINATION)
    reviewing_nominee = State("Nominee under review", stages.NOMINATION)
    handing_over = State("Handing over", stages.HANDOVER)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)

    closed, cancelled = CLOSED, CANCELLED

    issue_demand = Step(
        "Issue the demand", drafting.approving, nominating, by=(AL,), reports=SERVED,
        when=(people.not_author,), needs=(replacement_notice,),
        stops=(APPROVE,), starts=(REPLACE.when(effective_on_entry),), grants=(APPROVAL,), tells=(PL, PD, SA))
    acknowledge = Step(
        "Confirm receipt", nominating, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), starts=(REPLACE.when(effective_on_receipt),),
        grants=(ACKNOWLEDGED,), tells=AGENCY, aside=True)
    nominate = Step(
        "Nominate", nominating, reviewing_nominee, by=(PL,), reports=DONE,
        asks=(nominee_post, available_from), needs=(cv, qualification, secrecy_agreement),
        pauses=(REPLACE.because(PauseReason.NOMINEE_UNDER_REVIEW),),
        starts=(REPLACE.when(effective_on_receipt), CONFIRM))
    accept_nominee = Step(
        "Accept nominee", reviewing_nominee, handing_over, by=AGENCY,
        reports=DONE, stops=(CONFIRM,), resumes=(REPLACE,))
    reject_nominee = turn_back(
        "Reject nominee", reviewing_nominee, nominating, by=AGENCY, reports=SEEN, asks=(reject_ground,),
        stops=(CONFIRM,), voids_pause=(REPLACE,), tells=(PL, SA), counted=True,
        phrases=("Training or experience does not fit the post.",))
    renominate = turn_back(
        "Nominate someone else", handing_over, nominating, by=(PL,), tells=(AL,), aside=True,
        phrases=("The person nominated cannot take up the post.",))
    report_handover = Step(
        "Report hand-over", handing_over, confirming, by=(PE, PL), reports=DONE,
        when=(people.mine,), needs=(handover_record, ACCESS_REVOCATION), pauses=(REPLACE,), starts=(CONFIRM,))
    return_handover = turn_back(
        "Return the hand-over", confirming, handing_over, by=AGENCY,
        reports=SEEN, stops=(CONFIRM,), voids_pause=(REPLACE,))
    confirm_handover = Step(
        "Confirm hand-over and close", confirming, closed, by=AGENCY, reports=DONE,
        asks=(old_access_revoked, duties_taken_over, secrecy_signed), stops=(CONFIRM, REPLACE), tells=(SA,))
    withdraw_demand = Step(
        "Withdraw the demand", (nominating, reviewing_nominee, handing_over, confirming), cancelled,
        by=(AL,), why=True, cancels=ALL, tells=(PL, SA), aside=True)
# fmt: on
