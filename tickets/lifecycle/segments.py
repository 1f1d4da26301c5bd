"""The shared segments of the machines: the same rows wherever orders are drafted, filed, undone or moved out.

Each function gives a segment's rows; its states stand beside it. A kind adds marks and guards with `amend`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from tickets.lifecycle.base import CLAIMED, State, Step, step, turn_back
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.words import PAUSE_REASONS

CLOSED: Final = State("closed", "closing", final=True)
CANCELLED: Final = State("cancelled", "closing", final=True)
DISCARDED: Final = State("discarded", "closing", final=True, private=True)
REFUSED: Final = State("refused", "closing", final=True)
DRAFT: Final = State("draft", "application", editable=True, private=True)

DRAFTING: Final = (
    DRAFT,
    State("approving", "application", private=True),
    State("returned_by_lead", "application", editable=True, private=True),
    DISCARDED,
    replace(REFUSED, private=True),
)
FILING: Final = (
    State("filing", "filing"),
    State("returned_by_authority", "filing", editable=True),
    State("resealing", "filing"),
    State("accepting", "acceptance"),
    State("returned_by_provider", "acceptance", editable=True),
    CANCELLED,
)
MOVING_OUT: Final = (
    State("inventorying", "inventory"),
    State("checking_inventory", "inventory"),
    State("moving", "handover"),
    State("checking_move", "handover"),
    State("stabilizing", "stability"),
    State("shutting_down", "shutdown"),
    State("shut", "shutdown"),
    State("erasing", "shutdown"),
    State("checking_erasure", "shutdown"),
)
SETTLING: Final = (
    State("settling", "settlement"),
    State("answering", "settlement"),
    CLOSED,
    State("disputed", "closing", final=True),
)
#: The states of segment L that the agency may still break off.
STILL_RUNNING: Final = "inventorying checking_inventory moving checking_move stabilizing"


def rescheduling(stage: str) -> tuple[State, ...]:
    return State("scheduled", stage), State("rescheduling", stage)


def undoing(stage: str) -> tuple[State, ...]:
    return State("undoing", stage), State("checking_undo", stage)


# A row of the tables stays a row: two lines, not ten.
# fmt: off


def drafted(asks: str = "", needs: str = "") -> tuple[Step, ...]:
    """Segment A: drafted by a clerk, decided by the lead. `asks`, `needs`: what submitting asks for."""
    return (
        step("submit", "draft", "approving", AC, asks=asks, needs=needs),
        step("resubmit", "returned_by_lead", "approving", AC, asks=asks, needs=needs),
        turn_back("return_to_clerk", "approving", "returned_by_lead", AL),
        step("refuse", "approving", "refused", AL, why=True),
        step("withdraw", "approving", "draft", AC, why=True, clocks="!*", voids="*", aside=True),
        step("discard", "draft returned_by_lead", "discarded", AC, why=True, aside=True),
    )


def filed(work: str) -> tuple[Step, ...]:
    """Segment F (8.3): sealed, filed, accepted by the provider; `work` is the first state of work."""
    recorded = "-filing.register +common.accept"
    number = "filing_no:text* filed_on:date*"
    return (
        step("approve", "approving", "filing", AL, guards=[people.not_author], needs="@application*",
            clocks="+filing.register", grants="approval", tells=(AO, PD)),
        step("record_filing", "filing", "accepting", AO, guards=[content.approved], asks=number,
            clocks=recorded, grants="filing", tells=(PD,)),
        step("register_filing", "filing", "accepting", AL, guards=[content.approved], asks=number,
            needs="@filing_receipt*", clocks=recorded, grants="filing", tells=(AO, SA), aside=True),
        turn_back("return_filing", "filing", "returned_by_authority", AO, clocks="-filing.register",
            tells=(AL,)),
        step("correct_filing", "returned_by_authority", "resealing", AC, needs="@supplement", tells=(AL,)),
        step("reseal", "resealing", "filing", AL, guards=[people.not_author], needs="@application*",
            clocks="+filing.register", grants="approval"),
        turn_back("return_correction", "resealing", "returned_by_authority", AL),
        step("accept", "accepting", work, PD, PL, guards=[content.filed, content.approved],
            asks="assignee:user*", clocks="-common.accept", effects="assign", tells=AGENCY),
        turn_back("return_to_agency", "accepting", "returned_by_provider", PD, PL, asks="missing:text*",
            clocks="-common.accept", tells=(AL,)),
        step("resupply", "returned_by_provider", "accepting", AC, guards=[content.same_content],
            needs="@supplement*", clocks="+common.accept"),
        step("send_back", "returned_by_provider", "accepting", AC, guards=[content.same_content], why=True,
            clocks="+common.accept", tells=(PL, SA)),
        turn_back("rework", "returned_by_authority returned_by_provider", "draft", AC, clocks="!*",
            voids="*", tells=(AL, AO), aside=True),
        step("cancel", "returned_by_authority accepting returned_by_provider", "cancelled", AL, why=True,
            clocks="!*", tells=(AO, *PROVIDER), aside=True),
    )


def rescheduled() -> tuple[Step, ...]:
    """Segment W: another window, decided by the lead; the approval is bound anew, the filing stands (M4)."""
    return (
        step("reschedule", "scheduled", "rescheduling", AC,
            guards=[time.window_ordered, time.new_window_ahead], asks="window_start:time* window_end:time*",
            why=True, grants="new_window", tells=(AL,), aside=True),
        step("approve_window", "rescheduling", "scheduled", AL, guards=[people.not_author],
            voids="new_window", effects="rebook", tells=(AO, *PROVIDER)),
        step("keep_window", "rescheduling", "scheduled", AL, why=True, voids="new_window"),
    )


def undone() -> tuple[Step, ...]:
    """Segment U without the second attempt: the provider takes back, the agency confirms."""
    confirmed = "-change.undo -common.confirm"
    return (
        step("report_undone", "undoing", "checking_undo", PE, PL, guards=[people.mine],
            needs="@undo_record* @erasure_certificate", clocks="=change.undo +common.confirm"),
        turn_back("return_undone", "checking_undo", "undoing", *AGENCY, clocks="-common.confirm ^change.undo"),
        step("confirm_undone", "checking_undo", "cancelled", *AGENCY, asks="complete:true*",
            clocks=confirmed, tells=(AO,)),
    )


def retried(target: str) -> Step:
    """Segment U's second attempt; `target` is where it begins."""
    return turn_back("retry", "checking_undo", target, *AGENCY, clocks="-change.undo -common.confirm",
        tells=PROVIDER, aside=True)


def moved_out(clause: str, end: str) -> tuple[Step, ...]:
    """Segment L: inventory, hand-over, stability, shutdown, erasure. `clause` is the kind's clock."""
    return _handed_over(clause) + _shut_down() + _erased(end)


def _handed_over(clause: str) -> tuple[Step, ...]:
    claim, returned = f"={clause} +common.confirm", f"-common.confirm ^{clause}"
    return (
        step("submit_inventory", "inventorying", "checking_inventory", PE, PL, guards=[people.mine],
            needs="@resource_inventory* @policy_inventory*", clocks=claim),
        turn_back("return_inventory", "checking_inventory", "inventorying", *AGENCY, clocks=returned),
        step("agree_inventory", "checking_inventory", "moving", *AGENCY, asks="complete:true*",
            clocks=f"-common.confirm ~{clause}"),
        step("report_moved", "moving", "checking_move", PE, PL, guards=[people.mine], asks="complete:true*",
            needs="@data_handover_list*", clocks=claim),
        turn_back("return_move", "checking_move", "moving", *AGENCY, clocks=returned),
        step("accept_move", "checking_move", "stabilizing", *AGENCY, asks="complete:true*",
            needs="@handover_receipt*", clocks=f"-common.confirm -{clause}"),
        turn_back("report_unstable", "stabilizing", "moving", *AGENCY, clocks=f"~~{clause}",
            tells=(SA,), aside=True),
    )


def _shut_down() -> tuple[Step, ...]:
    return (
        step("confirm_stable", "stabilizing", "shutting_down", AL, guards=[time.observed_past],
            asks="observed_from:date* observed_to:date* shut_down_on:date*", needs="@stability_record*",
            clocks="+leaving.shut", grants="stability", tells=(AO,)),
        turn_back("restore_service", "shutting_down shut", "stabilizing", AL,
            clocks="!leaving.shut !common.confirm", voids="stability", tells=PROVIDER, aside=True),
        step("shut_down", "shutting_down", "shut", PE, PL, guards=[people.mine, time.shutdown_day],
            needs="@shutdown_record* @access_revocation*", clocks="-leaving.shut +common.confirm"),
    )


def _erased(end: str) -> tuple[Step, ...]:
    return (
        step("permit_erasure", "shut", "erasing", AL, asks="data_received:true*",
            needs="@erasure_permission*", clocks="-common.confirm +leaving.erase", tells=(SA,), grave=True),
        step("report_erased", "erasing", "checking_erasure", PE, PL, guards=[people.mine],
            asks="erasure_method:text* media:int*", needs="@erasure_certificate*",
            clocks="=leaving.erase +common.confirm"),
        turn_back("return_erasure", "checking_erasure", "erasing", *AGENCY,
            clocks="-common.confirm ^leaving.erase"),
        step("confirm_erasure", "checking_erasure", end, AL, asks="complete:true*",
            clocks="-common.confirm -leaving.erase", effects="release_lines mark_gone", tells=(AO, SA)),
    )


def settled() -> tuple[Step, ...]:
    """Segment S (13.1, 13.2): what the move cost the agency, claimed and answered. Nought is an answer."""
    return (
        step("state_losses", "settling", "answering", AF, asks="amount:money*", needs="@loss_statement*",
            clocks="-provider_exit.claim +provider_exit.answer", grants="losses", tells=(AL,)),
        step("accept_losses", "answering", "closed", PL, clocks="-provider_exit.answer", tells=(AL, SA)),
        step("object_losses", "answering", "settling", PL, why=True,
            clocks="-provider_exit.answer +provider_exit.claim", tells=(AL,)),
        step("refer_dispute", "settling answering", "disputed", AL, why=True, clocks="!*", tells=(SA,),
            aside=True),
    )


# fmt: on


def arranged(*groups: Iterable[State]) -> tuple[State, ...]:
    """States in the order of the work, each once, the final ones last."""
    states = list(dict.fromkeys(state for group in groups for state in group))
    return tuple(sorted(states, key=lambda state: state.final))


def completed(states: Iterable[State], rows: Iterable[Step]) -> tuple[Step, ...]:
    """The rows of a kind with segment C, which every kind has: hand over, suspend, resume."""
    rows = tuple(rows)
    own = {source for row in rows if PE in row.who for source in row.sources}
    open_states = [state.code for state in states if not state.final]
    return (*rows, *_common([code for code in open_states if code in own], open_states))


def _common(own: list[str], open_states: list[str]) -> tuple[Step, ...]:
    both = (*AGENCY, *PROVIDER, SA)
    grounds = "/".join(ground for ground in PAUSE_REASONS if ground != CLAIMED)
    return (
        step(
            "hand_over",
            " ".join(own),
            None,
            PE,
            PD,
            PL,
            guards=[people.mine],
            asks="assignee:user*",
            why=True,
            effects="assign",
            aside=True,
        ),
        step(
            "suspend",
            " ".join(open_states),
            None,
            AL,
            PL,
            guards=[people.pausable, people.not_suspended, people.ground_listed],
            asks=f"ground:enum({grounds})*",
            needs="@pause_evidence*",
            why=True,
            effects="suspend",
            tells=both,
            aside=True,
        ),
        step(
            "resume",
            " ".join(open_states),
            None,
            AL,
            PL,
            guards=[people.suspended],
            why=True,
            effects="resume",
            tells=both,
            aside=True,
        ),
    )
