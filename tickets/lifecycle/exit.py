"""4.4 exit 退出 (8.3, 9.10): the agency takes one system off the cloud.

It is also the filed part of a provider's exit or a switchover: once filed it is merged into that order.
"""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, amend, step
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content
from tickets.lifecycle.parties import AC, AL, AO, PROVIDER

STATES = segments.arranged(
    segments.DRAFTING,
    segments.FILING,
    segments.MOVING_OUT,
    (segments.CLOSED, State("merged", "closing", final=True)),
)

# fmt: off
ROWS = (
    *amend(
        segments.drafted(needs="@exit_plan*") + segments.filed("inventorying")
        + segments.moved_out("exit.handover", "closed"),
        withdraw={"sources": "filing"},
        accept={"clocks": "+exit.handover"},
        cancel={"sources": segments.STILL_RUNNING},
    ),
    step("merge", "accepting", "merged", AL,
        guards=[content.filed, content.sister_open, content.sister_named],
        asks="sister_order:text*", clocks="-common.accept", tells=(*PROVIDER, AO), aside=True),
)
# fmt: on

MACHINE = Machine(
    kind="exit",
    opening=Opening(
        who=(AC,),
        asks=fields("reason:text* planned_date:date* destination:text* data_wanted:enum(return/destroy)*"),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    after_term="ended",
)
