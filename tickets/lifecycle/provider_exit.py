"""4.5 provider_exit 乙方退出 (13.1): six months ahead, and never without the agency's permission."""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import time
from tickets.lifecycle.parties import AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA

STATES = segments.arranged(
    (
        segments.DRAFT,
        State("reviewing", "permission"),
        State("returned_by_agency", "permission", editable=True),
    ),
    segments.MOVING_OUT,
    segments.SETTLING,
    (segments.DISCARDED, segments.REFUSED, segments.CANCELLED),
)

# fmt: off
ROWS = (
    step("apply", "draft", "reviewing", PL, guards=[time.in_time, time.last_day_ahead],
        needs="@exit_application* @migration_plan*", clocks="+provider_exit.decide", grants="application",
        tells=(AL, AO)),
    step("reapply", "returned_by_agency", "reviewing", PL, guards=[time.in_time_or_same, time.last_day_ahead],
        needs="@supplement", clocks="+provider_exit.decide", grants="application"),
    step("withdraw", "reviewing", "draft", PL, why=True, clocks="!*", voids="*", tells=(AL,), aside=True),
    turn_back("return_application", "reviewing", "returned_by_agency", *AGENCY, clocks="-provider_exit.decide"),
    step("permit_exit", "reviewing", "inventorying", AL, guards=[time.last_day_ahead],
        needs="@exit_permission*", clocks="-provider_exit.decide +provider_exit.help", tells=(AO, SA, AF)),
    step("refuse", "reviewing", "refused", AL, why=True, clocks="-provider_exit.decide", tells=(SA,)),
    step("discard", "draft returned_by_agency", "discarded", PD, PL, why=True, aside=True),
    step("cancel", segments.STILL_RUNNING, "cancelled", AL, why=True, needs="@mutual_agreement*", clocks="!*",
        tells=(AO, *PROVIDER), aside=True),
    *amend(
        segments.moved_out("provider_exit.help", "settling"),
        confirm_stable={"asks": "exit_filing_no:text*"},
        confirm_erasure={"clocks": "+provider_exit.claim"},
    ),
    *segments.settled(),
)
# fmt: on

MACHINE = Machine(
    kind="provider_exit",
    opening=Opening(who=(PD, PL), asks=fields("reason:text* last_service_day:date*")),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    system_required=False,
)
