"""Change 变更 (3.4, 3.5, 8.3, 9.9, 17)."""

from typing import Any, Final

from tickets.lifecycle import stages
from tickets.lifecycle.applicant import PAPER_APPLICATION
from tickets.lifecycle.bounds import APPROVED, SEALED, TODAY, given, given_with, not_after, not_before
from tickets.lifecycle.duties import (
    ACCEPT,
    ANNOUNCE_AHEAD,
    APPROVE,
    CONFIRM,
    CORRECT,
    FILE_AHEAD,
    IMPLEMENT,
    REGISTER,
    UNDO,
    Clock,
)
from tickets.lifecycle.effects import EXTEND_END, POST_LINES, RELIMIT, SUPPLEMENT_CONTRACT, UNPOST_LINES
from tickets.lifecycle.endorsements import (
    ANNOUNCED,
    APPROVAL,
    COST,
    EXTENSION,
    FILING,
    IN_EFFECT,
    LATE_FILING,
    NEW_WINDOW,
    SUPPLEMENT_AGENCY,
    SUPPLEMENT_PROVIDER,
    URGENT,
    WORK,
)
from tickets.lifecycle.fields import SENTENCE, Confirmed, Day, Money, Text, today
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.kind import Advised, AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.change import growth, guards
from tickets.lifecycle.kinds.change.guards import EXPAND, EXPAND_AGAIN, expansion, interrupts, not_expansion
from tickets.lifecycle.kinds.change.questions import (
    APPLIES,
    DATA_SAVED,
    DAYS,
    DELTAS,
    ENDS,
    EXTENDED_TO,
    FILED_LATE_ON,
    HOSTS,
    INTERRUPTS,
    ON_PAPER,
    PLANNED_START,
    POLICIES,
    TERM,
    TO_SYSTEM,
    TYPE,
    URGENT_GROUND,
    URGENT_REASON,
)
from tickets.lifecycle.papers import APPLICATION, FILING_RECEIPT, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import (
    COMPLETE,
    FILING_NO,
    MAINTENANCE,
    REASON,
    RISK,
    WINDOW_END,
    WINDOW_START,
    WORK_FROM,
    WORK_TO,
)
from tickets.lifecycle.reports import DONE, FILED, SEEN, SERVED
from tickets.lifecycle.segments import CLOSED, Drafted, Filed, Rebooked, Rescheduled, Undone, retried
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party, PauseReason

TEMPORARY_END: Final = Clock("change.temporary_end")
FILE_LATE: Final = Clock("change.file_late")
SIGN_SUPPLEMENT: Final = Clock("change.sign_supplement", since="0.2.0")
COUNTERSIGN: Final = Clock("change.countersign", since="0.2.0")
#: The clocks on which the provider owes the result; of them only those are open that this ticket's type has.
WORKING: Final = (EXPAND, EXPAND_AGAIN, IMPLEMENT)


def because(reason: PauseReason) -> tuple[Any, ...]:
    return tuple(clock.because(reason) for clock in WORKING)


#: The end of a temporary growth must still lie ahead.
STILL_ENDS: Final = time.still(ENDS)
#: Where service is interrupted nothing can be done before the window opens: a pause whose end is known.
UNTIL_WINDOW: Final = tuple(one.when(interrupts) for one in because(PauseReason.WINDOW_NOT_OPEN))
RESUMED: Final[dict[str, Any]] = {"resumes": WORKING, "pauses": UNTIL_WINDOW}
#: The days of an expansion run on, or begin where they are read to run from the filing (M5).
RECORDED: Final[dict[str, Any]] = {
    "starts": (EXPAND.when(expansion), IMPLEMENT.when(not_expansion)),
    "resumes": (EXPAND_AGAIN,),
}
#: The agency may not confirm while the filing of an urgent change is owed: its clock waits for the number.
UNTIL_FILED: Final = CONFIRM.because(PauseReason.AWAITING_FILING).when(guards.filing_owed)
LATE_RECORDED: Final[dict[str, Any]] = {"stops": (REGISTER, FILE_LATE), "resumes": (CONFIRM,), "grants": (FILING,)}


# fmt: off
class Change(Kind):
    """One type a ticket, so that each clock has one meaning.

    An expansion has seven natural days; a long-term one is cost-checked first and beyond the contract needs a
    supplement; a temporary one ends. Only an urgent change goes before its filing, and then owes it.
    """

    kind, position = "change", 30
    title, help = "Change", "Resources grow, shrink or move, or network rules or software change."
    path = (
        stages.APPLICATION, stages.FILING, stages.ACCEPTANCE, stages.WINDOW, stages.IMPLEMENTATION,
        stages.CONFIRMATION, stages.RETURN, stages.CLOSING)
    after_term = AfterTerm.DURING_SWITCHOVER
    checks = (content.lines_known, guards.held_enough)
    parameters = (guards.EXPANSION_FROM, guards.URGENT_DAYS)
    advised = (
        Advised(FILE_AHEAD, PLANNED_START, SEALED),
        Advised(ANNOUNCE_AHEAD, given_with(ANNOUNCED, WORK_FROM), given(ANNOUNCED, "Announce maintenance")),
    )
    opening = Opening(by=(AC,), asks=(
        TYPE, TERM, ENDS, DELTAS, TO_SYSTEM, HOSTS, POLICIES, REASON, WINDOW_START, WINDOW_END, INTERRUPTS, DATA_SAVED,
        *APPLIES, *ON_PAPER),
        behind=ON_PAPER,
        topics=(
            Topic("What is to change", (TYPE, REASON)),
            Topic("Content of the change", (TERM, ENDS, DELTAS, TO_SYSTEM, HOSTS, POLICIES, DATA_SAVED)),
            Topic("When it is carried out", (WINDOW_START, WINDOW_END, INTERRUPTS)),
            Topic("Applicant and builder", APPLIES)))

    to_system = TO_SYSTEM
    estimate = Money("Estimated cost", example="0.00")
    funding = Text("Source of funds", example=SENTENCE)
    supplement_no = Text("Number of the supplementary contract", example="BC-2026-0001")
    signed_on = Day("Signed on", within=(not_before(APPROVED), not_after(TODAY)), example=today())
    days = DAYS
    data_saved = Confirmed("Data is saved", example=True)

    change_plan = Slot("Change plan", paper=OUTSIDE)
    rollback_plan = Slot("Roll-back plan", paper=OUTSIDE)
    test_plan = Slot("Test plan", paper=OUTSIDE)
    late_application = Slot("Late filing form (sealed)", paper=Paper(
        title="Form for filing afterwards: %(kind)s",
        says="The matter was urgent and was carried out first, on the authority of our lead. We file it afterwards as"
        " %(contract)s asks. What is filled in is true and whole.",
        by=(Party.AGENCY, Party.PROVIDER, Party.AUTHORITY, Party.SUPERVISOR), numbered=True,
    ))
    supplement_contract = Slot("Supplementary contract signed by the provider", paper=OUTSIDE)
    supplement_signed = Slot("Supplementary contract signed by both", paper=OUTSIDE)
    second_notice = Slot("Notice of the second limit", paper=Paper(
        title="Notice to expand within a limit",
        says="The expansion asked for by the using unit (work order %(number)s) is overdue. You are to complete it"
        " within the limit below.",
        by=(Party.AUTHORITY,), to=Party.PROVIDER, numbered=True,
    ))
    test_record = Slot("Test record", paper=OUTSIDE)

    _window = Rescheduled()
    drafting = Drafted(planned=WINDOW_END, needs=(change_plan, rollback_plan), takes=(test_plan, PAPER_APPLICATION))
    filed = Filed(drafting, work=_window.scheduled)
    window = _window
    rebooked = Rebooked(filed)
    costing = State("Awaiting the cost check", stages.APPLICATION, private=True)
    returned_by_finance = State("Returned by finance", stages.APPLICATION, editable=True, private=True)
    approving_urgent = State("Awaiting urgent authorisation", stages.APPLICATION)
    supplementing = State("Awaiting the supplementary contract", stages.ACCEPTANCE)
    implementing = State("Being implemented", stages.IMPLEMENTATION)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)
    in_effect = State("Temporary expansion in effect", stages.RETURN)

    undone = Undone(stages.RETURN)
    closed = CLOSED
    not_agreed = State("No agreement", stages.CLOSING, final=True)
    declined = State("Declined under the contract", stages.CLOSING, final=True)

    submit = drafting.submit.also(when=(*guards.FITS, STILL_ENDS, guards.not_grows_long))
    resubmit = drafting.resubmit.also(when=(*guards.FITS, STILL_ENDS, guards.cost_ok))
    withdraw = drafting.withdraw.also(source=(costing, approving_urgent, filed.filing))
    return_to_clerk = drafting.return_to_clerk.also(source=approving_urgent)
    refuse = drafting.refuse.also(source=approving_urgent)
    discard = drafting.discard.also(source=returned_by_finance)
    approve = filed.approve.also(
        when=(STILL_ENDS,),
        starts=(EXPAND.when(guards.expansion_from_request),),
        pauses=(EXPAND.because(PauseReason.AWAITING_FILING).when(guards.expansion_rests),))
    record_filing = filed.record_filing.also(**RECORDED)
    register_filing = filed.register_filing.also(**RECORDED)
    correct_filing = filed.correct_filing.also(when=(guards.same_request,))
    accept = filed.accept.also(pauses=UNTIL_WINDOW, when=(guards.within,))
    return_to_agency = filed.return_to_agency.also(pauses=because(PauseReason.REQUEST_INCOMPLETE))
    resupply = filed.resupply.also(resumes=WORKING)
    send_back = filed.send_back.also(voids_pause=WORKING)
    rework = filed.rework.also(when=(guards.filing_settled,))
    cancel = filed.cancel.also(
        source=(supplementing, window.scheduled, window.rescheduling, window.window_missed),
        when=(guards.filing_settled,))
    # It waits for the agency now, not for the old window, which may open meanwhile.
    reschedule = window.reschedule.also(
        when=(guards.stays_urgent,), resumes=WORKING, pauses=because(PauseReason.WAITING_AGENCY))
    miss_window = window.miss_window.also(
        when=(guards.window_needed,), pauses=because(PauseReason.WAITING_AGENCY))
    approve_window = window.approve_window.also(**RESUMED)
    keep_window = window.keep_window.also(**RESUMED)
    report_undone = undone.report_undone.also(pauses=(*WORKING, UNTIL_FILED))
    return_undone = undone.return_undone.also(voids_pause=WORKING)
    confirm_undone = undone.confirm_undone.changed(cancels=ALL).also(
        when=(guards.filing_settled, guards.not_in_effect))
    retry = retried(undone, window.scheduled).also(when=(guards.not_in_effect,), **RESUMED)

    # The cost of a long-term growth.
    submit_for_costing = Step(
        "Submit for cost check", (drafting.draft, drafting.returned_by_lead, returned_by_finance), costing, by=(AC,),
        when=(*guards.FITS, *drafting.ahead, guards.grows_long),
        needs=(change_plan, rollback_plan), takes=(test_plan, PAPER_APPLICATION),
        stops=(CORRECT,), starts=(APPROVE,), tells=(AF,))
    clear_cost = Step(
        "Clear the cost", costing, drafting.approving, by=(AF,),
        when=(people.not_author,), asks=(estimate, funding),
        stops=(APPROVE,), starts=(APPROVE,), grants=(COST,), tells=(AL,))
    return_cost = turn_back(
        "Return from finance", costing, returned_by_finance, by=(AF,), stops=(APPROVE,), starts=(CORRECT,))

    # Work before the filing, which is then owed.
    submit_urgent = Step(
        "Submit as urgent", (drafting.draft, drafting.returned_by_lead), approving_urgent, by=(AC,),
        when=(*guards.FITS, *drafting.ahead, guards.no_long_growth, guards.urgent_soon),
        asks=(URGENT_GROUND, URGENT_REASON), needs=(change_plan, rollback_plan), takes=(test_plan, PAPER_APPLICATION),
        stops=(CORRECT,), starts=(APPROVE,), tells=(AL, AO), aside=True)
    authorize_urgent = Step(
        "Authorise urgent work", approving_urgent, filed.accepting, by=(AL,),
        when=(people.not_author, *drafting.ahead, guards.urgent_soon), needs=(APPLICATION,), stops=(APPROVE,),
        starts=(FILE_LATE, ACCEPT, EXPAND.when(expansion), IMPLEMENT.when(not_expansion)),
        grants=(APPROVAL, URGENT), tells=(AO, SA, PD))
    _late = (
        filed.accepting, filed.returned_by_provider, supplementing, window.scheduled, window.rescheduling,
        window.window_missed, implementing, confirming, undone.undoing, undone.checking_undo)
    # It waits for the filing now, not for the window, which may open meanwhile.
    turn_back_urgent = turn_back(
        "Turn back as not urgent",
        (filed.accepting, filed.returned_by_provider, window.scheduled, window.rescheduling, window.window_missed),
        filed.returned_by_authority, by=(AO,), when=(guards.is_urgent,),
        cancels=(FILE_LATE, ACCEPT, IMPLEMENT, REGISTER, APPROVE), starts=(CORRECT,), resumes=(EXPAND, EXPAND_AGAIN),
        pauses=(EXPAND.because(PauseReason.AWAITING_FILING), EXPAND_AGAIN.because(PauseReason.AWAITING_FILING)),
        voids=(URGENT, LATE_FILING, NEW_WINDOW), tells=(AL, SA, *PROVIDER), aside=True,
        phrases=("It is not urgent. File it first.",))
    file_afterwards = Step(
        "File afterwards", _late, None, by=(AL,),
        when=(guards.late_filing_open,), needs=(late_application,),
        pauses=(FILE_LATE,), starts=(REGISTER,), grants=(LATE_FILING,), tells=(AO,), aside=True)
    record_late_filing = Step(
        "Record late filing", _late, None, by=(AO,), reports=FILED,
        when=(guards.late_filing_pending,), asks=(FILING_NO, FILED_LATE_ON),
        tells=PROVIDER, aside=True, **LATE_RECORDED)
    register_late_filing = Step(
        "Register paper receipt of late filing", _late, None, by=(AL,), reports=FILED,
        when=(guards.late_filing_pending, content.paper_counts), asks=(FILING_NO, FILED_LATE_ON),
        needs=(FILING_RECEIPT,), tells=(AO, SA), aside=True, **LATE_RECORDED)
    return_late_filing = turn_back(
        "Return late filing", _late, None, by=(AO,), when=(guards.late_filing_pending,),
        stops=(REGISTER,), voids_pause=(FILE_LATE,), voids=(LATE_FILING,), tells=(AL,), aside=True)

    # Beyond the contract: a supplementary contract, signed by both.
    require_supplement = Step(
        "Require a supplementary contract", filed.accepting, supplementing, by=(PD, PL), why=True,
        when=(content.filed, content.approved, guards.not_within), stops=(ACCEPT,), starts=(SIGN_SUPPLEMENT,),
        pauses=(EXPAND.because(PauseReason.AWAITING_SUPPLEMENT), EXPAND_AGAIN.because(PauseReason.AWAITING_SUPPLEMENT)),
        tells=(AL, AF))
    sign_supplement = Step(
        "Sign supplement for the provider", supplementing, None, by=(PL,),
        when=(people.unsigned(SUPPLEMENT_PROVIDER),), asks=(supplement_no,), needs=(supplement_contract,),
        stops=(SIGN_SUPPLEMENT,), starts=(COUNTERSIGN,), grants=(SUPPLEMENT_PROVIDER,), tells=(AL,))
    countersign_supplement = Step(
        "Sign supplement for the agency", supplementing, window.scheduled, by=(AL,),
        when=(guards.supplement_signed,), asks=(signed_on,), needs=(supplement_signed,), stops=(COUNTERSIGN,),
        grants=(SUPPLEMENT_AGENCY,), does=(SUPPLEMENT_CONTRACT,), tells=(AF, PD), **RESUMED)
    no_agreement = Step(
        "No agreement reached", supplementing, not_agreed, by=(AL, PL), why=True, refuses=True,
        cancels=ALL, tells=(SA,), aside=True,
        phrases=("The two sides did not agree on a supplement.",))

    decline_temporary = Step(
        "Decline temporary expansion", filed.accepting, not_agreed, by=(PL,), why=True, refuses=True,
        when=(guards.temporary_beyond, guards.filing_settled),
        stops=(ACCEPT,), cancels=ALL, tells=(AL, SA), aside=True,
        phrases=("The platform has no resources left for it.",))
    refuse_damaging = Step(
        "Refuse as damaging", (filed.accepting, window.scheduled), declined, by=(PL,), why=True, refuses=True,
        when=(guards.may_damage, guards.filing_settled), asks=(RISK,),
        stops=(ACCEPT,), cancels=ALL, tells=(AL, SA), aside=True,
        phrases=("The operation may harm the platform. Not carried out.",))

    start_work = Step(
        "Start work", window.scheduled, implementing, by=(PE, PL), reports=DONE,
        when=(people.mine, content.approved, content.filed, guards.window_if_interrupts), grants=(WORK,), tells=AGENCY)
    deliver = Step(
        "Report work as done", implementing, confirming, by=(PE, PL), reports=DONE,
        when=(people.mine,), asks=(COMPLETE,), needs=(test_record,),
        pauses=(*WORKING, UNTIL_FILED), starts=(CONFIRM,))
    return_work = turn_back(
        "Return for rework", confirming, implementing, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=WORKING)
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY, reports=DONE,
        when=(guards.not_temporary, guards.filing_settled), asks=(COMPLETE,),
        stops=(CONFIRM, *WORKING), does=(POST_LINES,), tells=(AO,))
    roll_back = Step(
        "Roll back", (implementing, confirming), undone.undoing, by=(PE, PL, AL), when=(people.mine,), why=True,
        stops=(CONFIRM,), voids_pause=WORKING, starts=(UNDO,), tells=(AL, SA), aside=True)
    _growing = (
        filed.accepting, filed.returned_by_provider, supplementing, window.scheduled, window.rescheduling,
        window.window_missed, implementing, confirming, undone.undoing)
    order_expansion = Step(
        "Order expansion by a second limit", _growing, None, by=(AO,), reports=SERVED,
        when=(guards.expand_breached,), asks=(days,), needs=(second_notice,),
        starts=(EXPAND_AGAIN,), tells=(PL, SA), aside=True)
    correct_expansion = Step(
        "Correct the second limit", _growing, None, by=(AO,), why=True,
        when=(guards.second_limit_open, guards.second_limit_ahead), asks=(days,),
        does=(RELIMIT,), tells=(AL, PL, SA), aside=True)

    # The agency's own work on a system that is live (8.7).
    announce_work = Step(
        "Announce maintenance", (
            filed.filing, filed.returned_by_authority, filed.resealing, *_growing, in_effect), None, by=AGENCY,
        asks=(MAINTENANCE, WORK_FROM, WORK_TO), grants=(ANNOUNCED,), tells=PROVIDER, aside=True)

    # A temporary growth ends.
    confirm_temporary = Step(
        "Confirm temporary expansion", confirming, in_effect, by=AGENCY, reports=DONE,
        when=(guards.temporary, guards.end_ahead, growth.growth_in_term, guards.filing_settled), asks=(COMPLETE,),
        stops=(CONFIRM, EXPAND, EXPAND_AGAIN), starts=(TEMPORARY_END,),
        grants=(IN_EFFECT,), does=(POST_LINES,), tells=(AO, AF))
    ask_extension = Step(
        "Ask for a later end", in_effect, None, by=(AL,),
        when=(growth.extension_unasked,), asks=(EXTENDED_TO,), why=True,
        grants=(EXTENSION,), tells=(PL, PD), aside=True)
    extend_temporary = Step(
        "Extend temporary expansion", in_effect, None, by=(PL,),
        when=(growth.extension_asked, growth.extension_in_term), cancels=(TEMPORARY_END,), starts=(TEMPORARY_END,),
        voids=(EXTENSION,), does=(EXTEND_END,), tells=AGENCY, aside=True)
    decline_extension = Step(
        "Decline the later end", in_effect, None, by=(PL,), why=True,
        when=(growth.extension_asked,), voids=(EXTENSION,), tells=AGENCY, aside=True)
    give_back = Step(
        "Give back temporary resources", in_effect, undone.undoing, by=(AC,), reports=DONE,
        asks=(data_saved,), stops=(TEMPORARY_END,), starts=(UNDO,), ripens=TEMPORARY_END)
    reclaim_expired = Step(
        "Reclaim after the end date", in_effect, undone.undoing, by=PROVIDER,
        reports=DONE, when=(guards.ended,), why=True,
        stops=(TEMPORARY_END,), starts=(UNDO,), tells=(AL, SA), aside=True)
    confirm_reclaimed = Step(
        "Confirm as reclaimed and close", undone.checking_undo, closed, by=AGENCY, reports=DONE,
        when=(guards.was_in_effect,), asks=(COMPLETE,), stops=(UNDO, CONFIRM), does=(UNPOST_LINES,))
# fmt: on
