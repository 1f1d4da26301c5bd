"""Who may: each guard where it holds, and where it refuses."""

from collections.abc import Callable

import pytest

from tests.lifecycle.scenes import clock, endorsed, read, scene
from tests.lifecycle.walk import PEOPLE
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.duties import CONFIRM, IMPLEMENT, REGISTER
from tickets.lifecycle.endorsements import (
    ACKNOWLEDGED,
    APPROVAL,
    DRILL_BEGUN,
    FINDINGS,
    INVOICE_CHECKED,
    NEW_WINDOW,
    OFFER,
    PASSED_OVER,
    RECOMMENDED,
    SIGN_AGENCY,
    SIGN_PROVIDER,
    SIGN_SUPERVISOR,
    SUPERVISED,
    SUPPLEMENT_COUNTERSIGNED,
    SUPPLEMENT_SIGNED,
    EndorsementKind,
)
from tickets.lifecycle.guards import people
from tickets.lifecycle.kinds import (
    acceptance,
    dispute,
    drill,
    force_majeure,
    go_live,
    incident,
    payment,
    rectification,
    report,
    supplement,
)
from tickets.lifecycle.parties import AC, AF, AL, AO, PD, PE, PL, SA, VE
from tickets.lifecycle.scene import Scene

ENGINEER, LEAD = PEOPLE[PE], PEOPLE[AL]
PROVIDERS = clock(IMPLEMENT, "provider", reasons=("waiting_agency",))
AGENCYS = clock(CONFIRM, "agency")
SIGNED = [endorsed(SIGN_AGENCY), endorsed(SIGN_PROVIDER)]
OURS = frozenset({7})
OF_THE_SUPERVISOR = [endorsed(SUPERVISED)]

SIGNED_BY_LEAD = {one: [endorsed(one, by=LEAD)] for one in (SUPPLEMENT_SIGNED, SUPPLEMENT_COUNTERSIGNED)}

HOLDS = [
    (supplement.not_signer, scene(role=AL, endorsements=[endorsed(SUPPLEMENT_SIGNED, by=ENGINEER)])),
    (supplement.not_signer, scene(role=AL)),
    (supplement.not_countersigner, scene(role=AF, endorsements=SIGNED_BY_LEAD[SUPPLEMENT_COUNTERSIGNED])),
    (supplement.not_countersigner, scene(role=AL)),
    (force_majeure.proof_overdue, scene(clocks=[clock(force_majeure.PROOF, late=True)])),
    (force_majeure.confirm_overdue, scene(clocks=[clock(force_majeure.CONFIRM, late=True)])),
    (dispute.other_side_offered, scene(role=AL, units=OURS, endorsements=[endorsed(OFFER, unit=8)])),
    (dispute.answer_overdue, scene(clocks=[clock(dispute.ANSWER, late=True)])),
    (people.not_author, scene(role=AL, authors=frozenset({PEOPLE[AC]}))),
    (people.own_draft, scene(opened_unit=7, units=frozenset({7}))),
    (people.mine, scene(role=PE, assignee=None)),
    (people.mine, scene(role=PE, assignee=ENGINEER)),
    (people.mine, scene(role=PE, assignee=42, persons=frozenset({ENGINEER, 42}))),
    (people.mine, scene(role=PL, assignee=ENGINEER)),
    (people.mine, scene(role=PD, assignee=ENGINEER)),
    (people.mine, scene(role=VE, assignee=ENGINEER)),
    (people.pausable, scene(role=AL, clocks=[PROVIDERS])),
    (people.pausable, scene(role=PL, clocks=[AGENCYS])),
    (people.ground_listed, scene(role=AL, clocks=[PROVIDERS], typed={"ground": "waiting_agency"})),
    (people.ground_listed, scene(role=PL, clocks=[AGENCYS], typed={"ground": "force_majeure"})),
    (people.not_suspended, scene(role=AL, clocks=[PROVIDERS])),
    (people.not_suspended, scene(role=AL, clocks=[AGENCYS], given={"suspended": frozenset({"common.confirm"})})),
    (people.suspended, scene(role=AL, clocks=[PROVIDERS], given={"suspended": frozenset({"common.implement"})})),
    (people.once(ACKNOWLEDGED), scene()),
    (people.unsigned(SIGN_AGENCY), scene()),
    (go_live.signed_by_all, scene(endorsements=[*SIGNED, endorsed(SIGN_SUPERVISOR)])),
    (go_live.signed_by_all, scene(endorsements=[*SIGNED, endorsed(PASSED_OVER)])),
    (go_live.check_overdue, scene(clocks=[clock(go_live.CHECK, "supervisor", late=True)])),
    (go_live.passing_over_agreed, scene()),
    (rectification.issuer, scene(role=AL)),
    (rectification.issuer, scene(role=SA, endorsements=OF_THE_SUPERVISOR)),
    (rectification.issuer_side, scene(role=AL)),
    (rectification.issuer_side, scene(role=AL, endorsements=OF_THE_SUPERVISOR)),
    (rectification.issuer_side, scene(role=SA, endorsements=OF_THE_SUPERVISOR)),
    (rectification.ruler, scene(role=SA)),
    (rectification.ruler, scene(role=AO, endorsements=OF_THE_SUPERVISOR)),
    (people.not_recommender, scene(role=AL, endorsements=[endorsed(RECOMMENDED, by=PEOPLE[AC])])),
    (people.not_recommender, scene(role=AL)),
    (acceptance.not_finder, scene(role=AL, endorsements=[endorsed(FINDINGS, by=PEOPLE[AC])])),
    (acceptance.not_finder, scene(role=AL)),
    (payment.not_checker, scene(role=AL, endorsements=[endorsed(INVOICE_CHECKED, by=PEOPLE[AC])])),
    (payment.not_checker, scene(role=AL)),
    (payment.not_approver, scene(role=AC, endorsements=[endorsed(APPROVAL, by=LEAD)])),
    (payment.not_approver, scene(role=AC)),
    (report.addressed, scene(role=AC, fields={"addressee": "agency"})),
    (report.addressed, scene(role=AO, fields={"addressee": "authority"})),
    (report.addressed, scene(role=SA, fields={"addressee": "authority"})),
    (drill.prepare_overdue, scene(clocks=[clock(drill.PREPARE, late=True)])),
    (drill.drill_begun, scene(endorsements=[endorsed(DRILL_BEGUN)])),
    (drill.drill_not_begun, scene()),
]
REFUSES = [
    (supplement.not_signer, scene(role=AL, endorsements=SIGNED_BY_LEAD[SUPPLEMENT_SIGNED])),
    (supplement.not_countersigner, scene(role=AL, endorsements=SIGNED_BY_LEAD[SUPPLEMENT_COUNTERSIGNED])),
    *((force_majeure.proof_overdue, scene(clocks=had)) for had in ([], [clock(force_majeure.PROOF)])),
    *((force_majeure.confirm_overdue, scene(clocks=had)) for had in ([], [clock(force_majeure.CONFIRM)])),
    (dispute.other_side_offered, scene(role=AL)),
    (dispute.other_side_offered, scene(role=AL, units=OURS, endorsements=[endorsed(OFFER, unit=7)])),
    (dispute.answer_overdue, scene(clocks=[clock(dispute.ANSWER)])),
    (dispute.answer_overdue, scene()),
    (drill.prepare_overdue, scene(clocks=[clock(drill.PREPARE)])),
    (drill.prepare_overdue, scene()),
    (drill.drill_begun, scene()),
    (drill.drill_not_begun, scene(endorsements=[endorsed(DRILL_BEGUN)])),
    (people.not_recommender, scene(role=AL, endorsements=[endorsed(RECOMMENDED, by=LEAD)])),
    (acceptance.not_finder, scene(role=AL, endorsements=[endorsed(FINDINGS, by=LEAD)])),
    (payment.not_checker, scene(role=AL, endorsements=[endorsed(INVOICE_CHECKED, by=LEAD)])),
    (payment.not_approver, scene(role=AL, endorsements=[endorsed(APPROVAL, by=LEAD)])),
    (report.addressed, scene(role=AL, fields={"addressee": "authority"})),
    (report.addressed, scene(role=SA, fields={"addressee": "agency"})),
    (people.not_author, scene(role=AC, authors=frozenset({PEOPLE[AC]}))),
    (people.not_author, scene(role=AL, authors=frozenset({42}), persons=frozenset({LEAD, 42}))),
    (people.not_author, scene(role=AL, endorsements=[endorsed(NEW_WINDOW, by=LEAD)])),
    (people.own_draft, scene(opened_unit=7, units=frozenset({8}))),
    (people.mine, scene(role=PE, assignee=42)),
    (people.pausable, scene(role=AL, clocks=[AGENCYS])),
    (people.pausable, scene(role=PL, clocks=[PROVIDERS])),
    (people.pausable, scene(role=SA, clocks=[PROVIDERS, AGENCYS])),
    (people.pausable, scene(role=AL, clocks=[clock(IMPLEMENT, state="paused")])),
    (people.pausable, scene(role=AL, clocks=[clock(REGISTER, "authority")])),
    (people.ground_listed, scene(role=AL, clocks=[PROVIDERS], typed={"ground": "site_refused"})),
    (people.not_suspended, scene(role=AL, clocks=[PROVIDERS], given={"suspended": frozenset({"common.implement"})})),
    (people.suspended, scene(role=PL, clocks=[PROVIDERS], given={"suspended": frozenset({"common.implement"})})),
    (people.suspended, scene(role=AL, clocks=[PROVIDERS])),
    (people.once(ACKNOWLEDGED), scene(endorsements=[endorsed(ACKNOWLEDGED)])),
    (people.unsigned(SIGN_AGENCY), scene(endorsements=[endorsed(SIGN_AGENCY)])),
    (go_live.signed_by_all, scene(endorsements=SIGNED)),
    (go_live.signed_by_all, scene(endorsements=[*SIGNED, endorsed(SIGN_SUPERVISOR, digest="older")])),
    (go_live.signed_by_all, scene(endorsements=[endorsed(SIGN_AGENCY), endorsed(SIGN_SUPERVISOR)])),
    (go_live.check_overdue, scene(clocks=[clock(go_live.CHECK, "supervisor")])),
    (go_live.check_overdue, scene(clocks=[clock(go_live.CHECK, "supervisor", "breached", late=True)])),
    (go_live.check_overdue, scene()),
    (go_live.passing_over_agreed, scene(given=read("waited_for"))),
    (rectification.issuer, scene(role=SA)),
    (rectification.issuer, scene(role=AL, endorsements=OF_THE_SUPERVISOR)),
    (rectification.issuer_side, scene(role=SA)),
    (rectification.ruler, scene(role=AO)),
    (rectification.ruler, scene(role=SA, endorsements=OF_THE_SUPERVISOR)),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)


def test_a_suspension_covers_just_the_clocks_that_list_its_ground() -> None:
    other = clock(incident.ONSITE, reasons=("site_refused",))
    where = scene(role=AL, clocks=[PROVIDERS, other, AGENCYS])
    assert people.suspendable(where, "site_refused") == {"incident.onsite"}
    assert people.suspendable(where, "force_majeure") == {"incident.onsite", "common.implement"}


@pytest.mark.parametrize(
    ("make", "name", "why"),
    [
        (people.once, "once", "This has been done already."),
        (people.unsigned, "unsigned", "This party has signed already."),
    ],
)
def test_a_guard_made_for_an_endorsement_looks_at_that_one_alone(
    make: Callable[[EndorsementKind], Guard], name: str, why: str
) -> None:
    for wanted in (ACKNOWLEDGED, SIGN_AGENCY):
        made = make(wanted)
        assert (made.name, made.why, made.asks) == (name, why, Ask.STANDING)
        for given in (ACKNOWLEDGED, SIGN_AGENCY, SIGN_PROVIDER):
            assert made.holds(scene(endorsements=[endorsed(given)])) is (given is not wanted)
