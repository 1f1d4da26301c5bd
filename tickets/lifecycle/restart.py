"""4.6 restart (9.9): never without a written approval of this very request, used once, within its window."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, PROVIDER, SA, SYS

STATES = segments.arranged(
    segments.DRAFTING,
    (
        State("verifying", "verification"),
        State("returned_by_provider", "verification", editable=True),
        State("permitted", "execution"),
        State("executing", "execution"),
        State("confirming", "confirmation"),
        segments.CLOSED,
        State("declined", "closing", final=True),
        State("expired", "closing", final=True),
        State("revoked", "closing", final=True),
        segments.CANCELLED,
    ),
)

# fmt: off
ROWS = (
    *amend(
        segments.drafted(needs="@identity_evidence"),
        submit={"guards": [time.window_ahead]},
        resubmit={"guards": [time.window_ahead]},
        withdraw={"sources": "verifying"},
    ),
    step("approve_restart", "approving", "verifying", AL, guards=[people.not_author, time.window_ahead],
        needs="@written_application*", clocks="+restart.verify", grants="approval", tells=(PD,)),
    step("verify", "verifying", "permitted", PD, PL,
        guards=[content.approved, content.restart_class, time.window_ahead],
        asks="verification:text* assignee:user*", clocks="-restart.verify +restart.execute", grants="permit",
        effects="assign", tells=AGENCY),
    step("accept_exception", "verifying", "permitted", PL,
        guards=[content.approved, content.other_operation, time.window_ahead], why=True,
        asks="assignee:user*", needs="@damage_waiver*", clocks="-restart.verify +restart.execute", grants="permit",
        effects="assign", tells=(AL, SA)),
    step("refuse_damaging", "verifying", "declined", PL, guards=[content.other_operation], why=True,
        asks="risk:text*", clocks="-restart.verify", tells=(AL, SA)),
    turn_back("return_identity", "verifying", "returned_by_provider", PD, PL, clocks="-restart.verify",
        tells=(AL,)),
    step("resupply", "returned_by_provider", "verifying", AC, guards=[content.same_content],
        needs="@supplement*", clocks="+restart.verify"),
    turn_back("rework", "returned_by_provider", "draft", AC, voids="*", tells=(AL,), aside=True),
    step("cancel", "verifying returned_by_provider", "cancelled", AL, why=True, clocks="!*", tells=PROVIDER,
        aside=True),
    step("begin", "permitted", "executing", PE, PL,
        guards=[people.mine, people.not_verifier, content.approved, content.unused, time.in_window],
        asks="host_checked:true*", uses="permit", tells=AGENCY),
    step("complete", "executing", "confirming", PE, PL, guards=[people.mine, time.run_past],
        asks="started_at:time* finished_at:time* result:enum(ok/failed)*", needs="@execution_log*",
        clocks="=restart.execute +common.confirm", tells=(SA,), tells_if="ran_over"),
    turn_back("return_receipt", "confirming", "executing", *AGENCY, clocks="-common.confirm ^restart.execute"),
    step("confirm", "confirming", "closed", *AGENCY, asks="complete:true*",
        clocks="-common.confirm -restart.execute"),
    step("revoke", "permitted", "revoked", AL, why=True, clocks="!*", voids="permit", tells=(PD,),
        aside=True),
    step("expire", "permitted", "expired", SYS, PD, *AGENCY, guards=[time.window_over, content.unused],
        clocks="!*", voids="permit", tells=(AL, SA), aside=True, lapses="window_end"),
)
# fmt: on

MACHINE = Machine(
    kind="restart",
    opening=Opening(
        who=(AC,),
        asks=fields(
            "host:text* operation:enum(reboot/stop_start/power_cycle/other)* reason:text* window_start:time* "
            "window_end:time* impact_ack:true*"
        ),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    after_term="switchover",
)
