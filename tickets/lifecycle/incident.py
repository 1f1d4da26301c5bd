"""4.10 incident (3.8, 3.10, 9.13): several clocks at once, each stopped by its own recorded act.

The stamps of an incident stop their clocks at once: they are facts of a minute. A false recovery is voided.
"""

from tickets.lifecycle import segments
from tickets.lifecycle.base import Machine, Opening, State, marks, step, turn_back
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import content, people, time
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA, VE

CAUSES = "platform/network/carrier/agency_system/third_party/force_majeure"
#: Of incident.locate and incident.locate_key one runs, by the importance of the system.
STARTED = (
    "+incident.respond +incident.handle +incident.locate?not_important +incident.locate_key?important "
    "+incident.onsite?on_site"
)

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
        clocks="-incident.respond +incident.progress", effects="take", tells=AGENCY),
    step("start_handling", "handling", None, PD, PE, PL, guards=[people.mine, people.once("started")],
        grants="started", tells=AGENCY),
    step("arrive", "handling", None, PE, PL, guards=[people.mine, content.onsite_open], asks="place:text*",
        needs="@arrival_proof", clocks="-incident.onsite", tells=AGENCY),
    step("locate", "handling recovered", None, PE, PL, guards=[people.mine],
        asks=f"cause:enum({CAUSES})* measure:text*", clocks="-incident.locate -incident.locate_key", grants="located",
        tells=AGENCY),
    step("report_progress", "handling", None, PD, PE, PL, guards=[people.mine], asks="progress:text*",
        clocks="-incident.progress +incident.progress", tells=AGENCY),
    step("call_on_site", "reported handling", None, *AGENCY, guards=[content.onsite_unset], why=True,
        clocks="+incident.onsite", tells=(PD, PL), aside=True),
    step("release_on_site", "reported handling", None, *AGENCY, guards=[content.onsite_open], why=True,
        clocks="!incident.onsite", aside=True),
    step("recover", "handling", "recovered", PE, PL, guards=[people.mine], asks="outcome:text*",
        needs="@recovery_proof",
        clocks="-incident.handle -incident.progress =incident.onsite@service_restored +incident.report",
        tells=(AL, SA)),
    turn_back("reject_recovery", "recovered confirming", "handling", *AGENCY, guards=[time.rejectable],
        clocks="^^incident.handle ^incident.onsite !incident.report -common.confirm +incident.progress",
        tells=(PL, SA),
        aside=True),
    step("submit_report", "recovered", "confirming", PE, PL, guards=[people.mine, content.located],
        needs="@incident_report* @fault_record*", clocks="=incident.report +common.confirm"),
    turn_back("return_report", "confirming", "recovered", *AGENCY, clocks="-common.confirm ^incident.report"),
    step("confirm", "confirming", "closed", *AGENCY, asks="complete:true*",
        clocks="-common.confirm -incident.report !incident.onsite", tells=(SA,)),
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
