"""What a finding may rest on, who settles it, and whether it gives a right to terminate: each guard both ways."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, TODAY, clock, endorsed, scene
from tests.lifecycle.walk import PEOPLE, case
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.endorsements import ASSESSED, FINDING_SERVED, LEVEL_NAMED, REDECIDED, RULE_PROPOSED, UPHELD
from tickets.lifecycle.kinds import incident, switchover
from tickets.lifecycle.kinds.finding import contract_rules, decisions, guards, judges
from tickets.lifecycle.kinds.finding.levels import A1, asked, carried
from tickets.lifecycle.parties import AC, AL, AO, PD, SA
from tickets.lifecycle.scene import Ending, Scene
from tickets.penalties.counts import often_enough
from tickets.policy.penalty_terms import Base, Impact, PenaltyRuleTerms, PenaltyTerms, Percent, Trigger

DAY = timedelta(days=1)
ONE = Percent(Decimal(1))
ORDER = "GD-2026-000001"


def about(*rules: str, role: str = AL, against: str = "provider", event: Any = None, **more: Any) -> Scene:
    """A finding under these rules. `more`: of its case, or of the scene."""
    of_case = {name: more.pop(name) for name in list(more) if hasattr(case(), name)}
    given = {"case": case(**of_case)} | more.pop("given", {})
    rows = [{"event_told": "见附件"}] if event is None else event
    said = {"rules": [{"rule": one} for one in rules], "against": against, "event_rows": rows, "event_on": TODAY}
    return scene(role=role, kind="finding", state="confirming", fields=said, given=given, **more)


def assessed(rule: str, *unmet: str, unknown: str = "") -> list[Any]:
    rows = [{"threshold": one, "threshold_met": "yes"} for one in sorted(asked([rule]) - {*unmet, unknown})]
    rows += [{"threshold": one, "threshold_met": "no"} for one in unmet]
    rows += [{"threshold": unknown, "threshold_met": "unknown"}] if unknown else []
    return [endorsed(ASSESSED, data={"thresholds": rows})]


#: Of a contract that has a table of its own, and nothing beside it.
PRICED = {
    "finding_rules": contract_rules.of_tables(
        [
            PenaltyTerms(
                service_months=18,
                rules=(
                    PenaltyRuleTerms(code="10.2a", article="10.2", trigger=Trigger.EXPANSION, share=ONE, text="逾期"),
                    PenaltyRuleTerms(code="10.4", trigger=Trigger.LATE_PAYMENT, base=Base.DUE, share=ONE, text="迟付"),
                ),
                grounds=(),
            )
        ]
    )
}
#: Of a contract whose rows differ in the weight of the event alone, and one beside them.
ROWS = {
    "finding_rules": contract_rules.of_tables(
        [
            PenaltyTerms(
                service_months=12,
                rules=(
                    PenaltyRuleTerms(
                        code="A2.7", trigger=Trigger.RESPONSE, share=ONE, text="重大事故", impact=Impact.ACCIDENT
                    ),
                    PenaltyRuleTerms(
                        code="A3.8", trigger=Trigger.RESPONSE, share=ONE, text="未造成", no_impact=Impact.INFLUENCE
                    ),
                    PenaltyRuleTerms(code="A3.5", trigger=Trigger.LONG_OUTAGE, share=ONE, text="中断"),
                ),
            )
        ]
    )
}


def weighed(*rules: str, **impact: str) -> Scene:
    """A finding under these rules, judged so."""
    words = dict.fromkeys(("grave_loss", "grave_accident", "grave_influence"), "no") | impact
    return about(*rules, given=ROWS, endorsements=[endorsed(ASSESSED, data=words)])


PAIR = ("A2.7", "A3.8")
GAP = {"grave_influence": "yes"}
NAMES_ORDER = [{"event_order": ORDER}]
NAMES_OUTAGE = [{"event_outage": "MON-1"}]
NAMES_CLOCK = [{"event_order": ORDER, "event_clock": "incident.respond"}]
B_ALONE = assessed("A1.3", "over_three")
PROPOSED = endorsed(RULE_PROPOSED, unit=8)
OURS = frozenset({7})
FOUND = {"decision": "found", "decided_rule": "12.5"}
B_NAMED = endorsed(LEVEL_NAMED, data={"right_ground": "B"})
ENDING = Ending("early_end", "12.1", TODAY, "A-1", frozenset())
HOLDS = [
    (guards.other_side, about("12.5", role=AC)),
    (guards.other_side, about("12.6", role=PD, against="agency")),
    (guards.other_side, about("12.5", role=SA)),
    (guards.event_said, about("12.5")),
    (guards.event_said, about("12.5", event=NAMES_ORDER)),
    (guards.event_said, about("12.5", event=NAMES_OUTAGE)),
    (guards.event_orders_known, about("12.5", event=NAMES_ORDER)),
    (guards.event_outages_known, about("12.5", event=NAMES_OUTAGE)),
    (guards.event_clock_missed, about("12.5", event=NAMES_CLOCK)),
    (guards.rules_known, about("A3.5", "no_band")),
    (guards.rules_known, about("10.2a", given=PRICED)),
    (guards.rules_of_side, about("12.6", against="agency")),
    (guards.rules_of_side, about("10.4", against="agency", given=PRICED)),
    (guards.rules_of_side, about("12.5")),
    (guards.rules_apart, about("A2.6", "A3.7")),
    (guards.rules_apart, about("A1.1")),
    (guards.rectified_in_vain, about("12.4", not_cured=frozenset({ORDER}))),
    (guards.rectified_in_vain, about("12.5")),
    (guards.found_once, about("12.5", event=NAMES_ORDER)),
    (judges.no_fact_finder, about("12.5", fact_finders=frozenset({PEOPLE[AC]}))),
    (guards.settled, about("12.5")),
    (guards.breach_stands, about("12.5")),
    (guards.thresholds_judged, about("12.5")),
    (guards.thresholds_judged, about("A1.3", typed={"thresholds": assessed("A1.3")[0][1].data["thresholds"]})),
    (guards.impact_judged, about("12.5")),
    (guards.impact_judged, about("A2.6", typed={"grave_loss": "no", "grave_accident": "no", "grave_influence": "yes"})),
    (guards.reasons_given, about("12.5", typed={"finding_reason": "以所附工单时点为准。"})),
    (guards.opinion_giver, about("12.5", role=SA, raised_by="agency")),
    (guards.opinion_giver, about("12.5", role=AO, raised_by="supervisor")),
    (guards.opinion_overdue, about("12.5", clocks=[clock(guards.OPINION, late=True)])),
    (guards.agree_overdue, about("12.5", clocks=[clock(guards.AGREE, late=True)])),
    (guards.not_assessor, about("12.5", endorsements=[endorsed(ASSESSED)])),
    (guards.not_server, about("12.5")),
    (guards.not_upholder, about("12.5")),
    (guards.one_rule, about("12.5")),
    (guards.one_rule, about("A2.6", "A3.7", units=OURS, endorsements=[PROPOSED])),
    (guards.several_rules, about("A2.6", "A3.7")),
    (guards.several_rules, about("no_band")),
    (guards.one_rule, weighed(*PAIR)),
    (guards.one_rule, weighed(*PAIR, grave_accident="yes")),
    (guards.one_rule, weighed("A2.7")),
    (guards.one_rule, weighed(*PAIR, "A3.5", **GAP)),
    (guards.several_rules, about(*PAIR, given=ROWS)),
    (guards.several_rules, weighed(*PAIR, "A3.5")),
    (guards.several_rules, weighed(*PAIR, **GAP)),
    (guards.unpriced, weighed(*PAIR, **GAP)),
    (guards.priced, weighed(*PAIR)),
    (guards.priced, about("A2.6", "no_band")),
    (guards.unpriced, about("no_band")),
    (guards.sum_said, about("no_band", typed={"settled_by": "sum", "agreed_sum": Decimal("40000.00")})),
    (guards.sum_said, about("no_band", typed={"settled_by": "none"})),
    (guards.no_right, about("12.5")),
    (guards.no_right, about("A1.3", endorsements=B_ALONE)),
    (guards.no_right, about("A1.3", endorsements=B_ALONE, of_level_b=(TODAY - DAY, TODAY - 366 * DAY))),
    (guards.gives_right, about("15.11")),
    (guards.gives_right, about("12.4")),
    (guards.gives_right, about("A1.2", endorsements=assessed("A1.2"))),
    (guards.gives_right, about("A1.3", endorsements=B_ALONE, of_level_b=(TODAY - DAY, TODAY - 365 * DAY))),
    (guards.level_known, about("A1.3", endorsements=B_ALONE)),
    (guards.level_carried, about("A1.3", endorsements=B_ALONE, typed={"event_level": "B"})),
    (guards.level_carried, about("A1.3", endorsements=B_ALONE, typed={"event_level": "none"})),
    (guards.level_carried, about("12.5")),
    (guards.right_named, about("15.11", typed={"right_ground": "15.11"})),
    (guards.rule_among, about("A2.6", "A3.7", typed={"chosen_rule": "A3.7"})),
    (guards.other_side_proposed, about("A2.6", "A3.7", units=OURS, endorsements=[PROPOSED])),
    (guards.right_unexpired, about("15.11", clocks=[clock(guards.TERMINATE, due_at=NOW + DAY)])),
    (guards.right_founded, about("15.11", endorsements=[endorsed(LEVEL_NAMED, data={"right_ground": "15.11"})])),
    (guards.right_founded, about("A1.3", endorsements=[B_NAMED], of_level_b=(TODAY - DAY, TODAY - 2 * DAY))),
    (decisions.alone_is_set_aside, about("15.11", typed={"decision": "set_aside"})),
    (decisions.alone_is_set_aside, about("12.5", typed=FOUND)),
    (decisions.has_sum, about("12.5")),
    (decisions.decided_rule_fits, about("12.5", typed=FOUND)),
    (decisions.decided_rule_fits, about("12.5", typed={"decision": "set_aside"})),
    (decisions.decided_rule_fits, about("12.6", against="agency", typed={"decided_rule": "12.6"})),
    (decisions.decided_rule_fits, about("no_band", typed={"decided_rule": "no_band"})),
    (decisions.decided_impact, about("12.5", typed=FOUND)),
    (decisions.decided_sum, about("12.5", typed={"decided_rule": "12.5"})),
    (decisions.decided_sum, about("no_band", typed={"decided_rule": "no_band", "agreed_sum": Decimal(1)})),
    (decisions.decided_base, about("12.5", typed={"decided_rule": "12.5"})),
    (decisions.decided_base, about("A3.8", typed={"decided_rule": "A3.8", "agreed_base": Decimal(1)})),
    (decisions.decided_found, about("12.5", endorsements=[endorsed(REDECIDED, data=FOUND)])),
    (decisions.decided_set_aside, about("12.5", endorsements=[endorsed(REDECIDED, data={"decision": "set_aside"})])),
    (decisions.right_is_over, about("12.5")),
    (decisions.right_stands, about("15.11", clocks=[clock(guards.TERMINATE, due_at=NOW + DAY)])),
    (decisions.not_redecider, about("12.5", endorsements=[endorsed(REDECIDED)])),
    (switchover.right_found, scene(fields={"basis": "agreement"})),
    (switchover.right_found, scene(fields={"basis": "12.1"})),
    (switchover.right_found, scene(fields={"basis": "12.1"}, given={"rights": {"12.1": [1]}})),
    (switchover.right_found, scene(fields={"basis": "12.1"}, given={"rights": {}, "ending": ENDING})),
    (incident.notice_unrecorded, scene()),
    (incident.notice_recorded, scene(clocks=[clock(incident.DISPOSE)])),
]
REFUSES = [
    (guards.other_side, about("12.5", role=PD)),
    (guards.other_side, about("12.6", role=AC, against="agency")),
    (guards.event_said, about("12.5", event=[{"event_clock": "incident.respond", "event_told": "超时"}])),
    (guards.event_said, about("12.5", event=[{"event_order": ""}])),
    (guards.event_said, about("12.5", event=[{"event_outage": "MON-1", "event_clock": "incident.respond"}])),
    (guards.event_orders_known, about("12.5", event=[{"event_order": "GD-2026-000009"}])),
    (guards.event_outages_known, about("12.5", event=[{"event_outage": "MON-9"}])),
    (guards.event_clock_missed, about("12.5", event=[{"event_order": ORDER, "event_clock": "incident.handle"}])),
    (guards.rules_known, about("10.2a")),
    (guards.rules_known, about("12.5", given=PRICED)),
    (guards.rules_of_side, about("12.5", against="agency")),
    (guards.rules_of_side, about("12.6")),
    (guards.rules_apart, about("A1.1", "A3.7")),
    (guards.rules_apart, about("12.4", "A2.6")),
    (guards.rules_apart, about("12.5", "12.5")),
    (guards.rectified_in_vain, about("12.4")),
    (guards.found_once, about("12.5", event=NAMES_ORDER, found={"12.5": "GD-2026-000002"})),
    (judges.no_fact_finder, about("12.5", fact_finders=frozenset({PEOPLE[AL]}))),
    (guards.settled, about("12.5", contested=("GD-2026-000001, claim 1",))),
    (guards.breach_stands, about("12.5", fallen=("GD-2026-000001 incident.respond",))),
    (guards.thresholds_judged, about("A1.3", typed={})),
    (guards.thresholds_judged, about("12.5", typed={"thresholds": [{"threshold": "harmed", "threshold_met": "yes"}]})),
    (guards.impact_judged, about("A3.7", typed={"grave_loss": "no"})),
    (guards.reasons_given, about("12.5", typed={"finding_reason": "以工单时点为准。"})),
    (guards.opinion_giver, about("12.5", role=AO, raised_by="agency")),
    (guards.opinion_giver, about("12.5", role=SA, raised_by="supervisor")),
    (guards.opinion_overdue, about("12.5", clocks=[clock(guards.OPINION)])),
    (guards.agree_overdue, about("12.5", clocks=[clock(guards.AGREE)])),
    (guards.not_assessor, about("12.5", endorsements=[endorsed(ASSESSED, by=PEOPLE[AL])])),
    (guards.not_server, about("12.5", endorsements=[endorsed(FINDING_SERVED, by=PEOPLE[AL])])),
    (guards.not_upholder, about("12.5", endorsements=[endorsed(UPHELD, principal=PEOPLE[AL])])),
    (guards.one_rule, about("A2.6", "A3.7")),
    (guards.one_rule, about("A2.6", "A3.7", units=frozenset({8}), endorsements=[PROPOSED])),
    (guards.one_rule, about("no_band")),
    (guards.several_rules, about("12.5")),
    (guards.one_rule, weighed(*PAIR, "A3.5")),
    (guards.one_rule, weighed(*PAIR, **GAP)),
    (guards.several_rules, weighed(*PAIR)),
    (guards.several_rules, weighed(*PAIR, grave_accident="yes")),
    (guards.priced, weighed(*PAIR, **GAP)),
    (guards.unpriced, weighed(*PAIR, "A3.5", **GAP)),
    (guards.rule_among, replace(weighed(*PAIR, "A3.5"), typed={"chosen_rule": "A2.7"})),
    (guards.priced, about("no_band")),
    (guards.unpriced, about("A2.6", "A3.7")),
    (guards.sum_said, about("no_band", typed={"settled_by": "sum"})),
    (guards.sum_said, about("no_band", typed={"settled_by": "sum", "agreed_sum": Decimal(0)})),
    (guards.sum_said, about("no_band", typed={"settled_by": "none", "agreed_sum": Decimal(1)})),
    (guards.rule_among, about("A2.6", "no_band", typed={"chosen_rule": "no_band"})),
    (guards.no_right, about("15.11")),
    (guards.gives_right, about("12.5")),
    (guards.gives_right, about("A1.3", endorsements=assessed("A1.3", "over_three", unknown="one_only"))),
    (guards.level_known, about("A1.3", endorsements=assessed("A1.3", unknown="over_three"))),
    (guards.level_carried, about("A1.3", endorsements=B_ALONE)),
    (guards.level_carried, about("12.5", typed={"event_level": "B"})),
    (guards.right_named, about("15.11", typed={"right_ground": "A"})),
    (guards.rule_among, about("A2.6", "A3.7", typed={"chosen_rule": "A3.8"})),
    (guards.other_side_proposed, about("A2.6", "A3.7")),
    (guards.other_side_proposed, about("A2.6", "A3.7", units=frozenset({8}), endorsements=[PROPOSED])),
    (guards.right_unexpired, about("15.11", clocks=[clock(guards.TERMINATE, due_at=NOW)])),
    (guards.right_unexpired, about("15.11")),
    (guards.right_founded, about("A1.3", endorsements=[B_NAMED], of_level_b=(TODAY - DAY,))),
    (decisions.alone_is_set_aside, about("15.11", typed=FOUND)),
    (decisions.has_sum, about("A1.1")),
    (decisions.decided_rule_fits, about("12.5", typed={"decision": "found"})),
    (decisions.decided_rule_fits, about("12.5", typed=FOUND | {"decision": "set_aside"})),
    (decisions.decided_rule_fits, about("12.5", typed=FOUND | {"decided_rule": "15.11"})),
    (decisions.decided_rule_fits, about("12.5", typed=FOUND | {"decided_rule": "12.6"})),
    (decisions.decided_rule_fits, about("no_band", typed=FOUND | {"decided_rule": "no_band"})),
    (decisions.decided_rule_fits, about("12.5", typed={"decided_rule": "no_band"})),
    (decisions.decided_impact, about("A3.8", typed=FOUND | {"decided_rule": "A3.8", "grave_loss": "no"})),
    (decisions.decided_sum, about("no_band", typed={"decided_rule": "no_band"})),
    (decisions.decided_sum, about("12.5", typed={"decided_rule": "12.5", "agreed_sum": Decimal(1)})),
    (decisions.decided_base, about("12.5", typed={"decided_rule": "12.5", "agreed_base": Decimal(1)})),
    (decisions.decided_base, about("A3.8", typed={"decided_rule": "A3.8", "agreed_base": Decimal(0)})),
    (decisions.decided_found, about("12.5", endorsements=[endorsed(REDECIDED, data={"decision": "set_aside"})])),
    (decisions.decided_set_aside, about("12.5", endorsements=[endorsed(REDECIDED, data=FOUND)])),
    (decisions.right_is_over, about("15.11", clocks=[clock(guards.TERMINATE, due_at=NOW + DAY)])),
    (decisions.right_stands, about("12.5")),
    (decisions.not_redecider, about("12.5", endorsements=[endorsed(REDECIDED, by=PEOPLE[AL])])),
    (switchover.right_found, scene(fields={"basis": "12.1"}, given={"rights": {}})),
    (switchover.right_found, scene(fields={"basis": "12.1"}, given={"rights": {"15.11": [1]}})),
    (incident.notice_unrecorded, scene(clocks=[clock(incident.DISPOSE)])),
    (incident.notice_recorded, scene()),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_lets_pass(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_with_a_sentence(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    with translation.override("zh-hans"):
        assert guard.reason(where)


def level_of(rule: str, *unmet: str, unknown: str = "", **readings: str) -> str:
    met = {
        row["threshold"]: row["threshold_met"]
        for row in assessed(rule, *unmet, unknown=unknown)[0][1].data["thresholds"]
    }
    given = {one: readings.get(one.key.partition(".")[2], one.otherwise) for one in guards.READINGS}
    return carried(rule, met, given)


@pytest.mark.parametrize(
    ("rule", "unmet", "unknown", "readings", "level"),
    [
        ("A1.1", (), "", {}, "A"),
        ("A1.1", ("users_500k",), "", {}, "B"),
        ("A1.1", ("users_500k",), "", {"joined_thresholds": "any"}, "A"),
        ("A1.1", ("users_500k", "users_100k"), "", {}, "none"),
        ("A1.1", ("lasted_2h",), "", {}, "none"),
        ("A1.1", ("lasted_2h",), "loss_5m", {}, "none"),
        ("A1.1", (), "loss_5m", {}, "unknown"),
        ("A1.2", ("protected",), "", {}, "B"),
        ("A1.2", ("protected", "noticed_city"), "", {}, "none"),
        ("A1.3", ("over_three",), "", {}, "B"),
        ("A1.3", ("over_three", "one_only"), "", {}, "none"),
        ("A1.3", ("over_three", "one_only"), "", {"two_or_three_systems": "B"}, "B"),
        ("A1.4", (), "", {}, "A"),
        ("A1.4", (), "", {"intrusion_row": "B"}, "B"),
        ("A1.4", ("protected",), "", {}, "B"),
        ("A1.4", ("not_disposed",), "", {}, "none"),
    ],
)
def test_the_thresholds_carry_a_level_or_leave_it_open(
    rule: str, unmet: tuple[str, ...], unknown: str, readings: dict[str, str], level: str
) -> None:
    assert level_of(rule, *unmet, unknown=unknown, **readings) == level


def test_each_row_of_annex_1_asks_for_thresholds() -> None:
    assert all(asked([rule]) for rule in A1)


@pytest.mark.parametrize(
    ("day", "year", "enough"),
    [
        (date(2026, 11, 3), "rolling", True),
        (date(2026, 11, 4), "rolling", False),
        (date(2026, 11, 3), "contract", False),
        (date(2026, 10, 9), "contract", True),
    ],
)
def test_three_events_of_level_b_lie_within_a_year_both_days_counted(day: date, year: str, enough: bool) -> None:
    others = (date(2025, 11, 3), date(2026, 5, 1))
    assert often_enough(day, others, 3, year, date(2025, 10, 10)) is enough
