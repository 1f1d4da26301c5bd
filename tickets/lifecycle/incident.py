"""4.10 incident (3.8, 3.10, 9.13): several clocks at once, each stopped by its own recorded act.

The stamps of an incident stop their clocks at once: they are facts of a minute. A false recovery is struck.
"""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, marks, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA, VE

CAUSES = "platform/network/carrier/agency_system/third_party/force_majeure"
#: Of 3.10-locate and 3.10-locate-key one runs, by the importance of the system.
STARTED = "+3.8-respond +3.8-handle +3.10-locate?not_important +3.10-locate-key?important +3.8-onsite?on_site"

STATES = segments.arranged(
    (
        State("reported", "response"),
        State("handling", "handling"),
        State("recovered", "report"),
        State("confirming", "confirmation"),
        segments.CLOSED,
        State("dismissed", "closing", final=True),
    ),
)

# fmt: off
ROWS = (
    step("respond", "reported", "handling", PD, PE, PL, asks="note:text*",
        clocks="-3.8-respond +9.13-progress", effects="take", tells=AGENCY),
    step("start_handling", "handling", None, PD, PE, PL, guards=[people.mine, people.once("started")],
        grants="started", tells=AGENCY),
    step("arrive", "handling", None, PE, PL, guards=[people.mine, content.onsite_open], asks="place:text*",
        needs="@arrival_proof", clocks="-3.8-onsite", tells=AGENCY),
    step("locate", "handling recovered", None, PE, PL, guards=[people.mine],
        asks=f"cause:enum({CAUSES})* measure:text*", clocks="-3.10-locate -3.10-locate-key", grants="located",
        tells=AGENCY),
    step("report_progress", "handling", None, PD, PE, PL, guards=[people.mine], asks="progress:text*",
        clocks="-9.13-progress +9.13-progress", tells=AGENCY),
    step("call_on_site", "reported handling", None, *AGENCY, guards=[content.onsite_unset], why=True,
        clocks="+3.8-onsite", tells=(PD, PL), aside=True),
    step("release_on_site", "reported handling", None, *AGENCY, guards=[content.onsite_open], why=True,
        clocks="!3.8-onsite", aside=True),
    step("recover", "handling", "recovered", PE, PL, guards=[people.mine], asks="outcome:text*",
        needs="@recovery_proof",
        clocks="-3.8-handle -9.13-progress =3.8-onsite@service_restored +9.13-report", tells=(AL, SA)),
    turn_back("reject_recovery", "recovered confirming", "handling", *AGENCY, guards=[time.rejectable],
        clocks="^^3.8-handle ^3.8-onsite !9.13-report -4.1-confirm +9.13-progress", tells=(PL, SA),
        aside=True),
    step("submit_report", "recovered", "confirming", PE, PL, guards=[people.mine, content.located],
        needs="@incident_report* @fault_record*", clocks="=9.13-report +4.1-confirm"),
    turn_back("return_report", "confirming", "recovered", *AGENCY, clocks="-4.1-confirm ^9.13-report"),
    step("confirm", "confirming", "closed", *AGENCY, asks="complete:true*",
        clocks="-4.1-confirm -9.13-report !3.8-onsite", tells=(SA,)),
    step("dismiss", "reported handling", "dismissed", *AGENCY, why=True, clocks="!*", tells=(PL, SA),
        aside=True),
    step("reopen", "closed", "reported", *AGENCY, guards=[time.reopenable], why=True, clocks=STARTED,
        voids="located started", tells=(PL, SA), aside=True),
)
# fmt: on

MACHINE = Machine(
    kind="incident",
    opening=Opening(
        who=(AC, AL, VE, PD, PE, PL),
        asks=fields(
            "description:text* impact:enum(down/degraded/risk)* reported_at:time* alarm_at:time "
            "on_site:bool* users_affected:int"
        ),
        clocks=marks(STARTED),
    ),
    states=STATES,
    steps=segments.completed(STATES, ROWS),
    after_term="switchover",
    checks=(time.reported_lately, time.alarmed_lately),
)
