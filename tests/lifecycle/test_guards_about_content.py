"""What an order says and what was endorsed on it: each guard where it holds, and where it refuses."""

from datetime import timedelta
from typing import Any

import pytest

from tests.lifecycle.scenes import TODAY, clock, endorsed, scene
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.guards import change, content
from tickets.lifecycle.scene import Scene

DAY = timedelta(days=1)
OLDER: Any = {"digest": "older", "request": "older"}
URGENT = endorsed("urgent")
UP, DOWN = {"line": "vcpu", "quantity": 4}, {"line": "vcpu", "quantity": -4}
OTHER_DOWN = {"line": "memory_gb", "quantity": -4}
RULE = {"source": "10.0.0.1"}


def says(**fields: Any) -> Scene:
    return scene(fields=fields)


def kind(type_: str, term: str = "long_term", **fields: Any) -> Scene:
    return says(type=type_, term=term, **fields)


def types(**typed: Any) -> Scene:
    return scene(typed=typed)


def trial(length: int, asked: int = 30, last: int = 1) -> Scene:
    ends = TODAY - last * DAY
    return scene(
        typed={"trial_from": ends - (length - 1) * DAY, "trial_to": ends}, given={"trial_days": asked}
    )


def bears(*endorsements: Any, **fields: Any) -> Scene:
    return scene(endorsements=endorsements, fields=fields)


BEYOND = {"within": False}
LONG = {"type": "expansion", "term": "long_term"}
SHORT = {"type": "expansion", "term": "temporary"}

HOLDS = [
    (content.approved, bears(endorsed("approval"))),
    (content.same_content, bears(endorsed("approval"))),
    (content.same_request, bears(endorsed("approval", digest="older"))),
    (content.filed, bears(endorsed("filing"))),
    (content.filed, bears(URGENT)),
    (content.icp_ok, says(public=True)),
    (content.icp_ok, scene(fields={"public": False}, given={"slots": frozenset()})),
    (content.trial_ok, trial(30)),
    (content.trial_ok, trial(31, last=0)),
    (content.trial_ok, trial(1, asked=0)),
    (content.test_ok, types(tested_on=TODAY)),
    (content.findings_closed, types(open_findings=0)),
    (content.sister_open, scene(given={"sisters": frozenset({"A-1"})})),
    (content.sister_named, scene(given={"sisters": frozenset({"A-1"})}, typed={"sister_order": "A-1"})),
    (content.lines_known, says(lines=[UP])),
    (content.lines_known, says()),
    (content.lines_above_zero, says(lines=[UP])),
    (content.other_operation, says(operation="other")),
    (content.restart_class, says(operation="power_cycle")),
    (content.unused, bears(endorsed("permit"))),
    (content.paper_order, bears(endorsed("paper"))),
    (content.located, bears(endorsed("located"))),
    (content.onsite_open, scene(clocks=[clock("incident.onsite", state="paused")])),
    (content.onsite_unset, scene()),
    (content.onsite_unset, scene(clocks=[clock("incident.onsite", state="cancelled")])),
    (change.lines_fit, kind("expansion", lines=[UP])),
    (change.lines_fit, kind("reduction", lines=[DOWN, OTHER_DOWN])),
    (change.lines_fit, kind("move", lines=[UP, DOWN])),
    (change.lines_fit, kind("policy", lines=[])),
    (change.lines_fit, kind("software")),
    (change.policies_fit, kind("policy", policies=[RULE])),
    (change.policies_fit, kind("expansion")),
    (change.term_fits, kind("expansion", "temporary")),
    (change.term_fits, kind("move")),
    (change.end_date_fits, kind("expansion", "temporary", end_date=TODAY)),
    (change.end_date_fits, kind("expansion")),
    (change.data_saved_fits, kind("reduction", data_saved=True)),
    (change.data_saved_fits, kind("expansion")),
    (change.grows_long, kind("expansion")),
    (change.not_grows_long, kind("expansion", "temporary")),
    (change.cost_ok, bears(endorsed("cost", digest="older"), **LONG)),
    (change.cost_ok, says(**SHORT)),
    (change.within, says(**LONG)),
    (change.within, scene(fields=SHORT, given=BEYOND)),
    (change.within, scene(kind="onboarding")),
    (change.not_within, scene(fields=LONG, given=BEYOND)),
    (change.not_within, scene(kind="onboarding", given=BEYOND)),
    (change.temporary_beyond, scene(fields=SHORT, given=BEYOND)),
    (change.temporary, says(**SHORT)),
    (change.not_temporary, says(**LONG)),
    (change.may_damage, kind("software")),
    (change.may_damage, kind("expansion", interrupts=True)),
    (change.supplement_signed, bears(endorsed("supplement_provider"))),
    (change.expand_breached, scene(clocks=[clock("change.expand", late=True)])),
    (change.late_filing_open, bears(URGENT)),
    (change.late_filing_pending, bears(URGENT, endorsed("late_filing"))),
    (change.filing_settled, bears()),
    (change.filing_settled, bears(URGENT)),
    (change.filing_settled, bears(URGENT, endorsed("work"), endorsed("filing"))),
    (change.ended, says(end_date=TODAY - DAY)),
    (change.end_ahead, says(end_date=TODAY)),
    (change.end_extended, scene(fields={"end_date": TODAY - DAY}, typed={"end_date": TODAY})),
    (change.was_in_effect, bears(endorsed("in_effect"))),
    (change.not_in_effect, bears()),
]
REFUSES = [
    (content.approved, bears()),
    (content.approved, bears(endorsed("approval", **OLDER))),
    (content.same_content, bears(endorsed("approval", digest="older"))),
    (content.same_request, bears(endorsed("approval", **OLDER))),
    (content.same_request, bears()),
    (content.filed, bears()),
    (content.filed, bears(endorsed("filing", **OLDER))),
    (content.filed, bears(endorsed("urgent", **OLDER))),
    (content.icp_ok, scene(fields={"public": True}, given={"slots": frozenset()})),
    (content.trial_ok, trial(29)),
    (content.trial_ok, trial(40, last=-1)),
    (content.trial_ok, trial(0, asked=0)),
    (content.test_ok, types(tested_on=TODAY + DAY)),
    (content.findings_closed, types(open_findings=1)),
    (content.sister_open, scene()),
    (content.sister_named, scene(given={"sisters": frozenset({"A-1"})}, typed={"sister_order": "A-2"})),
    (content.lines_known, says(lines=[OTHER_DOWN])),
    (content.lines_above_zero, says(lines=[UP, DOWN])),
    (content.lines_above_zero, says(lines=[{"line": "vcpu", "quantity": 0}])),
    (content.other_operation, says(operation="reboot")),
    (content.restart_class, says(operation="other")),
    (content.unused, bears()),
    (content.unused, bears(endorsed("permit", used=True))),
    (content.paper_order, bears()),
    (content.located, bears()),
    (content.onsite_open, scene()),
    (content.onsite_open, scene(clocks=[clock("incident.onsite", state="met")])),
    (content.onsite_unset, scene(clocks=[clock("incident.onsite")])),
    (change.lines_fit, kind("expansion")),
    (change.lines_fit, kind("expansion", lines=[UP, OTHER_DOWN])),
    (change.lines_fit, kind("reduction", lines=[DOWN, UP])),
    (change.lines_fit, kind("move", lines=[UP, OTHER_DOWN])),
    (change.lines_fit, kind("move")),
    (change.lines_fit, kind("policy", lines=[UP])),
    (change.policies_fit, kind("policy", policies=[])),
    (change.policies_fit, kind("expansion", policies=[RULE])),
    (change.term_fits, kind("reduction", "temporary")),
    (change.end_date_fits, kind("expansion", "temporary")),
    (change.end_date_fits, kind("expansion", "temporary", end_date=TODAY - DAY)),
    (change.end_date_fits, kind("expansion", end_date=TODAY)),
    (change.data_saved_fits, kind("reduction")),
    (change.data_saved_fits, kind("reduction", data_saved=False)),
    (change.grows_long, kind("expansion", "temporary")),
    (change.grows_long, kind("software")),
    (change.not_grows_long, kind("expansion")),
    (change.cost_ok, bears(**LONG)),
    (change.cost_ok, bears(endorsed("cost", **OLDER), **LONG)),
    (change.within, scene(fields=LONG, given=BEYOND)),
    (change.within, scene(kind="onboarding", given=BEYOND)),
    (change.not_within, scene(fields=SHORT, given=BEYOND)),
    (change.temporary_beyond, says(**SHORT)),
    (change.temporary_beyond, scene(fields=LONG, given=BEYOND)),
    (change.temporary, says(**LONG)),
    (change.not_temporary, says(**SHORT)),
    (change.may_damage, kind("expansion", interrupts=False)),
    (change.may_damage, kind("policy")),
    (change.supplement_signed, bears()),
    (change.expand_breached, scene(clocks=[clock("change.expand")])),
    (change.expand_breached, scene(clocks=[clock("change.expand", late=True), clock("change.expand_again")])),
    (change.expand_breached, scene(clocks=[clock("change.expand", state="breached", late=True)])),
    (change.expand_breached, scene()),
    (change.late_filing_open, bears()),
    (change.late_filing_open, bears(URGENT, endorsed("late_filing"))),
    (change.late_filing_open, bears(URGENT, endorsed("filing"))),
    (change.late_filing_pending, bears(URGENT)),
    (change.late_filing_pending, bears(URGENT, endorsed("late_filing"), endorsed("filing"))),
    (change.filing_settled, bears(URGENT, endorsed("work"))),
    (change.ended, says(end_date=TODAY)),
    (change.end_ahead, says(end_date=TODAY - DAY)),
    (change.end_extended, scene(fields={"end_date": TODAY}, typed={"end_date": TODAY})),
    (change.end_extended, scene(fields={"end_date": TODAY - 3 * DAY}, typed={"end_date": TODAY - DAY})),
    (change.was_in_effect, bears()),
    (change.not_in_effect, bears(endorsed("in_effect"))),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)
