"""4.8 migration 责令迁出 (13.2): the authority orders the provider out; ten days from the agency's demand."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content, people
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PL, PROVIDER, SA

STATES = segments.arranged(
    (segments.DRAFT, State("awaiting_demand", "demand")),
    segments.MOVING_OUT,
    segments.SETTLING,
    (segments.DISCARDED, segments.CANCELLED),
)

# fmt: off
ROWS = (
    step("issue_order", "draft", "awaiting_demand", AO, guards=[people.own_draft], needs="@exit_order*",
        clocks="+migration.demand", tells=(AL, PL, SA)),
    step("register_order", "draft", "awaiting_demand", AC, guards=[people.own_draft], needs="@exit_order*",
        clocks="+migration.demand", grants="paper", tells=(AO, AL, PL)),
    turn_back("reject_order", "awaiting_demand", "draft", AL, guards=[content.paper_order], clocks="!*",
        voids="paper", tells=(AO,), aside=True),
    step("discard", "draft", "discarded", AO, AC, guards=[people.own_draft], why=True, aside=True),
    step("demand", "awaiting_demand", "inventorying", AL, asks="scope:text* target:text*",
        needs="@migration_demand*", clocks="-migration.demand +migration.move", tells=(PL, PD, AO, SA)),
    step("acknowledge", "inventorying", None, PD, PL, guards=[people.once("acknowledged")],
        grants="acknowledged", tells=AGENCY, aside=True),
    step("lift_order", f"awaiting_demand {segments.STILL_RUNNING}", "cancelled", AO, AL, why=True,
        needs="@lift_notice*", clocks="!*", tells=(*AGENCY, *PROVIDER, AO, SA), aside=True),
    *amend(segments.moved_out("migration.move", "settling"), confirm_erasure={"clocks": "+provider_exit.claim"}),
    *segments.settled(),
)
# fmt: on

MACHINE = Machine(
    kind="migration",
    opening=Opening(who=(AO, AC), asks=fields("order_no:text* ordered_on:date* reason:text*")),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    system_required=False,
)
