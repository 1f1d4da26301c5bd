"""4.3 change 变更 (3.4, 3.5, 8.3, 9.9, 17): one type an order, so that each clock has one meaning.

An expansion has seven natural days; a long-term one is cost-checked first and beyond the contract needs a
supplement; a temporary one ends. Only an urgent change goes before its filing, and then owes it.
"""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import change, content, people, time
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA

PLANS = "@change_plan* @rollback_plan* @test_plan"
#: The clocks on which the provider owes the result; of them only those are open that this order's type has.
WORK = ("change.expand", "change.expand_again", "common.implement")
#: Where a filing afterwards may still be owed.
LATE = "accepting returned_by_provider scheduled rescheduling implementing confirming undoing checking_undo"
RECORDED = "~change.expand?expansion +common.implement?not_expansion"
FILED_LATE = "-filing.register -change.file_late"


def on_work(op: str, why: str = "") -> str:
    """The same mark on every clock of the work."""
    return " ".join(f"{op}{clause}{why}" for clause in WORK)


#: Where service is interrupted nothing can be done before the window opens: a pause whose end is known.
UNTIL_WINDOW = on_work("=", "@window_not_open?interrupts")
RESUMED = f"{on_work('~')} {UNTIL_WINDOW}"

STATES = segments.arranged(
    segments.DRAFTING,
    (
        State("costing", "application", private=True),
        State("returned_by_finance", "application", editable=True, private=True),
        State("approving_urgent", "application"),
    ),
    segments.FILING,
    (State("supplementing", "acceptance"),),
    segments.rescheduling("window"),
    (
        State("implementing", "implementation"),
        State("confirming", "confirmation"),
        State("in_effect", "return"),
    ),
    segments.undoing("return"),
    (
        segments.CLOSED,
        State("not_agreed", "closing", final=True),
        State("declined", "closing", final=True),
    ),
)

# fmt: off
SHARED = amend(
    segments.drafted(needs=PLANS) + segments.filed("scheduled") + segments.rescheduled() + segments.undone()
    + (segments.retried("scheduled"),),
    submit={"guards": [*change.FITS, change.not_grows_long]},
    resubmit={"guards": [*change.FITS, change.cost_ok]},
    withdraw={"sources": "costing approving_urgent filing"},
    return_to_clerk={"sources": "approving_urgent"},
    refuse={"sources": "approving_urgent"},
    discard={"sources": "returned_by_finance"},
    approve={"clocks": "+change.expand?expansion =change.expand@awaiting_filing?expansion"},
    record_filing={"clocks": RECORDED},
    register_filing={"clocks": RECORDED},
    correct_filing={"guards": [content.same_request]},
    accept={"clocks": UNTIL_WINDOW, "guards": [change.within]},
    return_to_agency={"clocks": on_work("=", "@request_incomplete")},
    resupply={"clocks": on_work("~")},
    send_back={"clocks": on_work("^")},
    rework={"guards": [change.filing_settled]},
    cancel={"sources": "supplementing scheduled rescheduling", "guards": [change.filing_settled]},
    reschedule={"clocks": on_work("=", "@waiting_agency")},
    approve_window={"clocks": RESUMED},
    keep_window={"clocks": RESUMED},
    report_undone={"clocks": on_work("=")},
    return_undone={"clocks": on_work("^")},
    confirm_undone={"clocks": "!*", "guards": [change.filing_settled, change.not_in_effect]},
    retry={"clocks": RESUMED, "guards": [change.not_in_effect]},
)

COSTED = (
    step("submit_for_costing", "draft returned_by_lead returned_by_finance", "costing", AC,
        guards=[*change.FITS, change.grows_long], needs=PLANS, tells=(AF,)),
    step("clear_cost", "costing", "approving", AF, guards=[people.not_author],
        asks="estimate:money* funding:text*", grants="cost", tells=(AL,)),
    turn_back("return_cost", "costing", "returned_by_finance", AF),
)

URGENT = (
    step("submit_urgent", "draft returned_by_lead", "approving_urgent", AC,
        guards=[*change.FITS, change.within], asks="urgent_reason:text*", needs=PLANS, tells=(AL, AO), aside=True),
    step("authorize_urgent", "approving_urgent", "accepting", AL, guards=[people.not_author],
        needs="@application*",
        clocks="+change.file_late +common.accept +change.expand?expansion +common.implement?not_expansion",
        grants="approval urgent", tells=(AO, SA, PD)),
    step("file_afterwards", LATE, None, AL, guards=[change.late_filing_open], needs="@late_application*",
        clocks="=change.file_late +filing.register", grants="late_filing", tells=(AO,), aside=True),
    step("record_late_filing", LATE, None, AO, guards=[change.late_filing_pending],
        asks="filing_no:text* filed_on:date*", clocks=FILED_LATE, grants="filing", tells=PROVIDER,
        aside=True),
    step("register_late_filing", LATE, None, AL, guards=[change.late_filing_pending],
        asks="filing_no:text* filed_on:date*", needs="@filing_receipt*", clocks=FILED_LATE, grants="filing",
        tells=(AO, SA), aside=True),
    turn_back("return_late_filing", LATE, None, AO, guards=[change.late_filing_pending],
        clocks="-filing.register ^change.file_late", voids="late_filing", tells=(AL,), aside=True),
)

SUPPLEMENTED = (
    step("require_supplement", "accepting", "supplementing", PD, PL,
        guards=[content.filed, content.approved, change.not_within], why=True,
        clocks="-common.accept =change.expand@awaiting_supplement =change.expand_again@awaiting_supplement",
        tells=(AL, AF)),
    step("sign_supplement", "supplementing", None, PL, guards=[people.unsigned("supplement_provider")],
        asks="supplement_no:text*", needs="@supplement_contract*", grants="supplement_provider", tells=(AL,)),
    step("countersign_supplement", "supplementing", "scheduled", AL, guards=[change.supplement_signed],
        asks="signed_on:date*", needs="@supplement_signed*", clocks=RESUMED, grants="supplement_agency",
        effects="supplement_contract", tells=(AF, PD)),
    step("no_agreement", "supplementing", "not_agreed", AL, PL, why=True, clocks="!*", tells=(SA,),
        aside=True),
)

REFUSED = (
    step("decline_temporary", "accepting", "not_agreed", PL,
        guards=[change.temporary_beyond, change.filing_settled], why=True, clocks="-common.accept !*",
        tells=(AL, SA), aside=True),
    step("refuse_damaging", "accepting scheduled", "declined", PL,
        guards=[change.may_damage, change.filing_settled], why=True, asks="risk:text*",
        clocks="-common.accept !*", tells=(AL, SA), aside=True),
)

WORKED = (
    step("start_work", "scheduled", "implementing", PE, PL,
        guards=[people.mine, content.approved, content.filed, time.window_if_interrupts], grants="work",
        tells=AGENCY),
    step("deliver", "implementing", "confirming", PE, PL, guards=[people.mine], asks="complete:true*",
        needs="@test_record*", clocks=f"{on_work('=')} +common.confirm"),
    turn_back("return_work", "confirming", "implementing", *AGENCY,
        clocks=f"-common.confirm {on_work('^')}"),
    step("confirm", "confirming", "closed", *AGENCY, guards=[change.not_temporary, change.filing_settled],
        asks="complete:true*", clocks=f"-common.confirm {on_work('-')}", effects="post_lines", tells=(AO,)),
    step("roll_back", "implementing confirming", "undoing", PE, PL, AL, guards=[people.mine], why=True,
        clocks=f"!common.confirm {on_work('^')} +change.undo", tells=(AL, SA), aside=True),
    step("order_expansion", "accepting scheduled implementing", None, AO, guards=[change.expand_breached],
        asks="days:int*", needs="@second_notice*", clocks="+change.expand_again", tells=(PL, SA), aside=True),
)

TEMPORARY = (
    step("confirm_temporary", "confirming", "in_effect", *AGENCY,
        guards=[change.temporary, change.end_ahead, change.filing_settled], asks="complete:true*",
        clocks="-common.confirm -change.expand -change.expand_again +change.temporary_end", grants="in_effect",
        effects="post_lines", tells=(AO, AF)),
    step("extend_temporary", "in_effect", None, PL, guards=[change.end_extended], asks="end_date:date*",
        clocks="!change.temporary_end +change.temporary_end", effects="extend_end", tells=AGENCY, aside=True),
    step("give_back", "in_effect", "undoing", AC, asks="data_saved:true*", clocks="-change.temporary_end +change.undo"),
    step("reclaim_expired", "in_effect", "undoing", *PROVIDER, guards=[change.ended], why=True,
        clocks="-change.temporary_end +change.undo", tells=(AL, SA), aside=True),
    step("confirm_reclaimed", "checking_undo", "closed", *AGENCY, guards=[change.was_in_effect],
        asks="complete:true*", clocks="-change.undo -common.confirm", effects="unpost_lines"),
)
# fmt: on

MACHINE = Machine(
    kind="change",
    opening=Opening(
        who=(AC,),
        asks=fields(
            "type:enum(expansion/reduction/move/policy/software)* term:enum(long_term/temporary)* "
            "end_date:date lines:rows policies:rows reason:text* window_start:time* window_end:time* "
            "interrupts:bool* data_saved:bool"
        ),
    ),
    states=STATES,
    steps=segments.completed(
        STATES, (*SHARED, *COSTED, *URGENT, *SUPPLEMENTED, *REFUSED, *WORKED, *TEMPORARY)
    ),
    checks=(content.lines_known, time.window_ordered),
)
