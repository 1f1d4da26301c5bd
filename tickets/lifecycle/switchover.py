"""4.9 switchover 切换 (13.3): one month, at expiry or early end. Free of charge: no field for a price."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, amend, step
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA

STATES = segments.arranged(
    segments.DRAFTING,
    segments.MOVING_OUT,
    (segments.CLOSED, segments.CANCELLED),
)

# fmt: off
ROWS = (
    *segments.drafted(needs="@evidence"),
    step("issue_notice", "approving", "inventorying", AL, guards=[people.not_author, time.ground_fits],
        needs="@switchover_notice*", clocks="+switchover.move", grants="approval", tells=(PL, AO, AF, SA)),
    step("acknowledge", "inventorying", None, PD, PL, guards=[people.once("acknowledged")],
        grants="acknowledged", tells=AGENCY, aside=True),
    step("cancel", segments.STILL_RUNNING, "cancelled", AL, why=True, needs="@renewal*", clocks="!*",
        tells=(*PROVIDER, AO), aside=True),
    *amend(segments.moved_out("switchover.move", "closed"), confirm_stable={"asks": "exit_filing_no:text*"}),
)
# fmt: on

MACHINE = Machine(
    kind="switchover",
    opening=Opening(
        who=(AC,),
        asks=fields(
            "ending:enum(early_end/expiry)* basis:enum(agreement/12.1/12.2/12.4/15.11/not_renewed)* "
            "end_date:date* target:text"
        ),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    system_required=False,
    after_term="ended",
)
