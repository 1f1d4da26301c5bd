"""4.1 onboarding 入云 (8.3, 8.4, 8.6): filed before work; tested before anything is deployed."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import change, content, people
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PE, PL, PROVIDER, VE

PROOFS = "@protection_proof* @project_basis"

STATES = segments.arranged(
    segments.DRAFTING,
    segments.FILING,
    (
        State("planning", "planning"),
        State("plan_review", "planning"),
        State("allocating", "resources"),
        State("checking_resources", "resources"),
        State("testing", "deployment"),
        State("deploying", "deployment"),
    ),
    segments.undoing("deployment"),
    (State("confirming", "confirmation"), segments.CLOSED),
)

# fmt: off
ROWS = (
    *amend(
        segments.drafted(needs=PROOFS) + segments.filed("planning") + segments.undone(),
        submit={"guards": [change.within]},
        resubmit={"guards": [change.within]},
        withdraw={"sources": "filing"},
        record_filing={"clocks": "+onboarding.allocate"},
        register_filing={"clocks": "+onboarding.allocate"},
        return_to_agency={"clocks": "=onboarding.allocate@request_incomplete"},
        resupply={"clocks": "~onboarding.allocate"},
        send_back={"clocks": "^onboarding.allocate"},
        cancel={"sources": "planning plan_review"},
    ),
    step("submit_plan", "planning", "plan_review", PE, PL, guards=[people.mine],
        needs="@implementation_plan*", clocks="=onboarding.allocate +common.confirm"),
    turn_back("return_plan", "plan_review", "planning", *AGENCY, clocks="-common.confirm ^onboarding.allocate"),
    step("agree_plan", "plan_review", "allocating", *AGENCY, clocks="-common.confirm ~onboarding.allocate"),
    step("deliver_resources", "allocating", "checking_resources", PE, PL, guards=[people.mine],
        asks="complete:true*", needs="@resource_list*", clocks="=onboarding.allocate +common.confirm"),
    turn_back("return_resources", "checking_resources", "allocating", *AGENCY,
        clocks="-common.confirm ^onboarding.allocate"),
    step("accept_resources", "checking_resources", "testing", *AGENCY, asks="complete:true*",
        clocks="-common.confirm -onboarding.allocate", tells=(VE,)),
    step("submit_test", "testing", "deploying", AC, guards=[content.test_ok, content.findings_closed],
        asks="tested_on:date* open_findings:int* licensed:true*", needs="@security_test* @license_statement",
        clocks="+common.implement", tells=(VE,)),
    turn_back("return_test", "deploying", "testing", PE, PL, guards=[people.mine],
        clocks="=common.implement@request_incomplete"),
    step("report_deployed", "deploying", "confirming", PE, PL, VE, guards=[people.mine],
        needs="@deploy_record*", clocks="=common.implement +common.confirm"),
    turn_back("return_work", "confirming", "deploying", *AGENCY, clocks="-common.confirm ^common.implement"),
    step("confirm", "confirming", "closed", *AGENCY, asks="complete:true*",
        clocks="-common.confirm -common.implement", effects="post_lines", tells=(AO,)),
    step("abort", "allocating checking_resources testing deploying confirming", "undoing", AL, why=True,
        clocks="!onboarding.allocate !common.implement !common.confirm +change.undo",
        tells=(AO, *PROVIDER), aside=True),
)
# fmt: on

MACHINE = Machine(
    kind="onboarding",
    opening=Opening(
        who=(AC,),
        asks=fields(
            "protection_level:enum(1/2/3)* lines:rows* network_zone:enum(government/internet)* ports:text "
            "planned_date:date* contacts:text*"
        ),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    checks=(content.lines_known, content.lines_above_zero),
)
