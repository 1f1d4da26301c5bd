"""The segments that kinds share: the same steps wherever tickets are drafted, filed, undone or moved out.

Each takes what differs from kind to kind: the state with which the kind's own work begins, its clock, its papers.
"""

from typing import Any, Final

from tickets.lifecycle.duties import (
    ACCEPT,
    ANSWER,
    APPROVE,
    CLAIM,
    CONFIRM,
    CORRECT,
    ERASE,
    JUDGE,
    OBSERVE,
    REGISTER,
    SHUT,
    UNDO,
    Clock,
)
from tickets.lifecycle.effects import ASSIGN, MARK_GONE, REBOOK, RELEASE_LINES
from tickets.lifecycle.endorsements import APPROVAL, FILING, LOSSES, NEW_WINDOW, STABILITY
from tickets.lifecycle.fields import Dated, Field
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.kind import Segment
from tickets.lifecycle.leaving_papers import (
    DATA_HANDOVER_LIST,
    ERASURE_PERMISSION,
    HANDOVER_RECEIPT,
    LOSS_STATEMENT,
    SHUTDOWN_RECORD,
    STABILITY_RECORD,
)
from tickets.lifecycle.papers import (
    ACCESS_REVOCATION,
    APPLICATION,
    ERASURE_CERTIFICATE,
    FILING_RECEIPT,
    OUTSIDE,
    SUPPLEMENT,
    UNDO_RECORD,
    Slot,
)
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA, SYS
from tickets.lifecycle.questions import (
    AMOUNT,
    ASSIGNEE,
    COMPLETE,
    DATA_RECEIVED,
    ERASURE_METHOD,
    FILED_ON,
    FILING_NO,
    MEDIA,
    MISSING,
    OBSERVED_FROM,
    OBSERVED_TO,
    SHUT_DOWN_ON,
    WINDOW_END,
    WINDOW_START,
)
from tickets.lifecycle.reports import DONE, FILED, SEEN
from tickets.lifecycle.stages import ACCEPTANCE, CLOSING, HANDOVER, INVENTORY, SETTLEMENT, SHUTDOWN, WINDOW, Stage
from tickets.lifecycle.stages import APPLICATION as APPLYING
from tickets.lifecycle.stages import FILING as FILING_STAGE
from tickets.lifecycle.stages import STABILITY as STABLE
from tickets.lifecycle.steps import ALL, State, Step, turn_back

# What a step says stays close together: a few lines, not one for each word.
# fmt: off

CLOSED: Final = State("Closed", CLOSING, final=True, name="closed")
CANCELLED: Final = State("Ended", CLOSING, final=True, name="cancelled")
DISCARDED: Final = State("Discarded", CLOSING, final=True, private=True, name="discarded")
REFUSED: Final = State("Refused", CLOSING, final=True, name="refused")
DRAFT: Final = State("Draft", APPLYING, editable=True, private=True, name="draft")


class Drafted(Segment):
    """Segment A: drafted by a clerk, decided by the lead. needs, takes: what submitting asks for.

    planned: the day or the end of the window that must still lie ahead whenever the agency sends the ticket on.
    owed: the clocks with which a draft of the service is born; taking the order back does not end them.
    """

    def __init__(
        self,
        *,
        planned: Dated[Any] | None = None,
        needs: tuple[Slot, ...] = (),
        takes: tuple[Slot, ...] = (),
        owed: tuple[Clock, ...] = (),
    ) -> None:
        self.planned = planned
        self.ahead = ahead = (time.still(planned),) if planned else ()
        self.draft = draft = DRAFT
        self.approving = approving = State("Awaiting the unit’s approval", APPLYING, private=True)
        self.returned_by_lead = returned = State("Returned by the lead", APPLYING, editable=True, private=True)
        self.discarded = DISCARDED
        self.refused = State("Refused", CLOSING, final=True, private=True)

        asked: dict[str, Any] = {"by": (AC,), "when": ahead, "needs": needs, "takes": takes}
        self.submit = Step("Submit for approval", draft, approving, starts=(APPROVE,), **asked)
        self.resubmit = Step(
            "Submit corrected", returned, approving, stops=(CORRECT,), starts=(APPROVE,), **asked)
        self.return_to_clerk = turn_back(
            "Return for changes", approving, returned, by=(AL,), stops=(APPROVE,), starts=(CORRECT,))
        self.refuse = Step(
            "Refuse", approving, self.refused, by=(AL,), why=True, refuses=True, stops=(APPROVE,), cancels=ALL)
        self.withdraw = Step(
            "Withdraw", approving, draft, by=(AC,), why=True, cancels=(APPROVE,) if owed else ALL, voids=ALL,
            aside=True)
        self.discard = Step("Discard", (draft, returned), DISCARDED, by=(AC,), why=True, cancels=ALL, aside=True)


class Filed(Segment):
    """Segment F (8.3): sealed, filed, accepted by the provider. work: the first state of the work.

    `drafting` is the segment from which the ticket comes and to which it goes back. Its window is judged by whoever
    takes the ticket on too; a planned day is the agency's own matter.
    """

    def __init__(self, drafting: Drafted, work: State) -> None:
        self.filing = filing = State("Awaiting filing", FILING_STAGE)
        self.returned_by_authority = returned = State("Returned by the authority", FILING_STAGE, editable=True)
        self.resealing = resealing = State("Awaiting the new seal", FILING_STAGE)
        self.accepting = accepting = State("Awaiting acceptance by the provider", ACCEPTANCE)
        self.returned_by_provider = incomplete = State("Returned by the provider", ACCEPTANCE, editable=True)
        self.cancelled = CANCELLED

        ahead = drafting.ahead
        window = ahead if drafting.planned is WINDOW_END else ()
        recorded: dict[str, Any] = {"stops": (REGISTER,), "starts": (ACCEPT,), "grants": (FILING,)}
        self.approve = Step(
            "Approve, seal and file", drafting.approving, filing, by=(AL,),
            when=(people.not_author, *ahead), needs=(APPLICATION,),
            stops=(APPROVE,), starts=(REGISTER,), grants=(APPROVAL,), tells=(AO, PD), at_once=True)
        self.record_filing = Step(
            "Record filing", filing, accepting, by=(AO,), reports=FILED,
            when=(content.approved, *window), asks=(FILING_NO, FILED_ON), tells=(PD,), **recorded)
        self.register_filing = Step(
            "Register paper filing receipt", filing, accepting, by=(AL,), reports=FILED,
            when=(content.approved, content.paper_counts, *window), asks=(FILING_NO, FILED_ON), needs=(FILING_RECEIPT,),
            tells=(AO, SA), aside=True, **recorded)
        self.return_filing = turn_back(
            "Return for correction", filing, returned, by=(AO,), stops=(REGISTER,), starts=(CORRECT,), tells=(AL,))
        self.correct_filing = Step(
            "Submit correction", returned, resealing, by=(AC,), when=ahead, takes=(SUPPLEMENT,),
            stops=(CORRECT,), starts=(APPROVE,), tells=(AL,))
        self.reseal = Step(
            "Seal and file again", resealing, filing, by=(AL,),
            when=(people.not_author, *ahead), needs=(APPLICATION,),
            stops=(APPROVE,), starts=(REGISTER,), grants=(APPROVAL,), at_once=True)
        self.return_correction = turn_back(
            "Return the correction", resealing, returned, by=(AL,), stops=(APPROVE,), starts=(CORRECT,))
        self.accept = Step(
            "Accept", accepting, work, by=(PD, PL),
            when=(content.filed, content.approved, *window), asks=(ASSIGNEE,),
            stops=(ACCEPT,), does=(ASSIGN,), tells=AGENCY)
        self.return_to_agency = turn_back(
            "Return for missing material", accepting, incomplete, by=(PD, PL),
            asks=(MISSING,), stops=(ACCEPT,), starts=(CORRECT,), tells=(AL,))
        self.resupply = Step(
            "Supply missing material", incomplete, accepting, by=(AC,),
            when=(content.same_content,), needs=(SUPPLEMENT,), stops=(CORRECT,), starts=(ACCEPT,))
        self.send_back = Step(
            "Send back as complete", incomplete, accepting, by=(AC,),
            when=(content.same_content,), why=True, stops=(CORRECT,), starts=(ACCEPT,), tells=(PL, SA))
        self.rework = turn_back(
            "Take back to draft", (returned, incomplete), drafting.draft, by=(AC,),
            cancels=ALL, voids=ALL, tells=(AL, AO), aside=True,
            phrases=("To be changed as the return asks, and sent again.",))
        self.cancel = Step(
            "End the request", (returned, accepting, incomplete), CANCELLED, by=(AL,), why=True,
            cancels=ALL, tells=(AO, *PROVIDER), aside=True)


class Rescheduled(Segment):
    """Segment W: another window, decided by the lead; the approval is bound anew, the filing stands (M4).

    A window that passes unused is over for the provider: time hands the ticket to the agency, which names a new one.
    """

    def __init__(self) -> None:
        self.scheduled = scheduled = State("Awaiting its window", WINDOW)
        self.rescheduling = rescheduling = State("Awaiting a new window", WINDOW)
        self.window_missed = missed = State("Window passed, a new one is needed", WINDOW)
        asked: dict[str, Any] = {
            "by": (AC,), "asks": (WINDOW_START, WINDOW_END), "why": True,
            "starts": (APPROVE,), "grants": (NEW_WINDOW,), "tells": (AL,)}

        self.reschedule = Step("Ask for another window", scheduled, rescheduling, aside=True, **asked)
        self.approve_window = Step(
            "Agree to the new window", rescheduling, scheduled, by=(AL,),
            when=(people.not_author, time.new_window_ahead), stops=(APPROVE,), voids=(NEW_WINDOW,), does=(REBOOK,),
            tells=(AO, *PROVIDER), at_once=True)
        self.keep_window = Step(
            "Keep the old window", rescheduling, scheduled, by=(AL,), why=True, stops=(APPROVE,), voids=(NEW_WINDOW,))
        self.miss_window = Step(
            "Record the window as passed", scheduled, missed, by=(SYS, *AGENCY), when=(time.window_over,),
            starts=(CORRECT,), tells=(AL, *PROVIDER, SA), aside=True, lapses=WINDOW_END)
        self.name_window = Step("Name a new window", missed, rescheduling, stops=(CORRECT,), **asked)


class Rebooked(Segment):
    """Another window while the ticket is with the authority or the provider: it stays where it is, and keeps its
    filing (M4). Else a filing that takes long would send everybody back to the start."""

    def __init__(self, filed: Filed) -> None:
        on_its_way = (filed.filing, filed.accepting, filed.returned_by_provider)

        self.propose_window = Step(
            "Ask to move the window", on_its_way, None, by=(AC,),
            asks=(WINDOW_START, WINDOW_END), why=True, grants=(NEW_WINDOW,), tells=(AL,), aside=True)
        self.agree_window = Step(
            "Agree to move the window", on_its_way, None, by=(AL,),
            when=(people.not_author, time.window_asked, time.new_window_ahead), voids=(NEW_WINDOW,), does=(REBOOK,),
            tells=(AO, *PROVIDER), aside=True)


class Undone(Segment):
    """Segment U: the provider takes back, the agency confirms."""

    def __init__(self, stage: Stage) -> None:
        self.undoing = undoing = State("Being undone", stage)
        self.checking_undo = checking = State("Awaiting confirmation as undone", stage)

        self.report_undone = Step(
            "Report as undone", undoing, checking, by=(PE, PL), reports=DONE,
            when=(people.mine,), needs=(UNDO_RECORD,), takes=(ERASURE_CERTIFICATE,),
            pauses=(UNDO,), starts=(CONFIRM,))
        self.return_undone = turn_back(
            "Return, not undone", checking, undoing, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=(UNDO,))
        self.confirm_undone = Step(
            "Confirm as undone and end", checking, CANCELLED, by=AGENCY, reports=DONE,
            asks=(COMPLETE,), stops=(UNDO, CONFIRM), tells=(AO,))


def retried(undone: Undone, target: State) -> Step:
    """Segment U's second attempt; `target` is where it begins."""
    return turn_back(
        "Try again", undone.checking_undo, target, by=AGENCY,
        stops=(UNDO, CONFIRM), tells=PROVIDER, aside=True)


class MovedOut(Segment):
    """Segment L: inventory, hand-over, stability, shutdown, erasure. clock: the kind's own. end: what follows.

    The clock ends with the accepted hand-over (M11). That the new environment is unstable is said by the agency, and
    the clock runs on only when the provider agrees or the supervisor decides so (M30): the free month of 13.3 is not
    stretched by one side, and never runs twice.

    asked_stable: what the kind asks for when the new environment is confirmed as stable.
    """

    def __init__(self, clock: Clock, end: State, *, asked_stable: tuple[Field[Any], ...] = ()) -> None:
        self.inventorying = State("Taking inventory", INVENTORY)
        self.checking_inventory = State("Inventories being checked", INVENTORY)
        self.moving = State("Moving and handing over", HANDOVER)
        self.checking_move = State("Awaiting confirmation of the move", HANDOVER)
        self.stabilizing = State("New environment under observation", STABLE)
        self.judging_stability = State("Awaiting the decision on stability", STABLE)
        self.shutting_down = State("Awaiting shutdown", SHUTDOWN)
        self.shut = State("Shut down, awaiting permission to erase", SHUTDOWN)
        self.erasing = State("Data being erased", SHUTDOWN)
        self.checking_erasure = State("Awaiting confirmation of erasure", SHUTDOWN)
        #: The agency may still break it off.
        self.still_running = (
            self.inventorying, self.checking_inventory, self.moving, self.checking_move, self.stabilizing,
            self.judging_stability)

        self._hand_over(clock)
        self._judge_stability(clock)
        self._shut_down(asked_stable)
        self._erase(end)

    def _hand_over(self, clock: Clock) -> None:
        claim: dict[str, Any] = {"pauses": (clock,), "starts": (CONFIRM,)}
        returned: dict[str, Any] = {"stops": (CONFIRM,), "voids_pause": (clock,)}
        self.submit_inventory = Step(
            "Submit inventories", self.inventorying, self.checking_inventory, by=(PE, PL),
            reports=DONE, when=(people.mine,),
            needs=(Slot("Inventory of resources", name="resource_inventory", paper=OUTSIDE),
                   Slot("Inventory of security policies", name="policy_inventory", paper=OUTSIDE)), **claim)
        self.return_inventory = turn_back(
            "Return inventories", self.checking_inventory, self.inventorying, by=AGENCY, reports=SEEN, **returned)
        self.agree_inventory = Step(
            "Confirm inventories", self.checking_inventory, self.moving, by=AGENCY, reports=DONE,
            asks=(COMPLETE,), stops=(CONFIRM,), resumes=(clock,))
        self.report_moved = Step(
            "Report move and hand-over", self.moving, self.checking_move, by=(PE, PL),
            reports=DONE, when=(people.mine,),
            asks=(COMPLETE,), needs=(DATA_HANDOVER_LIST,), **claim)
        self.return_move = turn_back(
            "Return, move not complete", self.checking_move, self.moving, by=AGENCY, reports=SEEN, **returned)
        self.accept_move = Step(
            "Confirm move and hand-over", self.checking_move, self.stabilizing, by=AGENCY, reports=DONE,
            asks=(COMPLETE,), needs=(HANDOVER_RECEIPT,),
            stops=(CONFIRM, clock), starts=(OBSERVE,))

    def _judge_stability(self, clock: Clock) -> None:
        unstable: dict[str, Any] = {"reopens": (clock,), "cancels": (OBSERVE,)}
        self.report_unstable = Step(
            "Report as unstable", self.stabilizing, self.judging_stability, by=AGENCY, reports=DONE, why=True,
            pauses=(OBSERVE,), starts=(JUDGE,), tells=(PL, SA), aside=True)
        self.agree_unstable = turn_back(
            "Agree that it is unstable", self.judging_stability, self.moving, by=(PL,),
            stops=(JUDGE,), tells=(*AGENCY, SA), aside=True, **unstable,
            phrases=("The new environment does not run stably. Go on with it.",))
        self.find_unstable = turn_back(
            "Find it unstable", self.judging_stability, self.moving, by=(SA,),
            stops=(JUDGE,), tells=(*AGENCY, *PROVIDER), **unstable,
            phrases=("The new environment does not run stably. Go on with it.",))
        self.find_stable = Step(
            "Find it stable", self.judging_stability, self.stabilizing, by=(SA,), why=True,
            stops=(JUDGE,), resumes=(OBSERVE,), tells=(*AGENCY, PL))

    def _shut_down(self, asked_stable: tuple[Field[Any], ...]) -> None:
        self.confirm_stable = Step(
            "Confirm as stable, order shutdown", self.stabilizing, self.shutting_down, by=(AL,), reports=DONE,
            asks=(OBSERVED_FROM, OBSERVED_TO, SHUT_DOWN_ON, *asked_stable),
            needs=(STABILITY_RECORD,),
            stops=(OBSERVE,), starts=(SHUT,), grants=(STABILITY,), tells=(AO,))
        self.restore_service = turn_back(
            "Hold shutdown, restore service", (self.shutting_down, self.shut), self.stabilizing, by=(AL,),
            cancels=(SHUT, CONFIRM), starts=(OBSERVE,), voids=(STABILITY,), tells=PROVIDER, aside=True,
            phrases=("The new environment has faults. The shut-down waits.",))
        self.shut_down = Step(
            "Report shutdown", self.shutting_down, self.shut, by=(PE, PL),
            reports=DONE, when=(people.mine, time.shutdown_day),
            needs=(SHUTDOWN_RECORD, ACCESS_REVOCATION),
            stops=(SHUT,), starts=(CONFIRM,))

    def _erase(self, end: State) -> None:
        self.permit_erasure = Step(
            "Permit erasure", self.shut, self.erasing, by=(AL,),
            asks=(DATA_RECEIVED,), needs=(ERASURE_PERMISSION,),
            stops=(CONFIRM,), starts=(ERASE,), tells=(SA,), grave=True)
        self.report_erased = Step(
            "Report erasure", self.erasing, self.checking_erasure, by=(PE, PL), reports=DONE, when=(people.mine,),
            asks=(ERASURE_METHOD, MEDIA), needs=(ERASURE_CERTIFICATE,),
            pauses=(ERASE,), starts=(CONFIRM,))
        self.return_erasure = turn_back(
            "Return erasure", self.checking_erasure, self.erasing, by=AGENCY, reports=SEEN,
            stops=(CONFIRM,), voids_pause=(ERASE,))
        self.confirm_erasure = Step(
            "Confirm erasure", self.checking_erasure, end, by=(AL,), reports=DONE,
            asks=(COMPLETE,), stops=(CONFIRM, ERASE), does=(RELEASE_LINES, MARK_GONE), tells=(AO, SA))


class Settled(Segment):
    """Segment S (13.1, 13.2): what the move cost the agency, claimed and answered. Zero is an answer."""

    def __init__(self) -> None:
        self.settling = settling = State("Awaiting the statement of losses", SETTLEMENT)
        self.answering = answering = State("Awaiting the provider’s answer", SETTLEMENT)
        self.closed = CLOSED
        self.disputed = State("Referred to dispute resolution", CLOSING, final=True)

        self.state_losses = Step(
            "State losses and costs", settling, answering, by=(AF,),
            asks=(AMOUNT,), needs=(LOSS_STATEMENT,),
            stops=(CLAIM,), starts=(ANSWER,), grants=(LOSSES,), tells=(AL,))
        self.accept_losses = Step(
            "Accept the statement and close", answering, CLOSED, by=(PL,), stops=(ANSWER,), tells=(AL, SA), grave=True)
        self.object_losses = Step(
            "Object to the statement", answering, settling, by=(PL,), why=True,
            stops=(ANSWER,), starts=(CLAIM,), tells=(AL,))
        self.refer_dispute = Step(
            "Refer to dispute resolution", (settling, answering), self.disputed, by=(AL,), why=True,
            cancels=ALL, tells=(SA,), aside=True)
# fmt: on
