"""Each kind of ticket, from filing to its good end, step by step as an office works."""

import pytest

from tests.world import World
from tickets import audit

FILED = "submit approve record_filing accept"
LEAVING = (
    "submit_inventory agree_inventory report_moved accept_move confirm_stable shut_down permit_erasure "
    "report_erased confirm_erasure"
)
SETTLING = "state_losses accept_losses"

WAYS = {
    "onboarding": (
        f"{FILED} submit_plan agree_plan deliver_resources accept_resources submit_test report_deployed confirm"
    ),
    "go_live": f"{FILED} submit_readiness sign_agency sign_provider sign_supervisor release switch_on confirm",
    "change": "submit_for_costing clear_cost approve record_filing accept start_work deliver confirm",
    "exit": f"{FILED} {LEAVING}",
    "provider_exit": f"apply permit_exit {LEAVING} {SETTLING}",
    "restart": "submit approve_restart verify begin complete confirm",
    "staff_replacement": "submit issue_demand acknowledge nominate accept_nominee report_handover confirm_handover",
    "migration": f"issue_order demand acknowledge {LEAVING} {SETTLING}",
    "switchover": f"submit issue_notice acknowledge {LEAVING}",
    "notice": "announce acknowledge finish",
    "secrecy_return": "submit issue_return acknowledge report_returned confirm_returned",
    "rectification": "submit issue acknowledge report_cured confirm_cured",
    "consent": "request_consent recommend grant begin report_use confirm",
    "suspension": "notify report_handled report_restored accept_ground",
    "report": "hand_in_differing accept_report",
    "drill": "submit approve_plan confirm_ready begin_drill end_drill submit_report confirm",
    "staffing": "submit_duty_plan agree_duty_plan end_duty hand_in_sheet",
    "assessment": "end_month submit_score issue_result accept_result",
    "reclaim": "propose_reclaim recommend_reclaim agree_reclaim",
    "payment": "submit_invoice accept_invoice approve_payment register_payment confirm_receipt",
    "recovery": "demand_damages object_demand maintain_demand approve_payment register_payment confirm_receipt",
    "acceptance": "apply_acceptance accept_material submit_findings pass_with_items report_items close_items",
    "dispute": "answer propose_terms settle_as_offered",
    "supplement": "submit propose agree_text sign countersign release_edition",
    "finding": "assess serve accept_finding confirm_finding",
    "force_majeure": "submit_proof confirm_event report_watch report_over conclude",
    "incident": "respond start_handling locate report_progress recover submit_report confirm",
}


@pytest.mark.parametrize("kind", WAYS)
def test_it_is_carried_to_closed_with_no_clock_left_open(world: World, kind: str) -> None:
    ticket = world.file(kind)

    for name in WAYS[kind].split():
        ticket = world.later(minutes=1).take(ticket, name)

    assert ticket.state == "closed"
    assert ticket.assignee is None
    assert not ticket.deadlines.filter(stopped_at__isnull=True).exists()
    assert [str(fault) for fault in audit.verify_rows()] == []
