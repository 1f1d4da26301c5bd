"""What a ticket says and what was endorsed on it: each guard where it holds, and where it refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.lifecycle.scenes import NOW, TODAY, clock, endorsed, read, scene
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.duties import CONFIRM, CORRECT
from tickets.lifecycle.endorsements import (
    APPROVAL,
    COST,
    FAILED_AGAIN,
    FILING,
    HANDLED,
    IN_EFFECT,
    LATE_FILING,
    LOCATED,
    OBJECTED,
    PAPER,
    PERMIT,
    RULED,
    SETTLEMENT_OBJECTED,
    SUPPLEMENT_PROVIDER,
    URGENT,
    WORK,
)
from tickets.lifecycle.guards import content
from tickets.lifecycle.kinds import (
    acceptance,
    consent,
    drill,
    force_majeure,
    go_live,
    incident,
    migration,
    notice,
    onboarding,
    payment,
    reclaim,
    rectification,
    restart,
    secrecy_return,
    suspension,
)
from tickets.lifecycle.kinds import exit as leaving
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.kinds.change.guards import EXPAND, EXPAND_AGAIN
from tickets.lifecycle.parties import AC, AL, PD
from tickets.lifecycle.scene import Scene

DAY = timedelta(days=1)
OLDER: Any = {"digest": "older", "request": "older"}
AUTHORISED = endorsed(URGENT)
UP, DOWN = {"line": "vcpu", "quantity": 4}, {"line": "vcpu", "quantity": -4}
OTHER_DOWN = {"line": "memory_gb", "quantity": -4}
LEAST, NONE, LEAST_DOWN = ({"line": "vcpu", "quantity": n} for n in (1, 0, -1))
RULE = {"source": "10.0.0.1"}
HOST = {"host": "app-01", "item": "memory"}


def says(**fields: Any) -> Scene:
    return scene(fields=fields)


def kind(type_: str, term: str = "long_term", **fields: Any) -> Scene:
    return says(type=type_, term=term, **fields)


def types(**typed: Any) -> Scene:
    return scene(typed=typed)


def trial(length: int, asked: int = 30, last: int = 1) -> Scene:
    ends = TODAY - last * DAY
    return scene(typed={"trial_from": ends - (length - 1) * DAY, "trial_to": ends}, given={"trial_days": asked})


def bears(*endorsements: Any, **fields: Any) -> Scene:
    return scene(endorsements=endorsements, fields=fields)


BEYOND = {"within": False}
LONG = {"type": "expansion", "term": "long_term"}
SHORT = {"type": "expansion", "term": "temporary"}


def second_limit(state: str = "running", *, late: bool = False, **typed: Any) -> Scene:
    """Ordered three days ago."""
    running = clock(EXPAND_AGAIN, state=state, late=late, started_at=NOW - 3 * DAY)
    return scene(clocks=[running], typed=typed)


def asks_consent(matter: str, role: str = PD, **fields: Any) -> Scene:
    return scene(role=role, fields={"matter": matter, **fields})


def reclaims(*rows: dict[str, Any], agreed: Any = (), **fields: Any) -> Scene:
    """What lies idle, as proposed; and what of it is agreed to."""
    shown = {"reclaim_ground": "idle", "usage": [{"resource": "vCPU"}], "usage_from": TODAY, "usage_to": TODAY}
    return scene(role=AL, fields={**shown, "reclaimed": list(rows), **fields}, typed={"agreed_lines": list(agreed)})


#: What an order to pay an instalment is judged by when it is filed.
OPENING = (
    payment.in_force, payment.instalment_known, payment.paid_once, payment.accepted_before_last,
    payment.sum_of_the_contract, payment.owed_from_named,
)  # fmt: skip
#: A contract that is paid in three parts.
THREE = {"instalments": {number: Decimal("1.00") for number in (1, 2, 3)}}


def invoiced(sum_: str) -> Scene:
    return scene(fields={"payable": Decimal("721806.23")}, typed={"invoice_sum": Decimal(sum_)}, given=THREE)


HOLDS = [
    (force_majeure.network_named, says(event="flood")),
    (force_majeure.network_named, says(event="carrier", own_network=False)),
    (reclaim.usage_shown, reclaims()),
    (reclaim.usage_shown, reclaims(reclaim_ground="returned", usage=None)),
    (reclaim.reclaims_something, reclaims(UP, LEAST)),
    (reclaim.reclaims_known_lines, reclaims(UP)),
    (reclaim.reclaims_what_is_held, reclaims({"line": "vcpu", "quantity": 100})),
    (reclaim.reclaims_what_is_held, reclaims({"line": "memory_gb", "quantity": 1})),
    (reclaim.within_proposal, reclaims(UP)),
    (reclaim.within_proposal, reclaims(UP, agreed=[UP])),
    *((consent.matter_is_ours, asks_consent(matter)) for matter in consent.MATTER.options),
    (consent.matter_is_ours, asks_consent("publicity", AC)),
    (consent.media_named, asks_consent("media_leaving", media_taken=[{"medium": "磁盘", "label": "ZW-03"}])),
    (consent.media_named, asks_consent("disposal")),
    (consent.media_encrypted, asks_consent("media_leaving", encrypted=True)),
    (consent.media_encrypted, asks_consent("disposal")),
    (consent.partner_named, asks_consent("subcontract", partner="示例公司")),
    (consent.partner_named, asks_consent("publicity")),
    (consent.single_use, asks_consent("data_change")),
    (consent.not_for_drill, asks_consent("data_change")),
    (consent.for_drill, asks_consent("platform_drill")),
    (drill.consent_named, scene(role=PD, fields={"consent_no": "GD-2026-000001"})),
    (drill.consent_named, scene(role=AC)),
    (content.approved, bears(endorsed(APPROVAL))),
    (content.same_content, bears(endorsed(APPROVAL))),
    (change.same_request, bears(endorsed(APPROVAL, digest="older"))),
    (content.filed, bears(endorsed(FILING))),
    (content.filed, bears(AUTHORISED)),
    (content.paper_counts, bears()),
    (go_live.icp_ok, says(public=True)),
    (go_live.icp_ok, scene(fields={"public": False}, given={"slots": frozenset()})),
    (
        secrecy_return.destruction_proved,
        scene(fields={"mode": "destroy"}, given={"slots": frozenset({"destruction_proof"})}),
    ),
    (secrecy_return.destruction_proved, scene(fields={"mode": "return"}, given={"slots": frozenset()})),
    (suspension.reported_handled, bears(endorsed(HANDLED))),
    (rectification.ruling_open, bears(endorsed(OBJECTED))),
    (rectification.no_open_rule, bears()),
    (rectification.no_open_rule, bears(endorsed(OBJECTED), endorsed(RULED))),
    (acceptance.accepted_once, scene()),
    *((guard, says(instalment=1)) for guard in OPENING),
    *((guard, says(instalment=2, payable=Decimal("481204.15"))) for guard in OPENING),
    (payment.accepted_before_last, scene(fields={"instalment": 1}, given={"accepted_on": None})),
    (payment.owed_from_named, scene(fields={"instalment": 2, "owed_from": TODAY}, given=THREE)),
    *((payment.invoice_number_fits, types(invoice_no="1" * digits)) for digits in (8, 20)),
    (payment.invoice_sum_fits, invoiced("721806.23")),
    (payment.not_last_instalment, says(instalment=1)),
    (payment.not_last_instalment, scene(fields={"instalment": 2}, given=THREE)),
    (payment.last_instalment, says(instalment=2)),
    (payment.settlement_objected, bears(endorsed(SETTLEMENT_OBJECTED))),
    (payment.settle_overdue, scene(clocks=[clock(payment.SETTLE, late=True)])),
    (payment.receipt_overdue, scene(clocks=[clock(CONFIRM, late=True)])),
    (acceptance.apply_or_supply_overdue, scene(clocks=[clock(acceptance.APPLY, late=True)])),
    (acceptance.apply_or_supply_overdue, scene(clocks=[clock(acceptance.APPLY), clock(CORRECT, late=True)])),
    (acceptance.failed_twice, bears(endorsed(FAILED_AGAIN))),
    (acceptance.correct_overdue, scene(clocks=[clock(acceptance.RECTIFY, late=True)])),
    (rectification.cure_overdue, scene(clocks=[clock(rectification.CURE, late=True)])),
    (rectification.cure_overdue, scene(clocks=[clock(rectification.CURE, state="paused", late=True)])),
    (notice.source_named, says(maintenance="upgrade")),
    (notice.source_named, says(maintenance="penetration_test", source="192.0.2.10")),
    (go_live.trial_covers, trial(30)),
    (go_live.trial_covers, trial(31, last=0)),
    (go_live.trial_covers, trial(1, asked=0)),
    (content.findings_closed, types(open_findings=0)),
    (leaving.sister_open, scene(given={"sisters": frozenset({"A-1"})})),
    (leaving.sister_named, scene(given={"sisters": frozenset({"A-1"})}, typed={"sister_order": "A-1"})),
    (content.lines_known, says(lines=[UP])),
    (content.lines_known, says()),
    (consent.beyond_told, scene()),
    (consent.beyond_told, scene(typed={"beyond": "scope", "beyond_what": "误在另一系统执行"})),
    (content.related_known, says(related=[{"related_order": "GD-2026-000001"}])),
    (content.related_known, says()),
    (onboarding.lines_above_zero, says(lines=[UP, LEAST])),
    (restart.other_operation, says(operation="other")),
    (restart.restart_class, says(operation="power_cycle")),
    (restart.unused, bears(endorsed(PERMIT))),
    (migration.paper_order, bears(endorsed(PAPER))),
    (incident.located, bears(endorsed(LOCATED))),
    (incident.onsite_open, scene(clocks=[clock(incident.ONSITE, state="paused")])),
    (incident.onsite_unset, scene()),
    (incident.onsite_unset, scene(clocks=[clock(incident.ONSITE, state="cancelled")])),
    (change.lines_fit, kind("expansion", lines=[UP])),
    (change.lines_fit, kind("expansion", lines=[UP, LEAST])),
    (change.lines_fit, kind("reduction", lines=[DOWN, OTHER_DOWN])),
    (change.lines_fit, kind("reduction", lines=[DOWN, LEAST_DOWN])),
    (change.lines_fit, kind("move", lines=[UP])),
    (change.lines_fit, kind("policy", lines=[])),
    (change.lines_fit, kind("software")),
    (change.policies_fit, kind("policy", policies=[RULE])),
    (change.policies_fit, kind("expansion")),
    (change.policies_in_order, kind("policy", policies=[RULE])),
    (change.policies_in_order, kind("policy", policies=[RULE | {"valid_from": TODAY, "valid_to": TODAY}])),
    (change.policies_in_order, kind("policy", policies=[RULE | {"valid_to": TODAY}])),
    (change.policies_in_order, kind("expansion")),
    (change.hosts_fit, kind("policy")),
    (change.hosts_fit, kind("expansion", hosts=[HOST | {"before": "8 GB", "after": "16 GB"}])),
    (change.hosts_fit, kind("software", hosts=[HOST | {"after": "16 GB"}, HOST | {"before": "8 GB"}])),
    (change.term_fits, kind("expansion", "temporary")),
    (change.term_fits, kind("move")),
    (change.end_date_fits, kind("expansion", "temporary", end_date=TODAY)),
    (change.end_date_fits, kind("expansion")),
    (change.data_saved_fits, kind("reduction", data_saved=True)),
    (change.data_saved_fits, kind("expansion")),
    (change.grows_long, kind("expansion")),
    (change.not_grows_long, kind("expansion", "temporary")),
    (change.cost_ok, bears(endorsed(COST, digest="older"), **LONG)),
    (change.cost_ok, says(**SHORT)),
    (change.within, says(**LONG)),
    (change.within, scene(fields=SHORT, given=BEYOND)),
    (onboarding.within, scene()),
    (change.not_within, scene(fields=LONG, given=BEYOND)),
    (change.temporary_beyond, scene(fields=SHORT, given=BEYOND)),
    (change.temporary, says(**SHORT)),
    (change.not_temporary, says(**LONG)),
    *((change.may_damage, kind(one, interrupts=False)) for one in ("software", "reduction", "move")),
    (change.may_damage, kind("expansion", interrupts=True)),
    (change.window_needed, says(interrupts=True)),
    (change.supplement_signed, bears(endorsed(SUPPLEMENT_PROVIDER))),
    (change.expand_breached, scene(clocks=[clock(EXPAND, late=True)])),
    (change.second_limit_open, second_limit()),
    (change.second_limit_ahead, second_limit(days=3)),
    (change.late_filing_open, bears(AUTHORISED)),
    (change.late_filing_pending, bears(AUTHORISED, endorsed(LATE_FILING))),
    (change.filing_settled, bears()),
    (change.filing_settled, bears(AUTHORISED)),
    (change.filing_settled, bears(AUTHORISED, endorsed(WORK), endorsed(FILING))),
    (change.ended, says(end_date=TODAY - DAY)),
    (change.end_ahead, says(end_date=TODAY)),
    (change.was_in_effect, bears(endorsed(IN_EFFECT))),
    (change.not_in_effect, bears()),
]
REFUSES = [
    (force_majeure.network_named, says(event="carrier")),
    *((reclaim.usage_shown, reclaims(**{name: None})) for name in ("usage", "usage_from", "usage_to")),
    (reclaim.reclaims_something, reclaims(UP, DOWN)),
    (reclaim.reclaims_known_lines, reclaims({"line": "memory_gb", "quantity": 1})),
    (reclaim.reclaims_what_is_held, reclaims({"line": "vcpu", "quantity": 101})),
    (reclaim.within_proposal, reclaims(LEAST, agreed=[UP])),
    (reclaim.within_proposal, reclaims(UP, agreed=[OTHER_DOWN | {"quantity": 1}])),
    (consent.matter_is_ours, asks_consent("data_change", AC)),
    (consent.media_named, asks_consent("media_leaving")),
    (consent.media_encrypted, asks_consent("media_leaving", encrypted=False)),
    (consent.media_encrypted, asks_consent("media_leaving")),
    *((consent.partner_named, asks_consent(matter)) for matter in consent.LASTING),
    *((consent.single_use, asks_consent(matter)) for matter in consent.LASTING),
    (consent.not_for_drill, asks_consent("platform_drill")),
    (consent.for_drill, asks_consent("data_change")),
    (drill.consent_named, scene(role=PD)),
    (content.approved, bears()),
    (content.approved, bears(endorsed(APPROVAL, **OLDER))),
    (content.same_content, bears(endorsed(APPROVAL, digest="older"))),
    (change.same_request, bears(endorsed(APPROVAL, **OLDER))),
    (change.same_request, bears()),
    (content.filed, bears()),
    (content.paper_counts, scene(given=read("system_only"))),
    (content.filed, bears(endorsed(FILING, **OLDER))),
    (content.filed, bears(endorsed(URGENT, **OLDER))),
    (go_live.icp_ok, scene(fields={"public": True}, given={"slots": frozenset()})),
    (secrecy_return.destruction_proved, scene(fields={"mode": "destroy"}, given={"slots": frozenset()})),
    (suspension.reported_handled, bears()),
    (rectification.ruling_open, bears()),
    (rectification.ruling_open, bears(endorsed(OBJECTED), endorsed(RULED))),
    (rectification.no_open_rule, bears(endorsed(OBJECTED))),
    (acceptance.accepted_once, scene(given={"accepting": "GD-2026-000007"})),
    (payment.in_force, scene(fields={"instalment": 1}, given={"effective_on": None})),
    (payment.instalment_known, says(instalment=3)),
    (payment.paid_once, scene(fields={"instalment": 1}, given={"payments": {1: "GD-2026-000007"}})),
    (payment.accepted_before_last, scene(fields={"instalment": 2}, given={"accepted_on": None})),
    (payment.sum_of_the_contract, says(instalment=2, payable=Decimal("481204.16"))),
    (payment.owed_from_named, scene(fields={"instalment": 2}, given=THREE)),
    *((payment.invoice_number_fits, types(invoice_no=number)) for number in ("1234567", "1" * 21, "NO-12345678")),
    *((payment.invoice_sum_fits, invoiced(sum_)) for sum_ in ("721806.22", "721806.24", "481204.15")),
    (payment.not_last_instalment, says(instalment=2)),
    (payment.last_instalment, says(instalment=1)),
    (payment.settlement_objected, scene()),
    (payment.settle_overdue, scene(clocks=[clock(payment.SETTLE)])),
    (payment.settle_overdue, scene()),
    (payment.receipt_overdue, scene(clocks=[clock(CONFIRM)])),
    (acceptance.apply_or_supply_overdue, scene(clocks=[clock(acceptance.APPLY), clock(CORRECT)])),
    (acceptance.apply_or_supply_overdue, scene(clocks=[clock(acceptance.APPLY, state="met", late=True)])),
    (acceptance.failed_twice, scene()),
    (acceptance.correct_overdue, scene(clocks=[clock(acceptance.RECTIFY)])),
    (rectification.cure_overdue, scene(clocks=[clock(rectification.CURE)])),
    (rectification.cure_overdue, scene()),
    (notice.source_named, says(maintenance="penetration_test")),
    (go_live.trial_covers, trial(29)),
    (go_live.trial_covers, scene()),
    *((go_live.trial_covers, scene(typed={name: TODAY - DAY})) for name in ("trial_from", "trial_to")),
    (content.findings_closed, types(open_findings=1)),
    (leaving.sister_open, scene()),
    (leaving.sister_named, scene(given={"sisters": frozenset({"A-1"})}, typed={"sister_order": "A-2"})),
    (content.lines_known, says(lines=[OTHER_DOWN])),
    (consent.beyond_told, scene(typed={"beyond": "scope"})),
    (content.related_known, says(related=[{"related_order": "GD-2026-000001"}, {"related_order": "GD-2026-999999"}])),
    (onboarding.lines_above_zero, says(lines=[UP, DOWN])),
    (onboarding.lines_above_zero, says(lines=[{"line": "vcpu", "quantity": 0}])),
    (restart.other_operation, says(operation="reboot")),
    (restart.restart_class, says(operation="other")),
    (restart.unused, bears()),
    (restart.unused, bears(endorsed(PERMIT, used=True))),
    (migration.paper_order, bears()),
    (incident.located, bears()),
    (incident.onsite_open, scene()),
    (incident.onsite_open, scene(clocks=[clock(incident.ONSITE, state="met")])),
    (incident.onsite_unset, scene(clocks=[clock(incident.ONSITE)])),
    (change.lines_fit, kind("expansion")),
    (change.lines_fit, kind("expansion", lines=[UP, OTHER_DOWN])),
    (change.lines_fit, kind("expansion", lines=[UP, NONE])),
    (change.lines_fit, kind("reduction")),
    (change.lines_fit, kind("reduction", lines=[DOWN, NONE])),
    (change.lines_fit, kind("reduction", lines=[DOWN, UP])),
    (change.lines_fit, kind("move", lines=[UP, DOWN])),
    (change.lines_fit, kind("move")),
    (change.lines_fit, kind("policy", lines=[UP])),
    (change.policies_fit, kind("policy", policies=[])),
    (change.policies_fit, kind("policy")),
    (
        change.policies_in_order,
        kind("policy", policies=[RULE, RULE | {"valid_from": TODAY, "valid_to": TODAY - DAY}]),
    ),
    (change.hosts_fit, kind("expansion", hosts=[HOST])),
    (change.hosts_fit, kind("expansion", hosts=[HOST | {"before": "8 GB", "after": "8 GB"}])),
    (change.hosts_fit, kind("policy", policies=[RULE], hosts=[HOST | {"after": "16 GB"}])),
    (change.policies_fit, kind("expansion", policies=[RULE])),
    (change.term_fits, kind("reduction", "temporary")),
    (change.end_date_fits, kind("expansion", "temporary")),
    (change.end_date_fits, kind("expansion", end_date=TODAY)),
    (change.data_saved_fits, kind("reduction")),
    (change.data_saved_fits, kind("reduction", data_saved=False)),
    (change.grows_long, kind("expansion", "temporary")),
    (change.grows_long, kind("software")),
    (change.not_grows_long, kind("expansion")),
    (change.cost_ok, bears(**LONG)),
    (change.cost_ok, bears(endorsed(COST, **OLDER), **LONG)),
    (change.within, scene(fields=LONG, given=BEYOND)),
    (onboarding.within, scene(given=BEYOND)),
    (change.not_within, scene(fields=SHORT, given=BEYOND)),
    (change.temporary_beyond, says(**SHORT)),
    (change.temporary_beyond, scene(fields=LONG, given=BEYOND)),
    (change.temporary, says(**LONG)),
    (change.not_temporary, says(**SHORT)),
    (change.may_damage, kind("expansion", interrupts=False)),
    (change.window_needed, says(interrupts=False)),
    (change.may_damage, kind("policy")),
    (change.supplement_signed, bears()),
    (change.expand_breached, scene(clocks=[clock(EXPAND)])),
    (change.expand_breached, scene(clocks=[clock(EXPAND, late=True), clock(EXPAND_AGAIN)])),
    (change.expand_breached, scene(clocks=[clock(EXPAND, state="breached", late=True)])),
    (change.expand_breached, scene()),
    (change.second_limit_open, scene()),
    (change.second_limit_open, second_limit("cancelled")),
    (change.second_limit_open, second_limit(late=True)),
    (change.second_limit_ahead, second_limit(days=2)),
    (change.second_limit_ahead, scene(typed={"days": 3})),
    (change.second_limit_ahead, second_limit()),
    (change.late_filing_open, bears()),
    (change.late_filing_open, bears(AUTHORISED, endorsed(LATE_FILING))),
    (change.late_filing_open, bears(AUTHORISED, endorsed(FILING))),
    (change.late_filing_pending, bears(AUTHORISED)),
    (change.late_filing_pending, bears(AUTHORISED, endorsed(LATE_FILING), endorsed(FILING))),
    (change.filing_settled, bears(AUTHORISED, endorsed(WORK))),
    (change.ended, says(end_date=TODAY)),
    (change.ended, says()),
    (change.end_ahead, says(end_date=TODAY - DAY)),
    (change.end_ahead, says()),
    (change.was_in_effect, bears()),
    (change.not_in_effect, bears(endorsed(IN_EFFECT))),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)
