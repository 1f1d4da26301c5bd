"""4.2 go_live 上线 (8.3, 9.8): checked and signed by three parties, switched on within the window."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PE, PL, PROVIDER, SA

REPORTS = "@go_live_report* @emergency_plan* @icp_record"
SIGNATURES = "sign_agency sign_provider sign_supervisor passed_over"

STATES = segments.arranged(
    segments.DRAFTING,
    segments.FILING,
    (State("preparing", "preparation"), State("checking", "check")),
    segments.rescheduling("window"),
    (State("observing", "observation"), State("correcting", "observation")),
    segments.undoing("observation"),
    (segments.CLOSED,),
)

# fmt: off
ROWS = (
    *amend(
        segments.drafted(needs=REPORTS) + segments.filed("preparing") + segments.rescheduled() +
        segments.undone(), submit={"guards": [content.icp_ok]},
        resubmit={"guards": [content.icp_ok]},
        withdraw={"sources": "filing"},
        cancel={"sources": "preparing checking scheduled rescheduling"},
    ),
    segments.retried("preparing"),
    step("submit_readiness", "preparing", "checking", AC, guards=[content.trial_ok, content.findings_closed],
        asks="trial_from:date* trial_to:date* open_findings:int*",
        needs="@trial_record* @scan_report* @backup_record*", clocks="+go_live.check", voids=SIGNATURES,
        tells=(AL, PL, SA)),
    step("sign_agency", "checking", None, AL, guards=[people.not_author, people.unsigned("sign_agency")],
        asks="opinion:text*", grants="sign_agency"),
    step("sign_provider", "checking", None, PL, guards=[people.unsigned("sign_provider")],
        asks="opinion:text*", grants="sign_provider"),
    step("sign_supervisor", "checking", None, SA, guards=[people.unsigned("sign_supervisor")],
        asks="opinion:text*", clocks="-go_live.check", grants="sign_supervisor"),
    step("pass_over", "checking", None, AL, guards=[people.check_overdue], why=True, clocks="-go_live.check",
        grants="passed_over", tells=(SA, AO), aside=True),
    turn_back("fail_check", "checking", "preparing", AL, PL, SA, clocks="-go_live.check", voids=SIGNATURES,
        tells=(AL, PL, SA)),
    step("release", "checking", "scheduled", *AGENCY, guards=[people.signed_by_all, content.approved],
        tells=(AO, *PROVIDER)),
    step("switch_on", "scheduled", "observing", PE, PL,
        guards=[people.mine, content.approved, content.filed, time.in_window], asks="monitoring_on:true*",
        needs="@switch_record*", clocks="+common.confirm", tells=(AO, SA)),
    turn_back("return_work", "observing", "correcting", *AGENCY, clocks="-common.confirm +common.implement"),
    step("report_corrected", "correcting", "observing", PE, PL, guards=[people.mine],
        needs="@correction_record*", clocks="=common.implement +common.confirm"),
    step("confirm", "observing", "closed", *AGENCY, asks="complete:true*",
        clocks="-common.confirm -common.implement", effects="mark_live", tells=(AO,)),
    step("roll_back", "observing correcting", "undoing", PE, PL, AL, guards=[people.mine], why=True,
        clocks="!common.confirm !common.implement +change.undo", tells=(AL, SA), aside=True),
)
# fmt: on

MACHINE = Machine(
    kind="go_live",
    opening=Opening(
        who=(AC,),
        asks=fields("window_start:time* window_end:time* domain:text* public:bool* rollback_steps:text*"),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    checks=(time.window_ordered,),
)
