"""What a ticket says that decides which clocks run and who is told: each condition where it holds, and where not."""

from datetime import timedelta
from typing import Any

import pytest

from tests.lifecycle.scenes import NOW, clock, endorsed, read, scene
from tests.lifecycle.walk import PEOPLE
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Condition
from tickets.lifecycle.endorsements import (
    FILING,
    LOCATED,
    PASSED_OVER,
    PERMIT,
    SIGN_AGENCY,
    SIGN_PROVIDER,
    SIGN_SUPERVISOR,
    SUPERVISED,
    URGENT,
    WORK,
    EndorsementKind,
)
from tickets.lifecycle.guards import authority, demands, time
from tickets.lifecycle.kinds import consent, go_live, incident, payment, rectification, report, restart, secrecy_return
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.kinds.finding import guards as finding
from tickets.lifecycle.kinds.staffing import guards as duties
from tickets.lifecycle.parties import PD, PE
from tickets.lifecycle.scene import Scene

SECOND = timedelta(seconds=1)


def says(**fields: Any) -> Scene:
    return scene(fields=fields)


def says_under(value: str, **fields: Any) -> Scene:
    return scene(fields=fields, given=read(value))


def finished(after: timedelta) -> Scene:
    return scene(typed={"finished_at": NOW + after}, fields={"window_end": NOW})


def bears(*endorsements: EndorsementKind) -> Scene:
    return scene(endorsements=map(endorsed, endorsements))


def stale(*endorsements: EndorsementKind) -> Scene:
    """Signed, and changed since."""
    return scene(endorsements=[endorsed(one, digest="older") for one in endorsements])


HOLDS = [
    (secrecy_return.service_over, says(service_to=NOW.date())),
    (finding.of_a_party, scene(raised_by="agency")),
    (finding.of_the_supervisor, scene(raised_by="supervisor")),
    (consent.overstepped, scene(typed={"beyond": "scope"})),
    (consent.overstepped, scene(state="using", fields={"valid_to": NOW.date() - timedelta(days=1)})),
    (change.expansion, says(type="expansion")),
    (change.not_expansion, says(type="reduction")),
    (change.not_expansion, says()),
    (change.expansion_from_request, says(type="expansion")),
    (change.expansion_from_request, says_under("request_unpaused", type="expansion")),
    (change.expansion_rests, says(type="expansion")),
    (change.interrupts, says(interrupts=True)),
    (demands.effective_on_entry, says()),
    (demands.effective_on_receipt, says_under("receipt")),
    (change.filing_owed, bears(URGENT, WORK)),
    (go_live.others_signed_than_agency, bears(SIGN_PROVIDER, SIGN_SUPERVISOR)),
    (go_live.others_signed_than_agency, bears(SIGN_PROVIDER, PASSED_OVER)),
    (go_live.others_signed_than_provider, bears(SIGN_AGENCY, SIGN_SUPERVISOR)),
    (go_live.both_sides_signed, bears(SIGN_AGENCY, SIGN_PROVIDER)),
    (time.window_not_over, says(window_end=NOW)),
    (incident.on_site, says(on_site=True)),
    (incident.on_site, says_under("every_fault", on_site=False)),
    (incident.important, scene(given={"important": True})),
    (incident.not_important, scene(given={"important": False})),
    (incident.unlocated, scene(given={"important": False})),
    (incident.key_unlocated, scene(given={"important": True})),
    (payment.owes_last, says(instalment=2)),
    (payment.owes_other, says(instalment=1)),
    (report.to_agency, says(addressee="agency")),
    (report.to_authority, says(addressee="authority")),
    (report.no_certificate, says(addressee="agency")),
    (report.binding, says(certificate="level3")),
    (report.kept_up, says(certificate="ssl")),
    (duties.of_a_period, says(duty_sort="guard")),
    (duties.of_a_period, says()),
    (rectification.of_the_agency, scene()),
    (rectification.of_the_supervisor, bears(SUPERVISED)),
    (restart.execution_over, scene()),
    (restart.execution_over, scene(clocks=[clock(restart.EXECUTE, state="cancelled")])),
    (restart.ran_over, finished(SECOND)),
    (restart.single_handed, scene(role=PD, endorsements=[endorsed(PERMIT, by=PEOPLE[PD])])),
    (authority.unauthorised, scene(typed={"unauthorised": True})),
    (authority.within, scene(typed={"unauthorised": False})),
    (authority.within, scene()),
]
FAILS = [
    (secrecy_return.service_over, says()),
    (finding.of_a_party, scene(raised_by="supervisor")),
    (finding.of_the_supervisor, scene(raised_by="provider")),
    (consent.overstepped, scene(state="using", fields={"valid_to": NOW.date()})),
    (consent.overstepped, scene(state="granted", fields={"valid_to": NOW.date() - timedelta(days=1)})),
    (change.expansion, says(type="reduction")),
    (change.expansion, says()),
    (change.not_expansion, says(type="expansion")),
    (incident.unlocated, scene(given={"important": True})),
    (incident.unlocated, scene(given={"important": False}, endorsements=[endorsed(LOCATED)])),
    (incident.key_unlocated, scene(given={"important": False})),
    (incident.key_unlocated, scene(given={"important": True}, endorsements=[endorsed(LOCATED)])),
    (change.expansion_from_request, says_under("filing", type="expansion")),
    (change.expansion_from_request, says(type="reduction")),
    (change.expansion_rests, says_under("request_unpaused", type="expansion")),
    (change.expansion_rests, says_under("filing", type="expansion")),
    (change.interrupts, says(interrupts=False)),
    (demands.effective_on_entry, says_under("receipt")),
    (demands.effective_on_receipt, says()),
    (change.interrupts, says()),
    (change.filing_owed, bears(URGENT)),
    (change.filing_owed, bears(WORK)),
    (change.filing_owed, bears(URGENT, WORK, FILING)),
    (go_live.others_signed_than_agency, bears(SIGN_PROVIDER)),
    (go_live.others_signed_than_agency, stale(SIGN_PROVIDER, SIGN_SUPERVISOR)),
    (go_live.others_signed_than_provider, bears(SIGN_SUPERVISOR)),
    (go_live.both_sides_signed, bears(SIGN_PROVIDER, SIGN_SUPERVISOR)),
    (time.window_not_over, says(window_end=NOW - SECOND)),
    (time.window_not_over, says()),
    (incident.on_site, says(on_site=False)),
    (incident.on_site, says()),
    (incident.important, scene(given={"important": False})),
    (incident.not_important, scene(given={"important": True})),
    (payment.owes_last, says(instalment=1)),
    (payment.owes_other, says(instalment=2)),
    (report.to_agency, says(addressee="authority")),
    (report.to_authority, says(addressee="agency")),
    (report.no_certificate, says(certificate="ssl")),
    (report.binding, says(certificate="ssl")),
    (report.kept_up, says(certificate="level3")),
    (report.kept_up, says(addressee="agency")),
    (duties.of_a_period, says(duty_sort="month")),
    (rectification.of_the_agency, bears(SUPERVISED)),
    (rectification.of_the_supervisor, scene()),
    (restart.execution_over, scene(clocks=[clock(restart.EXECUTE)])),
    (restart.execution_over, scene(clocks=[clock(restart.EXECUTE, state="paused")])),
    (restart.ran_over, finished(timedelta())),
    (restart.ran_over, scene(typed={"finished_at": NOW})),
    (restart.ran_over, says(window_end=NOW)),
    (restart.single_handed, scene(role=PE, endorsements=[endorsed(PERMIT, by=PEOPLE[PD])])),
    (restart.single_handed, scene(role=PE)),
    (authority.unauthorised, scene(typed={"unauthorised": False})),
    (authority.unauthorised, scene()),
    (authority.within, scene(typed={"unauthorised": True})),
]


def used() -> set[Condition]:
    marks = {mark.condition for kind in KINDS.values() for mark in kind.marks()}
    told = {step.tells_if for kind in KINDS.values() for step in kind.steps}
    flagged = {flag.condition for kind in KINDS.values() for step in kind.steps for flag in step.flags}
    return {one for one in marks | told | flagged if one is not None}


@pytest.mark.parametrize(("condition", "where"), HOLDS)
def test_it_holds(condition: Condition, where: Scene) -> None:
    assert condition.holds(where) is True


@pytest.mark.parametrize(("condition", "where"), FAILS)
def test_it_does_not_hold(condition: Condition, where: Scene) -> None:
    assert condition.holds(where) is False


def test_every_condition_is_tried_both_ways() -> None:
    assert {one for one, _ in HOLDS} == {one for one, _ in FAILS} == used()
