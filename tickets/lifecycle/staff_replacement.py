"""4.7 staff_replacement 人员更换 (8.9): five days from the demand to a confirmed hand-over.

Posts or badge numbers, never a person's name.
"""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import people
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA

CLAIM, RETURNED = "=staff.replace +common.confirm", "-common.confirm ^staff.replace"

STATES = segments.arranged(
    segments.DRAFTING,
    (
        State("nominating", "nomination"),
        State("reviewing_nominee", "nomination"),
        State("handing_over", "handover"),
        State("confirming", "confirmation"),
        segments.CLOSED,
        segments.CANCELLED,
    ),
)

# fmt: off
ROWS = (
    *segments.drafted(needs="@evidence"),
    step("issue_demand", "approving", "nominating", AL, guards=[people.not_author],
        needs="@replacement_notice*", clocks="+staff.replace", grants="approval", tells=(PL, PD, SA)),
    step("acknowledge", "nominating", None, PD, PL, guards=[people.once("acknowledged")],
        grants="acknowledged", tells=AGENCY, aside=True),
    step("nominate", "nominating", "reviewing_nominee", PL, asks="nominee_post:text* available_from:date*",
        needs="@cv* @qualification* @secrecy_agreement*",
        clocks="=staff.replace@nominee_under_review +common.confirm"),
    step("accept_nominee", "reviewing_nominee", "handing_over", *AGENCY, clocks="-common.confirm ~staff.replace"),
    turn_back("reject_nominee", "reviewing_nominee", "nominating", *AGENCY, clocks=RETURNED),
    turn_back("renominate", "handing_over", "nominating", PL, tells=(AL,), aside=True),
    step("report_handover", "handing_over", "confirming", PE, PL, guards=[people.mine],
        needs="@handover_record* @access_revocation*", clocks=CLAIM),
    turn_back("return_handover", "confirming", "handing_over", *AGENCY, clocks=RETURNED),
    step("confirm_handover", "confirming", "closed", *AGENCY,
        asks="old_access_revoked:true* duties_taken_over:true* secrecy_signed:true*",
        clocks="-common.confirm -staff.replace", tells=(SA,)),
    step("withdraw_demand", "nominating reviewing_nominee handing_over confirming", "cancelled", AL, why=True,
        clocks="!*", tells=(PL, SA), aside=True),
)
# fmt: on

MACHINE = Machine(
    kind="staff_replacement",
    opening=Opening(who=(AC,), asks=fields("post:text* nonconformity:text* requirements:text")),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    system_required=False,
)
