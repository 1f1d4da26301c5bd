"""Inspection 巡检: a kind that the next release adds."""

from typing import Final

from tickets.lifecycle import stages
from tickets.lifecycle.duties import CONFIRM, Clock
from tickets.lifecycle.fields import SENTENCE, LongText
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.parties import AC, AGENCY, PD, PL
from tickets.lifecycle.segments import CLOSED
from tickets.lifecycle.steps import State, Step

INSPECT: Final = Clock("inspection.inspect")


class Inspection(Kind):
    """The provider looks a system over and the agency takes note."""

    kind, position = "inspection", 900
    title, help = "Inspection", "A system shall be looked over by the provider."
    path = (stages.APPLICATION, stages.REPORT, stages.CLOSING)

    inspection_scope = LongText("What to inspect", example=SENTENCE)
    opening = Opening(by=(AC,), asks=(inspection_scope,), starts=(INSPECT,))
    inspection_findings = LongText("Findings of the inspection", example=SENTENCE)

    to_inspect = State("Inspection requested", stages.APPLICATION)
    reading = State("Findings being read", stages.REPORT)
    closed = CLOSED

    report_findings = Step(
        "Report the findings",
        to_inspect,
        reading,
        by=(PD, PL),
        asks=(inspection_findings,),
        stops=(INSPECT,),
        starts=(CONFIRM,),
    )
    take_note = Step("Take note of the findings", reading, closed, by=AGENCY, stops=(CONFIRM,))
