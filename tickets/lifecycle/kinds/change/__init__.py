"""Change 变更 (3.4, 3.5, 8.3, 9.9, 17)."""

from typing import Any, Final

from tickets.lifecycle import stages
from tickets.lifecycle.duties import ACCEPT, CONFIRM, IMPLEMENT, REGISTER, UNDO, Clock
from tickets.lifecycle.effects import EXTEND_END, POST_LINES, SUPPLEMENT_CONTRACT, UNPOST_LINES
from tickets.lifecycle.endorsements import (
    APPROVAL,
    COST,
    EXTENSION,
    FILING,
    IN_EFFECT,
    LATE_FILING,
    SUPPLEMENT_AGENCY,
    SUPPLEMENT_PROVIDER,
    URGENT,
    WORK,
)
from tickets.lifecycle.fields import SENTENCE, Confirmed, Day, Money, Number, Text, today
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.change import guards
from tickets.lifecycle.kinds.change.guards import EXPAND, EXPAND_AGAIN, expansion, interrupts, not_expansion
from tickets.lifecycle.kinds.change.questions import (
    DATA_SAVED,
    DELTAS,
    ENDS,
    EXTENDED_TO,
    INTERRUPTS,
    POLICIES,
    TERM,
    TO_SYSTEM,
    TYPE,
    URGENT_REASON,
)
from tickets.lifecycle.papers import APPLICATION, FILING_RECEIPT, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import COMPLETE, FILED_ON, FILING_NO, REASON, RISK, WINDOW_END, WINDOW_START
from tickets.lifecycle.segments import CLOSED, Drafted, Filed, Rescheduled, Undone, retried
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.types import PauseReason

TEMPORARY_END: Final = Clock("change.temporary_end")
FILE_LATE: Final = Clock("change.file_late")
#: The clocks on which the provider owes the result; of them only those are open that this ticket's type has.
WORKING: Final = (EXPAND, EXPAND_AGAIN, IMPLEMENT)


def because(reason: PauseReason) -> tuple[Any, ...]:
    return tuple(clock.because(reason) for clock in WORKING)


#: Where service is interrupted nothing can be done before the window opens: a pause whose end is known.
UNTIL_WINDOW: Final = tuple(one.when(interrupts) for one in because(PauseReason.WINDOW_NOT_OPEN))
RESUMED: Final[dict[str, Any]] = {"resumes": WORKING, "pauses": UNTIL_WINDOW}
RECORDED: Final[dict[str, Any]] = {"resumes": (EXPAND.when(expansion),), "starts": (IMPLEMENT.when(not_expansion),)}


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
    checks = (content.lines_known, guards.held_enough, time.window_ordered)
    opening = Opening(by=(AC,), asks=(
        TYPE, TERM, ENDS, DELTAS, TO_SYSTEM, POLICIES, REASON, WINDOW_START, WINDOW_END, INTERRUPTS, DATA_SAVED))

    to_system = TO_SYSTEM
    estimate = Money("Estimated cost", example="0.00")
    funding = Text("Source of funds", example=SENTENCE)
    supplement_no = Text("Number of the supplementary contract", example="BC-2026-0001")
    signed_on = Day("Signed on", example=today())
    days = Number("Days of the second limit", least=1, most=365, example=3)
    data_saved = Confirmed("Data is saved", example=True)

    change_plan = Slot("Change plan")
    rollback_plan = Slot("Roll-back plan")
    test_plan = Slot("Test plan")
    late_application = Slot("Late filing form (sealed)")
    supplement_contract = Slot("Supplementary contract signed by the provider")
    supplement_signed = Slot("Supplementary contract signed by both")
    second_notice = Slot("Notice of the second limit")
    test_record = Slot("Test record")

    _window = Rescheduled()
    drafting = Drafted(needs=(change_plan, rollback_plan), takes=(test_plan,))
    filed = Filed(drafting, work=_window.scheduled)
    window = _window
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

    submit = drafting.submit.also(when=(*guards.FITS, guards.not_grows_long))
    resubmit = drafting.resubmit.also(when=(*guards.FITS, guards.cost_ok))
    withdraw = drafting.withdraw.also(source=(costing, approving_urgent, filed.filing))
    return_to_clerk = drafting.return_to_clerk.also(source=approving_urgent)
    refuse = drafting.refuse.also(source=approving_urgent)
    discard = drafting.discard.also(source=returned_by_finance)
    approve = filed.approve.also(
        starts=(EXPAND.when(expansion),),
        pauses=(EXPAND.because(PauseReason.AWAITING_FILING).when(expansion),))
    record_filing = filed.record_filing.also(**RECORDED)
    register_filing = filed.register_filing.also(**RECORDED)
    correct_filing = filed.correct_filing.also(when=(guards.same_request,))
    accept = filed.accept.also(pauses=UNTIL_WINDOW, when=(guards.within,))
    return_to_agency = filed.return_to_agency.also(pauses=because(PauseReason.REQUEST_INCOMPLETE))
    resupply = filed.resupply.also(resumes=WORKING)
    send_back = filed.send_back.also(voids_pause=WORKING)
    rework = filed.rework.also(when=(guards.filing_settled,))
    cancel = filed.cancel.also(
        source=(supplementing, window.scheduled, window.rescheduling), when=(guards.filing_settled,))
    reschedule = window.reschedule.also(pauses=because(PauseReason.WAITING_AGENCY))
    approve_window = window.approve_window.also(**RESUMED)
    keep_window = window.keep_window.also(**RESUMED)
    report_undone = undone.report_undone.also(pauses=WORKING)
    return_undone = undone.return_undone.also(voids_pause=WORKING)
    confirm_undone = undone.confirm_undone.changed(cancels=ALL).also(
        when=(guards.filing_settled, guards.not_in_effect))
    retry = retried(undone, window.scheduled).also(when=(guards.not_in_effect,), **RESUMED)

    # The cost of a long-term growth.
    submit_for_costing = Step(
        "Submit for cost check", (drafting.draft, drafting.returned_by_lead, returned_by_finance), costing, by=(AC,),
        when=(*guards.FITS, guards.grows_long), needs=(change_plan, rollback_plan), takes=(test_plan,), tells=(AF,))
    clear_cost = Step(
        "Clear the cost", costing, drafting.approving, by=(AF,),
        when=(people.not_author,), asks=(estimate, funding), grants=(COST,), tells=(AL,))
    return_cost = turn_back("Return from finance", costing, returned_by_finance, by=(AF,))

    # Work before the filing, which is then owed.
    submit_urgent = Step(
        "Submit as urgent", (drafting.draft, drafting.returned_by_lead), approving_urgent, by=(AC,),
        when=(*guards.FITS, guards.within), asks=(URGENT_REASON,),
        needs=(change_plan, rollback_plan), takes=(test_plan,), tells=(AL, AO), aside=True)
    authorize_urgent = Step(
        "Authorise urgent work", approving_urgent, filed.accepting, by=(AL,),
        when=(people.not_author,), needs=(APPLICATION,),
        starts=(FILE_LATE, ACCEPT, EXPAND.when(expansion), IMPLEMENT.when(not_expansion)),
        grants=(APPROVAL, URGENT), tells=(AO, SA, PD))
    _late = (
        filed.accepting, filed.returned_by_provider, window.scheduled, window.rescheduling, implementing,
        confirming, undone.undoing, undone.checking_undo)
    file_afterwards = Step(
        "File afterwards", _late, None, by=(AL,),
        when=(guards.late_filing_open,), needs=(late_application,),
        pauses=(FILE_LATE,), starts=(REGISTER,), grants=(LATE_FILING,), tells=(AO,), aside=True)
    record_late_filing = Step(
        "Record late filing", _late, None, by=(AO,),
        when=(guards.late_filing_pending,), asks=(FILING_NO, FILED_ON),
        stops=(REGISTER, FILE_LATE), grants=(FILING,), tells=PROVIDER, aside=True)
    register_late_filing = Step(
        "Register paper receipt of late filing", _late, None, by=(AL,),
        when=(guards.late_filing_pending,), asks=(FILING_NO, FILED_ON), needs=(FILING_RECEIPT,),
        stops=(REGISTER, FILE_LATE), grants=(FILING,), tells=(AO, SA), aside=True)
    return_late_filing = turn_back(
        "Return late filing", _late, None, by=(AO,), when=(guards.late_filing_pending,),
        stops=(REGISTER,), voids_pause=(FILE_LATE,), voids=(LATE_FILING,), tells=(AL,), aside=True)

    # Beyond the contract: a supplementary contract, signed by both.
    require_supplement = Step(
        "Require a supplementary contract", filed.accepting, supplementing, by=(PD, PL), why=True,
        when=(content.filed, content.approved, guards.not_within), stops=(ACCEPT,),
        pauses=(EXPAND.because(PauseReason.AWAITING_SUPPLEMENT), EXPAND_AGAIN.because(PauseReason.AWAITING_SUPPLEMENT)),
        tells=(AL, AF))
    sign_supplement = Step(
        "Sign supplement for the provider", supplementing, None, by=(PL,),
        when=(people.unsigned(SUPPLEMENT_PROVIDER),), asks=(supplement_no,), needs=(supplement_contract,),
        grants=(SUPPLEMENT_PROVIDER,), tells=(AL,))
    countersign_supplement = Step(
        "Sign supplement for the agency", supplementing, window.scheduled, by=(AL,),
        when=(guards.supplement_signed,), asks=(signed_on,), needs=(supplement_signed,),
        grants=(SUPPLEMENT_AGENCY,), does=(SUPPLEMENT_CONTRACT,), tells=(AF, PD), **RESUMED)
    no_agreement = Step(
        "No agreement reached", supplementing, not_agreed, by=(AL, PL), why=True, refuses=True,
        cancels=ALL, tells=(SA,), aside=True)

    decline_temporary = Step(
        "Decline temporary expansion", filed.accepting, not_agreed, by=(PL,), why=True, refuses=True,
        when=(guards.temporary_beyond, guards.filing_settled),
        stops=(ACCEPT,), cancels=ALL, tells=(AL, SA), aside=True)
    refuse_damaging = Step(
        "Refuse as damaging", (filed.accepting, window.scheduled), declined, by=(PL,), why=True, refuses=True,
        when=(guards.may_damage, guards.filing_settled), asks=(RISK,),
        stops=(ACCEPT,), cancels=ALL, tells=(AL, SA), aside=True)

    start_work = Step(
        "Start work", window.scheduled, implementing, by=(PE, PL),
        when=(people.mine, content.approved, content.filed, guards.window_if_interrupts), grants=(WORK,), tells=AGENCY)
    deliver = Step(
        "Report work as done", implementing, confirming, by=(PE, PL),
        when=(people.mine,), asks=(COMPLETE,), needs=(test_record,), pauses=WORKING, starts=(CONFIRM,))
    return_work = turn_back(
        "Return for rework", confirming, implementing, by=AGENCY, stops=(CONFIRM,), voids_pause=WORKING)
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY,
        when=(guards.not_temporary, guards.filing_settled), asks=(COMPLETE,),
        stops=(CONFIRM, *WORKING), does=(POST_LINES,), tells=(AO,))
    roll_back = Step(
        "Roll back", (implementing, confirming), undone.undoing, by=(PE, PL, AL), when=(people.mine,), why=True,
        cancels=(CONFIRM,), voids_pause=WORKING, starts=(UNDO,), tells=(AL, SA), aside=True)
    order_expansion = Step(
        "Order expansion by a second limit", (filed.accepting, window.scheduled, implementing), None, by=(AO,),
        when=(guards.expand_breached,), asks=(days,), needs=(second_notice,),
        starts=(EXPAND_AGAIN,), tells=(PL, SA), aside=True)

    # A temporary growth ends.
    confirm_temporary = Step(
        "Confirm temporary expansion", confirming, in_effect, by=AGENCY,
        when=(guards.temporary, guards.end_ahead, guards.growth_in_term, guards.filing_settled), asks=(COMPLETE,),
        stops=(CONFIRM, EXPAND, EXPAND_AGAIN), starts=(TEMPORARY_END,),
        grants=(IN_EFFECT,), does=(POST_LINES,), tells=(AO, AF))
    ask_extension = Step(
        "Ask for a later end", in_effect, None, by=(AL,),
        when=(guards.extension_unasked, guards.end_extended, guards.end_within_term), asks=(EXTENDED_TO,), why=True,
        grants=(EXTENSION,), tells=(PL, PD), aside=True)
    extend_temporary = Step(
        "Extend temporary expansion", in_effect, None, by=(PL,),
        when=(guards.extension_asked, guards.extension_in_term), cancels=(TEMPORARY_END,), starts=(TEMPORARY_END,),
        voids=(EXTENSION,), does=(EXTEND_END,), tells=AGENCY, aside=True)
    decline_extension = Step(
        "Decline the later end", in_effect, None, by=(PL,), why=True,
        when=(guards.extension_asked,), voids=(EXTENSION,), tells=AGENCY, aside=True)
    give_back = Step(
        "Give back temporary resources", in_effect, undone.undoing, by=(AC,),
        asks=(data_saved,), stops=(TEMPORARY_END,), starts=(UNDO,))
    reclaim_expired = Step(
        "Reclaim after the end date", in_effect, undone.undoing, by=PROVIDER, when=(guards.ended,), why=True,
        stops=(TEMPORARY_END,), starts=(UNDO,), tells=(AL, SA), aside=True)
    confirm_reclaimed = Step(
        "Confirm as reclaimed and close", undone.checking_undo, closed, by=AGENCY,
        when=(guards.was_in_effect,), asks=(COMPLETE,), stops=(UNDO, CONFIRM), does=(UNPOST_LINES,))
# fmt: on
